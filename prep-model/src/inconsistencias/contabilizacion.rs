//! CONTABILIZADA: whether an acta counts, and everything that follows from its inconsistencias.

use serde::{Deserialize, Serialize};

use super::ilegible_o_sin_dato::LecturaDeVotos;
use super::observaciones::observaciones;
use super::{Inconsistencia, Inconsistencias, excede_lista_nominal, fuera_de_catalogo, sin_acta};
use crate::actas::{ActaValues, SinActa};
use crate::casillas::Casilla;
use crate::elecciones::ActaForm;
use crate::perfiles::Perfil;

/// An acta that is registered, in one of the three ways in which one can be.
#[derive(Debug, Clone, Copy)]
pub enum ActaRegistrada<'a> {
    /// It was read. `values` answer `form`.
    Leida {
        /// The fields that it prints.
        form: &'a ActaForm,
        /// What it says.
        values: &'a ActaValues,
        /// Where it comes from.
        casilla: &'a Casilla,
    },
    /// It did not arrive.
    SinActa(SinActa),
    /// It cannot be tied to an approved casilla.
    FueraDeCatalogo,
}

/// CONTABILIZADA (LEEME, variable 38).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contabilizada {
    /// 0: in the catalogue, and not counted.
    NoContabilizada,
    /// 1: counted.
    Contabilizada,
    /// 2: not in the catalogue.
    FueraDeCatalogo,
}

impl Contabilizada {
    /// The published number.
    pub fn code(self) -> u8 {
        match self {
            Self::NoContabilizada => 0,
            Self::Contabilizada => 1,
            Self::FueraDeCatalogo => 2,
        }
    }
}

/// What the rules say of one acta.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clasificacion {
    /// Its inconsistencias, which may be none.
    pub inconsistencias: Inconsistencias,
    /// Whether it counts.
    pub contabilizada: Contabilizada,
    /// TOTAL_VOTOS_CALCULADO: the sum of its legible votes, 0 if there is none. `None` for an acta
    /// that did not arrive or is fuera de catálogo (LEEME, variable 34).
    pub total_calculado: Option<u64>,
    /// OBSERVACIONES, in the words of the perfil.
    pub observaciones: String,
}

impl Clasificacion {
    pub(super) fn new(
        inconsistencias: Inconsistencias,
        contabilizada: Contabilizada,
        total_calculado: Option<u64>,
        perfil: &Perfil,
    ) -> Self {
        let observaciones = observaciones(&inconsistencias, perfil);
        Self {
            inconsistencias,
            contabilizada,
            total_calculado,
            observaciones,
        }
    }

    /// TOTAL_VOTOS_CALCULADO as published: an acta that exceeds shows its total, one that did not
    /// arrive the text SIN ACTA (LEEME, variable 34), one fuera de catálogo that it was not captured.
    pub fn total_calculado_text(&self, perfil: &Perfil) -> String {
        match (self.total_calculado, self.contabilizada) {
            (Some(total), _) => total.to_string(),
            (None, Contabilizada::FueraDeCatalogo) => perfil.textos.no_capturado.clone(),
            (None, _) => perfil.textos.sin_acta.clone(),
        }
    }

    /// True if its votes are added.
    pub fn is_contabilizada(&self) -> bool {
        self.contabilizada == Contabilizada::Contabilizada
    }
}

/// Decides everything about one acta. It never fails: every acta that can be registered is
/// counted, not counted or fuera de catálogo.
pub fn classify(acta: ActaRegistrada<'_>, perfil: &Perfil) -> Clasificacion {
    match acta {
        ActaRegistrada::Leida {
            form,
            values,
            casilla,
        } => classify_leida(form, values, casilla, perfil),
        ActaRegistrada::SinActa(reason) => sin_acta::classify(reason, perfil),
        ActaRegistrada::FueraDeCatalogo => fuera_de_catalogo::classify(perfil),
    }
}

/// LEEME, variable 6: an acta counts if its votes do not exceed and at least one of them is
/// legible. Whatever else it lacks, it counts.
fn classify_leida(
    form: &ActaForm,
    values: &ActaValues,
    casilla: &Casilla,
    perfil: &Perfil,
) -> Clasificacion {
    let lectura = LecturaDeVotos::of(values.votos(form));
    let total = values.total_calculado(form);
    let excede = excede_lista_nominal::excede(casilla, total);
    let contabilizada = if lectura.has_legible() && !excede {
        Contabilizada::Contabilizada
    } else {
        Contabilizada::NoContabilizada
    };
    let excede = excede.then_some(Inconsistencia::ExcedeListaNominal);
    let inconsistencias = excede
        .into_iter()
        .chain(lectura.inconsistencias())
        .collect();
    Clasificacion::new(inconsistencias, contabilizada, Some(total), perfil)
}
