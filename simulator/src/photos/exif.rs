//! EXIF as tablets write it (CIPA DC-008, TIFF 6.0), and damaged in the ways that are seen.

use serde::{Deserialize, Serialize};

use super::dice::Dice;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExifKind {
    None,
    Tablet,
    TabletWithThumbnail,
    Malformed(Malformed),
}

/// What is wrong with it. Whatever a reader makes of the rest, the image is upright as stored: the
/// orientation is 1, missing, or no orientation at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Malformed {
    /// The segment holds its signature and nothing else.
    HeaderOnly,
    /// Neither `II` nor `MM`.
    ByteOrder,
    /// The first directory is said to begin beyond the end.
    OffsetBeyondEnd,
    /// The bytes end within the first directory.
    Truncated,
    /// A text is said to have four thousand million letters.
    HugeCount,
    /// The directory that follows the first is the first.
    Circular,
    /// Orientation 9, which does not exist.
    OrientationOutOfRange,
    /// The orientation is a text.
    OrientationAsText,
    /// Places and times are fractions of nothing.
    ZeroDenominators,
    /// The maker's name is not text in any encoding.
    WildText,
    /// The thumbnail is said to be where no bytes are.
    ThumbnailBeyondEnd,
    /// Random bytes after the signature.
    Garbage,
}

pub const MALFORMED: [Malformed; 12] = [
    Malformed::HeaderOnly,
    Malformed::ByteOrder,
    Malformed::OffsetBeyondEnd,
    Malformed::Truncated,
    Malformed::HugeCount,
    Malformed::Circular,
    Malformed::OrientationOutOfRange,
    Malformed::OrientationAsText,
    Malformed::ZeroDenominators,
    Malformed::WildText,
    Malformed::ThumbnailBeyondEnd,
    Malformed::Garbage,
];

/// Invented makers and models: no real one is spoken of.
const TABLETS: [(&str, &str); 4] = [
    ("Ceiba", "Ceiba Tab 10"),
    ("Nopal", "NP-T505"),
    ("Quetzal Movil", "Q8 Lite"),
    ("Ahuehuete", "AH-2024 5G"),
];

/// What the segment says besides its kind.
#[derive(Debug, Clone)]
pub(crate) struct Shot {
    pub(crate) kind: ExifKind,
    pub(crate) orientation: u8,
    pub(crate) stored_size: (u32, u32),
    /// A small JPEG, where the kind wants one.
    pub(crate) thumbnail: Vec<u8>,
}

enum Value {
    Text(Vec<u8>),
    Short(u16),
    Long(u32),
    Fractions(Vec<(u32, u32)>),
    Bytes(Vec<u8>),
}

type Directory = Vec<(u16, Value)>;

const ORIENTATION: u16 = 0x0112;
const EXIF_POINTER: u16 = 0x8769;
const GPS_POINTER: u16 = 0x8825;
const THUMBNAIL_OFFSET: u16 = 0x0201;

/// What stands after `Exif\0\0` in the APP1 segment; `None` for no segment at all.
pub(crate) fn tiff(shot: &Shot, dice: &mut Dice) -> Option<Vec<u8>> {
    let damage = match shot.kind {
        ExifKind::None => return None,
        ExifKind::Malformed(damage) => Some(damage),
        ExifKind::Tablet | ExifKind::TabletWithThumbnail => None,
    };
    match damage {
        Some(Malformed::HeaderOnly) => return Some(Vec::new()),
        Some(Malformed::Garbage) => {
            let length = dice.between(4.0, 400.0) as usize;
            let noise = (0..length).map(|_| dice.bits() as u8);
            // Never a byte order by chance.
            return Some(std::iter::once(0xff).chain(noise).collect());
        }
        _ => {}
    }
    let writer = Writer {
        big: dice.chance(0.5),
    };
    let mut first = camera(shot, dice);
    let mut gps = place(dice);
    if damage == Some(Malformed::ZeroDenominators) {
        for (_, value) in &mut gps {
            if let Value::Fractions(fractions) = value {
                for fraction in fractions {
                    fraction.1 = 0;
                }
            }
        }
    }
    for (tag, value) in &mut first {
        match (*tag, damage) {
            (ORIENTATION, Some(Malformed::OrientationOutOfRange)) => *value = Value::Short(9),
            (ORIENTATION, Some(Malformed::OrientationAsText)) => {
                *value = Value::Text(b"arriba\0".to_vec());
            }
            (0x010f, Some(Malformed::WildText)) => {
                *value = Value::Text(vec![0xc3, 0x28, 0xff, 0xfe, 0x80, 0x01, 0xf8, 0x88]);
            }
            _ => {}
        }
    }
    let thumbnail = (!shot.thumbnail.is_empty()).then_some(&shot.thumbnail);
    let mut bytes = writer.file(first, &exposure(shot, dice), &gps, thumbnail);
    if let Some(damage) = damage {
        writer.damage(&mut bytes, damage);
    }
    Some(bytes)
}

fn text(text: &str) -> Value {
    Value::Text(text.bytes().chain([0]).collect())
}

/// The night of an election, in the tablet's own time: a claim, as always.
fn moment(dice: &mut Dice) -> String {
    let minutes = dice.between(0.0, 480.0) as u32 + 18 * 60 + 5;
    let day = 2 + minutes / 1440;
    let (hour, minute) = (minutes / 60 % 24, minutes % 60);
    format!(
        "2024:06:{day:02} {hour:02}:{minute:02}:{:02}",
        dice.between(0.0, 60.0) as u32
    )
}

fn camera(shot: &Shot, dice: &mut Dice) -> Directory {
    let (maker, model) = dice.pick(&TABLETS);
    vec![
        (0x010f, text(maker)),
        (0x0110, text(model)),
        (ORIENTATION, Value::Short(u16::from(shot.orientation))),
        (0x011a, Value::Fractions(vec![(72, 1)])),
        (0x011b, Value::Fractions(vec![(72, 1)])),
        (0x0128, Value::Short(2)),
        (0x0131, text("UP1A.231005.007")),
        (0x0132, text(&moment(dice))),
        (0x0213, Value::Short(1)),
    ]
}

fn exposure(shot: &Shot, dice: &mut Dice) -> Directory {
    let when = moment(dice);
    vec![
        (
            0x829a,
            Value::Fractions(vec![(1, dice.between(10.0, 250.0) as u32)]),
        ),
        (
            0x829d,
            Value::Fractions(vec![(dice.between(180.0, 280.0) as u32, 100)]),
        ),
        (0x8827, Value::Short(dice.between_log(50.0, 3200.0) as u16)),
        (0x9000, Value::Bytes(b"0220".to_vec())),
        (0x9003, text(&when)),
        (0x9004, text(&when)),
        (0x9011, text("-06:00")),
        (
            0x920a,
            Value::Fractions(vec![(dice.between(280.0, 500.0) as u32, 100)]),
        ),
        (
            0x927c,
            Value::Bytes((0..96).map(|_| dice.bits() as u8).collect()),
        ),
        (0xa001, Value::Short(1)),
        (0xa002, Value::Long(shot.stored_size.0)),
        (0xa003, Value::Long(shot.stored_size.1)),
    ]
}

/// Somewhere in Mexico City.
fn place(dice: &mut Dice) -> Directory {
    let mut angle = |degrees: u32, low: f64, high: f64| {
        let minutes = dice.between(low, high);
        let seconds = (minutes.fract() * 60_000.0) as u32;
        Value::Fractions(vec![(degrees, 1), (minutes as u32, 1), (seconds, 1000)])
    };
    vec![
        (0x0000, Value::Bytes(vec![2, 3, 0, 0])),
        (0x0001, text("N")),
        (0x0002, angle(19, 12.0, 34.0)),
        (0x0003, text("W")),
        (0x0004, angle(99, 3.0, 20.0)),
        (0x0005, Value::Bytes(vec![0])),
        (0x0006, Value::Fractions(vec![(2240, 1)])),
        (0x001d, text("2024:06:03")),
    ]
}

struct Writer {
    big: bool,
}

impl Writer {
    fn short(&self, value: u16) -> [u8; 2] {
        if self.big {
            value.to_be_bytes()
        } else {
            value.to_le_bytes()
        }
    }

    fn long(&self, value: u32) -> [u8; 4] {
        if self.big {
            value.to_be_bytes()
        } else {
            value.to_le_bytes()
        }
    }

    /// Type, count and bytes of a value.
    fn value(&self, value: &Value) -> (u16, u32, Vec<u8>) {
        match value {
            Value::Text(bytes) => (2, bytes.len() as u32, bytes.clone()),
            Value::Short(value) => (3, 1, self.short(*value).to_vec()),
            Value::Long(value) => (4, 1, self.long(*value).to_vec()),
            Value::Fractions(fractions) => {
                let both = fractions.iter().flat_map(|(above, below)| [*above, *below]);
                let bytes = both.flat_map(|number| self.long(number)).collect();
                (5, fractions.len() as u32, bytes)
            }
            Value::Bytes(bytes) => (7, bytes.len() as u32, bytes.clone()),
        }
    }

    /// How many bytes a directory and the values outside of its entries take.
    fn size(&self, directory: &Directory) -> u32 {
        let outside = |value: &Value| {
            let length = self.value(value).2.len();
            if length > 4 {
                length.next_multiple_of(2)
            } else {
                0
            }
        };
        let values: usize = directory.iter().map(|(_, value)| outside(value)).sum();
        (6 + directory.len() * 12 + values) as u32
    }

    /// The directory as it stands at `offset`, and which follows it.
    fn directory(&self, directory: &Directory, offset: u32, next: u32, out: &mut Vec<u8>) {
        let mut values_at = offset + 6 + directory.len() as u32 * 12;
        let mut values = Vec::new();
        out.extend(self.short(directory.len() as u16));
        for (tag, value) in directory {
            let (kind, count, mut bytes) = self.value(value);
            out.extend(self.short(*tag));
            out.extend(self.short(kind));
            out.extend(self.long(count));
            if bytes.len() <= 4 {
                bytes.resize(4, 0);
                out.extend(bytes);
            } else {
                bytes.resize(bytes.len().next_multiple_of(2), 0);
                out.extend(self.long(values_at));
                values_at += bytes.len() as u32;
                values.extend(bytes);
            }
        }
        out.extend(self.long(next));
        out.extend(values);
    }

    fn file(
        &self,
        mut first: Directory,
        exposure: &Directory,
        gps: &Directory,
        thumbnail: Option<&Vec<u8>>,
    ) -> Vec<u8> {
        first.push((EXIF_POINTER, Value::Long(0)));
        first.push((GPS_POINTER, Value::Long(0)));
        let exposure_at = 8 + self.size(&first);
        let gps_at = exposure_at + self.size(exposure);
        let end = gps_at + self.size(gps);
        for (tag, value) in &mut first {
            match *tag {
                EXIF_POINTER => *value = Value::Long(exposure_at),
                GPS_POINTER => *value = Value::Long(gps_at),
                _ => {}
            }
        }
        let mut out = if self.big {
            b"MM".to_vec()
        } else {
            b"II".to_vec()
        };
        out.extend(self.short(42));
        out.extend(self.long(8));
        self.directory(
            &first,
            8,
            if thumbnail.is_some() { end } else { 0 },
            &mut out,
        );
        self.directory(exposure, exposure_at, 0, &mut out);
        self.directory(gps, gps_at, 0, &mut out);
        if let Some(thumbnail) = thumbnail {
            let mut second = vec![
                (0x0103, Value::Short(6)),
                (THUMBNAIL_OFFSET, Value::Long(0)),
                (0x0202, Value::Long(thumbnail.len() as u32)),
            ];
            second[1].1 = Value::Long(end + self.size(&second));
            self.directory(&second, end, 0, &mut out);
            out.extend(thumbnail);
        }
        out
    }

    /// Damage that is done to the bytes.
    fn damage(&self, bytes: &mut Vec<u8>, damage: Malformed) {
        let entries = usize::from(bytes[8].max(bytes[9]));
        let next = 10 + entries * 12;
        match damage {
            Malformed::ByteOrder => bytes[..2].copy_from_slice(b"PK"),
            Malformed::OffsetBeyondEnd => bytes[4..8].copy_from_slice(&self.long(0x00ff_ffff)),
            Malformed::Truncated => bytes.truncate(10 + 12 + 7),
            // The count of the first entry, a text.
            Malformed::HugeCount => bytes[14..18].copy_from_slice(&self.long(0xffff_fff0)),
            Malformed::Circular => bytes[next..next + 4].copy_from_slice(&self.long(8)),
            Malformed::ThumbnailBeyondEnd => {
                let at = bytes.len() as u32;
                bytes[next..next + 4].copy_from_slice(&self.long(at));
                let second = vec![
                    (0x0103, Value::Short(6)),
                    (THUMBNAIL_OFFSET, Value::Long(0x7fff_0000)),
                    (0x0202, Value::Long(9_000)),
                ];
                self.directory(&second, at, 0, bytes);
            }
            Malformed::HeaderOnly
            | Malformed::OrientationOutOfRange
            | Malformed::OrientationAsText
            | Malformed::ZeroDenominators
            | Malformed::WildText
            | Malformed::Garbage => {}
        }
    }
}
