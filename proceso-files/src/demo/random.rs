/// Numbers from a seed: SplitMix64, in whole numbers only so that every platform agrees.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// An independent sequence: what one part draws does not change what another gets.
    pub(super) fn branch(&mut self, part: u64) -> Self {
        let mut branch = Self(self.0 ^ part.wrapping_mul(GOLDEN));
        Self(branch.next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from `min` to `max`, both included.
    pub(super) fn between(&mut self, min: u32, max: u32) -> u32 {
        let span = u64::from(max - min) + 1;
        let offset = u32::try_from(self.next() % span).expect("less than the span of two u32");
        min + offset
    }

    /// True `times` in `of`.
    pub(super) fn chance(&mut self, times: u32, of: u32) -> bool {
        self.between(1, of) <= times
    }

    /// A position in something of `len`.
    pub(super) fn index(&mut self, len: usize) -> usize {
        let last = u32::try_from(len.saturating_sub(1)).expect("demos are small");
        usize::try_from(self.between(0, last)).expect("a u32 fits in a usize here")
    }

    /// `total` in `parts` numbers, each from `min` to `max`.
    pub(super) fn spread(&mut self, total: u32, parts: usize, min: u32, max: u32) -> Vec<u32> {
        let mut found: Vec<u32> = (0..parts).map(|_| self.between(min, max)).collect();
        let mut sum: u32 = found.iter().sum();
        while sum != total {
            let index = self.index(parts);
            if sum < total && found[index] < max {
                found[index] += 1;
                sum += 1;
            } else if sum > total && found[index] > min {
                found[index] -= 1;
                sum -= 1;
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_that_of_splitmix64() {
        // First outputs for seed 1234567, as published with the reference implementation.
        let mut random = Random::new(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn a_spread_adds_up_within_its_bounds() {
        let parts = Random::new(7).spread(1_000, 10, 80, 120);
        assert_eq!(parts.iter().sum::<u32>(), 1_000);
        assert!(parts.iter().all(|part| (80..=120).contains(part)));
    }
}
