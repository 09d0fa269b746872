//! How a practice goes: kept in the pages themselves, so that nothing of it is in any database.

use std::collections::BTreeMap;
use std::fmt;

use prep_model::actas::CampoValue;

/// Most digits told apart wrongly that are carried along.
const MAX_PAIRS: usize = 20;
/// Longest text that can be a score.
const MAX_BYTES: usize = 400;
/// Longest time that counts for one acta, in seconds: whoever went to dinner did not type.
pub(super) const MAX_SECONDS: u32 = 900;

/// What somebody has done since they began to practise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Score {
    /// Actas finished.
    pub(super) actas: u32,
    /// Of those, without any mistake.
    pub(super) perfect: u32,
    /// Fields decided.
    pub(super) fields: u32,
    /// Of those, wrong.
    pub(super) wrong: u32,
    /// Time in all, in seconds.
    pub(super) seconds: u32,
    /// How often a digit was taken for another: what stands there, what was typed.
    pub(super) confused: BTreeMap<(u8, u8), u32>,
}

impl Score {
    /// The score that a page carried; what cannot be one is a new one.
    pub(super) fn read(text: &str) -> Self {
        Self::parse(text).unwrap_or_default()
    }

    fn parse(text: &str) -> Option<Self> {
        if text.len() > MAX_BYTES {
            return None;
        }
        let mut parts = text.split('.');
        let mut number = || parts.next()?.parse::<u32>().ok().filter(|n| *n < 1_000_000);
        let mut score = Self {
            actas: number()?,
            perfect: number()?,
            fields: number()?,
            wrong: number()?,
            seconds: number()?,
            confused: BTreeMap::new(),
        };
        for part in parts.take(MAX_PAIRS) {
            let (pair, times) = part.split_once('x')?;
            let mut digits = pair.chars().map(|digit| digit.to_digit(10));
            let mut digit = || u8::try_from(digits.next()??).ok();
            let times = times.parse().ok().filter(|times| *times < 10_000)?;
            score.confused.insert((digit()?, digit()?), times);
        }
        Some(score)
    }

    /// Adds one field.
    pub(super) fn add_field(&mut self, truth: Option<CampoValue>, typed: Option<CampoValue>) {
        self.fields += 1;
        if truth == typed {
            return;
        }
        self.wrong += 1;
        for pair in confused(truth, typed) {
            if self.confused.len() < MAX_PAIRS || self.confused.contains_key(&pair) {
                *self.confused.entry(pair).or_default() += 1;
            }
        }
    }

    /// Adds an acta whose fields have been added.
    pub(super) fn add_acta(&mut self, is_perfect: bool, seconds: u32) {
        self.actas += 1;
        self.perfect += u32::from(is_perfect);
        self.seconds += seconds.min(MAX_SECONDS);
    }

    /// The digits taken for another most often, first.
    pub(super) fn worst(&self) -> Vec<((u8, u8), u32)> {
        let mut pairs: Vec<_> = self.confused.iter().map(|(pair, n)| (*pair, *n)).collect();
        pairs.sort_by_key(|(pair, times)| (std::cmp::Reverse(*times), *pair));
        pairs.truncate(5);
        pairs
    }
}

/// The digits that were taken for others, of numbers of the same length.
fn confused(truth: Option<CampoValue>, typed: Option<CampoValue>) -> Vec<(u8, u8)> {
    let digits = |value: Option<CampoValue>| value?.number().map(|number| number.to_string());
    let (Some(truth), Some(typed)) = (digits(truth), digits(typed)) else {
        return Vec::new();
    };
    if truth.len() != typed.len() {
        return Vec::new();
    }
    let pairs = truth.bytes().zip(typed.bytes());
    let differing = pairs.filter(|(truth, typed)| truth != typed);
    differing
        .map(|(truth, typed)| (truth - b'0', typed - b'0'))
        .collect()
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            actas,
            perfect,
            fields,
            wrong,
            seconds,
            confused,
        } = self;
        write!(f, "{actas}.{perfect}.{fields}.{wrong}.{seconds}")?;
        for ((truth, typed), times) in confused {
            write!(f, ".{truth}{typed}x{times}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(number: u32) -> CampoValue {
        CampoValue::Number(number)
    }

    #[test]
    fn what_a_page_carries_is_read_back() {
        let mut score = Score::default();
        score.add_field(Some(number(138)), Some(number(188)));
        score.add_field(Some(number(5)), Some(number(5)));
        score.add_field(Some(CampoValue::Ilegible), Some(number(5)));
        score.add_acta(false, 5_000);
        assert_eq!(
            (score.fields, score.wrong, score.seconds),
            (3, 2, MAX_SECONDS)
        );
        assert_eq!(score.worst(), [((3, 8), 1)]);
        assert_eq!(Score::read(&score.to_string()), score);
    }

    #[test]
    fn what_is_no_score_is_a_new_one() {
        for text in [
            "",
            "1",
            "1.2.3.4",
            "1.2.3.4.5.x",
            "1.2.3.4.5.1x2",
            "a.b.c.d.e",
            "1.2.3.4.9999999",
        ] {
            assert_eq!(Score::read(text), Score::default(), "{text}");
        }
        assert_eq!(Score::read(&"1.".repeat(300)), Score::default());
    }

    #[test]
    fn a_long_practice_stays_within_what_can_be_read() {
        let mut score = Score::default();
        for truth in 0..10 {
            for typed in 0..10 {
                score.add_field(Some(number(truth)), Some(number(typed)));
            }
        }
        score.add_acta(false, 1);
        assert_eq!(Score::read(&score.to_string()), score);
    }
}
