//! What must hold between the parts of a proceso.

mod casillas;
mod elecciones;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;

use super::ProcesoHead;
use crate::casillas::Casilla;
use crate::claves::{ClaveCasilla, EleccionId, TipoActa};
use crate::elecciones::{AmbitoId, ContendienteId, Eleccion};
use crate::perfiles::Perfil;

/// Something that does not fit, where, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcesoFault {
    /// The part of the proceso at fault, so that a reader of files can point at the line.
    pub subject: ProcesoSubject,
    /// What is wrong, as a sentence in Spanish.
    pub message: String,
    /// What to do, as a sentence in Spanish.
    pub remedy: String,
}

/// A part of a proceso that can be at fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProcesoSubject {
    /// Names and dates.
    Head,
    /// An elección as a whole.
    Eleccion(EleccionId),
    /// A contendiente of an elección.
    Contendiente(EleccionId, ContendienteId),
    /// A printed code of an elección.
    TipoActa(EleccionId, TipoActa),
    /// What a printed code prints instead of the ámbito's list.
    Prints(EleccionId, TipoActa),
    /// An ámbito of an elección: what it prints.
    Ambito(EleccionId, AmbitoId),
    /// A candidatura of an ámbito, counted from 0.
    Candidatura(EleccionId, AmbitoId, usize),
    /// A casilla of the catalogue.
    Casilla(ClaveCasilla),
}

/// Collects faults in the order in which they are found.
struct Faults(Vec<ProcesoFault>);

impl Faults {
    fn push(&mut self, subject: ProcesoSubject, message: impl fmt::Display, remedy: &str) {
        let fault = ProcesoFault {
            subject,
            message: message.to_string(),
            remedy: remedy.to_owned(),
        };
        self.0.push(fault);
    }
}

pub(super) fn faults(
    head: &ProcesoHead,
    elecciones: &[Eleccion],
    casillas: &[Casilla],
    perfil: &Perfil,
) -> Vec<ProcesoFault> {
    let mut faults = Faults(Vec::new());
    check_head(head, elecciones, &mut faults);
    for eleccion in elecciones {
        elecciones::check(eleccion, perfil, &mut faults);
    }
    casillas::check(head, elecciones, casillas, &mut faults);
    faults.0
}

fn check_head(head: &ProcesoHead, elecciones: &[Eleccion], faults: &mut Faults) {
    if head.publicacion_desde >= head.publicacion_hasta {
        faults.push(
            ProcesoSubject::Head,
            "la publicación termina antes de empezar",
            "corrija publicacion_desde y publicacion_hasta",
        );
    }
    if !(-720..=840).contains(&head.utc_offset_minutes) {
        let message = format!("{} minutos no es un huso horario", head.utc_offset_minutes);
        faults.push(
            ProcesoSubject::Head,
            message,
            "escriba utc_offset_minutes, -360 para UTC-6",
        );
    }
    if elecciones.is_empty() {
        let remedy = "agregue un archivo en la carpeta elecciones";
        faults.push(
            ProcesoSubject::Head,
            "el proceso no tiene ninguna elección",
            remedy,
        );
    }
    let mut seen = BTreeSet::new();
    for eleccion in elecciones
        .iter()
        .filter(|eleccion| !seen.insert(eleccion.id.clone()))
    {
        let message = format!("la elección {} está dos veces", eleccion.id);
        faults.push(
            ProcesoSubject::Eleccion(eleccion.id.clone()),
            message,
            "cambie una de las dos",
        );
    }
}
