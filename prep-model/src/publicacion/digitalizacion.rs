use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::IdError;

/// DIGITALIZACION: with what the image of record was made (LEEME, variable 45).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Digitalizacion {
    /// A tablet or phone.
    #[serde(rename = "MOVIL")]
    Movil,
    /// A scanner.
    #[serde(rename = "ESCANER")]
    Escaner,
    /// An urna electrónica (federal databases of 2021).
    #[serde(rename = "URNA")]
    Urna,
    /// There is no image: SIN ACTA.
    #[serde(rename = "N/A")]
    NoAplica,
}

impl Digitalizacion {
    /// The whole table.
    pub const ALL: [Self; 4] = [Self::Movil, Self::Escaner, Self::Urna, Self::NoAplica];

    /// The published text.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Movil => "MOVIL",
            Self::Escaner => "ESCANER",
            Self::Urna => "URNA",
            Self::NoAplica => "N/A",
        }
    }
}

impl fmt::Display for Digitalizacion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Digitalizacion {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL
            .into_iter()
            .find(|digitalizacion| digitalizacion.as_str() == text);
        found.ok_or_else(|| IdError::new("digitalización", text, "MOVIL, ESCANER, URNA o N/A"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leeme_45_the_table_of_digitalizacion_is_closed() {
        for how in Digitalizacion::ALL {
            assert_eq!(how.to_string().parse::<Digitalizacion>(), Ok(how));
            assert_eq!(serde_json::to_string(&how).unwrap(), format!("\"{how}\""));
        }
        assert!("ESCÁNER".parse::<Digitalizacion>().is_err());
    }
}
