//! How large a JPEG says it is, by its markers alone (ISO/IEC 10918-1, annex B).
//!
//! Nothing is decoded. Baseline, extended and progressive Huffman frames of 8 bits are measured;
//! everything else that is called JPEG (lossless, arithmetic, hierarchical) is refused, because no
//! browser of a capturista shows it.

use thiserror::Error;

use prep_model::contract::ImageInfo;

/// Width and height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dimensions {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

/// Why bytes are not an image that can be sent. The text is for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum JpegError {
    /// No bytes.
    #[error("el archivo de la foto está vacío")]
    Empty,
    /// More bytes than an envelope may announce.
    #[error("la foto mide más de 32 MiB; tome otra con menor resolución")]
    TooLarge,
    /// It does not begin like a JPEG.
    #[error("el archivo no es una imagen JPEG; el PREP solo recibe JPEG")]
    NotJpeg,
    /// A marker or a segment is malformed.
    #[error("la imagen JPEG está dañada; tome la foto de nuevo")]
    Damaged,
    /// It ends before its end-of-image marker.
    #[error("la imagen JPEG está incompleta; tome la foto de nuevo")]
    Truncated,
    /// A process that is not baseline, extended or progressive Huffman coding of 8 bits.
    #[error(
        "la imagen JPEG usa una codificación que no se admite: solo secuencial o progresiva de 8 bits"
    )]
    Unsupported,
    /// A side of 0 or more than 20,000 pixels.
    #[error("la imagen mide {width} × {height} píxeles; cada lado va de 1 a 20000")]
    Sides {
        /// Pixels from left to right.
        width: u32,
        /// Pixels from top to bottom.
        height: u32,
    },
}

const SOI: u8 = 0xd8;
const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;
const TEM: u8 = 0x01;

/// Measures a whole JPEG: it must begin with SOI, have one frame header and reach EOI after a scan.
pub fn measure(image: &[u8]) -> Result<Dimensions, JpegError> {
    if image.is_empty() {
        return Err(JpegError::Empty);
    }
    if u64::try_from(image.len()).map_or(true, |len| len > ImageInfo::MAX_BYTES) {
        return Err(JpegError::TooLarge);
    }
    let mut rest = image
        .strip_prefix(&[0xff, SOI, 0xff])
        .ok_or(JpegError::NotJpeg)?;
    let mut frame = None;
    let mut scanned = false;
    loop {
        // Here `rest` stands after the 0xff of a marker; any number of 0xff may fill before it.
        let (&marker, after) = rest.split_first().ok_or(JpegError::Truncated)?;
        rest = after;
        match marker {
            0xff => continue,
            EOI if scanned => break,
            0x00 | TEM | 0xd0..=0xd7 | SOI | EOI => return Err(JpegError::Damaged),
            _ => {}
        }
        let (body, after) = segment(rest)?;
        match marker {
            0xc0..=0xc2 if frame.is_some() => return Err(JpegError::Damaged),
            0xc0..=0xc2 => frame = Some(frame_size(body)?),
            0xc3 | 0xc5..=0xcb | 0xcd..=0xcf => return Err(JpegError::Unsupported),
            _ => {}
        }
        rest = if marker == SOS {
            if frame.is_none() {
                return Err(JpegError::Damaged);
            }
            scanned = true;
            after_scan(after)?
        } else {
            after.strip_prefix(&[0xff]).ok_or(or_truncated(after))?
        };
    }
    frame.ok_or(JpegError::Damaged)
}

fn or_truncated(rest: &[u8]) -> JpegError {
    if rest.is_empty() {
        JpegError::Truncated
    } else {
        JpegError::Damaged
    }
}

/// Splits the segment whose length stands first from what follows it.
fn segment(bytes: &[u8]) -> Result<(&[u8], &[u8]), JpegError> {
    let (length, _) = bytes.split_first_chunk::<2>().ok_or(JpegError::Truncated)?;
    let length = usize::from(u16::from_be_bytes(*length));
    let (all, after) = bytes.split_at_checked(length).ok_or(JpegError::Truncated)?;
    let body = all.get(2..).ok_or(JpegError::Damaged)?;
    Ok((body, after))
}

fn frame_size(body: &[u8]) -> Result<Dimensions, JpegError> {
    let (&[precision, h1, h0, w1, w0, components], rest) =
        body.split_first_chunk::<6>().ok_or(JpegError::Damaged)?;
    if precision != 8 {
        return Err(JpegError::Unsupported);
    }
    if !matches!(components, 1 | 3) {
        return Err(JpegError::Unsupported);
    }
    if rest.len() != 3 * usize::from(components) {
        return Err(JpegError::Damaged);
    }
    let width = u32::from(u16::from_be_bytes([w1, w0]));
    let height = u32::from(u16::from_be_bytes([h1, h0]));
    let sides = 1..=ImageInfo::MAX_SIDE;
    if sides.contains(&width) && sides.contains(&height) {
        Ok(Dimensions { width, height })
    } else {
        Err(JpegError::Sides { width, height })
    }
}

/// What stands after the 0xff of the next marker that is neither a stuffed zero nor a restart.
fn after_scan(mut bytes: &[u8]) -> Result<&[u8], JpegError> {
    loop {
        let at = bytes
            .iter()
            .position(|&byte| byte == 0xff)
            .ok_or(JpegError::Truncated)?;
        let rest = bytes.get(at + 1..).ok_or(JpegError::Truncated)?;
        match rest.first() {
            Some(0x00 | 0xd0..=0xd7) => bytes = rest.get(1..).unwrap_or_default(),
            Some(_) => return Ok(rest),
            None => return Err(JpegError::Truncated),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::jpeg;

    #[test]
    fn a_baseline_image_is_measured() {
        assert_eq!(
            measure(&jpeg(1, 640, 480)),
            Ok(Dimensions {
                width: 640,
                height: 480
            })
        );
    }

    #[test]
    fn a_progressive_frame_is_measured_and_a_lossless_or_arithmetic_one_refused() {
        let with_sof = |sof: u8| {
            let mut image = jpeg(1, 32, 16);
            let at = image
                .windows(2)
                .position(|pair| pair == [0xff, 0xc0])
                .unwrap();
            image[at + 1] = sof;
            measure(&image)
        };
        assert_eq!(
            with_sof(0xc2),
            Ok(Dimensions {
                width: 32,
                height: 16
            })
        );
        for sof in [0xc3, 0xc5, 0xc9, 0xcb, 0xcf] {
            assert_eq!(with_sof(sof), Err(JpegError::Unsupported), "{sof:x}");
        }
    }

    #[test]
    fn the_real_photo_of_an_acta_is_measured() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../shared/data/cdmx2024/acta_muestra_A02.jpg"
        );
        let Ok(image) = std::fs::read(path) else {
            println!("SKIPPED: {path} is not there");
            return;
        };
        assert_eq!(
            measure(&image),
            Ok(Dimensions {
                width: 1243,
                height: 1600
            })
        );
    }

    #[test]
    fn other_files_are_refused_with_their_reason() {
        assert_eq!(measure(b""), Err(JpegError::Empty));
        assert_eq!(measure(b"\x89PNG\r\n\x1a\n"), Err(JpegError::NotJpeg));
        assert_eq!(measure(b"\xff\xd8\xff\xd9"), Err(JpegError::Damaged));
        assert_eq!(
            measure(&vec![0xff; 33 * 1024 * 1024]),
            Err(JpegError::TooLarge)
        );
    }

    proptest! {
        #[test]
        fn any_cut_is_noticed_and_no_bytes_panic(
            cut in any::<prop::sample::Index>(),
            at in any::<prop::sample::Index>(),
            to in any::<u8>(),
            noise in proptest::collection::vec(any::<u8>(), 0..200),
        ) {
            let image = jpeg(3, 64, 64);
            prop_assert!(measure(&image[..cut.index(image.len())]).is_err());
            let mut changed = image.clone();
            let at = at.index(changed.len());
            changed[at] = to;
            let _ = measure(&changed);
            let _ = measure(&[&[0xff, SOI, 0xff], noise.as_slice()].concat());
        }
    }
}
