//! SIN ACTA: no Acta PREP arrived. A person says so and another approves it, never the system.

use super::{Clasificacion, Contabilizada, Inconsistencia};
use crate::actas::SinActa;
use crate::perfiles::Perfil;

/// An acta that did not arrive is captured, is not counted and has no total (LEEME, variables 9,
/// 34 and 37).
pub(super) fn classify(reason: SinActa, perfil: &Perfil) -> Clasificacion {
    let inconsistencias = [Inconsistencia::SinActa(reason)].into_iter().collect();
    Clasificacion::new(
        inconsistencias,
        Contabilizada::NoContabilizada,
        None,
        perfil,
    )
}
