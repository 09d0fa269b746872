use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::entropy::Entropy;

/// How pages and addresses name a lease: 16 random bytes as 32 hex digits. Good only together with
/// the session of the person who holds the lease.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LeaseKey(String);

/// Why a text does not name a lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("la dirección no corresponde a ningún turno")]
pub struct LeaseKeyError;

impl LeaseKey {
    pub(super) fn make(entropy: &dyn Entropy) -> Self {
        use fmt::Write;
        let mut text = String::with_capacity(32);
        for byte in entropy.bytes::<16>() {
            write!(text, "{byte:02x}").expect("a String takes everything");
        }
        Self(text)
    }
}

impl FromStr for LeaseKey {
    type Err = LeaseKeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() == 32 && text.bytes().all(is_hex) {
            Ok(Self(text.to_owned()))
        } else {
            Err(LeaseKeyError)
        }
    }
}

impl fmt::Display for LeaseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
