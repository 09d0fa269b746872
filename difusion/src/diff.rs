//! What changed between two published cortes, row by row.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use csv::{ReaderBuilder, StringRecord};
use prep_model::perfiles::Perfil;
use serde::Serialize;

use crate::folder::{FolderError, read_manifest};
use crate::package::FileKind;
use crate::publish::is_clave_acta;

/// What changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CorteDiff {
    /// Every row that is not the same, by database and CLAVE_ACTA.
    pub changes: Vec<Change>,
    /// Rows without a key (fuera de catálogo), which cannot be told apart between cortes.
    pub unread: u64,
}

/// One row that is not the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// Only the later corte has it.
    Added {
        /// Name of the database.
        file: String,
        /// CLAVE_ACTA.
        acta: String,
    },
    /// Only the earlier corte has it.
    Removed {
        /// Name of the database.
        file: String,
        /// CLAVE_ACTA.
        acta: String,
    },
    /// Both have it, with other values.
    Changed {
        /// Name of the database.
        file: String,
        /// CLAVE_ACTA.
        acta: String,
        /// The columns that differ.
        values: Vec<ValueChange>,
    },
}

/// One value that is not the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ValueChange {
    /// The column, as published.
    pub column: String,
    /// Its value in the earlier corte; empty if it had no such column.
    pub before: String,
    /// Its value in the later corte.
    pub after: String,
}

impl CorteDiff {
    /// True if every row is the same.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Rows that only the later corte has.
    pub fn added(&self) -> u64 {
        self.count(|change| matches!(change, Change::Added { .. }))
    }

    /// Rows that only the earlier corte has.
    pub fn removed(&self) -> u64 {
        self.count(|change| matches!(change, Change::Removed { .. }))
    }

    /// Rows with other values.
    pub fn changed(&self) -> u64 {
        self.count(|change| matches!(change, Change::Changed { .. }))
    }

    fn count(&self, is_it: impl Fn(&Change) -> bool) -> u64 {
        self.changes.iter().filter(|change| is_it(change)).count() as u64
    }
}

/// Compares the databases of two cortes, each given by its folder.
pub fn diff_cortes(before: &Path, after: &Path, perfil: &Perfil) -> Result<CorteDiff, FolderError> {
    let (before, after) = (databases(before, perfil)?, databases(after, perfil)?);
    let mut diff = CorteDiff::default();
    let empty = Table::default();
    let names: std::collections::BTreeSet<_> = before.keys().chain(after.keys()).collect();
    for file in names {
        let (old, new) = (
            before.get(file).unwrap_or(&empty),
            after.get(file).unwrap_or(&empty),
        );
        diff.unread += new.unread;
        compare(file, old, new, &mut diff.changes);
    }
    Ok(diff)
}

/// The rows of a database, value by column, by CLAVE_ACTA.
#[derive(Default)]
struct Table {
    rows: BTreeMap<String, BTreeMap<String, String>>,
    unread: u64,
}

fn compare(file: &str, old: &Table, new: &Table, changes: &mut Vec<Change>) {
    let claves: std::collections::BTreeSet<_> = old.rows.keys().chain(new.rows.keys()).collect();
    for acta in claves {
        let (file, clave) = (file.to_owned(), acta.clone());
        match (old.rows.get(acta), new.rows.get(acta)) {
            (Some(_), None) => changes.push(Change::Removed { file, acta: clave }),
            (None, Some(_)) => changes.push(Change::Added { file, acta: clave }),
            (Some(old), Some(new)) => {
                let values = differences(old, new);
                if !values.is_empty() {
                    changes.push(Change::Changed {
                        file,
                        acta: clave,
                        values,
                    });
                }
            }
            (None, None) => {}
        }
    }
}

fn differences(old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) -> Vec<ValueChange> {
    let columns: std::collections::BTreeSet<_> = old.keys().chain(new.keys()).collect();
    let value = |row: &BTreeMap<String, String>, column: &String| {
        row.get(column).cloned().unwrap_or_default()
    };
    let changes = columns.into_iter().map(|column| ValueChange {
        column: column.clone(),
        before: value(old, column),
        after: value(new, column),
    });
    changes
        .filter(|change| change.before != change.after)
        .collect()
}

/// The databases of a corte by the name of their file.
fn databases(folder: &Path, perfil: &Perfil) -> Result<BTreeMap<String, Table>, FolderError> {
    let damaged = |fault: &str| FolderError::Damaged {
        path: folder.to_owned(),
        fault: fault.to_owned(),
    };
    let found = read_manifest(folder)?;
    let (manifest, _) = found.ok_or_else(|| damaged("falta el manifiesto"))?;
    let mut tables = BTreeMap::new();
    for file in manifest
        .files
        .iter()
        .filter(|file| file.kind == FileKind::Base)
    {
        let path = folder.join(&file.name);
        let bytes = fs::read(&path).map_err(|source| FolderError::Io { path, source })?;
        tables.insert(file.name.clone(), table(&bytes, perfil));
    }
    Ok(tables)
}

fn table(bytes: &[u8], perfil: &Perfil) -> Table {
    let delimiter = u8::try_from(perfil.publicacion.delimitador.char());
    let mut reader = ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .delimiter(delimiter.expect("the separators are ASCII"))
        .from_reader(bytes);
    let mut header: Option<(StringRecord, usize)> = None;
    let mut table = Table::default();
    for record in reader.records().flatten() {
        let Some((columns, clave)) = &header else {
            let clave = record.iter().position(|name| is_clave_acta(name, perfil));
            header = clave.map(|clave| (record, clave));
            continue;
        };
        let key = record.get(*clave).unwrap_or_default();
        let key = key.trim_matches(['\'', ' ']).to_owned();
        if key.is_empty() || key == perfil.textos.no_aplica {
            table.unread += 1;
            continue;
        }
        let values = columns.iter().zip(&record);
        let values = values.map(|(name, value)| (name.to_owned(), value.to_owned()));
        table.rows.insert(key, values.collect());
    }
    table
}
