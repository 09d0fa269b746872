//! OBSERVACIONES: the inconsistencias of an acta in the words of the perfil (LEEME, variable 37).

use super::{Inconsistencia, Inconsistencias};
use crate::perfiles::{ExcedeConOtras, Perfil, TextosObservaciones};

/// The text of the column OBSERVACIONES.
pub fn observaciones(inconsistencias: &Inconsistencias, perfil: &Perfil) -> String {
    let textos = &perfil.observaciones;
    match perfil.contabilizacion.excede {
        ExcedeConOtras::Prevalece => {
            one_text(inconsistencias, &textos.excede_lista_nominal, textos)
        }
        ExcedeConOtras::Combina => {
            one_text(inconsistencias, &textos.excede_con_algun_campo, textos)
        }
        ExcedeConOtras::Lista => list(inconsistencias, textos),
    }
}

/// One text for all; `excede_con_otra` is the one of an acta that exceeds and has another fault.
fn one_text(
    inconsistencias: &Inconsistencias,
    excede_con_otra: &str,
    textos: &TextosObservaciones,
) -> String {
    let mut in_order = inconsistencias.iter();
    let text = match (in_order.next(), in_order.next()) {
        (None, _) => &textos.ninguna,
        // The set begins with EXCEDE, so it prevails by being first.
        (Some(Inconsistencia::ExcedeListaNominal), Some(_)) => excede_con_otra,
        (Some(first), _) => text_of(first, textos),
    };
    text.to_owned()
}

/// The text of an inconsistencia by itself.
fn text_of(inconsistencia: Inconsistencia, textos: &TextosObservaciones) -> &str {
    match inconsistencia {
        Inconsistencia::ExcedeListaNominal => &textos.excede_lista_nominal,
        Inconsistencia::AlgunCampoIlegible | Inconsistencia::AlgunCampoSinDato => {
            &textos.algun_campo_ilegible_o_sin_dato
        }
        Inconsistencia::TodosIlegibles | Inconsistencia::TodosSinDato => {
            &textos.todos_ilegibles_o_sin_dato
        }
        Inconsistencia::SinActa(reason) => textos.sin_acta(reason),
        Inconsistencia::FueraDeCatalogo => &textos.fuera_de_catalogo,
    }
}

/// Each by its short name; TODOS ILEGIBLES O SIN DATO stays one text, since a list of its parts
/// would read like ALGÚN CAMPO, which counts.
fn list(inconsistencias: &Inconsistencias, textos: &TextosObservaciones) -> String {
    let names = inconsistencias
        .iter()
        .map(|inconsistencia| match inconsistencia {
            Inconsistencia::AlgunCampoIlegible => textos.lista_ilegible.as_str(),
            Inconsistencia::AlgunCampoSinDato => textos.lista_sin_dato.as_str(),
            other => text_of(other, textos),
        });
    let mut names: Vec<&str> = names.collect();
    names.dedup();
    if names.is_empty() {
        textos.ninguna.clone()
    } else {
        names.join(&textos.lista_separador)
    }
}
