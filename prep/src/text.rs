//! Numbers and tables for a person who reads a terminal.

use std::fmt::{self, Write as _};

use proceso_files::folder::FileFault;

/// `13,384`: a number as people in Mexico write it.
pub(crate) fn grouped(number: impl fmt::Display) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 falta`, `1,204 faltas`.
pub(crate) fn counted<N: fmt::Display + PartialEq + From<u8>>(
    number: N,
    one: &str,
    many: &str,
) -> String {
    let word = if number == N::from(1) { one } else { many };
    format!("{} {word}", grouped(number))
}

/// Each fault on its line, with the remedy below.
pub(crate) fn push_faults<'a>(text: &mut String, faults: impl IntoIterator<Item = &'a FileFault>) {
    for fault in faults {
        let _ = writeln!(text, "{fault}\n  → {}", fault.remedy);
    }
}

/// Columns as wide as their widest cell; the first to the left, the others to the right.
pub(crate) fn push_table<const N: usize>(text: &mut String, rows: &[[String; N]]) {
    let widths = widths(rows);
    for row in rows {
        let cells = row.iter().zip(widths).enumerate();
        let cells = cells.map(|(column, (cell, width))| match column {
            0 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        let line = cells.collect::<Vec<_>>().join("  ");
        let _ = writeln!(text, "  {}", line.trim_end());
    }
}

/// Columns of words, as wide as their widest cell, all to the left.
pub(crate) fn push_columns<const N: usize>(text: &mut String, rows: &[[String; N]]) {
    let widths = widths(rows);
    for row in rows {
        let cells = row.iter().zip(widths);
        let cells = cells.map(|(cell, width)| format!("{cell:<width$}"));
        let line = cells.collect::<Vec<_>>().join("  ");
        let _ = writeln!(text, "{}", line.trim_end());
    }
}

fn widths<const N: usize>(rows: &[[String; N]]) -> [usize; N] {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_three() {
        let numbers = [0, 999, 1_000, 40_552, 1_000_000].map(grouped);
        assert_eq!(numbers, ["0", "999", "1,000", "40,552", "1,000,000"]);
    }

    #[test]
    fn tables_align() {
        let mut text = String::new();
        push_table(
            &mut text,
            &[
                ["ñ", "10"].map(str::to_owned),
                ["aaa", "9"].map(str::to_owned),
            ],
        );
        assert_eq!(text, "  ñ    10\n  aaa   9\n");
    }
}
