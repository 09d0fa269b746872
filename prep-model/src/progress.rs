//! How far a night has come against its plan, and when what waits will be done.
//!
//! Moments and counts come in as values; nothing here knows where they were counted.

use crate::time::Timestamp;

/// The pace that a night has to keep: evenly from the moment of the first corte to the end of
/// operation, both of which the proceso says. A night is usually ahead of it at first and behind at its
/// end, so being behind early is worth a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// When it begins.
    pub from: Timestamp,
    /// When everything should be done.
    pub until: Timestamp,
}

impl Plan {
    /// How many of `actas` should be done at `now`.
    pub fn due(&self, actas: u64, now: Timestamp) -> u64 {
        let whole = self.until.micros_since(self.from).max(1);
        let gone = now.micros_since(self.from).clamp(0, whole);
        let due = i128::from(actas) * i128::from(gone) / i128::from(whole);
        u64::try_from(due).unwrap_or(actas)
    }
}

/// What was done and what came in a stretch of time just past.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pace {
    /// Actas that came.
    pub arrived: u64,
    /// Actas that were done.
    pub done: u64,
    /// How long the stretch is, in minutes.
    pub minutes: u32,
}

impl Pace {
    /// What was done, in actas an hour.
    pub fn done_per_hour(&self) -> u64 {
        per_hour(self.done, self.minutes)
    }

    /// What came, in actas an hour.
    pub fn arrived_per_hour(&self) -> u64 {
        per_hour(self.arrived, self.minutes)
    }
}

fn per_hour(actas: u64, minutes: u32) -> u64 {
    (actas * 60).checked_div(u64::from(minutes)).unwrap_or(0)
}

/// When what waits will be done, if everything goes on as it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forecast {
    /// Nothing waits.
    Empty,
    /// Nothing was done lately, so nobody can say.
    Unknown,
    /// At this moment.
    EndsAt(Timestamp),
    /// Never: as many come as are done, or more.
    Grows,
}

impl Forecast {
    /// For `waiting` actas at `now`. Only a pace that lasts for days would reach beyond a week; it is
    /// told as growing.
    pub fn of(waiting: u64, pace: Pace, now: Timestamp) -> Self {
        const WEEK_MINUTES: u64 = 7 * 24 * 60;
        if waiting == 0 {
            return Self::Empty;
        }
        if pace.done == 0 || pace.minutes == 0 {
            return Self::Unknown;
        }
        let Some(gained) = pace.done.checked_sub(pace.arrived).filter(|net| *net > 0) else {
            return Self::Grows;
        };
        let minutes = waiting.saturating_mul(u64::from(pace.minutes)) / gained;
        match i64::try_from(minutes) {
            Ok(seconds) if minutes < WEEK_MINUTES => Self::EndsAt(now.plus_seconds(seconds * 60)),
            _ => Self::Grows,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_micros((minutes + 60) * 60_000_000).unwrap()
    }

    #[test]
    fn a_plan_is_even_and_neither_negative_nor_more_than_all() {
        let plan = Plan {
            from: at(0),
            until: at(600),
        };
        assert_eq!(plan.due(40_552, at(-5)), 0);
        assert_eq!(plan.due(40_552, at(300)), 20_276);
        assert_eq!(plan.due(40_552, at(900)), 40_552);
        let empty = Plan {
            from: at(5),
            until: at(5),
        };
        assert_eq!(empty.due(7, at(4)), 0);
        assert_eq!(empty.due(u64::MAX, at(6)), u64::MAX);
    }

    #[test]
    fn the_end_of_the_backlog_follows_from_what_is_gained() {
        let pace = |arrived, done| Pace {
            arrived,
            done,
            minutes: 30,
        };
        let of = |waiting, pace| Forecast::of(waiting, pace, at(0));
        assert_eq!(of(0, pace(0, 0)), Forecast::Empty);
        assert_eq!(of(5, pace(0, 0)), Forecast::Unknown);
        assert_eq!(of(2_400, pace(300, 1_500)), Forecast::EndsAt(at(60)));
        assert_eq!(of(5, pace(7, 7)), Forecast::Grows);
        assert_eq!(of(5, pace(8, 7)), Forecast::Grows);
        assert_eq!(of(u64::MAX, pace(0, 1)), Forecast::Grows);
        assert_eq!(pace(150, 1_500).done_per_hour(), 3_000);
        assert_eq!(Pace::default().arrived_per_hour(), 0);
    }
}
