use serde::{Deserialize, Serialize};

use crate::perfiles::MinutosEntreCortes;
use crate::time::Timestamp;

/// The turns at which cortes are published: the first at the authorised start, then one every few
/// minutes, the last at the end of operation (Anexo 13, num. 27; at least three an hour).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// The authorised start: no turn is before it.
    pub from: Timestamp,
    /// From one turn to the next.
    pub every: MinutosEntreCortes,
    /// The turn of the last corte; `None` for a drill, which ends when it is closed.
    pub until: Option<Timestamp>,
}

impl Schedule {
    /// The first turn after `after`, or the very first one for `None`; `None` once the last turn is
    /// not after `after`.
    ///
    /// Turns that passed while nobody could publish are not made up for: given the moment of a late
    /// corte, the answer is the first turn still to come, at most `every` later.
    pub fn turn_after(&self, after: Option<Timestamp>) -> Option<Timestamp> {
        let turn = match after {
            Some(after) if after >= self.from => {
                let every = i64::from(self.every.minutes()) * 60_000_000;
                let taken = after.micros_since(self.from) / every;
                self.from.plus_micros((taken + 1).saturating_mul(every))
            }
            _ => self.from,
        };
        match self.until {
            Some(until) if after.is_some_and(|after| after >= until) => None,
            Some(until) => Some(turn.min(until)),
            None => Some(turn),
        }
    }

    /// True if `now` is at or after the end of operation.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.until.is_some_and(|until| now >= until)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MINUTE: i64 = 60_000_000;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_micros(minutes * MINUTE).unwrap()
    }

    fn schedule(every: u16, until: Option<i64>) -> Schedule {
        Schedule {
            from: at(1_200),
            every: MinutosEntreCortes::new(every).unwrap(),
            until: until.map(at),
        }
    }

    #[test]
    fn anexo_13_the_first_turn_is_the_start_and_the_last_the_end() {
        let night = schedule(20, Some(1_250));
        assert_eq!(night.turn_after(None), Some(at(1_200)));
        assert_eq!(night.turn_after(Some(at(1_200))), Some(at(1_220)));
        assert_eq!(night.turn_after(Some(at(1_240))), Some(at(1_250)));
        assert_eq!(night.turn_after(Some(at(1_250))), None);
        assert!(!night.is_over(at(1_249)) && night.is_over(at(1_250)));
    }

    #[test]
    fn a_late_corte_is_made_once() {
        // That of 20:00 came at 20:47: those of 20:20 and 20:40 are not made up for.
        let late = schedule(20, None).turn_after(Some(at(1_247)));
        assert_eq!(late, Some(at(1_260)));
    }

    #[test]
    fn a_corte_before_the_start_does_not_move_it() {
        assert_eq!(schedule(20, None).turn_after(Some(at(3))), Some(at(1_200)));
    }

    proptest! {
        /// However long each corte takes and however late it comes, the next turn is at most 20
        /// minutes away, never before the start, never after the end, and on the grid.
        #[test]
        fn never_more_than_twenty_minutes_between_turns(
            every in 1u16..=20,
            delays in proptest::collection::vec(0i64..90 * MINUTE, 1..60),
        ) {
            let night = schedule(every, Some(1_200 + 1_440));
            let step = i64::from(every) * MINUTE;
            let (mut after, mut turns) = (None, Vec::new());
            for delay in delays {
                let Some(turn) = night.turn_after(after) else { break };
                prop_assert!(turn >= night.from && Some(turn) <= night.until);
                if let Some(after) = after {
                    prop_assert!(turn > after && turn.micros_since(after) <= step);
                }
                let on_grid = turn.micros_since(night.from) % step == 0;
                prop_assert!(on_grid || Some(turn) == night.until);
                prop_assert!(!turns.contains(&turn), "a turn is taken once");
                turns.push(turn);
                after = Some(turn.plus_micros(delay));
            }
        }

        #[test]
        fn without_delays_every_turn_is_taken_until_the_last(every in 1u16..=20) {
            let night = schedule(every, Some(1_200 + 1_440));
            let turns: Vec<_> =
                std::iter::successors(night.turn_after(None), |turn| night.turn_after(Some(*turn)))
                    .collect();
            prop_assert_eq!(turns.first(), Some(&night.from));
            prop_assert_eq!(turns.last().copied(), night.until);
            prop_assert_eq!(turns.len(), 1_440_usize.div_ceil(every.into()) + 1);
        }
    }
}
