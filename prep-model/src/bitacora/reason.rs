use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A person's own words for why: 1 to 500 characters on one line, without spaces at the ends.
///
/// Written into the bitácora, so it must hold no personal data; pages say so beside the field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reason(String);

/// Why a text is not a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("escriba el motivo, de 1 a 500 caracteres en un solo renglón")]
pub struct ReasonError;

impl Reason {
    /// Most characters of a reason.
    pub const MAX_CHARS: usize = 500;

    /// Accepts `text` with the spaces at its ends cut off.
    pub fn new(text: &str) -> Result<Self, ReasonError> {
        let text = text.trim();
        let count = text.chars().count();
        if count == 0 || count > Self::MAX_CHARS || text.chars().any(char::is_control) {
            return Err(ReasonError);
        }
        Ok(Self(text.to_owned()))
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Reason {
    type Error = ReasonError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(&text)
    }
}

impl From<Reason> for String {
    fn from(reason: Reason) -> Self {
        reason.0
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_one_line_with_something_in_it() {
        assert_eq!(
            Reason::new("  dígito borroso ").unwrap().as_str(),
            "dígito borroso"
        );
        assert!(Reason::new(" \t ").is_err());
        assert!(Reason::new("dos\nrenglones").is_err());
        assert!(Reason::new(&"á".repeat(500)).is_ok());
        assert!(Reason::new(&"á".repeat(501)).is_err());
    }
}
