use csv::StringRecord;

use super::super::NamedBytes;
use super::columns::normalized;
use super::split::{split, split_plain};
use super::text::{Lines, lines};

const DELIMITERS: [char; 4] = [',', '|', ';', '\t'];

/// Most lines that a quoted cell may span before its quote is taken for a stray one.
const MAX_LINES_IN_CELL: usize = 4;

/// One line of a file, in cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    line: u32,
    cells: StringRecord,
}

impl Row {
    /// Its line in the file, from 1.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// True if it has no cells at all.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// A cell exactly as published, without its quotes; empty if the row is shorter.
    pub fn raw(&self, index: usize) -> &str {
        self.cells.get(index).unwrap_or_default()
    }

    /// What a cell says: without spaces around and without the apostrophe or `="…"` that keeps
    /// spreadsheets from eating zeros.
    pub fn text(&self, index: usize) -> &str {
        said(self.raw(index))
    }

    /// Every cell, as [`Row::text`].
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(said)
    }

    /// True if both rows have the same cells.
    pub fn same_cells(&self, other: &Self) -> bool {
        self.cells == other.cells
    }

    fn is_blank(&self) -> bool {
        self.texts().all(str::is_empty)
    }
}

fn said(cell: &str) -> &str {
    let text = cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let formula = text.strip_prefix("=\"").and_then(|t| t.strip_suffix('"'));
    let text = formula.unwrap_or(text);
    text.strip_prefix('\'').unwrap_or(text).trim()
}

/// A delimited file: what stands above its header, the header, the rows below.
#[derive(Debug, Clone)]
pub struct Sheet {
    file: String,
    delimiter: char,
    head: Vec<Row>,
    header_line: u32,
    names: Vec<String>,
    rows: Vec<Row>,
    latin1: Vec<u32>,
    stray_quotes: Vec<u32>,
}

impl Sheet {
    /// Reads a file whose header is the first line that `is_header` accepts, given its names
    /// [`normalized`]; `None` if there is no such line. Blank lines are left out.
    pub fn read(file: &NamedBytes, is_header: impl Fn(&[String]) -> bool) -> Option<Self> {
        let Lines { lines, latin1 } = lines(&file.bytes);
        let (at, delimiter) = lines.iter().enumerate().find_map(|(at, line)| {
            let mut delimiters = DELIMITERS.into_iter();
            let found = delimiters.find(|delimiter| is_header(&normalized_cells(line, *delimiter)));
            Some((at, found?))
        })?;
        let mut stray_quotes = Vec::new();
        let mut rows = Vec::with_capacity(lines.len());
        let mut next = 0;
        while next < lines.len() {
            let (row, used) = read_row(&lines, next, delimiter, &mut stray_quotes);
            rows.push(row);
            next += used;
        }
        let header_line = line_number(at);
        let below = rows.partition_point(|row| row.line <= header_line);
        let mut body = rows.split_off(below);
        body.retain(|row| !row.is_blank());
        let header = rows.pop()?;
        rows.retain(|row| !row.is_blank());
        Some(Self {
            file: file.name.clone(),
            delimiter,
            head: rows,
            header_line,
            names: names_of(&header),
            rows: body,
            latin1,
            stray_quotes,
        })
    }

    /// The file's name, as given.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// What separates the cells.
    pub fn delimiter(&self) -> char {
        self.delimiter
    }

    /// The lines above the header.
    pub fn head(&self) -> &[Row] {
        &self.head
    }

    /// The line of the header, from 1.
    pub fn header_line(&self) -> u32 {
        self.header_line
    }

    /// The names of the columns as written, without spaces around and without empty ones at the
    /// end.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The rows below the header.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Where the first column whose name, normalized, is one of `names` stands.
    pub fn find(&self, names: &[&str]) -> Option<usize> {
        let mut own = self.names.iter();
        own.position(|name| names.contains(&normalized(name).as_str()))
    }

    /// Lines that were not UTF-8 and were read as latin-1.
    pub fn latin1_lines(&self) -> &[u32] {
        &self.latin1
    }

    /// Lines with a quote that nothing closes, read as if it were any other character.
    pub fn stray_quotes(&self) -> &[u32] {
        &self.stray_quotes
    }
}

fn names_of(header: &Row) -> Vec<String> {
    let mut names: Vec<String> = header.texts().map(str::to_owned).collect();
    while names.last().is_some_and(String::is_empty) {
        names.pop();
    }
    names
}

fn normalized_cells(line: &str, delimiter: char) -> Vec<String> {
    if !line.contains(delimiter) {
        return Vec::new();
    }
    let mut cells = StringRecord::new();
    if !split(line, delimiter, &mut cells) {
        return Vec::new();
    }
    cells.iter().map(normalized).collect()
}

fn line_number(at: usize) -> u32 {
    u32::try_from(at + 1).unwrap_or(u32::MAX)
}

/// The row that begins at line `at` and the number of lines it takes.
fn read_row(
    lines: &[impl AsRef<str>],
    at: usize,
    delimiter: char,
    stray_quotes: &mut Vec<u32>,
) -> (Row, usize) {
    let line = line_number(at);
    let first = lines[at].as_ref();
    let mut cells = StringRecord::new();
    if split(first, delimiter, &mut cells) {
        return (Row { line, cells }, 1);
    }
    let mut joined = first.to_owned();
    let following = lines.iter().skip(at + 1).take(MAX_LINES_IN_CELL - 1);
    for (more, used) in following.zip(2..) {
        joined.push('\n');
        joined.push_str(more.as_ref());
        cells.clear();
        if split(&joined, delimiter, &mut cells) {
            return (Row { line, cells }, used);
        }
    }
    stray_quotes.push(line);
    cells.clear();
    split_plain(first, delimiter, &mut cells);
    (Row { line, cells }, 1)
}
