use std::fmt;

use serde::{Deserialize, Serialize};

/// What a field of an acta was read to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CampoValue {
    /// A number, from the words if they and the figures differ (DOMAIN 6, decision 6).
    Number(u32),
    /// Something is written that nobody can read, neither in words nor in figures.
    Ilegible,
    /// Nothing is written.
    SinDato,
}

impl CampoValue {
    /// The number, if there is one.
    pub fn number(self) -> Option<u32> {
        match self {
            Self::Number(number) => Some(number),
            Self::Ilegible | Self::SinDato => None,
        }
    }
}

impl fmt::Display for CampoValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Ilegible => f.write_str("ILEGIBLE"),
            Self::SinDato => f.write_str("SIN DATO"),
        }
    }
}
