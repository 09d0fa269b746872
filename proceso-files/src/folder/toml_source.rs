//! The text of a TOML file: parsed as far as its syntax goes, in words of the reader's language.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeTable;

use super::fault::{Faults, Place};
use super::text::shown;

/// Syntax errors told of one file; the parser's recovery invents more as it goes on.
const MAX_SYNTAX_ERRORS: usize = 5;

/// Where a text stands, to report it.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) file: &'a str,
    pub(super) text: &'a str,
}

impl<'a> Source<'a> {
    /// The document; `None` if its syntax is wrong, which is reported.
    pub(super) fn parse(self, faults: &mut Faults) -> Option<Spanned<DeTable<'a>>> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        let mut last_line = None;
        for error in errors.iter().take(MAX_SYNTAX_ERRORS) {
            let place = error
                .span()
                .map_or(Place::FILE, |span| self.place(span.start));
            if place.line.is_some() && place.line == last_line {
                continue;
            }
            last_line = place.line;
            let (message, remedy) = in_spanish(error.message());
            faults.fault(self.file, place, message, remedy);
        }
        errors.is_empty().then_some(table)
    }

    /// The place of a byte.
    pub(super) fn place(self, offset: usize) -> Place {
        Place::in_text(self.text, offset, 1)
    }

    /// What is written there, for a message.
    pub(super) fn snippet(self, span: Range<usize>) -> String {
        shown(self.text.get(span).unwrap_or_default())
    }
}

fn in_spanish(message: &str) -> (String, &'static str) {
    if message.contains("duplicate key") {
        let remedy = "deje una sola vez cada clave de una tabla";
        return ("esta clave ya está escrita antes".to_owned(), remedy);
    }
    let message = format!("la sintaxis TOML no es válida aquí ({message})");
    let remedy = "revise que cada línea sea clave = valor, con los textos entre comillas y los corchetes cerrados";
    (message, remedy)
}
