use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Candidatura, ContendienteId};

/// The kind of territory in which an elección is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmbitoTipo {
    /// The whole entidad: gubernatura, Jefatura de Gobierno.
    Entidad,
    /// A distrito local: diputaciones.
    Distrito,
    /// A municipio, in Ciudad de México an alcaldía.
    Municipio,
}

/// The number of an ámbito within its kind, 0 to 999; the entidad as a whole is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct AmbitoId(u16);

impl AmbitoId {
    /// The only ámbito of an elección decided in the whole entidad.
    pub const ENTIDAD: Self = Self(0);

    /// Accepts 0 to 999.
    pub fn new(number: u16) -> Result<Self, String> {
        if number <= 999 {
            Ok(Self(number))
        } else {
            Err(format!("el ámbito {number} no existe: van de 0 a 999"))
        }
    }

    /// The number, 0 to 999.
    pub fn number(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for AmbitoId {
    type Error = String;
    fn try_from(number: u16) -> Result<Self, Self::Error> {
        Self::new(number)
    }
}

impl From<AmbitoId> for u16 {
    fn from(id: AmbitoId) -> Self {
        id.0
    }
}

impl fmt::Display for AmbitoId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}", self.0)
    }
}

/// One territory of an elección, with what is printed on its actas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ambito {
    /// Number within the elección's kind of ámbito.
    pub id: AmbitoId,
    /// Name for people, as published: `AZCAPOTZALCO`.
    pub nombre: String,
    /// The contendientes printed on the ámbito's actas, in printed order, unless their tipo de acta
    /// [prints](super::TipoActaDef::prints) a list of its own.
    ///
    /// A contendiente that is not here is never captured, is not SIN DATO there, and does not count
    /// towards TODOS ILEGIBLES (DOMAIN 6).
    pub printed: Vec<ContendienteId>,
    /// Who runs here and under which contendientes.
    pub candidaturas: Vec<Candidatura>,
}
