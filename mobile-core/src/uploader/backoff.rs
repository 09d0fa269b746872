use prep_model::time::Timestamp;

use crate::platform::Entropy;

/// Shortest wait after a failure, before chance is added.
const FIRST_MS: u64 = 1_000;
/// Longest wait that the device chooses by itself.
const LONGEST_MS: u64 = 300_000;
/// Longest wait that a server may ask for.
const LONGEST_ASKED_MS: u64 = 3_600_000;

/// How long to leave something alone: longer after each failure, and never the same for two
/// tablets, or thousands would come back in the same second.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Backoff {
    failures: u32,
    pause: Option<Pause>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pause {
    since: Timestamp,
    until: Timestamp,
}

impl Backoff {
    /// After one more failure at `now`: wait, at least `asked_ms` if the server said so.
    pub(super) fn fail(&mut self, now: Timestamp, asked_ms: Option<u64>, entropy: &dyn Entropy) {
        let own = FIRST_MS
            .saturating_mul(1 << self.failures.min(20))
            .min(LONGEST_MS);
        self.failures = self.failures.saturating_add(1);
        let asked = asked_ms.unwrap_or(0).min(LONGEST_ASKED_MS);
        // At least half of the own wait; all of what was asked, and up to a quarter more.
        let wait = (own / 2 + entropy.below(own / 2 + 1)).max(asked + entropy.below(asked / 4 + 1));
        let wait = i64::try_from(wait).unwrap_or(i64::MAX);
        self.pause = Some(Pause {
            since: now,
            until: now.plus_micros(wait.saturating_mul(1000)),
        });
    }

    /// Counts the failure and does not wait for it.
    pub(super) fn end_pause(&mut self) {
        self.pause = None;
    }

    /// How many failures there were without a success between them.
    pub(super) fn failures(self) -> u32 {
        self.failures
    }

    /// When it is over; `None` if it is. A clock that was set back must not make a tablet wait for
    /// the hours it lost.
    pub(super) fn until(self, now: Timestamp) -> Option<Timestamp> {
        let Pause { since, until } = self.pause?;
        (since <= now && now < until).then_some(until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{SeededEntropy, night};

    fn wait_ms(backoff: Backoff) -> i64 {
        backoff
            .until(night(0))
            .map_or(0, |until| until.micros_since(night(0)) / 1000)
    }

    #[test]
    fn waits_grow_up_to_five_minutes_and_differ() {
        let entropy = SeededEntropy::new(1);
        let mut backoff = Backoff::default();
        let mut waits = Vec::new();
        for _ in 0..40 {
            backoff.fail(night(0), None, &entropy);
            waits.push(wait_ms(backoff));
        }
        assert!((500..=1000).contains(&waits[0]), "{waits:?}");
        assert!(waits.iter().all(|wait| *wait <= 300_000));
        assert!(waits[39] >= 150_000 && waits[38] != waits[39]);
    }

    #[test]
    fn what_the_server_asks_is_waited_up_to_an_hour() {
        let entropy = SeededEntropy::new(1);
        let mut backoff = Backoff::default();
        backoff.fail(night(0), Some(60_000), &entropy);
        assert!((60_000..=75_000).contains(&wait_ms(backoff)));
        backoff.fail(night(0), Some(u64::MAX), &entropy);
        assert!((3_600_000..=4_500_000).contains(&wait_ms(backoff)));
    }

    #[test]
    fn a_clock_set_back_ends_the_wait() {
        let mut backoff = Backoff::default();
        backoff.fail(night(0), Some(60_000), &SeededEntropy::new(1));
        assert!(backoff.until(night(10)).is_some());
        assert_eq!(backoff.until(night(-1)), None);
        assert_eq!(backoff.until(night(100)), None);
    }
}
