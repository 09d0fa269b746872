use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// TIPO_DOCUMENTO of what was photographed or scanned, in the words of the published column
/// (LEEME, variable TIPO_DOCUMENTO). A row without a document publishes `N/A`; no device sends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub enum TipoDocumento {
    /// `ACTA PREP`: the sheet meant for the PREP.
    ActaPrep,
    /// `RPP`: the copy of a party's representative.
    Rpp,
    /// `CC`: the copy of the council (consejo).
    Cc,
    /// `PPC`: the copy of a party's representative, obtained at the council.
    Ppc,
    /// `ACTA VRME`: votes of residents abroad.
    ActaVrme,
    /// `ACTA VA`: voto anticipado.
    ActaVa,
    /// `ACTA VPPP`: votes of people in prisión preventiva.
    ActaVppp,
    /// `ACTA UE`: printed by an urna electrónica.
    ActaUe,
}

/// Why a text is not a TIPO_DOCUMENTO.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "«{0}» no es un tipo de documento: ACTA PREP, RPP, CC, PPC, ACTA VRME, ACTA VA, ACTA VPPP o ACTA UE"
)]
pub struct TipoDocumentoError(String);

impl TipoDocumento {
    /// Every tipo, in the order of the norm.
    pub const ALL: [Self; 8] = [
        Self::ActaPrep,
        Self::Rpp,
        Self::Cc,
        Self::Ppc,
        Self::ActaVrme,
        Self::ActaVa,
        Self::ActaVppp,
        Self::ActaUe,
    ];

    /// The published text.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ActaPrep => "ACTA PREP",
            Self::Rpp => "RPP",
            Self::Cc => "CC",
            Self::Ppc => "PPC",
            Self::ActaVrme => "ACTA VRME",
            Self::ActaVa => "ACTA VA",
            Self::ActaVppp => "ACTA VPPP",
            Self::ActaUe => "ACTA UE",
        }
    }
}

impl FromStr for TipoDocumento {
    type Err = TipoDocumentoError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|tipo| tipo.as_str() == text)
            .ok_or_else(|| TipoDocumentoError(text.chars().take(40).collect()))
    }
}

impl TryFrom<String> for TipoDocumento {
    type Error = TipoDocumentoError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<TipoDocumento> for &'static str {
    fn from(tipo: TipoDocumento) -> Self {
        tipo.as_str()
    }
}

impl fmt::Display for TipoDocumento {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tipo_survives_its_published_text() {
        for tipo in TipoDocumento::ALL {
            assert_eq!(tipo.to_string().parse::<TipoDocumento>().unwrap(), tipo);
        }
    }

    #[test]
    fn not_applicable_and_lower_case_are_no_document() {
        for text in ["N/A", "acta prep", "ACTA  PREP", ""] {
            assert!(text.parse::<TipoDocumento>().is_err(), "{text}");
        }
    }
}
