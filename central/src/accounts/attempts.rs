use prep_model::contract::Sha256Digest;
use prep_model::time::Timestamp;

/// Failed attempts are forgotten this long after the last one.
pub(super) const FORGOTTEN_SECONDS: i64 = 15 * 60;

/// Attempts on one account or from one address that have not succeeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts {
    /// How many.
    pub failures: u32,
    /// The last one.
    pub last_at: Timestamp,
    /// Nothing is tried before.
    pub blocked_until: Timestamp,
}

/// What is being guarded, and how impatiently.
#[derive(Debug, Clone, Copy)]
pub(super) struct Guard {
    prefix: &'static str,
    /// Failures that cost nothing.
    free: u32,
    /// Longest wait.
    longest_seconds: i64,
}

/// One username, known or not. A minute at most: a longer wait would let anybody keep a person out.
pub(super) const ACCOUNT: Guard = Guard {
    prefix: "account\n",
    free: 4,
    longest_seconds: 60,
};

/// One address. A whole CCV may stand behind one, so it is given many failures and short waits.
pub(super) const ADDRESS: Guard = Guard {
    prefix: "address\n",
    free: 60,
    longest_seconds: 15,
};

impl Guard {
    /// What the database knows `text` by.
    pub(super) fn subject(self, text: &str) -> Sha256Digest {
        Sha256Digest::of(format!("{}{text}", self.prefix).as_bytes())
    }

    /// Counts one more attempt as failed, or says how many seconds to wait. It is counted before
    /// the password is looked at: attempts made at the same time do not escape the wait.
    pub(super) fn count(self, before: Option<Attempts>, now: Timestamp) -> Result<Attempts, u64> {
        let remembered = before
            .filter(|attempts| now.micros_since(attempts.last_at) < FORGOTTEN_SECONDS * 1_000_000);
        let wait = remembered.map_or(0, |attempts| attempts.blocked_until.micros_since(now));
        if let Ok(wait @ 1..) = u64::try_from(wait) {
            return Err(wait.div_ceil(1_000_000));
        }
        let failures = remembered
            .map_or(0, |attempts| attempts.failures)
            .saturating_add(1);
        let seconds = match failures.checked_sub(self.free) {
            None | Some(0) => 0,
            Some(over) => (1_i64 << over.min(30)).min(self.longest_seconds),
        };
        Ok(Attempts {
            failures,
            last_at: now,
            blocked_until: now.plus_seconds(seconds),
        })
    }
}

impl Attempts {
    /// Takes back the count of an attempt that succeeded after all.
    pub(super) fn succeeded(self, now: Timestamp) -> Self {
        Self {
            failures: self.failures.saturating_sub(1),
            blocked_until: now,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(1_717_380_000_000_000)
            .unwrap()
            .plus_seconds(seconds)
    }

    #[test]
    fn the_wait_doubles_to_a_minute_and_is_forgotten() {
        let mut attempts = None;
        for _ in 0..4 {
            attempts = Some(ACCOUNT.count(attempts, at(0)).unwrap());
        }
        let mut now = 0;
        for wait in [2, 4, 8, 16, 32, 60, 60] {
            let counted = ACCOUNT.count(attempts, at(now)).unwrap();
            assert_eq!(ACCOUNT.count(Some(counted), at(now)), Err(wait));
            attempts = Some(counted);
            now += i64::try_from(wait).unwrap();
        }
        let fresh = ACCOUNT
            .count(attempts, at(now + FORGOTTEN_SECONDS))
            .unwrap();
        assert_eq!(fresh.failures, 1);
    }

    #[test]
    fn a_success_takes_back_its_own_count_only() {
        let first = ADDRESS.count(None, at(0)).unwrap();
        let second = ADDRESS.count(Some(first), at(1)).unwrap();
        assert_eq!(second.succeeded(at(2)).failures, 1);
    }

    #[test]
    fn account_and_address_of_the_same_text_are_two() {
        assert_ne!(ACCOUNT.subject("x"), ADDRESS.subject("x"));
    }
}
