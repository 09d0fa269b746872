use std::collections::BTreeSet;

use super::{Faults, ProcesoHead, ProcesoSubject};
use crate::casillas::{ActaEsperada, Casilla};
use crate::claves::TipoCasilla;
use crate::elecciones::Eleccion;

/// What must hold of the catalogue, sorted by clave.
pub(super) fn check(
    head: &ProcesoHead,
    elecciones: &[Eleccion],
    casillas: &[Casilla],
    faults: &mut Faults,
) {
    for pair in casillas.windows(2) {
        if let [one, other] = pair
            && one.clave == other.clave
        {
            let message = format!("la casilla {} está dos veces", one.clave);
            faults.push(
                ProcesoSubject::Casilla(one.clave),
                message,
                "deje una sola línea por casilla",
            );
        }
    }
    for casilla in casillas {
        check_casilla(head, elecciones, casilla, faults);
    }
}

fn check_casilla(
    head: &ProcesoHead,
    elecciones: &[Eleccion],
    casilla: &Casilla,
    faults: &mut Faults,
) {
    let clave = casilla.clave;
    let at = || ProcesoSubject::Casilla(clave);
    if clave.entidad() != head.entidad {
        let message = format!("la casilla {clave} no es de la entidad {}", head.entidad);
        faults.push(
            at(),
            message,
            "corrija la entidad de la casilla o la del proceso",
        );
    }
    if (clave.tipo() == TipoCasilla::Especial) != casilla.boletas_maximas.is_some() {
        let message =
            format!("la casilla {clave}: las especiales, y solo ellas, llevan máximo de boletas");
        faults.push(
            at(),
            message,
            "corrija el máximo de boletas o el tipo de casilla",
        );
    }
    if clave.tipo() == TipoCasilla::Especial && casilla.lista_nominal != 0 {
        let message = format!("la casilla especial {clave} no tiene lista nominal");
        faults.push(at(), message, "escriba 0 en la lista nominal");
    }
    if casilla.actas.is_empty() {
        let remedy = "indique sus tipos de acta en al menos una elección";
        faults.push(
            at(),
            format!("de la casilla {clave} no se espera ningún acta"),
            remedy,
        );
    }
    let mut seen = BTreeSet::new();
    for esperada in &casilla.actas {
        if !seen.insert(esperada) {
            let message = format!(
                "la casilla {clave} espera dos veces el acta {} de {}",
                esperada.tipo_acta, esperada.eleccion
            );
            faults.push(at(), message, "escriba cada tipo de acta una vez");
        }
        check_esperada(elecciones, casilla, esperada, faults);
    }
}

fn check_esperada(
    elecciones: &[Eleccion],
    casilla: &Casilla,
    esperada: &ActaEsperada,
    faults: &mut Faults,
) {
    let at = || ProcesoSubject::Casilla(casilla.clave);
    let ActaEsperada {
        eleccion: id,
        tipo_acta,
    } = esperada;
    let Some(eleccion) = elecciones.iter().find(|eleccion| eleccion.id == *id) else {
        let message = format!(
            "la casilla {} espera un acta de {id}, que no existe",
            casilla.clave
        );
        return faults.push(at(), message, "agregue la elección o quite el acta");
    };
    match eleccion.tipo_acta(tipo_acta) {
        None => {
            let message = format!("{tipo_acta} no es un tipo de acta de {id}");
            faults.push(at(), message, "use un código definido en la elección");
        }
        Some(def) if !def.modalidad.fits_casilla(casilla.clave.tipo()) => {
            let message = format!(
                "una casilla {} no produce actas {tipo_acta}",
                casilla.clave.tipo().name()
            );
            faults.push(
                at(),
                message,
                "use el código que corresponde al tipo de casilla",
            );
        }
        Some(_) => {}
    }
    match casilla.ambito(eleccion.ambito_tipo) {
        Some(ambito) if eleccion.ambitos.contains_key(&ambito) => {}
        Some(ambito) => {
            let message = format!(
                "la casilla {} está en {ambito}, que {id} no tiene",
                casilla.clave
            );
            faults.push(
                at(),
                message,
                "agregue el ámbito a la elección o corrija la casilla",
            );
        }
        None => {
            let message = format!(
                "la casilla {} no dice en qué ámbito de {id} está",
                casilla.clave
            );
            faults.push(at(), message, "escriba su distrito o su alcaldía");
        }
    }
}
