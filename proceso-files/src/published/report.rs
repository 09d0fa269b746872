use std::fmt;

use prep_model::claves::EleccionId;
use prep_model::proceso::Proceso;

use super::table::{Row, Sheet};

/// Why nothing can be rebuilt from a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedFault {
    /// The file, or the option, at fault.
    pub file: String,
    /// Its line, where there is one.
    pub line: Option<u32>,
    /// What is wrong, as a sentence in Spanish.
    pub message: String,
    /// What to do, as a sentence in Spanish.
    pub remedy: String,
}

impl fmt::Display for PublishedFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            message,
            remedy,
        } = self;
        match line {
            Some(line) => write!(f, "{file}:{line}: {message}; {remedy}"),
            None => write!(f, "{file}: {message}; {remedy}"),
        }
    }
}

impl std::error::Error for PublishedFault {}

/// A proceso and everything that was supposed to make it.
#[derive(Debug, Clone)]
pub struct Rebuilt {
    /// The proceso.
    pub proceso: Proceso,
    /// What was supposed, in sentences for a person.
    pub assumptions: Vec<String>,
    /// The rows that could not be used, by file and line.
    pub unused_rows: Vec<UnusedRow>,
    /// How many actas each file had, in the order of the files.
    pub counts: Vec<EleccionCount>,
}

/// A row that is in a file and not in the proceso.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnusedRow {
    /// The file's name.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// Why, in Spanish.
    pub reason: String,
}

impl fmt::Display for UnusedRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.reason)
    }
}

/// Actas of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EleccionCount {
    /// The elección.
    pub eleccion: EleccionId,
    /// Actas with a row that could be used.
    pub found: usize,
    /// ACTAS_ESPERADAS of the summary.
    pub declared: Option<u32>,
}

/// Collects what was supposed and what was left out.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) assumptions: Vec<String>,
    pub(super) unused_rows: Vec<UnusedRow>,
}

impl Report {
    pub(super) fn assume(&mut self, sentence: impl Into<String>) {
        self.assumptions.push(sentence.into());
    }

    pub(super) fn unused(&mut self, sheet: &Sheet, row: &Row, reason: impl Into<String>) {
        self.unused_rows.push(UnusedRow {
            file: sheet.file().to_owned(),
            line: row.line(),
            reason: reason.into(),
        });
    }
}

/// `renglones 3, 8, 11 y 4 más`: the first lines of many.
pub(super) fn line_list(lines: &[u32]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<String> = lines.iter().take(SHOWN).map(u32::to_string).collect();
    let word = if lines.len() == 1 {
        "renglón"
    } else {
        "renglones"
    };
    let more = lines.len().saturating_sub(SHOWN);
    let tail = if more > 0 {
        format!(" y {more} más")
    } else {
        String::new()
    };
    format!("{word} {}{tail}", shown.join(", "))
}

/// `1 casilla`, `13,384 casillas`.
pub(super) fn counted(number: usize, one: &str, many: &str) -> String {
    let word = if number == 1 { one } else { many };
    format!("{} {word}", grouped(number))
}

/// `13,384`: a number as people in Mexico write it.
pub(super) fn grouped(number: impl fmt::Display) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
