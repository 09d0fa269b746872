use std::fmt;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use thiserror::Error;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::Username;
use crate::entropy::Entropy;

/// Work per password: 19 MiB, two passes, one lane (OWASP's second recommendation for Argon2id).
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// How long the password of a new account opens it, in seconds: it is printed days before it is used.
pub(super) const HANDED_SECONDS: i64 = 7 * 24 * 3600;
/// How long a password handed over instead of a forgotten one opens the account, in seconds.
pub(super) const RESET_SECONDS: i64 = 24 * 3600;

/// How many passwords this process hashes at once: a burst of logins at the change of shift waits
/// here instead of taking 19 MiB each.
static HASHING: Semaphore = Semaphore::const_new(4);

/// What an unknown username's password is compared with, so that it costs the same.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5LW5vYm9keS0hIQ\
                      $5sKUBXhuxHkgkNRS6gR1N2nLxYKg4mZQGJpXWk5p3cA";

/// A password that a person chose for their own account.
pub struct NewPassword(String);

/// A password made here, shown once, to be changed at the first entry.
pub struct OneTimePassword(String);

/// Why a password cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PasswordFault {
    /// Fewer than 12 characters.
    #[error(
        "use al menos {} caracteres; una frase de varias palabras es buena opción",
        NewPassword::MIN_CHARS
    )]
    TooShort,
    /// More than 128 characters.
    #[error("use a lo más {} caracteres", NewPassword::MAX_CHARS)]
    TooLong,
    /// It says who uses it.
    #[error("la contraseña no puede contener el usuario")]
    HoldsUsername,
    /// A few characters again and again.
    #[error("la contraseña repite muy pocos caracteres distintos; use al menos 5")]
    Repetitive,
    /// It is the one to be changed.
    #[error("la contraseña nueva es igual a la actual; escriba otra")]
    Same,
}

impl NewPassword {
    /// Fewest characters.
    pub const MIN_CHARS: usize = 12;
    /// Most characters.
    pub const MAX_CHARS: usize = 128;

    /// Accepts a password for the account `username` that now has `current`.
    pub fn new(text: &str, username: &Username, current: &str) -> Result<Self, PasswordFault> {
        let count = text.chars().count();
        let distinct = text
            .chars()
            .collect::<std::collections::BTreeSet<_>>()
            .len();
        if count < Self::MIN_CHARS {
            Err(PasswordFault::TooShort)
        } else if count > Self::MAX_CHARS {
            Err(PasswordFault::TooLong)
        } else if text.to_lowercase().contains(username.as_str()) {
            Err(PasswordFault::HoldsUsername)
        } else if distinct < 5 {
            Err(PasswordFault::Repetitive)
        } else if text == current {
            Err(PasswordFault::Same)
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    /// The text, to be hashed.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl OneTimePassword {
    /// Letters and digits that are not taken for one another when read from paper.
    const ALPHABET: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";

    /// Four groups of four, 79 bits.
    pub(super) fn make(entropy: &dyn Entropy) -> Self {
        let mut text = String::with_capacity(19);
        while text.len() < 19 {
            // Of 32 values one has no letter and is drawn again, so that all letters are as likely.
            let [byte] = entropy.bytes::<1>();
            if let Some(letter) = Self::ALPHABET.get(usize::from(byte & 31)) {
                text.push(char::from(*letter));
                if matches!(text.len(), 4 | 9 | 14) {
                    text.push('-');
                }
            }
        }
        Self(text)
    }

    /// The text, to be shown once to whoever hands it over.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewPassword(…)")
    }
}

impl fmt::Debug for OneTimePassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneTimePassword(…)")
    }
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).expect("the figures are in range");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Runs `work` where it keeps nobody else waiting.
async fn hashing<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let permit = HASHING
        .acquire()
        .await
        .expect("nobody closes the semaphore");
    let done = spawn_blocking(work).await.expect("hashing does not panic");
    drop(permit);
    done
}

/// The PHC strings of several one-time passwords, in their order.
pub(super) async fn hash_each(passwords: &[OneTimePassword], entropy: &dyn Entropy) -> Vec<String> {
    use futures_util::future::join_all;
    join_all(passwords.iter().map(|one| hash(one.reveal(), entropy))).await
}

/// The PHC string of a password under a new salt.
pub(super) async fn hash(password: &str, entropy: &dyn Entropy) -> String {
    let password = password.to_owned();
    let salt = entropy.bytes::<16>();
    hashing(move || {
        let hash: Result<PasswordHash, _> =
            argon2().hash_password_with_salt(password.as_bytes(), &salt);
        hash.expect("a password of any length and a salt of 16 bytes can be hashed")
            .to_string()
    })
    .await
}

/// True if `password` is the one that `phc` was made from. With `None`, always false and never
/// sooner.
pub(super) async fn verify(password: &str, phc: Option<&str>) -> bool {
    let password = password.to_owned();
    let known = phc.is_some();
    let phc = phc.unwrap_or(NOBODY).to_owned();
    let fits = hashing(move || {
        let verified = argon2().verify_password(password.as_bytes(), phc.as_str());
        verified.is_ok()
    })
    .await;
    fits && known
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_and_no_other() {
        let entropy = SeededEntropy::new(1);
        let phc = hash("una frase de paso", &entropy).await;
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        assert!(verify("una frase de paso", Some(&phc)).await);
        assert!(!verify("otra frase de paso", Some(&phc)).await);
        assert!(!verify("", Some("not a hash")).await);
    }

    #[test]
    fn nobody_costs_what_anybody_costs() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        assert_eq!(Params::try_from(&nobody).unwrap().m_cost(), MEMORY_KIB);
        assert_eq!(Params::try_from(&nobody).unwrap().t_cost(), PASSES);
        assert_eq!(nobody.hash.unwrap().len(), 32);
    }

    #[test]
    fn passwords_are_long_and_not_the_username() {
        let username = Username::new("capturista-1").unwrap();
        let new = |text: &str| NewPassword::new(text, &username, "la contraseña actual").err();
        assert_eq!(new("corta"), Some(PasswordFault::TooShort));
        assert_eq!(new(&"áb3de".repeat(26)), Some(PasswordFault::TooLong));
        assert_eq!(
            new("soy Capturista-1 yo"),
            Some(PasswordFault::HoldsUsername)
        );
        assert_eq!(new("ababababababab"), Some(PasswordFault::Repetitive));
        assert_eq!(new("la contraseña actual"), Some(PasswordFault::Same));
        assert_eq!(new("tres tigres tristes"), None);
    }

    #[test]
    fn a_one_time_password_can_be_read_from_paper_and_debug_hides_it() {
        let made = OneTimePassword::make(&SeededEntropy::new(7));
        let groups: Vec<_> = made.reveal().split('-').collect();
        assert_eq!(groups.len(), 4);
        assert!(groups.iter().all(|group| group.len() == 4));
        assert!(!format!("{made:?}").contains(groups[0]));
    }
}
