//! A result database as rows that can be held against others: cells by the LEEME's name of their
//! column, whatever the file calls it, numbers without zeros before them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use prep_model::claves::{ActaKey, EleccionId};
use prep_model::proceso::Proceso;
use proceso_files::published::NamedBytes;
use proceso_files::published::table::{
    KnownColumn, PublishedTable, PublishedValue, Row, normalized,
};
use serde::Deserialize;
use simulator::actas::published;

use super::source::Source;
use crate::failure::Failure;

/// One acta as a file has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ActaRow {
    /// Its line in the file; `None` if it comes from no file.
    pub(crate) line: Option<u32>,
    /// Every column that says how many, by its name.
    pub(crate) cells: BTreeMap<String, String>,
    /// OBSERVACIONES.
    pub(crate) observaciones: String,
    /// CONTABILIZADA.
    pub(crate) contabilizada: String,
}

/// The rows of one elección.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Rows {
    /// Where they come from.
    pub(crate) file: String,
    /// Each acta of the proceso that has a row.
    pub(crate) actas: BTreeMap<ActaKey, ActaRow>,
    /// Lines of rows that are no acta of the proceso.
    pub(crate) unmatched: Vec<u32>,
    /// The sum of votes that the head of the file declares, if it does.
    pub(crate) declared: Option<u64>,
}

/// The columns beside the votes that are held against each other.
const COUNTED: [KnownColumn; 9] = [
    KnownColumn::BoletasSobrantes,
    KnownColumn::PersonasVotaron,
    KnownColumn::RepresentantesVotaron,
    KnownColumn::VotosSacados,
    KnownColumn::NoRegistradas,
    KnownColumn::Nulos,
    KnownColumn::TotalAsentado,
    KnownColumn::TotalCalculado,
    KnownColumn::ListaNominal,
];

impl Rows {
    /// Reads a database.
    pub(crate) fn read(
        proceso: &Proceso,
        eleccion: &EleccionId,
        path: &Path,
    ) -> Result<Self, Failure> {
        let bytes = std::fs::read(path).map_err(Failure::file(path))?;
        let file = NamedBytes::new(path.display().to_string(), bytes);
        let broken = |fault: &dyn ToString| Failure::unreadable(path, fault.to_string());
        let table = PublishedTable::read(&file).map_err(|fault| broken(&fault))?;
        let found = published::votes(proceso, eleccion, &file).map_err(|fault| broken(&fault))?;
        let by_line: BTreeMap<u32, &Row> =
            table.rows().iter().map(|row| (row.line(), row)).collect();
        let lines = found.lines.into_iter();
        let actas = lines.filter_map(|(acta, line)| {
            let row = by_line.get(&line)?;
            Some((acta, ActaRow::of(&table, row)))
        });
        Ok(Self {
            file: file.name.clone(),
            actas: actas.collect(),
            unmatched: found.unmatched,
            declared: declared(&table),
        })
    }

    /// What was made here, as if a database said it.
    pub(crate) fn of_source(source: &Source, eleccion: &EleccionId) -> Self {
        let own = source
            .actas
            .iter()
            .filter(|(acta, _)| acta.eleccion == *eleccion);
        let actas = own.map(|(acta, values)| {
            let cells = values.iter();
            let row = ActaRow {
                cells: cells
                    .map(|(campo, value)| (campo.clone(), value.to_string()))
                    .collect(),
                ..ActaRow::default()
            };
            (acta.clone(), row)
        });
        Self {
            file: "lo que dicen las imágenes".to_owned(),
            actas: actas.collect(),
            ..Self::default()
        }
    }
}

/// The sum of votes above the header, under any of its names.
fn declared(table: &PublishedTable) -> Option<u64> {
    let head = table.sheet().head();
    let names = head.iter().enumerate().find_map(|(at, row)| {
        let column = (0..row.len()).find(|column| {
            let name = normalized(row.text(*column));
            name == "TOTAL_VOTOS" || name == "TOTAL_VOTOS_C_CS"
        })?;
        Some((at, column))
    });
    let (at, column) = names?;
    let value = PublishedValue::of(head.get(at + 1)?.text(column)).number()?;
    Some(u64::from(value))
}

impl ActaRow {
    fn of(table: &PublishedTable, row: &Row) -> Self {
        let names = table.sheet().names();
        let votes = table.votes();
        let votes = votes.filter_map(|at| Some((normalized(names.get(at)?), said(row.text(at)))));
        let counted = COUNTED.into_iter().filter_map(|column| {
            let at = table.column(column)?;
            let name = column.names().first()?;
            Some(((*name).to_owned(), said(row.text(at))))
        });
        Self {
            line: Some(row.line()),
            cells: votes.chain(counted).collect(),
            observaciones: table.text(row, KnownColumn::Observaciones).to_owned(),
            contabilizada: table.text(row, KnownColumn::Contabilizada).to_owned(),
        }
    }
}

/// A cell in one way of writing it.
fn said(text: &str) -> String {
    match PublishedValue::of(text) {
        PublishedValue::Number(number) => number.to_string(),
        PublishedValue::Ilegible => "ILEGIBLE".to_owned(),
        PublishedValue::SinDato => "SIN DATO".to_owned(),
        PublishedValue::SinActa => "SIN ACTA".to_owned(),
        PublishedValue::NoAplica => "N/A".to_owned(),
        PublishedValue::Empty => String::new(),
        PublishedValue::Other(text) => text.to_owned(),
    }
}

/// What `actual.json` says, as far as it is read here.
#[derive(Debug, Deserialize)]
struct Pointer {
    folder: String,
}

/// The folders between a root of cortes and its pointer: proceso and ejercicio.
const LEVELS: usize = 2;

/// The database of an elección in `place`: the file itself, the folder of a corte, or the folder of all
/// cortes, whose newest one is meant.
pub(crate) fn find(place: &Path, eleccion: &EleccionId) -> Result<PathBuf, Failure> {
    if place.is_file() {
        return Ok(place.to_owned());
    }
    let newest = newest(place, LEVELS)?.unwrap_or_else(|| place.to_owned());
    let folder = newest.join(eleccion.as_str());
    let nothing = || {
        Failure::Refused(format!(
            "«{}» no tiene una base de datos de {eleccion}; dé el archivo, la carpeta de un corte o la \
             de todos los cortes",
            place.display()
        ))
    };
    if !folder.is_dir() {
        return Err(nothing());
    }
    let mut files = children(&folder)?;
    files.retain(|path| path.extension().is_some_and(|ending| ending == "csv"));
    for path in files {
        let bytes = std::fs::read(&path).map_err(Failure::file(&path))?;
        let file = NamedBytes::new(path.display().to_string(), bytes);
        if PublishedTable::read(&file).is_ok() {
            return Ok(path);
        }
    }
    Err(nothing())
}

/// The newest corte below a folder of cortes.
fn newest(place: &Path, levels: usize) -> Result<Option<PathBuf>, Failure> {
    let pointer = place.join("actual.json");
    if pointer.is_file() {
        let text = std::fs::read_to_string(&pointer).map_err(Failure::file(&pointer))?;
        let says: Pointer = serde_json::from_str(&text).map_err(Failure::file(&pointer))?;
        return Ok(Some(place.join(says.folder)));
    }
    if levels == 0 || place.join("manifest.json").is_file() {
        return Ok(None);
    }
    for child in children(place)? {
        let hidden = child
            .file_name()
            .is_none_or(|name| name.to_string_lossy().starts_with('.'));
        if child.is_dir()
            && !hidden
            && let Some(found) = newest(&child, levels - 1)?
        {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

fn children(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(Failure::file(folder))? {
        paths.push(entry.map_err(Failure::file(folder))?.path());
    }
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const BASE: &str = "GUBERNATURA\nACTAS_ESPERADAS,TOTAL_VOTOS_C_CS\n9,1234\n\
        SECCION,ID_CASILLA,TIPO_CASILLA,TIPO_ACTA,TOTAL_VOTOS_SACADOS,PAN,NO_REGISTRADOS,NULOS\n\
        '0001,01,B,A02,007,\"1,234\",SIN DATO,-\n";

    #[test]
    fn a_row_is_read_by_the_names_of_the_leeme() {
        let file = NamedBytes::new("b.csv".to_owned(), BASE.as_bytes().to_vec());
        let table = PublishedTable::read(&file).unwrap();
        let row = ActaRow::of(&table, &table.rows()[0]);
        let says = |column: &str| row.cells.get(column).map(String::as_str);
        assert_eq!(says("TOTAL_VOTOS_SACADOS"), Some("7"));
        assert_eq!(says("PAN"), Some("1234"));
        assert_eq!(says("NO_REGISTRADAS"), Some("SIN DATO"));
        assert_eq!(says("NULOS"), Some(""));
        assert_eq!(row.line, Some(5));
        assert_eq!(declared(&table), Some(1_234));
    }

    #[test]
    fn the_database_is_found_in_a_file_a_corte_and_all_cortes() {
        let place = tempfile::tempdir().unwrap();
        let run = place.path().join("p-1/simulacro-1");
        for (folder, text) in [("0001_x", "no,hay,votos\n"), ("0002_y", BASE)] {
            let folder = run.join(folder).join("GUB");
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("A_CANDIDATURAS.csv"), "a,b\n1,2\n").unwrap();
            fs::write(folder.join("GUB.csv"), text).unwrap();
        }
        fs::create_dir_all(place.path().join(".preparacion/x/y")).unwrap();
        fs::write(run.join("actual.json"), r#"{"v":1,"folder":"0002_y"}"#).unwrap();
        let eleccion: EleccionId = "GUB".parse().unwrap();
        let base = run.join("0002_y/GUB/GUB.csv");
        for given in [place.path(), &run, &run.join("0002_y"), &base] {
            assert_eq!(find(given, &eleccion).unwrap(), base, "{}", given.display());
        }
        let nothing = find(&run.join("0001_x"), &eleccion);
        let refusal = nothing.unwrap_err().to_string();
        assert!(
            refusal.contains("no tiene una base de datos de GUB"),
            "{refusal}"
        );
    }
}
