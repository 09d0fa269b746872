//! Chance from a seed: SplitMix64, so that the same seed gives the same sheet everywhere.

/// A sequence of throws.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl Dice {
    /// `stream` tells throws of one seed apart: an acta, a purpose.
    pub(crate) fn new(seed: u64, stream: &[u64]) -> Self {
        let start = stream.iter().fold(Self(seed).bits(), |state, part| {
            Self(state ^ part.wrapping_mul(GOLDEN)).bits()
        });
        Self(start)
    }

    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 up to 1, in steps that an `f32` holds exactly.
    pub(crate) fn unit(&mut self) -> f32 {
        let [_, _, _, _, _, low, middle, high] = self.bits().to_le_bytes();
        let whole = u32::from(high) << 16 | u32::from(middle) << 8 | u32::from(low);
        // 24 bits: what the mantissa holds.
        f32::from(u16::try_from(whole >> 12).unwrap_or_default()) / 4096.0
            + f32::from(u16::try_from(whole & 0xfff).unwrap_or_default()) / 16_777_216.0
    }

    pub(crate) fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// About 0, most within `spread`, none beyond three times that: the sum of three throws.
    pub(crate) fn around(&mut self, spread: f32) -> f32 {
        (self.between(-1.0, 1.0) + self.between(-1.0, 1.0) + self.between(-1.0, 1.0)) * spread
    }

    pub(crate) fn chance(&mut self, probability: f32) -> bool {
        self.unit() < probability
    }

    /// A whole number below `end`; 0 if that is 0.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        let number = self.bits() % u64::from(end.max(1));
        u32::try_from(number).unwrap_or_default()
    }

    /// One of the choices, which are never empty.
    pub(crate) fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        let end = u32::try_from(choices.len()).unwrap_or(u32::MAX);
        &choices[usize::try_from(self.below(end)).unwrap_or_default()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_of_one_seed_are_independent_and_repeatable() {
        let throw = |seed, stream: &[u64]| Dice::new(seed, stream).bits();
        assert_eq!(throw(1, &[2, 3]), throw(1, &[2, 3]));
        assert_ne!(throw(1, &[2, 3]), throw(1, &[3, 2]));
        assert_ne!(throw(1, &[2]), throw(2, &[2]));
    }

    #[test]
    fn throws_spread_over_their_range() {
        let mut dice = Dice::new(7, &[]);
        let throws: Vec<f32> = (0..4_000).map(|_| dice.unit()).collect();
        assert!(throws.iter().all(|throw| (0.0..1.0).contains(throw)));
        let mean = throws.iter().sum::<f32>() / 4_000.0;
        assert!((0.48..0.52).contains(&mean), "{mean}");
    }
}
