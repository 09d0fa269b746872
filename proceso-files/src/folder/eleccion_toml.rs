//! `elecciones/GUB.toml`: what the elección is called, who contends, and what its actas print.

use std::collections::BTreeMap;

use prep_model::claves::{EleccionId, TipoActa};
use prep_model::elecciones::{
    AmbitoTipo, CampoRole, Contendiente, ContendienteId, ContendienteTipo, Modalidad, Principio,
    Reparto, TipoActaDef,
};

use super::fault::{Faults, Place};
use super::paths::MAX_NAME;
use super::text::shown;
use super::toml_doc::TomlTable;
use super::toml_source::Source;
use super::words::{AMBITO_TIPOS, CAMPOS, MODALIDADES, PRINCIPIOS};
use crate::percent::hundredths;

const KEYS: &[&str] = &[
    "nombre",
    "ambito",
    "esperadas_declaradas",
    "contendiente",
    "tipo_acta",
];
const CONTENDIENTE_KEYS: &[&str] = &[
    "id",
    "nombre",
    "tipo",
    "color",
    "miembros",
    "reparto",
    "remanente",
];
const TIPO_ACTA_KEYS: &[&str] = &[
    "codigo",
    "modalidad",
    "principio",
    "campos",
    "digitos",
    "digitos_total",
    "omite",
    "imprime",
];

/// What the file says, with the places of its parts.
#[derive(Default)]
pub(super) struct EleccionToml {
    pub(super) nombre: Option<String>,
    pub(super) ambito_tipo: Option<AmbitoTipo>,
    pub(super) esperadas_declaradas: Option<u32>,
    pub(super) contendientes: Vec<Contendiente>,
    pub(super) tipos_acta: Vec<TipoActaDef>,
    pub(super) places: Places,
}

/// Where the parts of an elección stand in its file.
#[derive(Default)]
pub(super) struct Places {
    pub(super) esperadas_declaradas: Place,
    pub(super) contendientes: BTreeMap<ContendienteId, Place>,
    pub(super) tipos_acta: BTreeMap<TipoActa, Place>,
    /// The lists `imprime`.
    pub(super) prints: BTreeMap<TipoActa, Place>,
}

pub(super) fn read(id: &EleccionId, source: Source<'_>, faults: &mut Faults) -> EleccionToml {
    let Some(document) = source.parse(faults) else {
        return EleccionToml::default();
    };
    let root = TomlTable::root(source, &document, KEYS, faults);
    let mut eleccion = EleccionToml {
        nombre: root.prose("nombre", MAX_NAME, faults),
        ambito_tipo: root.choice("ambito", AMBITO_TIPOS, faults),
        ..EleccionToml::default()
    };
    if root.has("esperadas_declaradas") {
        let key = "esperadas_declaradas";
        eleccion.esperadas_declaradas = root.number(key, 1..=u32::MAX, faults);
        eleccion.places.esperadas_declaradas = root.place_of(key);
    }
    for table in root.tables("contendiente", CONTENDIENTE_KEYS, faults) {
        let Some(contendiente) = read_contendiente(&table, faults) else {
            continue;
        };
        let places = &mut eleccion.places.contendientes;
        if let Some(before) = places.get(&contendiente.id) {
            repeated(source.file, &table, &contendiente.id, *before, faults);
        } else {
            places.insert(contendiente.id.clone(), table.place());
            eleccion.contendientes.push(contendiente);
        }
    }
    for table in root.tables("tipo_acta", TIPO_ACTA_KEYS, faults) {
        let Some(def) = read_tipo_acta(&table, faults) else {
            continue;
        };
        let places = &mut eleccion.places.tipos_acta;
        if let Some(before) = places.get(&def.codigo) {
            let what = format!("el tipo de acta {} de {id}", def.codigo);
            repeated(source.file, &table, &what, *before, faults);
        } else {
            places.insert(def.codigo.clone(), table.place());
            if def.prints.is_some() {
                let place = table.place_of("imprime");
                eleccion.places.prints.insert(def.codigo.clone(), place);
            }
            eleccion.tipos_acta.push(def);
        }
    }
    eleccion
}

fn repeated(
    file: &str,
    table: &TomlTable<'_>,
    what: &dyn std::fmt::Display,
    before: Place,
    faults: &mut Faults,
) {
    let line = before.line.unwrap_or_default();
    let message = format!("{what} ya está en la línea {line}");
    faults.fault(file, table.place(), message, "deje uno solo");
}

#[derive(Clone, Copy, PartialEq)]
enum TipoWord {
    Partido,
    Independiente,
    Coalicion,
    CandidaturaComun,
}

const TIPOS: &[(&str, TipoWord)] = &[
    ("partido", TipoWord::Partido),
    ("independiente", TipoWord::Independiente),
    ("coalicion", TipoWord::Coalicion),
    ("candidatura_comun", TipoWord::CandidaturaComun),
];

fn read_contendiente(table: &TomlTable<'_>, faults: &mut Faults) -> Option<Contendiente> {
    let id = table.word("id", faults);
    let nombre = table.prose("nombre", MAX_NAME, faults);
    let color = read_color(table, faults);
    let tipo = table.choice("tipo", TIPOS, faults);
    if let Some(tipo) = tipo {
        refuse_foreign_keys(table, tipo, faults);
    }
    let tipo = tipo.and_then(|tipo| match tipo {
        TipoWord::Partido => Some(ContendienteTipo::Partido),
        TipoWord::Independiente => Some(ContendienteTipo::Independiente),
        TipoWord::Coalicion => {
            let miembros = table.words("miembros", faults)?;
            let miembros = miembros.into_iter().map(|word| word.value).collect();
            Some(ContendienteTipo::Coalicion(miembros))
        }
        TipoWord::CandidaturaComun => {
            let reparto = read_reparto(table, faults);
            reparto.map(ContendienteTipo::CandidaturaComun)
        }
    });
    Some(Contendiente {
        id: id?,
        nombre: nombre?,
        tipo: tipo?,
        color: color?,
    })
}

fn refuse_foreign_keys(table: &TomlTable<'_>, tipo: TipoWord, faults: &mut Faults) {
    let keys = [
        ("miembros", TipoWord::Coalicion, "una coalicion"),
        (
            "reparto",
            TipoWord::CandidaturaComun,
            "una candidatura_comun",
        ),
        (
            "remanente",
            TipoWord::CandidaturaComun,
            "una candidatura_comun",
        ),
    ];
    for (key, owner, name) in keys {
        if owner != tipo && table.has(key) {
            let message = format!("solo {name} lleva {key}");
            table.fault(key, message, format!("quite {key} o corrija tipo"), faults);
        }
    }
}

#[expect(
    clippy::option_option,
    reason = "refused, absent and present are three things"
)]
fn read_color(table: &TomlTable<'_>, faults: &mut Faults) -> Option<Option<String>> {
    if !table.has("color") {
        return Some(None);
    }
    let color = table.scalar("color", faults)?;
    let digits = color.strip_prefix('#').unwrap_or_default();
    if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Some(Some(color));
    }
    let message = format!("color no puede ser {}", shown(&color));
    table.fault(
        "color",
        message,
        "escriba # y seis dígitos hexadecimales, como \"#0055a5\"",
        faults,
    );
    None
}

fn read_reparto(table: &TomlTable<'_>, faults: &mut Faults) -> Option<Reparto> {
    let entries = table.entries("reparto", faults);
    let remanente = table.word("remanente", faults);
    let mut sound = true;
    let mut shares = Vec::new();
    for (party, percent) in entries? {
        let share = match (party.value.parse::<ContendienteId>(), hundredths(&percent)) {
            (Ok(id), Some(share)) => Ok((id, share)),
            (Err(error), _) => Err(error.to_string()),
            (_, None) => Err(format!("{} no es un porcentaje", shown(&percent))),
        };
        match share {
            Ok(share) => shares.push(share),
            Err(message) => {
                let remedy =
                    "escriba siglas y porcentaje con dos decimales a lo más, como PAN = \"53.33\"";
                table.fault_at(party.place, format!("reparto: {message}"), remedy, faults);
                sound = false;
            }
        }
    }
    let remanente = remanente?;
    sound.then_some(Reparto { shares, remanente })
}

fn read_tipo_acta(table: &TomlTable<'_>, faults: &mut Faults) -> Option<TipoActaDef> {
    let codigo = table.word("codigo", faults);
    let modalidad = table.choice::<Modalidad>("modalidad", MODALIDADES, faults);
    let principio = read_principio(table, faults);
    let campos = if table.has("campos") {
        table.choices::<CampoRole>("campos", CAMPOS, faults)
    } else {
        Some(TipoActaDef::CAMPOS.to_vec())
    };
    let digits: Option<u8> = table.number("digitos", 1..=9, faults);
    let total_digits = if table.has("digitos_total") {
        table.number("digitos_total", 1..=9, faults)
    } else {
        digits
    };
    let omits = read_contendientes(table, "omite", faults);
    let prints = read_contendientes(table, "imprime", faults);
    Some(TipoActaDef {
        codigo: codigo?,
        modalidad: modalidad?,
        principio: principio?,
        campos: campos?,
        digits: digits?,
        total_digits: total_digits?,
        omits: omits?.unwrap_or_default(),
        prints: prints?,
    })
}

#[expect(
    clippy::option_option,
    reason = "refused, absent and present are three things"
)]
fn read_contendientes(
    table: &TomlTable<'_>,
    key: &str,
    faults: &mut Faults,
) -> Option<Option<Vec<ContendienteId>>> {
    if !table.has(key) {
        return Some(None);
    }
    let words = table.words(key, faults)?.into_iter();
    Some(Some(words.map(|word| word.value).collect()))
}

#[expect(
    clippy::option_option,
    reason = "refused, absent and present are three things"
)]
fn read_principio(table: &TomlTable<'_>, faults: &mut Faults) -> Option<Option<Principio>> {
    if !table.has("principio") {
        return Some(None);
    }
    table.choice("principio", PRINCIPIOS, faults).map(Some)
}
