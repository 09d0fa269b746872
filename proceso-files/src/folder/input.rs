use std::borrow::Cow;

use super::Files;
use super::fault::{Faults, Place};
use super::paths::max_bytes;
use super::text::decode;

/// The text of a file that must be there; `None`, and a fault, if it is not or is no text.
pub(super) fn required_text<'a>(
    files: &'a Files,
    path: &str,
    faults: &mut Faults,
) -> Option<Cow<'a, str>> {
    if files.get(path).is_none() {
        let same = files
            .unknown()
            .find(|other| other.eq_ignore_ascii_case(path));
        let remedy = match same {
            Some(other) => format!("cambie el nombre de {other} a {path}"),
            None => format!("agregue {path}; su formato está en docs/PROCESO-FILES.md"),
        };
        faults.fault(path, Place::FILE, "falta este archivo", remedy);
    }
    optional_text(files, path, faults)
}

/// The text of a file that may be there.
pub(super) fn optional_text<'a>(
    files: &'a Files,
    path: &str,
    faults: &mut Faults,
) -> Option<Cow<'a, str>> {
    let bytes = files.get(path)?;
    let max = max_bytes(path)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > max) {
        let message = format!("el archivo pasa de {} MB", max / 1024 / 1024);
        let remedy = "un archivo de este formato nunca es tan grande: revise que sea el correcto";
        faults.fault(path, Place::FILE, message, remedy);
        return None;
    }
    decode(path, bytes, faults)
}
