//! ALGÚN CAMPO and TODOS ILEGIBLES O SIN DATO: vote fields without a legible datum.

use super::Inconsistencia;
use crate::actas::CampoValue;

/// How the vote fields of an acta were read, and nothing else of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LecturaDeVotos {
    /// Fields with a number, zero among them: a written zero is a legible datum.
    pub legibles: usize,
    /// Fields that nobody can read.
    pub ilegibles: usize,
    /// Fields in which nothing is written.
    pub sin_dato: usize,
}

impl LecturaDeVotos {
    /// Counts the vote fields that an acta prints.
    pub fn of(votos: impl Iterator<Item = CampoValue>) -> Self {
        votos.fold(Self::default(), |mut read, value| {
            match value {
                CampoValue::Number(_) => read.legibles += 1,
                CampoValue::Ilegible => read.ilegibles += 1,
                CampoValue::SinDato => read.sin_dato += 1,
            }
            read
        })
    }

    /// True if at least one vote field «contiene un dato y éste es legible» (LEEME, variable 6).
    pub fn has_legible(self) -> bool {
        self.legibles > 0
    }

    /// The inconsistencias that follow (LEEME, variable 37): of some fields, or of all of them.
    pub fn inconsistencias(self) -> impl Iterator<Item = Inconsistencia> {
        let (ilegible, sin_dato) = if self.has_legible() {
            (
                Inconsistencia::AlgunCampoIlegible,
                Inconsistencia::AlgunCampoSinDato,
            )
        } else {
            (Inconsistencia::TodosIlegibles, Inconsistencia::TodosSinDato)
        };
        let ilegible = (self.ilegibles > 0).then_some(ilegible);
        // A form without any vote field has no datum either; the proceso refuses such forms.
        let empty = self == Self::default();
        let sin_dato = (self.sin_dato > 0 || empty).then_some(sin_dato);
        ilegible.into_iter().chain(sin_dato)
    }
}
