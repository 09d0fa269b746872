//! The little that is read from EXIF. It is a claim by the device, never trusted for anything but
//! turning the picture; what is malformed counts as not there.

use exif::{Exif, In, Reader, Tag, Value};

use crate::gray::Orientation;

/// Longest text kept, in characters.
const MAX_TEXT: usize = 40;

/// What is kept of a photo's metadata. Nothing of it is written into what is sent: the envelope
/// says when and by which device, signed. Place, serial numbers, thumbnails, makers' notes and
/// everything else are never read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Metadata {
    /// How the picture is to be turned.
    pub orientation: Orientation,
    /// DateTimeOriginal as `2024-06-02 20:15:03`, in whatever zone the device had.
    pub taken_at: Option<String>,
    /// Maker of the camera.
    pub make: Option<String>,
    /// Its model.
    pub model: Option<String>,
}

impl Metadata {
    /// Reads a TIFF block; any bytes give something.
    pub(super) fn read(block: &[u8]) -> Self {
        let mut reader = Reader::new();
        reader.continue_on_error(true);
        let read = reader
            .read_raw(block.to_vec())
            .or_else(|error| error.distill_partial_result(|_| ()));
        read.map_or_else(|_| Self::default(), |exif| Self::of(&exif))
    }

    fn of(exif: &Exif) -> Self {
        let field = |tag| exif.get_field(tag, In::PRIMARY);
        let orientation = field(Tag::Orientation).and_then(|f| f.value.get_uint(0));
        let text = |tag| field(tag).and_then(|f| plain(&f.value));
        Self {
            orientation: orientation.map_or_else(Orientation::default, Orientation::of_exif),
            taken_at: field(Tag::DateTimeOriginal).and_then(|f| moment(&f.value)),
            make: text(Tag::Make),
            model: text(Tag::Model),
        }
    }
}

/// Printable ASCII, trimmed and cut; `None` if nothing is left.
fn plain(value: &Value) -> Option<String> {
    let Value::Ascii(texts) = value else {
        return None;
    };
    let bytes = texts.first()?;
    let printable = bytes.iter().filter(|b| b.is_ascii_graphic() || **b == b' ');
    let text: String = printable.map(|&b| char::from(b)).take(MAX_TEXT).collect();
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// `YYYY:MM:DD HH:MM:SS`, and a moment that exists.
fn moment(value: &Value) -> Option<String> {
    let Value::Ascii(texts) = value else {
        return None;
    };
    let read = exif::DateTime::from_ascii(texts.first()?).ok()?;
    let exists = (1..=12).contains(&read.month)
        && (1..=31).contains(&read.day)
        && read.hour < 24
        && read.minute < 60
        && read.second <= 60;
    exists.then(|| read.to_string())
}
