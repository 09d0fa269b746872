//! How long the steps of the desk took, from the request to the head of its answer.

use serde::Serialize;

/// What somebody waits for at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The next acta, asked for from the queue.
    Claim,
    /// A page.
    Page,
    /// The whole image.
    Image,
    /// A draft kept.
    Draft,
    /// A captura finished, the next acta claimed with it.
    Finish,
    /// A verificación resolved, the next claimed with it.
    Resolve,
    /// Anything else: entering.
    Other,
}

const STEPS: [(Step, &str); 6] = [
    (Step::Claim, "pedir acta"),
    (Step::Page, "abrir página"),
    (Step::Image, "ver imagen"),
    (Step::Draft, "guardar borrador"),
    (Step::Finish, "terminar captura"),
    (Step::Resolve, "resolver verificación"),
];

/// Every measure, in microseconds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Timings([Vec<i64>; 7]);

/// Half of the steps were quicker than `p50`, one in a hundred slower than `p99`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Percentiles {
    /// How many were measured.
    pub(crate) count: usize,
    /// Microseconds.
    pub(crate) p50_us: i64,
    /// Microseconds.
    pub(crate) p99_us: i64,
    /// Microseconds.
    pub(crate) max_us: i64,
}

impl Timings {
    /// Adds one.
    pub(crate) fn note(&mut self, step: Step, micros: i64) {
        self.0[step as usize].push(micros);
    }

    /// Adds another person's.
    pub(crate) fn add(&mut self, other: Self) {
        for (own, others) in self.0.iter_mut().zip(other.0) {
            own.extend(others);
        }
    }

    /// Each step that was taken, by name.
    pub(crate) fn percentiles(&self) -> Vec<(&'static str, Percentiles)> {
        let named = STEPS.into_iter();
        named
            .filter_map(|(step, name)| Some((name, Percentiles::of(&self.0[step as usize])?)))
            .collect()
    }
}

impl Percentiles {
    fn of(measures: &[i64]) -> Option<Self> {
        let mut sorted = measures.to_vec();
        sorted.sort_unstable();
        let at = |percent: usize| {
            let rank = (sorted.len() * percent).div_ceil(100).max(1);
            sorted.get(rank - 1).copied()
        };
        Some(Self {
            count: sorted.len(),
            p50_us: at(50)?,
            p99_us: at(99)?,
            max_us: at(100)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_measures_that_were_taken() {
        let mut timings = Timings::default();
        for micros in (1..=200).rev() {
            timings.note(Step::Finish, micros);
        }
        let mut other = Timings::default();
        other.note(Step::Claim, 7);
        timings.add(other);
        let expected = |count, p50_us, p99_us, max_us| Percentiles {
            count,
            p50_us,
            p99_us,
            max_us,
        };
        assert_eq!(
            timings.percentiles(),
            [
                ("pedir acta", expected(1, 7, 7, 7)),
                ("terminar captura", expected(200, 100, 198, 200)),
            ]
        );
    }
}
