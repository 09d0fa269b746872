use super::{Agenda, AgendaState, Corte, CorteState, Schedule};
use crate::time::Timestamp;

/// How long after a corte failed it is tried again.
const RETRY_SECONDS: i64 = 60;
/// How long after its turn a corte that is not public is late.
const GRACE_SECONDS: i64 = 120;

/// What the schedule asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// A corte for the turn `turn`, not before `at`: its turn, or after a failure a while later.
    Build {
        /// The turn it answers.
        turn: Timestamp,
        /// When it may begin.
        at: Timestamp,
    },
    /// Somebody is making one, or died making it: whoever has the lease settles it first.
    Settle,
    /// Nothing, until a coordinador releases the schedule.
    Stopped,
    /// Nothing any more: the last corte is published.
    Finished,
}

impl Schedule {
    /// What comes after `last`, the corte of the highest number. `open` is whether the ejercicio
    /// still takes actas, in which case a last corte before the end of operation was not the last.
    pub fn next(&self, agenda: &Agenda, last: Option<&Corte>, open: bool, now: Timestamp) -> Next {
        if let AgendaState::Stopped { .. } = agenda.state() {
            return Next::Stopped;
        }
        let Some(last) = last else {
            return self.turn_or_end(None);
        };
        match last.state() {
            CorteState::Published { .. } if last.is_last() && (self.is_over(now) || !open) => {
                Next::Finished
            }
            CorteState::Published { .. }
            | CorteState::Held { .. }
            | CorteState::OverrideProposed { .. } => self.turn_or_end(last.turn_taken()),
            CorteState::Failed { .. } => Next::Build {
                turn: last.turn(),
                at: last.since().plus_seconds(RETRY_SECONDS),
            },
            CorteState::Scheduled { due } => Next::Build {
                turn: last.turn(),
                at: *due,
            },
            CorteState::Building { .. } | CorteState::Checked { .. } => Next::Settle,
        }
    }

    /// The turn whose corte should be public by now and is not; `published` is the last that is.
    pub fn late_since(&self, published: Option<&Corte>, now: Timestamp) -> Option<Timestamp> {
        let after = published.and_then(Corte::turn_taken);
        let turn = self.turn_after(after)?;
        (now > turn.plus_seconds(GRACE_SECONDS)).then_some(turn)
    }

    /// After the end only what was held at the last turn is left; it is tried again all the same.
    fn turn_or_end(&self, after: Option<Timestamp>) -> Next {
        match (self.turn_after(after), after) {
            (Some(turn), _) => Next::Build { turn, at: turn },
            (None, Some(after)) => {
                let every = i64::from(self.every.minutes()) * 60;
                let at = after.plus_seconds(every);
                Next::Build { turn: at, at }
            }
            (None, None) => Next::Finished,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitacora::Chain;
    use crate::machines::testing::*;
    use crate::perfiles::MinutosEntreCortes;

    fn schedule(until: Option<i64>) -> Schedule {
        Schedule {
            from: at(0),
            every: MinutosEntreCortes::new(20).unwrap(),
            until: until.map(at),
        }
    }

    fn chain() -> Chain {
        Chain {
            length: 1,
            head: digest("head"),
        }
    }

    fn building(turn: i64, last: bool) -> Corte {
        let scheduled = next(Corte::schedule(ejercicio(), 0, at(turn), at(turn)).unwrap());
        next(scheduled.build(chain(), last, at(turn)).unwrap())
    }

    fn published(turn: i64, last: bool) -> Corte {
        let checked = next(building(turn, last).pass(digest("m"), 0, at(turn)).unwrap());
        next(checked.publish(at(0), at(turn + 5)).unwrap())
    }

    fn build(turn: i64, at_seconds: i64) -> Next {
        Next::Build {
            turn: at(turn),
            at: at(at_seconds),
        }
    }

    #[test]
    fn turns_follow_each_other() {
        let (night, agenda) = (schedule(None), Agenda::new(ejercicio()));
        assert_eq!(night.next(&agenda, None, true, at(-9)), build(0, 0));
        let first = published(0, false);
        let after = night.next(&agenda, Some(&first), true, at(6));
        assert_eq!(after, build(1_200, 1_200));
    }

    #[test]
    fn what_failed_is_tried_again_soon_for_the_same_turn() {
        let (night, agenda) = (schedule(None), Agenda::new(ejercicio()));
        let failed = next(building(0, false).fail(why(), at(10)).unwrap());
        assert_eq!(
            night.next(&agenda, Some(&failed), true, at(10)),
            build(0, 70)
        );
    }

    #[test]
    fn what_was_held_waits_for_the_next_turn_and_what_was_cut_off_does_not() {
        let (night, agenda) = (schedule(None), Agenda::new(ejercicio()));
        let held =
            building(0, false).hold(digest("m"), crate::bitacora::HoldReason::Structure, at(9));
        let held = next(held.unwrap());
        assert_eq!(
            night.next(&agenda, Some(&held), true, at(10)),
            build(1_200, 1_200)
        );
        let cut = building(0, false);
        assert_eq!(night.next(&agenda, Some(&cut), true, at(10)), Next::Settle);
    }

    #[test]
    fn a_stopped_schedule_asks_for_nothing() {
        let agenda = next(
            Agenda::new(ejercicio())
                .stop(&coordinador(), why(), at(0))
                .unwrap(),
        );
        for last in [None, Some(&building(0, false))] {
            assert_eq!(
                schedule(None).next(&agenda, last, true, at(10)),
                Next::Stopped
            );
        }
    }

    #[test]
    fn after_the_last_corte_there_is_none_unless_the_period_was_extended() {
        let (night, agenda) = (schedule(Some(6_000)), Agenda::new(ejercicio()));
        let early = published(1_200, true);
        assert_eq!(
            night.next(&agenda, Some(&early), false, at(1_300)),
            Next::Finished
        );
        assert_eq!(
            night.next(&agenda, Some(&early), true, at(1_300)),
            build(2_400, 2_400)
        );
        let end = published(6_000, true);
        assert_eq!(
            night.next(&agenda, Some(&end), true, at(6_100)),
            Next::Finished
        );
        // Held at the last turn: the night does not end without its last corte.
        let held = building(6_000, true).hold(
            digest("m"),
            crate::bitacora::HoldReason::Structure,
            at(6_010),
        );
        let held = next(held.unwrap());
        assert_eq!(
            night.next(&agenda, Some(&held), true, at(6_020)),
            build(7_210, 7_210)
        );
    }

    #[test]
    fn a_corte_is_late_two_minutes_after_its_turn() {
        let night = schedule(None);
        assert_eq!(night.late_since(None, at(120)), None);
        assert_eq!(night.late_since(None, at(121)), Some(at(0)));
        let first = published(0, false);
        assert_eq!(night.late_since(Some(&first), at(1_320)), None);
        assert_eq!(night.late_since(Some(&first), at(1_400)), Some(at(1_200)));
    }
}
