//! One line of a table, cell by cell, each as what it should be.

use std::borrow::Cow;
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use super::fault::{Faults, Place};
use super::text::shown;

/// A column that a table must have, by its place in the list given to `Table::open`.
pub(super) type Column = usize;

/// One line of a table.
pub(super) struct Row<'t> {
    pub(super) file: &'t str,
    pub(super) line: u32,
    pub(super) text: &'t str,
    pub(super) cells: Vec<Cell<'t>>,
    /// Names of the wanted columns, and where each stands among the cells.
    pub(super) names: &'t [String],
    pub(super) positions: &'t [usize],
}

/// One cell, without the spaces around it.
pub(super) struct Cell<'a> {
    pub(super) text: Cow<'a, str>,
    /// Byte of the line at which it starts.
    pub(super) start: usize,
}

impl Row<'_> {
    /// Number of the line in the file.
    pub(super) fn line(&self) -> u32 {
        self.line
    }

    /// The cell as written, without spaces around.
    pub(super) fn text(&self, column: Column) -> &str {
        self.cell(column).map_or("", |cell| cell.text.as_ref())
    }

    /// The cell as a code or number: a leading apostrophe (spreadsheets add it to keep zeros) does
    /// not count, and `N/A` is the same as nothing.
    pub(super) fn code(&self, column: Column) -> &str {
        let text = self.text(column);
        let text = text.strip_prefix('\'').unwrap_or(text).trim();
        if text == "N/A" { "" } else { text }
    }

    /// Reports something wrong with a cell.
    pub(super) fn fault(
        &self,
        column: Column,
        message: impl fmt::Display,
        remedy: impl fmt::Display,
        faults: &mut Faults,
    ) {
        let start = self.cell(column).map_or(0, |cell| cell.start);
        faults.fault(
            self.file,
            Place::in_text(self.text, start, self.line),
            message,
            remedy,
        );
    }

    /// A text for people, at most `max` characters, with no control characters; required.
    pub(super) fn prose(&self, column: Column, max: usize, faults: &mut Faults) -> Option<String> {
        let text = self.text(column);
        let problem = if text.is_empty() {
            "está vacía"
        } else if text.chars().any(char::is_control) {
            "tiene caracteres de control"
        } else if text.chars().count() > max {
            "es demasiado larga"
        } else {
            return Some(text.to_owned());
        };
        let message = format!("{} {problem}: {}", self.name(column), shown(text));
        self.fault(
            column,
            message,
            format!("escriba de 1 a {max} caracteres"),
            faults,
        );
        None
    }

    /// A whole number within `range`; required.
    pub(super) fn number<T: TryFrom<u32>>(
        &self,
        column: Column,
        range: RangeInclusive<u32>,
        faults: &mut Faults,
    ) -> Option<T> {
        let text = self.code(column);
        let digits = (1..=10).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        let number = text.parse().ok().filter(|n| digits && range.contains(n));
        let number = number.and_then(|number: u32| T::try_from(number).ok());
        if number.is_none() {
            let (from, to) = (range.start(), range.end());
            let message = match text {
                "" => format!("{} está vacía", self.name(column)),
                _ => format!(
                    "{} no es un número de {from} a {to}: {}",
                    self.name(column),
                    shown(text)
                ),
            };
            let remedy =
                format!("escriba un número entero de {from} a {to}, sin comas ni decimales");
            self.fault(column, message, remedy, faults);
        }
        number
    }

    /// A whole number or nothing. The outer `None` says that a fault was reported.
    #[expect(
        clippy::option_option,
        reason = "refused, absent and present are three things"
    )]
    pub(super) fn optional_number<T: TryFrom<u32>>(
        &self,
        column: Column,
        range: RangeInclusive<u32>,
        faults: &mut Faults,
    ) -> Option<Option<T>> {
        if self.code(column).is_empty() {
            Some(None)
        } else {
            self.number(column, range, faults).map(Some)
        }
    }

    /// Identifiers separated by spaces; `None` if one of them is refused.
    pub(super) fn words<T>(&self, column: Column, faults: &mut Faults) -> Option<Vec<T>>
    where
        T: FromStr,
        T::Err: fmt::Display,
    {
        let words: Result<Vec<T>, _> = self
            .code(column)
            .split_whitespace()
            .map(str::parse)
            .collect();
        match words {
            Ok(words) => Some(words),
            Err(error) => {
                let remedy = "escriba los códigos separados por un espacio";
                self.fault(
                    column,
                    format!("{}: {error}", self.name(column)),
                    remedy,
                    faults,
                );
                None
            }
        }
    }

    fn cell(&self, column: Column) -> Option<&Cell<'_>> {
        self.cells.get(*self.positions.get(column)?)
    }

    /// The column's name.
    pub(super) fn name(&self, column: Column) -> &str {
        self.names.get(column).map_or("", String::as_str)
    }
}
