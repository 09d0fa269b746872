use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{ClaveActa, ClaveCasilla, ClaveError, TipoActa};
use crate::IdError;
use crate::text_id::{is_word, text_id};

fn is_slug(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'
}

text_id! {
    /// A proceso electoral, for example `cdmx-2024`.
    ProcesoId, "proceso", "2 a 40 letras minúsculas, dígitos o guiones, como cdmx-2024",
    |text| is_word(text, 2, 40, is_slug) && text.starts_with(|c: char| c.is_ascii_lowercase())
}

text_id! {
    /// One run of a proceso: `simulacro-1`, `simulacro-2`, `oficial` (DOMAIN 6, decision 13).
    EjercicioId, "ejercicio", "2 a 20 letras minúsculas, dígitos o guiones, como simulacro-1 u oficial",
    |text| is_word(text, 2, 20, is_slug) && text.starts_with(|c: char| c.is_ascii_lowercase())
}

impl EjercicioId {
    /// True for the one run whose results are the election's; every other is a drill.
    pub fn is_oficial(&self) -> bool {
        self.as_str() == "oficial"
    }
}

text_id! {
    /// An elección of the proceso, for example `GUB`, `DIP_LOC` or `ALC`.
    EleccionId, "elección", "2 a 16 letras mayúsculas, dígitos o guiones bajos, como DIP_LOC",
    |text| {
        is_word(text, 2, 16, |b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
            && text.starts_with(|c: char| c.is_ascii_uppercase())
    }
}

/// An acta within one ejercicio: elección, casilla and tipo de acta, `GUB/090001C0100/A02`.
///
/// Without the tipo de acta, the MR, RP and urna electrónica actas of one casilla especial would
/// be the same; without the elección, `A02` would name two.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ActaKey {
    /// The elección.
    pub eleccion: EleccionId,
    /// The casilla.
    pub casilla: ClaveCasilla,
    /// The code printed on the acta.
    pub tipo_acta: TipoActa,
}

/// Why a text does not name an acta.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ActaKeyError {
    /// Not three parts separated by `/`.
    #[error(
        "«{0}» no nombra un acta: se escribe ELECCION/CLAVE_CASILLA/TIPO_ACTA, como GUB/090001C0100/A02"
    )]
    Parts(String),
    /// The elección or the tipo de acta is malformed.
    #[error(transparent)]
    Id(#[from] IdError),
    /// The clave de casilla is malformed.
    #[error(transparent)]
    Casilla(#[from] ClaveError),
}

impl ActaKey {
    /// The key published in the column CLAVE_ACTA.
    pub fn clave_acta(&self) -> ClaveActa {
        ClaveActa {
            casilla: self.casilla,
            tipo_acta: self.tipo_acta.clone(),
        }
    }
}

impl fmt::Display for ActaKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.eleccion, self.casilla, self.tipo_acta)
    }
}

impl FromStr for ActaKey {
    type Err = ActaKeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Vec<&str> = text.split('/').collect();
        let [eleccion, casilla, tipo_acta] = parts.as_slice() else {
            return Err(ActaKeyError::Parts(text.chars().take(60).collect()));
        };
        Ok(Self {
            eleccion: eleccion.parse()?,
            casilla: casilla.parse()?,
            tipo_acta: tipo_acta.parse()?,
        })
    }
}

impl TryFrom<String> for ActaKey {
    type Error = ActaKeyError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ActaKey> for String {
    fn from(key: ActaKey) -> Self {
        key.to_string()
    }
}

/// The full identity of an acta: an [`ActaKey`] within one ejercicio of one proceso.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ActaId {
    /// The proceso electoral.
    pub proceso: ProcesoId,
    /// Which run of it.
    pub ejercicio: EjercicioId,
    /// The acta within that run.
    pub acta: ActaKey,
}

impl fmt::Display for ActaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.proceso, self.ejercicio, self.acta)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acta_key_survives_its_text() {
        let key: ActaKey = "GUB/090001C0100/A02".parse().unwrap();
        assert_eq!(key.to_string(), "GUB/090001C0100/A02");
        assert_eq!(key.clave_acta().to_string(), "090001C0100A02");
    }

    #[test]
    fn the_actas_of_one_casilla_especial_are_different() {
        let keys = ["A03EMR", "A03ERP", "A05UEMR", "A05UERP"].map(|tipo| {
            format!("DIP_LOC/090811S0100/{tipo}")
                .parse::<ActaKey>()
                .unwrap()
        });
        let distinct: std::collections::BTreeSet<_> = keys.iter().collect();
        assert_eq!(distinct.len(), 4);
    }

    #[test]
    fn malformed_texts_say_what_is_wrong() {
        let reason = |text: &str| text.parse::<ActaKey>().unwrap_err().to_string();
        assert!(reason("GUB").contains("ELECCION/CLAVE_CASILLA/TIPO_ACTA"));
        assert!(reason("gub/090001C0100/A02").contains("elección"));
        assert!(reason("GUB/090001C010/A02").contains("11 posiciones"));
        assert!(reason("GUB/090001C0100/").contains("tipo de acta"));
    }

    #[test]
    fn only_oficial_is_oficial() {
        assert!(EjercicioId::new("oficial").unwrap().is_oficial());
        assert!(!EjercicioId::new("simulacro-1").unwrap().is_oficial());
        assert!(EjercicioId::new("Oficial").is_err());
    }
}
