//! A table as spreadsheets save it, with the place of every cell.
//!
//! One record is one line: a line break inside quotes is refused, so that one forgotten quote
//! spoils one line and not the rest of the file. The separator is the comma; a first line without
//! commas but with semicolons or tabs says that the whole file uses those.

use std::borrow::Cow;

use super::csv_row::{Cell, Row};
use super::fault::{Faults, Place};
use super::text::shown;

/// Longest line looked at, in bytes.
const MAX_LINE_BYTES: usize = 64 * 1024;

/// A table whose first line was understood; its rows are read one by one.
pub(super) struct Table<'a> {
    file: &'a str,
    lines: std::iter::Zip<std::str::Split<'a, char>, std::ops::RangeFrom<u32>>,
    separator: char,
    names: Vec<String>,
    /// For each wanted column, where it stands in the file.
    positions: Vec<usize>,
    width: usize,
}

impl<'a> Table<'a> {
    /// Reads the first line, which must name each of `columns` once, in any order, and no other.
    pub(super) fn open(
        file: &'a str,
        text: &'a str,
        columns: &[&str],
        faults: &mut Faults,
    ) -> Option<Self> {
        let mut lines = text.split('\n').zip(1..);
        let first = lines
            .next()
            .map(|(line, _)| line.strip_suffix('\r').unwrap_or(line))?;
        let separator = separator_of(first);
        let remedy = format!("la primera línea es: {}", columns.join(","));
        if first.trim().is_empty() {
            let place = Place::line(1);
            faults.fault(
                file,
                place,
                "la primera línea está vacía y debe nombrar las columnas",
                remedy,
            );
            return None;
        }
        let mut header = match split_line(first, separator) {
            Ok(cells) => cells,
            Err((at, message)) => {
                faults.fault(file, Place::in_text(first, at, 1), message, remedy);
                return None;
            }
        };
        while header.last().is_some_and(|cell| cell.text.is_empty()) {
            header.pop();
        }
        let positions = find_columns(file, first, &header, columns, &remedy, faults)?;
        Some(Self {
            file,
            lines,
            separator,
            names: columns.iter().map(|name| (*name).to_owned()).collect(),
            positions,
            width: header.len(),
        })
    }

    /// The next row that has the right number of cells; lines without any text are skipped.
    pub(super) fn next_row(&mut self, faults: &mut Faults) -> Option<Row<'_>> {
        for (text, line) in self.lines.by_ref() {
            let text = text.strip_suffix('\r').unwrap_or(text);
            if let Some(cells) = cells_of(self.file, text, line, self.separator, self.width, faults)
            {
                return Some(Row {
                    file: self.file,
                    line,
                    text,
                    cells,
                    names: &self.names,
                    positions: &self.positions,
                });
            }
        }
        None
    }
}

fn separator_of(first_line: &str) -> char {
    if first_line.contains(',') {
        return ',';
    }
    let other = [';', '\t'].into_iter().find(|c| first_line.contains(*c));
    other.unwrap_or(',')
}

fn find_columns(
    file: &str,
    first: &str,
    header: &[Cell<'_>],
    columns: &[&str],
    remedy: &str,
    faults: &mut Faults,
) -> Option<Vec<usize>> {
    let mut sound = true;
    for (at, cell) in header.iter().enumerate() {
        let place = Place::in_text(first, cell.start, 1);
        let name = cell.text.as_ref();
        let repeated = header.iter().take(at).any(|other| other.text == cell.text);
        if repeated || !columns.contains(&name) {
            let what = if repeated {
                "está dos veces"
            } else {
                "no se conoce"
            };
            faults.fault(
                file,
                place,
                format!("la columna {} {what}", shown(name)),
                remedy,
            );
            sound = false;
        }
    }
    let mut positions = Vec::with_capacity(columns.len());
    for name in columns {
        let Some(at) = header.iter().position(|cell| cell.text == *name) else {
            let message = format!("falta la columna {name}");
            faults.fault(file, Place::line(1), message, remedy);
            sound = false;
            continue;
        };
        positions.push(at);
    }
    sound.then_some(positions)
}

fn cells_of<'t>(
    file: &str,
    text: &'t str,
    line: u32,
    separator: char,
    width: usize,
    faults: &mut Faults,
) -> Option<Vec<Cell<'t>>> {
    if text.len() > MAX_LINE_BYTES {
        let message = format!(
            "la línea tiene {} bytes y lo más es {MAX_LINE_BYTES}",
            text.len()
        );
        faults.fault(file, Place::line(line), message, "divídala o quítela");
        return None;
    }
    if text
        .bytes()
        .all(|byte| byte == b' ' || byte == b'\t' || char::from(byte) == separator)
    {
        return None;
    }
    let mut cells = match split_line(text, separator) {
        Ok(cells) => cells,
        Err((at, message)) => {
            let remedy = "escriba el texto en una sola línea y entre comillas dobles; una comilla dentro del texto se escribe dos veces";
            faults.fault(file, Place::in_text(text, at, line), message, remedy);
            return None;
        }
    };
    while cells.len() > width && cells.last().is_some_and(|cell| cell.text.is_empty()) {
        cells.pop();
    }
    if cells.len() != width {
        let place = match cells.get(width) {
            Some(extra) => Place::in_text(text, extra.start, line),
            None => Place::line(line),
        };
        let message = format!(
            "la línea tiene {} columnas y deben ser {width}",
            cells.len()
        );
        let remedy =
            "agregue o quite separadores; un texto que lleva el separador va entre comillas dobles";
        faults.fault(file, place, message, remedy);
        return None;
    }
    Some(cells)
}

/// The cells of a line without the spaces around them, or the byte at which it is not understood.
fn split_line(text: &str, separator: char) -> Result<Vec<Cell<'_>>, (usize, &'static str)> {
    let mut cells = Vec::new();
    let mut start = 0;
    loop {
        let rest = text.get(start..).unwrap_or_default();
        let indent = rest.len() - rest.trim_start_matches(' ').len();
        let (cell, length) = if rest.get(indent..).is_some_and(|rest| rest.starts_with('"')) {
            quoted(rest, indent, separator).map_err(|(at, why)| (start + at, why))?
        } else {
            let length = rest.find(separator).unwrap_or(rest.len());
            let cell = rest.get(..length).unwrap_or_default();
            if let Some(at) = cell.find('"') {
                return Err((
                    start + at,
                    "hay una comilla doble en medio de un texto sin comillas",
                ));
            }
            (Cow::Borrowed(cell.trim()), length)
        };
        cells.push(Cell {
            text: cell,
            start: start + indent.min(length),
        });
        start += length;
        if start >= text.len() {
            return Ok(cells);
        }
        start += separator.len_utf8();
    }
}

/// A cell between quotes that start at byte `open` of `rest`, and the bytes it takes.
fn quoted(
    rest: &str,
    open: usize,
    separator: char,
) -> Result<(Cow<'_, str>, usize), (usize, &'static str)> {
    let body = rest.get(open + 1..).unwrap_or_default();
    let mut end = 0;
    loop {
        let quote = body.get(end..).and_then(|body| body.find('"'));
        let Some(quote) = quote else {
            return Err((open, "falta la comilla doble que cierra este texto"));
        };
        end += quote;
        if body
            .get(end + 1..)
            .is_some_and(|after| after.starts_with('"'))
        {
            end += 2;
        } else {
            break;
        }
    }
    let inside = body.get(..end).unwrap_or_default().trim();
    let text = if inside.contains('"') {
        Cow::Owned(inside.replace("\"\"", "\""))
    } else {
        Cow::Borrowed(inside)
    };
    let after = body.get(end + 1..).unwrap_or_default();
    let gap = after.find(separator).unwrap_or(after.len());
    if !after.get(..gap).unwrap_or_default().trim().is_empty() {
        return Err((
            open + end + 2,
            "hay texto después de la comilla doble que cierra",
        ));
    }
    Ok((text, open + 1 + end + 1 + gap))
}

#[cfg(test)]
mod tests;
