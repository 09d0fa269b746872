//! What belongs beside a database: its candidaturas and its leeme.

use std::collections::BTreeSet;

use proceso_files::published::NamedBytes;
use proceso_files::published::table::{KnownColumn, PublishedTable, Sheet, normalized};

use super::super::findings::{Findings, Place};
use super::super::{CheckOptions, Code};
use super::zips::Entry;

/// True for a CSV that is no database and belongs to a package all the same: candidaturas, the
/// catalogue of casillas, or the actas that were left out.
pub(super) fn is_known(bytes: &[u8]) -> bool {
    candidaturas(bytes).is_some() || catalogue(bytes).is_some() || withheld(bytes).is_some()
}

/// What a file is that is no database, for whoever took it for one.
pub(in crate::check) fn what_is(bytes: &[u8]) -> Option<&'static str> {
    if candidaturas(bytes).is_some() {
        Some("es un archivo de candidaturas y no de resultados por acta")
    } else if catalogue(bytes).is_some() {
        Some("es un catálogo de casillas y no una base de resultados por acta")
    } else {
        None
    }
}

fn sheet(bytes: &[u8], is_header: impl Fn(&[String]) -> bool) -> Option<Sheet> {
    Sheet::read(&NamedBytes::new("", bytes), is_header)
}

fn candidaturas(bytes: &[u8]) -> Option<Sheet> {
    sheet(bytes, |names| {
        let has = |start: &str| names.iter().any(|name| name.starts_with(start));
        has("CANDIDATURA") && (has("PARTIDO") || has("ID_"))
    })
}

/// A database has the columns of a catalogue too, and those of an acta.
pub(super) fn catalogue(bytes: &[u8]) -> Option<Sheet> {
    sheet(bytes, |names| {
        let has = |own: &str| names.iter().any(|name| name == own);
        let of_acta = |name: &String| {
            matches!(
                KnownColumn::named(name),
                Some(
                    KnownColumn::NoRegistradas
                        | KnownColumn::Contabilizada
                        | KnownColumn::CodigoIntegridad
                )
            )
        };
        has("CLAVE_CASILLA") && has("LISTA_NOMINAL") && !names.iter().any(of_acta)
    })
}

fn withheld(bytes: &[u8]) -> Option<Sheet> {
    sheet(bytes, |names| names == ["ACTA", "MOTIVO"])
}

/// The files in the folder or ZIP of `base`.
fn beside<'a>(base: &Entry<'_>, all: &'a [Entry<'a>]) -> impl Iterator<Item = &'a Entry<'a>> {
    let folder = folder_of(&base.path).to_owned();
    all.iter()
        .filter(move |entry| folder_of(&entry.path) == folder)
}

pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

pub(super) fn check(
    base: &Entry<'_>,
    all: &[Entry<'_>],
    table: &PublishedTable,
    options: &CheckOptions,
    findings: &mut Findings,
) {
    let people = beside(base, all).find_map(|entry| {
        // The name first: a database would be read to its end in search of this header.
        let name = super::file_name(&entry.path).to_ascii_uppercase();
        let people = name.contains("CANDIDATURAS");
        people
            .then(|| candidaturas(&entry.bytes))
            .flatten()
            .map(|sheet| (entry, sheet))
    });
    match people {
        Some((entry, sheet)) => columns(entry, &sheet, options, findings),
        None => findings.add(Code::Companions, Place::FILE, || {
            (
                "no está".to_owned(),
                "el archivo de candidaturas, con su columna CANDIDATURA".to_owned(),
            )
        }),
    }
    let leeme = beside(base, all).find(|entry| {
        let name = super::file_name(&entry.path).to_ascii_lowercase();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
        stem.contains("leeme") && extension == "txt"
    });
    match leeme {
        Some(entry) => described(entry, table, findings),
        None => findings.add(Code::Companions, Place::FILE, || {
            ("no está".to_owned(), "leeme.txt".to_owned())
        }),
    }
}

/// The columns of the candidaturas are those that the perfil gives to one of the elecciones.
fn columns(entry: &Entry<'_>, sheet: &Sheet, options: &CheckOptions, findings: &mut Findings) {
    use prep_model::elecciones::AmbitoTipo;

    let path = &entry.path;
    if sheet.rows().is_empty() {
        findings.add(Code::NoCandidaturas, Place::FILE, || {
            (
                format!("{path}: ningún renglón"),
                "las candidaturas".to_owned(),
            )
        });
    }
    let Some(perfil) = &options.perfil else {
        return;
    };
    let tipos = [
        AmbitoTipo::Entidad,
        AmbitoTipo::Distrito,
        AmbitoTipo::Municipio,
    ];
    let names = |tipo: AmbitoTipo| -> Vec<String> {
        let columns = perfil.publicacion.de(tipo).candidaturas.iter();
        let names = columns.map(|columna| perfil.publicacion.columna(tipo, columna.as_str()));
        names.map(str::to_owned).collect()
    };
    if !tipos.iter().any(|tipo| names(*tipo) == sheet.names()) {
        findings.add(Code::CompanionColumns, Place::FILE, || {
            let expected: Vec<String> = tipos.iter().map(|tipo| names(*tipo).join(",")).collect();
            (
                format!("{path}: {}", sheet.names().join(",")),
                expected.join(" o "),
            )
        });
    }
}

/// The leeme names every column of the database as it is written there.
fn described(leeme: &Entry<'_>, table: &PublishedTable, findings: &mut Findings) {
    let text = String::from_utf8_lossy(&leeme.bytes);
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let words: BTreeSet<String> = text
        .split(|c: char| !is_part(c))
        .filter(|word| !word.is_empty())
        .map(normalized)
        .collect();
    let names = table.sheet().names().iter();
    for name in names.filter(|name| !name.is_empty() && !words.contains(&normalized(name))) {
        findings.add(Code::CompanionColumns, Place::column(name), || {
            (
                format!("{} no la describe", leeme.path),
                format!("la columna {name}"),
            )
        });
    }
}
