//! What must hold between the parts of a proceso.

use std::collections::BTreeSet;
use std::fmt;

use super::ProcesoHead;
use crate::casillas::{ActaEsperada, Casilla};
use crate::claves::{ClaveCasilla, EleccionId, TipoActa, TipoCasilla};
use crate::elecciones::{
    Ambito, AmbitoId, AmbitoTipo, CampoRole, ContendienteId, ContendienteTipo, Eleccion,
    TipoActaDef,
};
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
        check_contendientes(eleccion, &mut faults);
        check_tipos_acta(eleccion, &mut faults);
        check_columnas(eleccion, perfil, &mut faults);
        for ambito in eleccion.ambitos.values() {
            check_ambito(eleccion, ambito, &mut faults);
        }
    }
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
        check_casilla(head, elecciones, casilla, &mut faults);
    }
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

fn check_contendientes(eleccion: &Eleccion, faults: &mut Faults) {
    let mut seen = BTreeSet::new();
    for contendiente in &eleccion.contendientes {
        let id = &contendiente.id;
        let at = || ProcesoSubject::Contendiente(eleccion.id.clone(), id.clone());
        if !seen.insert(id) {
            faults.push(
                at(),
                format!("el contendiente {id} está dos veces"),
                "deje uno solo",
            );
        }
        if TipoActaDef::CAMPOS
            .iter()
            .any(|role| role.fixed_id() == Some(id.as_str()))
        {
            let message = format!("{id} es el nombre de otro campo del acta");
            faults.push(at(), message, "use las siglas del contendiente");
        }
        for member in contendiente.tipo.members() {
            let known = eleccion.contendiente(member);
            if !known.is_some_and(|c| c.tipo == ContendienteTipo::Partido) {
                let message =
                    format!("{id} reúne a {member}, que no es un partido de esta elección");
                faults.push(at(), message, "agregue el partido o corrija sus siglas");
            }
        }
        check_members(&contendiente.tipo, &at(), faults);
    }
}

fn check_members(tipo: &ContendienteTipo, at: &ProcesoSubject, faults: &mut Faults) {
    let members = tipo.members();
    let distinct: BTreeSet<_> = members.iter().collect();
    let joins = matches!(
        tipo,
        ContendienteTipo::Coalicion(_) | ContendienteTipo::CandidaturaComun(_)
    );
    if joins && (members.len() < 2 || distinct.len() != members.len()) {
        let message = "una coalición o candidatura común reúne al menos a dos partidos distintos";
        faults.push(at.clone(), message, "escriba cada partido una vez");
    }
    if let ContendienteTipo::CandidaturaComun(reparto) = tipo {
        let total: u32 = reparto
            .shares
            .iter()
            .map(|(_, share)| u32::from(*share))
            .sum();
        if total != 10_000 {
            let message = format!(
                "los porcentajes del convenio suman {}.{:02} % y no 100 %",
                total / 100,
                total % 100
            );
            faults.push(at.clone(), message, "corrija los porcentajes del convenio");
        }
        if !reparto
            .shares
            .iter()
            .any(|(id, _)| *id == reparto.remanente)
        {
            let message = format!(
                "{} recibe el remanente y no está en el convenio",
                reparto.remanente
            );
            faults.push(
                at.clone(),
                message,
                "dé el remanente a un partido del convenio",
            );
        }
    }
}

fn check_tipos_acta(eleccion: &Eleccion, faults: &mut Faults) {
    let mut seen = BTreeSet::new();
    for def in &eleccion.tipos_acta {
        let at = || ProcesoSubject::TipoActa(eleccion.id.clone(), def.codigo.clone());
        if !seen.insert(&def.codigo) {
            faults.push(
                at(),
                format!("el tipo de acta {} está dos veces", def.codigo),
                "deje uno solo",
            );
        }
        if !(1..=9).contains(&def.digits) || !(1..=9).contains(&def.total_digits) {
            let message = "un campo del acta tiene de 1 a 9 casillas para dígitos";
            faults.push(at(), message, "corrija digits o total_digits");
        }
        let distinct: BTreeSet<_> = def.campos.iter().collect();
        if distinct.len() != def.campos.len() || !def.campos.contains(&CampoRole::Contendiente) {
            let message =
                "los campos del acta se escriben una vez cada uno e incluyen contendiente";
            faults.push(at(), message, "corrija la lista de campos");
        }
    }
}

/// Two columns of one name would publish a database that nobody can read by its header.
fn check_columnas(eleccion: &Eleccion, perfil: &Perfil, faults: &mut Faults) {
    let publicacion = &perfil.publicacion;
    let tipo = eleccion.ambito_tipo;
    let fixed = publicacion
        .de(tipo)
        .orden
        .iter()
        .map(|columna| columna.as_str());
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for columna in fixed.map(|columna| publicacion.columna(tipo, columna)) {
        if !seen.insert(columna) {
            faults.push(
                ProcesoSubject::Eleccion(eleccion.id.clone()),
                format!("el perfil publica dos columnas {columna}"),
                "corrija las columnas del perfil",
            );
        }
    }
    let distinct: BTreeSet<_> = eleccion.contendientes.iter().map(|c| &c.id).collect();
    for id in distinct {
        let columna = publicacion.columna(tipo, id.as_str());
        if !seen.insert(columna) {
            faults.push(
                ProcesoSubject::Contendiente(eleccion.id.clone(), id.clone()),
                format!("{id} se publicaría como {columna}, que es otra columna"),
                "cambie las siglas o el nombre de la columna en el perfil",
            );
        }
    }
}

fn check_ambito(eleccion: &Eleccion, ambito: &Ambito, faults: &mut Faults) {
    let at = || ProcesoSubject::Ambito(eleccion.id.clone(), ambito.id);
    if (eleccion.ambito_tipo == AmbitoTipo::Entidad) != (ambito.id == AmbitoId::ENTIDAD) {
        let message = format!("el ámbito {} no puede ser de esta elección", ambito.id);
        faults.push(
            at(),
            message,
            "el ámbito 000 es la entidad completa, y solo ella",
        );
    }
    let distinct: BTreeSet<_> = ambito.printed.iter().collect();
    if ambito.printed.is_empty() || distinct.len() != ambito.printed.len() {
        let message = format!(
            "el acta del ámbito {} imprime contendientes repetidos o ninguno",
            ambito.id
        );
        faults.push(
            at(),
            message,
            "escriba cada contendiente una vez, en el orden del acta",
        );
    }
    for id in ambito
        .printed
        .iter()
        .filter(|id| eleccion.contendiente(id).is_none())
    {
        let message = format!(
            "el ámbito {} imprime a {id}, que no es contendiente",
            ambito.id
        );
        faults.push(
            at(),
            message,
            "agregue el contendiente o quítelo del ámbito",
        );
    }
    for (index, candidatura) in ambito.candidaturas.iter().enumerate() {
        let at = || ProcesoSubject::Candidatura(eleccion.id.clone(), ambito.id, index);
        if candidatura.contendientes.is_empty() || candidatura.propietaria.trim().is_empty() {
            let message = "una candidatura tiene al menos un partido y un nombre";
            faults.push(at(), message, "complete la línea");
        }
        for id in candidatura
            .contendientes
            .iter()
            .filter(|id| !ambito.printed.contains(id))
        {
            let message = format!(
                "la candidatura es de {id}, que no está impreso en el ámbito {}",
                ambito.id
            );
            faults.push(
                at(),
                message,
                "corrija las siglas o agréguelas a lo impreso",
            );
        }
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
