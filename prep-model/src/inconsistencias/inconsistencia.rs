use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::actas::SinActa;

/// A fault of an acta that the norm names, in the order in which they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inconsistencia {
    /// EXCEDE LISTA NOMINAL.
    ExcedeListaNominal,
    /// Some vote field is ILEGIBLE, and some other has a legible datum.
    AlgunCampoIlegible,
    /// Some vote field is SIN DATO, and some other has a legible datum.
    AlgunCampoSinDato,
    /// No vote field has a legible datum, and at least one is ILEGIBLE.
    TodosIlegibles,
    /// No vote field has a legible datum, and at least one is SIN DATO.
    TodosSinDato,
    /// No Acta PREP arrived.
    SinActa(SinActa),
    /// The acta cannot be tied to an approved casilla.
    FueraDeCatalogo,
}

impl Inconsistencia {
    /// The code of the IECM's catalogue of 2024: 1 to 7, and 11 to 14 for SIN ACTA.
    pub fn iecm_code(self) -> u8 {
        match self {
            Self::AlgunCampoIlegible => 1,
            Self::AlgunCampoSinDato => 2,
            Self::ExcedeListaNominal => 3,
            Self::FueraDeCatalogo => 5,
            Self::TodosIlegibles => 6,
            Self::TodosSinDato => 7,
            Self::SinActa(reason) => reason.iecm_code(),
        }
    }

    /// True if the acta enters PORCENTAJE_ACTAS_INCONSISTENCIAS: neither SIN ACTA nor FUERA DE
    /// CATÁLOGO do (LEEME, variable 8).
    pub fn counts_for_percentage(self) -> bool {
        match self {
            Self::ExcedeListaNominal
            | Self::AlgunCampoIlegible
            | Self::AlgunCampoSinDato
            | Self::TodosIlegibles
            | Self::TodosSinDato => true,
            Self::SinActa(_) | Self::FueraDeCatalogo => false,
        }
    }
}

/// The inconsistencias of one acta, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Inconsistencias(BTreeSet<Inconsistencia>);

impl Inconsistencias {
    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True if `inconsistencia` is among them.
    pub fn contains(&self, inconsistencia: Inconsistencia) -> bool {
        self.0.contains(&inconsistencia)
    }

    /// In the order in which they are told.
    pub fn iter(&self) -> impl Iterator<Item = Inconsistencia> {
        self.0.iter().copied()
    }

    /// The codes of the IECM's catalogue of 2024, ascending.
    pub fn iecm_codes(&self) -> Vec<u8> {
        let codes: BTreeSet<u8> = self.iter().map(Inconsistencia::iecm_code).collect();
        codes.into_iter().collect()
    }

    /// True if the acta enters PORCENTAJE_ACTAS_INCONSISTENCIAS (LEEME, variable 8).
    pub fn count_for_percentage(&self) -> bool {
        self.iter().any(Inconsistencia::counts_for_percentage)
    }
}

impl FromIterator<Inconsistencia> for Inconsistencias {
    fn from_iter<T: IntoIterator<Item = Inconsistencia>>(inconsistencias: T) -> Self {
        Self(inconsistencias.into_iter().collect())
    }
}
