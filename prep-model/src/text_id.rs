//! One way to make a short textual identifier with a closed alphabet.

use thiserror::Error;

/// Why a text is not a valid identifier.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{what}: «{found}» no es válido: {expected}")]
pub struct IdError {
    /// The identifier's kind, in the words of a person (`elección`, `tipo de acta`).
    pub what: &'static str,
    /// The text as it was given, cut to 60 characters.
    pub found: String,
    /// What a valid text looks like.
    pub expected: &'static str,
}

impl IdError {
    pub(crate) fn new(what: &'static str, found: &str, expected: &'static str) -> Self {
        Self {
            what,
            found: found.chars().take(60).collect(),
            expected,
        }
    }
}

/// Declares a newtype over `String` that can only hold texts accepted by `$valid`.
macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $what:literal, $expected:literal, $valid:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Accepts `text` if it has the form of this identifier.
            pub fn new(text: &str) -> Result<Self, $crate::IdError> {
                let valid: fn(&str) -> bool = $valid;
                if valid(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err($crate::IdError::new($what, text, $expected))
                }
            }

            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::IdError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::IdError;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::new(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}
pub(crate) use text_id;

/// True if `text` has `min..=max` bytes, all accepted by `allowed`.
pub(crate) fn is_word(text: &str, min: usize, max: usize, allowed: fn(u8) -> bool) -> bool {
    (min..=max).contains(&text.len()) && text.bytes().all(allowed)
}
