//! Bytes into text: encodings that spreadsheets produce, recognised and named.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::fault::{Faults, Place};

const SAVE_AS_UTF8: &str =
    "vuelva a guardarlo con codificación UTF-8 (en Excel, «CSV UTF-8 delimitado por comas»)";

/// The text of a file, without byte order mark; `None` if it is not a text at all.
///
/// A wrong encoding is one fault, and the text is decoded all the same so that whatever else is
/// wrong can be told too.
pub(super) fn decode<'a>(file: &str, bytes: &'a [u8], faults: &mut Faults) -> Option<Cow<'a, str>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.starts_with(b"PK\x03\x04") {
        let message = "es un libro de hoja de cálculo (o un zip) y no un texto";
        faults.fault(file, Place::FILE, message, SAVE_AS_UTF8);
        return None;
    }
    if bytes.starts_with(b"\xFF\xFE") {
        return Some(decode_utf16(file, bytes, UTF_16LE, faults));
    }
    if bytes.starts_with(b"\xFE\xFF") {
        return Some(decode_utf16(file, bytes, UTF_16BE, faults));
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(decode_latin(file, bytes, faults)),
    };
    if let Some(at) = text.find('\0') {
        let place = Place::in_text(&text, at, 1);
        faults.fault(file, place, "no es un archivo de texto", SAVE_AS_UTF8);
        return None;
    }
    Some(text)
}

fn decode_utf16<'a>(
    file: &str,
    bytes: &'a [u8],
    encoding: &'static Encoding,
    faults: &mut Faults,
) -> Cow<'a, str> {
    let message = "está guardado en UTF-16 («Texto Unicode») y no en UTF-8";
    faults.fault(file, Place::FILE, message, SAVE_AS_UTF8);
    encoding.decode_with_bom_removal(bytes).0
}

/// Line by line, because files joined from several sources mix encodings.
fn decode_latin(file: &str, bytes: &[u8], faults: &mut Faults) -> String {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 16);
    let mut first = None;
    let mut lines = 0_u32;
    for (line, number) in bytes.split_inclusive(|byte| *byte == b'\n').zip(1_u32..) {
        match std::str::from_utf8(line) {
            Ok(line) => text.push_str(line),
            Err(error) => {
                let (decoded, _) = WINDOWS_1252.decode_without_bom_handling(line);
                let good = line.get(..error.valid_up_to()).unwrap_or_default();
                let column = String::from_utf8_lossy(good).chars().count();
                first.get_or_insert((number, column, line.get(good.len()).copied()));
                lines += 1;
                text.push_str(&decoded);
            }
        }
    }
    if let Some((number, column, byte)) = first {
        let byte = [byte.unwrap_or_default()];
        let letter = WINDOWS_1252.decode_without_bom_handling(&byte).0;
        let [byte] = byte;
        let more = match lines {
            1 => String::new(),
            _ => format!("; hay {lines} líneas así"),
        };
        let message = format!(
            "no está en UTF-8: aquí hay un byte {byte:02X}, que en Latin-1 (Windows-1252) es «{letter}»{more}"
        );
        let place = Place {
            line: Some(number),
            column: u32::try_from(column + 1).ok(),
        };
        faults.fault(file, place, message, SAVE_AS_UTF8);
    }
    text
}

/// `text` for a message: cut to 40 characters, control characters made visible.
pub(super) fn shown(text: &str) -> String {
    let shown: String = text.chars().take(40).flat_map(char::escape_debug).collect();
    let more = text.chars().nth(40).map_or("", |_| "…");
    format!(
        "«{}{more}»",
        shown.replace("\\\"", "\"").replace("\\'", "'")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (Option<String>, Vec<String>) {
        let mut faults = Faults::default();
        let text = decode("a.csv", bytes, &mut faults).map(Cow::into_owned);
        let faults = faults.finish().0;
        (text, faults.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn utf8_with_and_without_mark_is_taken() {
        assert_eq!(decoded("ñ".as_bytes()), (Some("ñ".to_owned()), vec![]));
        assert_eq!(decoded(b"\xEF\xBB\xBFa"), (Some("a".to_owned()), vec![]));
    }

    #[test]
    fn latin1_names_its_first_line_and_column_and_how_many_lines() {
        let (text, faults) = decoded(b"uno\nM\xE9xico\nl\xC3\xB1\nJuli\xE1n\n");
        assert_eq!(text.unwrap(), "uno\nMéxico\nlñ\nJulián\n");
        assert_eq!(
            faults,
            [
                "a.csv:2:2: no está en UTF-8: aquí hay un byte E9, que en Latin-1 (Windows-1252) es «é»; hay 2 líneas así"
            ]
        );
    }

    #[test]
    fn utf16_workbooks_and_binaries_are_named() {
        let (text, faults) = decoded(b"\xFF\xFEa\0b\0");
        assert_eq!(text.as_deref(), Some("ab"));
        assert!(faults[0].contains("UTF-16"));
        assert!(decoded(b"PK\x03\x04...").1[0].contains("hoja de cálculo"));
        assert!(decoded(b"a\0b").1[0].starts_with("a.csv:1:2: no es un archivo de texto"));
    }
}
