use std::collections::BTreeSet;

use super::{Faults, ProcesoSubject};
use crate::elecciones::{
    Ambito, AmbitoId, AmbitoTipo, CampoRole, ContendienteId, ContendienteTipo, Eleccion,
    TipoActaDef,
};
use crate::perfiles::Perfil;

/// What must hold within one elección, and between it and what the perfil publishes.
pub(super) fn check(eleccion: &Eleccion, perfil: &Perfil, faults: &mut Faults) {
    check_contendientes(eleccion, faults);
    check_tipos_acta(eleccion, faults);
    check_columnas(eleccion, perfil, faults);
    for ambito in eleccion.ambitos.values() {
        check_ambito(eleccion, ambito, faults);
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
        check_prints(eleccion, def, faults);
    }
}

fn check_prints(eleccion: &Eleccion, def: &TipoActaDef, faults: &mut Faults) {
    let Some(prints) = &def.prints else {
        return;
    };
    let codigo = &def.codigo;
    let at = || ProcesoSubject::Prints(eleccion.id.clone(), codigo.clone());
    let distinct: BTreeSet<_> = prints.iter().collect();
    if prints.is_empty() || distinct.len() != prints.len() {
        let message = format!("el acta {codigo} imprime contendientes repetidos o ninguno");
        let remedy = "escriba cada contendiente una vez, en el orden del acta";
        faults.push(at(), message, remedy);
    }
    let known = |id: &&ContendienteId| eleccion.contendiente(id).is_some();
    for id in distinct.into_iter().filter(|id| !known(id)) {
        let message = format!("el acta {codigo} imprime a {id}, que no es contendiente");
        let remedy = "agregue el contendiente o quítelo del tipo de acta";
        faults.push(at(), message, remedy);
    }
    if !def.omits.is_empty() {
        let message = format!("el acta {codigo} dice a la vez qué imprime y qué omite");
        let remedy = "quite de la lista de lo que imprime lo que omite, y deje solo esa lista";
        faults.push(at(), message, remedy);
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
