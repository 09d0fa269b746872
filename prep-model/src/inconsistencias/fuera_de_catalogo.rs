//! FUERA DE CATÁLOGO: an acta that cannot be tied to an approved casilla.

use super::{Clasificacion, Contabilizada, Inconsistencia};
use crate::elecciones::AmbitoTipo;
use crate::perfiles::Perfil;

/// An acta fuera de catálogo is registered and neither captured, counted nor «no contabilizada»:
/// it does not belong to the actas esperadas (LEEME, variables 3, 4, 9 and 38).
pub(super) fn classify(perfil: &Perfil) -> Clasificacion {
    let inconsistencias = [Inconsistencia::FueraDeCatalogo].into_iter().collect();
    Clasificacion::new(
        inconsistencias,
        Contabilizada::FueraDeCatalogo,
        None,
        perfil,
    )
}

/// The data by which an acta is tied to a casilla (LEEME, variable 3): an omission, an illegible
/// text or an error in one of them makes it fuera de catálogo when no code, label or preprint says
/// otherwise.
pub fn datos_de_identificacion(ambito_tipo: AmbitoTipo) -> [&'static str; 4] {
    let ambito = match ambito_tipo {
        AmbitoTipo::Entidad => "distrito local o, en su caso, municipio",
        AmbitoTipo::Distrito => "distrito local",
        AmbitoTipo::Municipio => "municipio o alcaldía",
    };
    [ambito, "sección", "tipo de casilla", "número de casilla"]
}
