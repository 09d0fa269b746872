//! EXIF against a foreign reader: what is sound says what it should, what is malformed is.

use super::super::dice::Dice;
use super::super::exif::{ExifKind, MALFORMED, Malformed, Shot, tiff};

fn made(kind: ExifKind, orientation: u8, seed: u64) -> Vec<u8> {
    let shot = Shot {
        kind,
        orientation,
        stored_size: (1632, 1224),
        thumbnail: match kind {
            ExifKind::TabletWithThumbnail => vec![0xff, 0xd8, 0xff, 0xd9],
            _ => Vec::new(),
        },
    };
    tiff(&shot, &mut Dice::new(seed, &[])).expect("some EXIF")
}

fn number(exif: &exif::Exif, tag: exif::Tag) -> Option<u32> {
    exif.get_field(tag, exif::In::PRIMARY)?.value.get_uint(0)
}

#[test]
fn sound_exif_says_orientation_maker_place_and_time() {
    for (seed, kind) in [(1, ExifKind::Tablet), (2, ExifKind::TabletWithThumbnail)] {
        for orientation in 1..=8 {
            let bytes = made(kind, orientation, seed * 10 + u64::from(orientation));
            let read = exif::Reader::new().read_raw(bytes).expect("sound");
            assert_eq!(
                number(&read, exif::Tag::Orientation),
                Some(u32::from(orientation))
            );
            assert_eq!(number(&read, exif::Tag::PixelXDimension), Some(1632));
            for tag in [
                exif::Tag::Make,
                exif::Tag::DateTimeOriginal,
                exif::Tag::GPSLatitude,
                exif::Tag::GPSLongitudeRef,
            ] {
                assert!(read.get_field(tag, exif::In::PRIMARY).is_some(), "{tag}");
            }
            let thumbnail = read.get_field(exif::Tag::JPEGInterchangeFormat, exif::In::THUMBNAIL);
            assert_eq!(thumbnail.is_some(), kind == ExifKind::TabletWithThumbnail);
        }
    }
}

#[test]
fn malformed_exif_is_malformed_and_never_turns_the_image() {
    for (seed, damage) in MALFORMED.into_iter().enumerate() {
        let bytes = made(ExifKind::Malformed(damage), 1, seed as u64);
        let read = exif::Reader::new().read_raw(bytes.clone());
        match damage {
            Malformed::OrientationOutOfRange => {
                let read = read.expect("its structure is sound");
                assert_eq!(number(&read, exif::Tag::Orientation), Some(9));
            }
            Malformed::OrientationAsText => {
                let read = read.expect("its structure is sound");
                assert_eq!(number(&read, exif::Tag::Orientation), None);
            }
            Malformed::ZeroDenominators => {
                let read = read.expect("its structure is sound");
                let field = read.get_field(exif::Tag::GPSLatitude, exif::In::PRIMARY);
                let exif::Value::Rational(parts) = &field.expect("a place").value else {
                    panic!("not fractions");
                };
                assert!(parts.iter().all(|part| part.denom == 0));
            }
            Malformed::WildText => {
                let read = read.expect("its structure is sound");
                let field = read.get_field(exif::Tag::Make, exif::In::PRIMARY);
                let exif::Value::Ascii(texts) = &field.expect("a maker").value else {
                    panic!("not a text");
                };
                assert!(texts.iter().any(|text| std::str::from_utf8(text).is_err()));
            }
            Malformed::ThumbnailBeyondEnd => {
                let read = read.expect("its structure is sound");
                let at = read.get_field(exif::Tag::JPEGInterchangeFormat, exif::In::THUMBNAIL);
                let at = at
                    .and_then(|field| field.value.get_uint(0))
                    .expect("a place");
                assert!(at as usize > bytes.len());
            }
            _ => assert!(read.is_err(), "{damage:?} was read"),
        }
    }
}
