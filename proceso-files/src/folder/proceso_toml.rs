//! `proceso.toml`: names, dates, the list of elecciones, and where the data came from.

use std::collections::BTreeSet;

use prep_model::claves::{EleccionId, EntidadId, ProcesoId};
use prep_model::proceso::ProcesoHead;
use prep_model::time::Timestamp;

use super::Files;
use super::fault::Faults;
use super::input::required_text;
use super::paths::{MAX_ELECCIONES, MAX_NAME, PROCESO};
use super::text::shown;
use super::toml_doc::TomlTable;
use super::toml_source::Source;

const KEYS: &[&str] = &[
    "id",
    "nombre",
    "entidad",
    "entidad_nombre",
    "uso_horario",
    "publicacion_desde",
    "publicacion_hasta",
    "elecciones",
    "procedencia",
];

/// What `proceso.toml` says; whatever is `None` was refused and reported.
#[derive(Default)]
pub(super) struct ProcesoToml {
    pub(super) id: Option<ProcesoId>,
    pub(super) nombre: Option<String>,
    pub(super) entidad: Option<EntidadId>,
    pub(super) entidad_nombre: Option<String>,
    pub(super) utc_offset_minutes: Option<i16>,
    pub(super) desde: Option<Timestamp>,
    pub(super) hasta: Option<Timestamp>,
    pub(super) elecciones: Option<Vec<EleccionId>>,
    pub(super) notes: Vec<String>,
}

pub(super) fn read(files: &Files, faults: &mut Faults) -> ProcesoToml {
    let Some(text) = required_text(files, PROCESO, faults) else {
        return ProcesoToml::default();
    };
    let source = Source {
        file: PROCESO,
        text: &text,
    };
    let Some(document) = source.parse(faults) else {
        return ProcesoToml::default();
    };
    let root = TomlTable::root(source, &document, KEYS, faults);
    let utc_offset_minutes = read_uso_horario(&root, faults);
    ProcesoToml {
        id: root.word("id", faults),
        nombre: root.prose("nombre", MAX_NAME, faults),
        entidad: root
            .number("entidad", 1..=32, faults)
            .and_then(|number| EntidadId::new(number).ok()),
        entidad_nombre: root.prose("entidad_nombre", MAX_NAME, faults),
        utc_offset_minutes,
        desde: read_moment(&root, "publicacion_desde", utc_offset_minutes, faults),
        hasta: read_moment(&root, "publicacion_hasta", utc_offset_minutes, faults),
        elecciones: read_elecciones(&root, faults),
        notes: read_notes(&root, faults),
    }
}

impl ProcesoToml {
    /// The head of the proceso. What was refused is filled with something harmless, so that the
    /// rest can be checked; a proceso is never made of it.
    pub(super) fn head(&self) -> ProcesoHead {
        let epoch = |micros| Timestamp::from_micros(micros).expect("1970 began and went on");
        ProcesoHead {
            id: self.id.clone().unwrap_or_else(|| {
                ProcesoId::new("sin-nombre").expect("the placeholder is an identifier")
            }),
            nombre: self.nombre.clone().unwrap_or_default(),
            entidad: self.entidad.unwrap_or_else(placeholder_entidad),
            entidad_nombre: self.entidad_nombre.clone().unwrap_or_default(),
            utc_offset_minutes: self.utc_offset_minutes.unwrap_or_default(),
            publicacion_desde: self.desde.unwrap_or_else(|| epoch(0)),
            publicacion_hasta: self.hasta.unwrap_or_else(|| epoch(1)),
        }
    }
}

/// Stands for the entidad while `proceso.toml` does not say which.
pub(super) fn placeholder_entidad() -> EntidadId {
    EntidadId::new(1).expect("there is an entidad 1")
}

/// `UTC-6`, `UTC-06:00`, `UTC+5:30`, `UTC` in minutes.
fn parse_uso_horario(text: &str) -> Option<i16> {
    let rest = text.strip_prefix("UTC")?;
    if rest.is_empty() {
        return Some(0);
    }
    let sign = match rest.chars().next()? {
        '-' | '−' => -1,
        '+' => 1,
        _ => return None,
    };
    let rest = rest.get(rest.chars().next()?.len_utf8()..)?;
    let (hours, minutes) = rest.split_once(':').unwrap_or((rest, "00"));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !(digits(hours) && digits(minutes) && hours.len() <= 2 && minutes.len() == 2) {
        return None;
    }
    let (hours, minutes): (i16, i16) = (hours.parse().ok()?, minutes.parse().ok()?);
    let total = sign * (hours * 60 + minutes);
    (minutes < 60 && (-720..=840).contains(&total)).then_some(total)
}

fn read_uso_horario(root: &TomlTable<'_>, faults: &mut Faults) -> Option<i16> {
    let text = root.scalar("uso_horario", faults)?;
    let minutes = parse_uso_horario(&text);
    if minutes.is_none() {
        let message = format!("uso_horario no puede ser {}", shown(&text));
        let remedy = "escriba la diferencia con UTC, como \"UTC-6\" o \"UTC-06:00\"";
        root.fault("uso_horario", message, remedy, faults);
    }
    minutes
}

fn read_moment(
    root: &TomlTable<'_>,
    key: &str,
    utc_offset_minutes: Option<i16>,
    faults: &mut Faults,
) -> Option<Timestamp> {
    let text = root.scalar(key, faults)?;
    let Ok(moment) = text.parse::<Timestamp>() else {
        let message = format!(
            "{key} no es una fecha y hora con su diferencia con UTC: {}",
            shown(&text)
        );
        let remedy = "escríbala completa, como 2024-06-02T20:00:00-06:00";
        root.fault(key, message, remedy, faults);
        return None;
    };
    let written = text
        .get(text.len().saturating_sub(6)..)
        .and_then(|offset| parse_uso_horario(&format!("UTC{offset}")));
    let utc = text.ends_with(['Z', 'z']);
    if let (Some(written), Some(own), false) = (written, utc_offset_minutes, utc)
        && written != own
    {
        let message = format!("{key} está en otro uso horario que el del proceso");
        let remedy = "revise que la hora sea la correcta";
        faults.warn(PROCESO, root.place_of(key), message, remedy);
    }
    Some(moment)
}

fn read_elecciones(root: &TomlTable<'_>, faults: &mut Faults) -> Option<Vec<EleccionId>> {
    let mut seen = BTreeSet::new();
    let mut ids = Vec::new();
    for word in root.words::<EleccionId>("elecciones", faults)? {
        if !seen.insert(word.value.clone()) {
            let message = format!("la elección {} está dos veces", word.value);
            faults.fault(PROCESO, word.place, message, "deje una sola");
        } else if ids.len() == MAX_ELECCIONES {
            let message = format!("hay más de {MAX_ELECCIONES} elecciones");
            faults.fault(PROCESO, word.place, message, "quite las que sobran");
            break;
        } else {
            ids.push(word.value);
        }
    }
    Some(ids)
}

fn read_notes(root: &TomlTable<'_>, faults: &mut Faults) -> Vec<String> {
    let Some(table) = root.subtable("procedencia", &["notas"], faults) else {
        return Vec::new();
    };
    let notes = table.words::<String>("notas", faults).unwrap_or_default();
    notes.into_iter().map(|note| note.value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usos_horarios_are_read_in_every_usual_form() {
        for (text, minutes) in [
            ("UTC-6", Some(-360)),
            ("UTC-06:00", Some(-360)),
            ("UTC+5:30", Some(330)),
            ("UTC", Some(0)),
            ("UTC-6:60", None),
            ("UTC-15", None),
            ("UTC6", None),
            ("-06:00", None),
            ("UTC-", None),
            ("CST", None),
        ] {
            assert_eq!(parse_uso_horario(text), minutes, "{text}");
        }
    }
}
