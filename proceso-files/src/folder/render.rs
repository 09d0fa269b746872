//! A proceso as the text of its files: the same proceso and notes give the same bytes.

use std::fmt::Write as _;

use prep_model::casillas::{Casilla, MecanismoTraslado};
use prep_model::elecciones::{
    Ambito, Contendiente, ContendienteId, ContendienteTipo, Eleccion, Reparto, TipoActaDef,
};
use prep_model::proceso::Proceso;
use toml::Value;

use super::ambitos_csv::{AMBITOS_HEADER, CANDIDATURAS_HEADER};
use super::paths::{CASILLAS, EleccionPaths, PERFIL, PROCESO};
use super::words::{AMBITO_TIPOS, CAMPOS, MODALIDADES, PRINCIPIOS, word_of};
use super::{Files, casillas_csv, perfil_toml};
use crate::local_time::{local_text, uso_horario};

/// The files of a proceso. `notes` say where it came from and what was assumed.
pub fn render(proceso: &Proceso, notes: &[String]) -> Files {
    let mut files = Files::default();
    files.insert(PROCESO, proceso_toml(proceso, notes).into_bytes());
    files.insert(PERFIL, perfil_toml::render(proceso.perfil()).into_bytes());
    for eleccion in proceso.elecciones() {
        let paths = EleccionPaths::new(&eleccion.id);
        files.insert(&paths.toml, eleccion_toml(eleccion).into_bytes());
        files.insert(&paths.ambitos, ambitos_csv(eleccion).into_bytes());
        files.insert(&paths.candidaturas, candidaturas_csv(eleccion).into_bytes());
    }
    files.insert(CASILLAS, casillas_csv(proceso).into_bytes());
    files
}

fn proceso_toml(proceso: &Proceso, notes: &[String]) -> String {
    let head = proceso.head();
    let mut text = String::from("# Proceso electoral. El formato está en docs/PROCESO-FILES.md.\n");
    pair(&mut text, "id", quoted(head.id.as_str()));
    pair(&mut text, "nombre", quoted(&head.nombre));
    pair(&mut text, "entidad", head.entidad.number());
    pair(&mut text, "entidad_nombre", quoted(&head.entidad_nombre));
    pair(
        &mut text,
        "uso_horario",
        quoted(&uso_horario(head.utc_offset_minutes)),
    );
    text.push_str("\n# Del primer corte que puede publicarse al último.\n");
    pair(
        &mut text,
        "publicacion_desde",
        local_text(head, head.publicacion_desde),
    );
    pair(
        &mut text,
        "publicacion_hasta",
        local_text(head, head.publicacion_hasta),
    );
    text.push_str("\n# En el orden en que se publican; los archivos de cada una están en la carpeta elecciones.\n");
    let ids = proceso
        .elecciones()
        .iter()
        .map(|eleccion| eleccion.id.as_str());
    pair(&mut text, "elecciones", list(ids));
    if !notes.is_empty() {
        text.push_str(
            "\n# De dónde salieron los datos y qué se supuso.\n[procedencia]\nnotas = [\n",
        );
        for note in notes {
            let _ = writeln!(text, "  {},", quoted(note.trim()));
        }
        text.push_str("]\n");
    }
    text
}

fn eleccion_toml(eleccion: &Eleccion) -> String {
    let mut text = String::new();
    pair(&mut text, "nombre", quoted(&eleccion.nombre));
    let ambito = word_of(AMBITO_TIPOS, eleccion.ambito_tipo);
    pair(&mut text, "ambito", quoted(ambito));
    if let Some(declared) = eleccion.esperadas_declaradas {
        pair(&mut text, "esperadas_declaradas", declared);
    }
    for contendiente in &eleccion.contendientes {
        push_contendiente(&mut text, contendiente);
    }
    let _ = writeln!(
        text,
        "\n# Si un tipo de acta no dice otra cosa, imprime estos campos:\n# {}",
        TipoActaDef::CAMPOS
            .map(|role| word_of(CAMPOS, role))
            .join(", ")
    );
    for def in &eleccion.tipos_acta {
        push_tipo_acta(&mut text, def);
    }
    text
}

fn push_contendiente(text: &mut String, contendiente: &Contendiente) {
    text.push_str("\n[[contendiente]]\n");
    pair(text, "id", quoted(contendiente.id.as_str()));
    pair(text, "nombre", quoted(&contendiente.nombre));
    match &contendiente.tipo {
        ContendienteTipo::Partido => pair(text, "tipo", quoted("partido")),
        ContendienteTipo::Independiente => pair(text, "tipo", quoted("independiente")),
        ContendienteTipo::Coalicion(members) => {
            pair(text, "tipo", quoted("coalicion"));
            pair(
                text,
                "miembros",
                list(members.iter().map(ContendienteId::as_str)),
            );
        }
        ContendienteTipo::CandidaturaComun(reparto) => {
            pair(text, "tipo", quoted("candidatura_comun"));
            pair(text, "reparto", inline_reparto(reparto));
            pair(text, "remanente", quoted(reparto.remanente.as_str()));
        }
    }
    if let Some(color) = &contendiente.color {
        pair(text, "color", quoted(color));
    }
}

fn inline_reparto(reparto: &Reparto) -> String {
    let shares = reparto.shares.iter().map(|(id, share)| {
        let (whole, hundredths) = (share / 100, share % 100);
        format!("{id} = \"{whole}.{hundredths:02}\"")
    });
    format!("{{ {} }}", shares.collect::<Vec<_>>().join(", "))
}

fn push_tipo_acta(text: &mut String, def: &TipoActaDef) {
    text.push_str("\n[[tipo_acta]]\n");
    pair(text, "codigo", quoted(def.codigo.as_str()));
    pair(
        text,
        "modalidad",
        quoted(word_of(MODALIDADES, def.modalidad)),
    );
    if let Some(principio) = def.principio {
        pair(text, "principio", quoted(word_of(PRINCIPIOS, principio)));
    }
    if def.campos != TipoActaDef::CAMPOS {
        let campos = def.campos.iter().map(|role| word_of(CAMPOS, *role));
        pair(text, "campos", list(campos));
    }
    pair(text, "digitos", def.digits);
    if def.total_digits != def.digits {
        pair(text, "digitos_total", def.total_digits);
    }
    if !def.omits.is_empty() {
        pair(
            text,
            "omite",
            list(def.omits.iter().map(ContendienteId::as_str)),
        );
    }
    if let Some(prints) = &def.prints {
        let prints = prints.iter().map(ContendienteId::as_str);
        pair(text, "imprime", list(prints));
    }
}

fn ambitos_csv(eleccion: &Eleccion) -> String {
    let mut text = line(AMBITOS_HEADER.map(str::to_owned));
    for Ambito {
        id,
        nombre,
        printed,
        ..
    } in eleccion.ambitos.values()
    {
        text.push_str(&line([id.to_string(), nombre.clone(), words(printed)]));
    }
    text
}

fn candidaturas_csv(eleccion: &Eleccion) -> String {
    let mut text = line(CANDIDATURAS_HEADER.map(str::to_owned));
    for ambito in eleccion.ambitos.values() {
        for candidatura in &ambito.candidaturas {
            text.push_str(&line([
                ambito.id.to_string(),
                words(&candidatura.contendientes),
                candidatura.propietaria.clone(),
                candidatura.suplente.clone().unwrap_or_default(),
            ]));
        }
    }
    text
}

fn casillas_csv(proceso: &Proceso) -> String {
    let ids = proceso
        .elecciones()
        .iter()
        .map(|eleccion| eleccion.id.to_string());
    let fixed = casillas_csv::HEADER.map(str::to_owned);
    let mut text = line(fixed.into_iter().chain(ids));
    for casilla in proceso.casillas() {
        text.push_str(&line(casilla_cells(proceso, casilla)));
    }
    text
}

fn casilla_cells(proceso: &Proceso, casilla: &Casilla) -> Vec<String> {
    fn optional(value: Option<impl ToString>) -> String {
        value.map(|value| value.to_string()).unwrap_or_default()
    }
    let clave = casilla.clave;
    let mut cells = vec![
        format!("{:04}", clave.seccion()),
        clave.tipo().to_string(),
        format!("{:02}", clave.id()),
        format!("{:02}", clave.ext_contigua()),
        optional(casilla.distrito),
        optional(casilla.municipio),
        casilla.ubicacion.code().to_string(),
        casilla.lista_nominal.to_string(),
        optional(casilla.boletas_maximas),
        optional(casilla.representantes),
        optional(casilla.mecanismo_traslado.map(MecanismoTraslado::letter)),
    ];
    for eleccion in proceso.elecciones() {
        let expected = casilla
            .actas
            .iter()
            .filter(|acta| acta.eleccion == eleccion.id);
        let codes: Vec<_> = expected.map(|acta| acta.tipo_acta.as_str()).collect();
        cells.push(codes.join(" "));
    }
    cells
}

fn pair(text: &mut String, key: &str, value: impl std::fmt::Display) {
    let _ = writeln!(text, "{key} = {value}");
}

fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

fn list<'a>(items: impl Iterator<Item = &'a str>) -> String {
    let items: Vec<_> = items.map(quoted).collect();
    format!("[{}]", items.join(", "))
}

fn words(ids: &[impl ToString]) -> String {
    let ids: Vec<_> = ids.iter().map(ToString::to_string).collect();
    ids.join(" ")
}

fn line(cells: impl IntoIterator<Item = String>) -> String {
    let cells: Vec<_> = cells.into_iter().map(csv_cell).collect();
    cells.join(",") + "\n"
}

fn csv_cell(cell: String) -> String {
    if cell.contains([',', '"', ';', '\t', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_hold_a_separator_are_quoted() {
        assert_eq!(csv_cell("a \"b\", c".to_owned()), "\"a \"\"b\"\", c\"");
        assert_eq!(csv_cell("a b".to_owned()), "a b");
    }
}
