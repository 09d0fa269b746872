use std::borrow::Cow;

use encoding_rs::{Encoding, WINDOWS_1252};

/// The physical lines of a file as text, and which of them were not UTF-8.
pub(super) struct Lines<'a> {
    pub(super) lines: Vec<Cow<'a, str>>,
    /// Numbers from 1 of the lines read as latin-1.
    pub(super) latin1: Vec<u32>,
}

/// Splits into lines, each UTF-8 or else latin-1 (in its superset windows-1252, which reads any
/// byte): real files have latin-1 titles above a UTF-8 body.
pub(super) fn lines(bytes: &[u8]) -> Lines<'_> {
    match Encoding::for_bom(bytes) {
        Some((encoding, bom)) if encoding != encoding_rs::UTF_8 => {
            let (text, _) = encoding.decode_without_bom_handling(&bytes[bom..]);
            let lines = split(text.as_bytes());
            let owned = lines.map(|line| Cow::Owned(String::from_utf8_lossy(line).into_owned()));
            Lines {
                lines: owned.collect(),
                latin1: Vec::new(),
            }
        }
        Some((_, bom)) => line_by_line(&bytes[bom..]),
        None => line_by_line(bytes),
    }
}

fn line_by_line(bytes: &[u8]) -> Lines<'_> {
    let mut found = Lines {
        lines: Vec::new(),
        latin1: Vec::new(),
    };
    for (line, number) in split(bytes).zip(1u32..) {
        let text = std::str::from_utf8(line).map_or_else(
            |_| {
                found.latin1.push(number);
                WINDOWS_1252.decode_without_bom_handling(line).0
            },
            Cow::Borrowed,
        );
        found.lines.push(text);
    }
    found
}

/// Lines end in `\n` or `\r\n`; in `\r` if the file has no `\n` at all.
fn split(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let end = if bytes.contains(&b'\n') { b'\n' } else { b'\r' };
    let lines = bytes.split(move |byte| *byte == end);
    lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_latin1_title_above_a_utf8_body() {
        let found = lines(b"ALCALD\xCDAS\r\nCOYOAC\xC3\x81N\n");
        assert_eq!(found.lines, ["ALCALDÍAS", "COYOACÁN", ""]);
        assert_eq!(found.latin1, [1]);
    }

    #[test]
    fn boms_are_not_text() {
        assert_eq!(lines(b"\xEF\xBB\xBFA\nB").lines, ["A", "B"]);
        assert_eq!(lines(b"\xFF\xFEA\0\n\0B\0").lines, ["A", "B"]);
    }

    #[test]
    fn lines_may_end_in_cr_alone() {
        assert_eq!(lines(b"A\rB").lines, ["A", "B"]);
    }
}
