//! A published result database as rows with named columns.
//!
//! [`PublishedTable::read`] copes with what institutes really publish: title lines of any number, a
//! summary, the header wherever it is, `,` `|` `;` or tabs, quotes, BOM, UTF-8 and latin-1 mixed,
//! apostrophes before numbers, empty lines and columns at the end, names with slips. It never
//! changes what is written: [`Row::raw`] is the cell as published, [`Row::text`] what it says, and
//! every row knows its line, so that whoever reads a table (the importer, the checker, a replay)
//! can point at it.
//!
//! * [`Sheet`] — lines and cells of any delimited file.
//! * [`PublishedTable`] — a sheet that is a result database: known columns, vote columns, summary.
//! * [`KnownColumn`] — the published columns and the names they have been seen under.
//! * [`OwnNames`] — names of one institute besides those.
//! * [`PublishedValue`] — what a cell of a numeric column says.
//! * [`FechaHora`] — a published date and hour.

mod columns;
mod fecha_hora;
mod sheet;
mod split;
mod summary;
mod text;
mod value;

use std::ops::Range;

use super::{NamedBytes, PublishedFault};
use columns::{KnownColumns, Recognition};

pub(super) use columns::slips;
pub use columns::{KnownColumn, normalized};
pub use fecha_hora::FechaHora;
pub use sheet::{Row, Sheet};
pub use summary::Summary;
pub use value::PublishedValue;

/// A result database: one row for each acta.
#[derive(Debug, Clone)]
pub struct PublishedTable {
    sheet: Sheet,
    known: KnownColumns,
    votes: Range<usize>,
    summary: Option<Summary>,
}

/// Names that an institute publishes under besides those that every PREP has been seen with. They go
/// before the known ones.
#[derive(Debug, Clone, Default)]
pub struct OwnNames {
    /// Of columns.
    pub columns: Vec<(KnownColumn, String)>,
    /// Of ACTAS_ESPERADAS, by which a summary is recognised.
    pub esperadas: Vec<String>,
}

impl OwnNames {
    fn normalized(self) -> Self {
        let columns = self.columns.into_iter();
        Self {
            columns: columns
                .map(|(column, name)| (column, normalized(&name)))
                .collect(),
            esperadas: self.esperadas.iter().map(|name| normalized(name)).collect(),
        }
    }

    fn is(&self, column: KnownColumn, name: &str) -> bool {
        let mut own = self.columns.iter();
        own.any(|(known, own)| *known == column && own == name)
    }
}

impl PublishedTable {
    /// Finds the header, the summary and the rows of a database.
    pub fn read(file: &NamedBytes) -> Result<Self, PublishedFault> {
        Self::read_named(file, OwnNames::default())
    }

    /// As [`PublishedTable::read`], where an institute also publishes under names of its own.
    pub fn read_named(file: &NamedBytes, names: OwnNames) -> Result<Self, PublishedFault> {
        let own = names.normalized();
        let sheet = Sheet::read(file, |names| {
            let known = |column: KnownColumn| {
                names
                    .iter()
                    .any(|name| own.is(column, name) || column.is_named(name))
            };
            let says_which = known(KnownColumn::Seccion) || known(KnownColumn::ClaveActa);
            says_which && known(KnownColumn::NoRegistradas)
        });
        let sheet = sheet.ok_or_else(|| PublishedFault {
            file: file.name.clone(),
            line: None,
            message: "no hay un encabezado con NO_REGISTRADAS y SECCION o CLAVE_ACTA".to_owned(),
            remedy: "use una base de datos de resultados por acta, separada por comas o por |"
                .to_owned(),
        })?;
        let known = KnownColumns::of(sheet.names(), &own.columns);
        let votes = known.votes(sheet.names().len());
        let summary = Summary::find(sheet.head(), &own.esperadas);
        let table = Self {
            sheet,
            known,
            votes,
            summary,
        };
        if table.votes.is_empty() {
            return Err(table.fault(
                Some(table.sheet.header_line()),
                "no hay columnas de votos antes de NO_REGISTRADAS",
                "las columnas de votos van entre TOTAL_VOTOS_SACADOS y NO_REGISTRADAS",
            ));
        }
        Ok(table)
    }

    /// The file's name, as given.
    pub fn file(&self) -> &str {
        self.sheet.file()
    }

    /// The lines and cells below.
    pub fn sheet(&self) -> &Sheet {
        &self.sheet
    }

    /// The first cell with a text above the header: the name of the elección.
    pub fn title(&self) -> Option<&str> {
        let mut cells = self.sheet.head().iter().flat_map(Row::texts);
        cells.find(|text| !text.is_empty())
    }

    /// The date and hour of the corte, from the lines above the header.
    pub fn corte(&self) -> Option<FechaHora> {
        let mut cells = self.sheet.head().iter().flat_map(Row::texts);
        cells.find_map(FechaHora::parse)
    }

    /// The summary above the header.
    pub fn summary(&self) -> Option<&Summary> {
        self.summary.as_ref()
    }

    /// The rows below the header that say something.
    pub fn rows(&self) -> &[Row] {
        self.sheet.rows()
    }

    /// Where a known column stands.
    pub fn column(&self, column: KnownColumn) -> Option<usize> {
        self.known.index(column)
    }

    /// What a row says in a known column; empty if the file does not have it.
    pub fn text<'a>(&self, row: &'a Row, column: KnownColumn) -> &'a str {
        self.column(column).map_or("", |index| row.text(index))
    }

    /// The known columns that the file has, and where.
    pub fn known(&self) -> impl Iterator<Item = (KnownColumn, usize)> {
        self.known.all().map(|(column, index, _)| (column, index))
    }

    /// What a row says in a known numeric column.
    pub fn value<'a>(&self, row: &'a Row, column: KnownColumn) -> PublishedValue<'a> {
        PublishedValue::of(self.text(row, column))
    }

    /// The column of the number of the distrito: the `ID_` one, or `DISTRITO_LOCAL` alone.
    pub fn distrito_column(&self) -> Option<usize> {
        let id = self.column(KnownColumn::IdDistritoLocal);
        id.or_else(|| self.column(KnownColumn::DistritoLocal))
    }

    /// The column of the number of the municipio: the `ID_` one, or `MUNICIPIO` alone.
    pub fn municipio_column(&self) -> Option<usize> {
        let id = self.column(KnownColumn::IdMunicipio);
        id.or_else(|| self.column(KnownColumn::Municipio))
    }

    /// Where the vote columns of contendientes stand.
    pub fn votes(&self) -> Range<usize> {
        self.votes.clone()
    }

    /// Columns taken for a known one although they are named a little differently: the name as
    /// written and the column it was taken for.
    pub fn guessed(&self) -> impl Iterator<Item = (&str, KnownColumn)> {
        let guessed = self.known.all().filter_map(|(column, index, how)| {
            (how == Recognition::Resembles).then_some((index, column))
        });
        guessed.filter_map(|(index, column)| {
            let name = self.sheet.names().get(index)?;
            Some((name.as_str(), column))
        })
    }

    /// A fault of this file.
    pub fn fault(&self, line: Option<u32>, message: &str, remedy: &str) -> PublishedFault {
        PublishedFault {
            file: self.file().to_owned(),
            line,
            message: message.to_owned(),
            remedy: remedy.to_owned(),
        }
    }
}
