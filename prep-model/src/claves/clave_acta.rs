use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{ClaveCasilla, ClaveError};
use crate::IdError;
use crate::text_id::{is_word, text_id};

text_id! {
    /// TIPO_ACTA: the code printed in a circle on the acta, such as `A02` or `A05UERP`.
    ///
    /// It is unique only together with the elección: `A02` is both Jefatura de Gobierno in an
    /// ordinary casilla and Diputaciones from abroad. Actas fuera de catálogo have none and are
    /// published with `0`.
    TipoActa, "tipo de acta",
    "una letra mayúscula seguida de 1 a 9 letras mayúsculas o dígitos, como A02 o A03ERP",
    |text| {
        is_word(text, 2, 10, |b| b.is_ascii_uppercase() || b.is_ascii_digit())
            && text.starts_with(|c: char| c.is_ascii_uppercase())
    }
}

/// CLAVE_ACTA: clave de casilla followed by tipo de acta, `090001C0100A02` (LEEME, variable 2).
///
/// The published key of a row. It does not say the elección; the file does.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClaveActa {
    /// The casilla.
    pub casilla: ClaveCasilla,
    /// The code printed on the acta.
    pub tipo_acta: TipoActa,
}

/// Why a text is not a CLAVE_ACTA.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClaveActaError {
    /// The first eleven positions are not a clave de casilla.
    #[error(transparent)]
    Casilla(#[from] ClaveError),
    /// What follows is not a tipo de acta.
    #[error(transparent)]
    TipoActa(#[from] IdError),
}

impl fmt::Display for ClaveActa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.casilla, self.tipo_acta)
    }
}

impl FromStr for ClaveActa {
    type Err = ClaveActaError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (casilla, tipo_acta) = text
            .split_at_checked(ClaveCasilla::LEN)
            .ok_or_else(|| ClaveError::Length(text.chars().take(40).collect()))?;
        Ok(Self {
            casilla: casilla.parse()?,
            tipo_acta: tipo_acta.parse()?,
        })
    }
}

impl TryFrom<String> for ClaveActa {
    type Error = ClaveActaError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ClaveActa> for String {
    fn from(clave: ClaveActa) -> Self {
        clave.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leeme_variable_2_example() {
        let clave: ClaveActa = "090001C0100A02".parse().unwrap();
        assert_eq!(clave.tipo_acta.as_str(), "A02");
        assert_eq!(clave.to_string(), "090001C0100A02");
    }

    #[test]
    fn every_printed_code_of_2024_is_accepted() {
        let codes = [
            "A02", "A02E", "A01VA", "A01PPP", "A01", "A04UE", "A03", "A03EMR", "A03ERP", "A02VA",
            "A02PPP", "A05UEMR", "A05UERP", "A04", "A04E", "A03VA", "A03PPP", "A06UE",
        ];
        for code in codes {
            assert_eq!(TipoActa::new(code).unwrap().as_str(), code);
        }
    }

    #[test]
    fn a_key_without_tipo_or_with_lower_case_is_refused() {
        for text in [
            "090001C0100",
            "090001C0100a02",
            "090056B0100B 01",
            "corto",
            "0",
        ] {
            assert!(text.parse::<ClaveActa>().is_err(), "{text}");
        }
    }
}
