//! Chance that repeats itself: the same series always gives the same acta, so nothing has to be kept.

/// Names a made-up acta; eight hex digits in an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Series(u32);

/// Draws from a series (SplitMix64).
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Series {
    pub(crate) fn new(number: u32) -> Self {
        Self(number)
    }

    /// The series that an address names.
    pub(super) fn named(text: &str) -> Option<Self> {
        let is_ours = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = is_ours.then(|| u32::from_str_radix(text, 16).ok())?;
        number.map(Self)
    }

    pub(super) fn name(self) -> String {
        format!("{:08x}", self.0)
    }

    /// The acta after this one.
    pub(super) fn next(self) -> Self {
        Self(self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223))
    }

    pub(super) fn dice(self) -> Dice {
        Dice(u64::from(self.0))
    }
}

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// One of `0..below`.
    pub(super) fn below(&mut self, below: u32) -> u32 {
        let drawn = self.next() % u64::from(below.max(1));
        u32::try_from(drawn).unwrap_or_default()
    }

    /// True once in `of` draws.
    pub(super) fn once_in(&mut self, of: u32) -> bool {
        self.below(of) == 0
    }

    /// Between -1 and 1.
    pub(super) fn swing(&mut self) -> f32 {
        let part = u16::try_from(self.below(2_001)).unwrap_or_default();
        f32::from(part) / 1_000.0 - 1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_is_read_as_it_is_written_and_nothing_else_is_one() {
        for number in [0, 7, u32::MAX] {
            let series = Series::new(number);
            assert_eq!(Series::named(&series.name()), Some(series));
            assert_ne!(series.next(), series);
        }
        for text in ["", "1", "0000000g", "000000000", "+0000001"] {
            assert_eq!(Series::named(text), None, "{text}");
        }
    }

    #[test]
    fn draws_repeat_and_stay_within_bounds() {
        let draws = |series: Series| {
            let mut dice = series.dice();
            [0; 50].map(|_| dice.below(10))
        };
        assert_eq!(draws(Series::new(3)), draws(Series::new(3)));
        assert_ne!(draws(Series::new(3)), draws(Series::new(4)));
        assert!(draws(Series::new(3)).iter().all(|drawn| *drawn < 10));
    }
}
