use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

/// The chance of one photograph: the same seed and stream throw the same numbers, whatever was
/// thrown elsewhere.
#[derive(Debug)]
pub(crate) struct Dice(StdRng);

impl Dice {
    /// `stream` tells throws apart that belong to one seed: a group, a photograph, a purpose.
    pub(crate) fn new(seed: u64, stream: &[u64]) -> Self {
        let mixed = stream.iter().fold(mix(seed), |state, part| {
            mix(state ^ part.wrapping_mul(0x9e37_79b9_7f4a_7c15))
        });
        Self(StdRng::seed_from_u64(mixed))
    }

    pub(crate) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Uniform in `0.0..1.0`.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Uniform in the logarithm: as often between 1 and 2 as between 2 and 4.
    pub(crate) fn between_log(&mut self, low: f64, high: f64) -> f64 {
        self.between(low.ln(), high.ln()).exp()
    }

    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Standard normal, by Box and Muller.
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.unit()).cos()
    }

    pub(crate) fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        let nth = (self.unit() * choices.len() as f64) as usize;
        &choices[nth.min(choices.len() - 1)]
    }

    /// One of the choices, each as likely as its weight says.
    pub(crate) fn weighted<T: Copy>(&mut self, choices: &[(T, f64)]) -> T {
        let mut left = self.unit() * choices.iter().map(|(_, weight)| weight).sum::<f64>();
        for (choice, weight) in choices {
            left -= weight;
            if left < 0.0 {
                return *choice;
            }
        }
        choices[choices.len() - 1].0
    }
}

/// The finaliser of SplitMix64: spreads neighbouring seeds over all 64 bits.
pub(crate) fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
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
    fn normal_throws_have_mean_zero_and_deviation_one() {
        let mut dice = Dice::new(7, &[]);
        let throws: Vec<f64> = (0..20_000).map(|_| dice.normal()).collect();
        let mean = throws.iter().sum::<f64>() / 20_000.0;
        let square = throws.iter().map(|x| x * x).sum::<f64>() / 20_000.0;
        assert!(
            mean.abs() < 0.03 && (square - 1.0).abs() < 0.05,
            "{mean} {square}"
        );
    }

    #[test]
    fn weighted_follows_its_weights() {
        let mut dice = Dice::new(9, &[]);
        let threes = (0..8000)
            .filter(|_| dice.weighted(&[(1, 1.0), (3, 3.0)]) == 3)
            .count();
        assert!((5700..6300).contains(&threes), "{threes}");
    }
}
