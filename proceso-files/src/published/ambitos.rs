use prep_model::claves::EleccionId;
use prep_model::elecciones::{AmbitoId, AmbitoTipo};

use super::Options;
use super::report::Report;
use super::table::{PublishedTable, normalized};

/// What the short name of an elección begins with.
const IDS: [(&str, AmbitoTipo); 10] = [
    ("GUB", AmbitoTipo::Entidad),
    ("GOB", AmbitoTipo::Entidad),
    ("JEF", AmbitoTipo::Entidad),
    ("JG", AmbitoTipo::Entidad),
    ("DIP", AmbitoTipo::Distrito),
    ("ALC", AmbitoTipo::Municipio),
    ("AYU", AmbitoTipo::Municipio),
    ("MUN", AmbitoTipo::Municipio),
    ("PMUN", AmbitoTipo::Municipio),
    ("PRES_MUN", AmbitoTipo::Municipio),
];

/// Words of titles.
const WORDS: [(&str, AmbitoTipo); 8] = [
    ("GUBERNATURA", AmbitoTipo::Entidad),
    ("GOBERNA", AmbitoTipo::Entidad),
    ("JEFATURA", AmbitoTipo::Entidad),
    ("DIPUTACI", AmbitoTipo::Distrito),
    ("ALCALD", AmbitoTipo::Municipio),
    ("AYUNTAMIENTO", AmbitoTipo::Municipio),
    ("MUNICIP", AmbitoTipo::Municipio),
    ("CONCEJ", AmbitoTipo::Municipio),
];

/// The kind of ámbito of an elección: as the options say, or by its short name, its title or the
/// columns it has, in this order.
pub(super) fn ambito_tipo(
    options: &Options,
    eleccion: &EleccionId,
    table: &PublishedTable,
    report: &mut Report,
) -> AmbitoTipo {
    if let Some(tipo) = options.ambitos.get(eleccion) {
        return *tipo;
    }
    let title = normalized(table.title().unwrap_or_default());
    let by_title = WORDS.iter().find(|(word, _)| title.contains(word));
    let by_title = by_title.map(|(_, tipo)| *tipo);
    let by_id = IDS.iter().find(|(id, _)| eleccion.as_str().starts_with(id));
    let by_id = by_id.map(|(_, tipo)| *tipo);
    if let (Some(by_id), Some(by_title)) = (by_id, by_title)
        && by_id != by_title
    {
        report.assume(format!(
            "{}: el título dice «{}»; por su nombre {eleccion} se tomó por una elección decidida {}.",
            table.file(),
            table.title().unwrap_or_default(),
            place(by_id)
        ));
    }
    by_id.or(by_title).unwrap_or_else(|| {
        let tipo = by_columns(table);
        report.assume(format!(
            "{eleccion}: ni el nombre ni el título dicen dónde se decide; por sus columnas se tomó \
             por una elección decidida {}.",
            place(tipo)
        ));
        tipo
    })
}

fn by_columns(table: &PublishedTable) -> AmbitoTipo {
    if table.municipio_column().is_some() {
        AmbitoTipo::Municipio
    } else if table.distrito_column().is_some() {
        AmbitoTipo::Distrito
    } else {
        AmbitoTipo::Entidad
    }
}

fn place(tipo: AmbitoTipo) -> &'static str {
    match tipo {
        AmbitoTipo::Entidad => "en toda la entidad",
        AmbitoTipo::Distrito => "por distrito",
        AmbitoTipo::Municipio => "por municipio o alcaldía",
    }
}

/// How sentences call an ámbito.
pub(super) fn ambito_word(tipo: AmbitoTipo) -> &'static str {
    match tipo {
        AmbitoTipo::Entidad => "entidad",
        AmbitoTipo::Distrito => "distrito",
        AmbitoTipo::Municipio => "municipio o alcaldía",
    }
}

/// `3 distritos (003, 007, 009)`.
pub(super) fn ambito_list(tipo: AmbitoTipo, ambitos: &[AmbitoId]) -> String {
    let ids: Vec<String> = ambitos.iter().map(AmbitoId::to_string).collect();
    let words = match (tipo, ids.len()) {
        (_, 1) => ambito_word(tipo),
        (AmbitoTipo::Entidad, _) => "entidades",
        (AmbitoTipo::Distrito, _) => "distritos",
        (AmbitoTipo::Municipio, _) => "municipios o alcaldías",
    };
    format!("{} {words} ({})", ids.len(), ids.join(", "))
}
