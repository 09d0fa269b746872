use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::IdError;

/// ORIGEN: where the image of record was made (LEEME, variable 44).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Origen {
    /// At the casilla, with PREP Casilla.
    #[serde(rename = "CASILLA")]
    Casilla,
    /// At the centro de acopio y transmisión de datos.
    #[serde(rename = "CATD")]
    Catd,
    /// At the centro de captura y verificación: mesas M, A and P (prototype of January 2024).
    #[serde(rename = "CCV")]
    Ccv,
    /// There is no image: SIN ACTA.
    #[serde(rename = "N/A")]
    NoAplica,
}

impl Origen {
    /// The whole table.
    pub const ALL: [Self; 4] = [Self::Casilla, Self::Catd, Self::Ccv, Self::NoAplica];

    /// The published text.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Casilla => "CASILLA",
            Self::Catd => "CATD",
            Self::Ccv => "CCV",
            Self::NoAplica => "N/A",
        }
    }
}

impl fmt::Display for Origen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Origen {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|origen| origen.as_str() == text);
        found.ok_or_else(|| IdError::new("origen", text, "CASILLA, CATD, CCV o N/A"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leeme_44_the_table_of_origen_is_closed() {
        for origen in Origen::ALL {
            assert_eq!(origen.to_string().parse::<Origen>(), Ok(origen));
            assert_eq!(
                serde_json::to_string(&origen).unwrap(),
                format!("\"{origen}\"")
            );
        }
        assert!("casilla".parse::<Origen>().is_err() && "".parse::<Origen>().is_err());
    }
}
