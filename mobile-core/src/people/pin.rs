use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use prep_model::time::Timestamp;

use crate::platform::Entropy;

/// Work per PIN: 8 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 8 * 1024;
const PASSES: u32 = 2;
/// Failures that cost nothing.
const FREE: u32 = 3;
/// First wait after those, doubled each time.
const FIRST_SECONDS: i64 = 10;
/// Longest wait.
const LONGEST_SECONDS: i64 = 300;
/// At so many failures in a row the verifier is wiped.
pub(super) const MOST_FAILURES: u32 = 10;
/// Digits of a PIN.
const DIGITS: std::ops::RangeInclusive<usize> = 6..=12;

/// What is kept of a PIN.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Verifier {
    /// PHC string.
    phc: String,
    /// In a row, the attempt under way included.
    failures: u32,
    /// Since when and until when nothing is looked at.
    pause: Option<(Timestamp, Timestamp)>,
}

/// Why a PIN cannot be taken. The text is for the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PinFault {
    /// Not six to twelve digits.
    #[error("El PIN lleva de 6 a 12 dígitos.")]
    Form,
    /// The two fields differ.
    #[error("Los dos PIN no son iguales; escríbalos otra vez.")]
    Differ,
    /// One digit again and again, or digits in their order.
    #[error("Ese PIN se adivina pronto; elija otro.")]
    Guessable,
}

/// Why a PIN did not open the tablet. The text is for the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PinRefusal {
    /// It is another.
    #[error("El PIN no es correcto. Quedan {left} intentos antes de pedir la contraseña.")]
    Wrong {
        /// How many more.
        left: u32,
    },
    /// Too many failures in a row.
    #[error("Hubo varios intentos fallidos. Espere {seconds} segundos.")]
    Wait {
        /// How long.
        seconds: u64,
    },
    /// No PIN any more, or the server has not known the person for too long.
    #[error("Entre otra vez con su usuario y contraseña; hace falta conexión.")]
    PasswordNeeded,
}

/// A new PIN, typed twice.
pub(crate) fn check_new(pin: &str, again: &str) -> Result<(), PinFault> {
    let digits: Vec<_> = pin.bytes().collect();
    if !DIGITS.contains(&digits.len()) || !digits.iter().all(u8::is_ascii_digit) {
        return Err(PinFault::Form);
    }
    if pin != again {
        return Err(PinFault::Differ);
    }
    let steps = |step: i16| {
        let pairs = digits.iter().zip(digits.iter().skip(1));
        pairs
            .map(|(a, b)| i16::from(*b) - i16::from(*a))
            .all(|found| found == step)
    };
    if [-1, 0, 1].into_iter().any(steps) {
        return Err(PinFault::Guessable);
    }
    Ok(())
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).expect("the figures are in range");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

impl Verifier {
    pub(super) fn make(pin: &str, entropy: &dyn Entropy) -> Self {
        let salt = entropy.bytes::<16>();
        let hash: Result<PasswordHash, _> = argon2().hash_password_with_salt(pin.as_bytes(), &salt);
        Self {
            phc: hash
                .expect("a PIN and a salt of 16 bytes can be hashed")
                .to_string(),
            failures: 0,
            pause: None,
        }
    }

    pub(super) fn fits(&self, pin: &str) -> bool {
        argon2()
            .verify_password(pin.as_bytes(), self.phc.as_str())
            .is_ok()
    }

    /// Counts an attempt as failed before it is looked at; how many there are now. A clock that is
    /// moved ends a wait early and never the count.
    pub(super) fn begin(&mut self, now: Timestamp) -> Result<u32, PinRefusal> {
        if let Some((since, until)) = self.pause
            && since <= now
            && now < until
        {
            return Err(wait(until, now));
        }
        self.failures = self.failures.saturating_add(1);
        let beyond = self.failures.checked_sub(FREE + 1);
        self.pause = beyond.map(|beyond| {
            let seconds = (FIRST_SECONDS << beyond.min(10)).min(LONGEST_SECONDS);
            (now, now.plus_seconds(seconds))
        });
        Ok(self.failures)
    }

    pub(super) fn forgive(&mut self) {
        self.failures = 0;
        self.pause = None;
    }

    /// What to tell after a failure.
    pub(super) fn refusal(&self, now: Timestamp) -> PinRefusal {
        match self.pause {
            Some((_, until)) => wait(until, now),
            None => PinRefusal::Wrong {
                left: MOST_FAILURES.saturating_sub(self.failures),
            },
        }
    }
}

fn wait(until: Timestamp, now: Timestamp) -> PinRefusal {
    let micros = until.micros_since(now).max(0).unsigned_abs();
    PinRefusal::Wait {
        seconds: micros.div_ceil(1_000_000),
    }
}
