use prep_model::contract::ProblemType;
use thiserror::Error;

use super::MAX_IMAGE_PIXELS;

/// Most scans of a progressive image; encoders make about ten, attackers thousands.
const MAX_SCANS: u32 = 100;
/// Most pixels per byte. A photograph has about eight; a sheet of pure white some eighty.
const MAX_PIXELS_PER_BYTE: u64 = 250;
/// Images this small need not prove that they are worth their pixels.
const SMALL_PIXELS: u64 = 1_000_000;

/// Why bytes are not an image that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ImageFault {
    /// Not a JPEG that browsers show.
    #[error("el archivo no es una imagen JPEG; tome de nuevo la fotografía")]
    NotJpeg,
    /// It ends in the middle.
    #[error("la imagen está incompleta; tome de nuevo la fotografía")]
    Truncated,
    /// It unfolds to far more than it is.
    #[error("la imagen ocupa demasiado al descomprimirse")]
    Bomb,
    /// Its size in pixels is not what was signed.
    #[error("las medidas de la imagen no son las que se firmaron")]
    Size,
}

impl ImageFault {
    const ALL: [Self; 4] = [Self::NotJpeg, Self::Truncated, Self::Bomb, Self::Size];

    /// The problem a device is told.
    pub fn problem(self) -> ProblemType {
        match self {
            Self::NotJpeg => ProblemType::ImageNotJpeg,
            Self::Truncated => ProblemType::ImageTruncated,
            Self::Bomb => ProblemType::ImageBomb,
            Self::Size => ProblemType::ImageSizeMismatch,
        }
    }

    /// The fault a device was told as `problem`.
    pub fn of_problem(problem: ProblemType) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|fault| fault.problem() == problem)
    }
}

/// Looks whether `bytes` are a whole JPEG image of the size that was signed, by walking its
/// segments and scans; nothing is decoded, so nothing can unfold.
pub fn check_jpeg(bytes: &[u8], signed: (u32, u32)) -> Result<(), ImageFault> {
    if !bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        return Err(ImageFault::NotJpeg);
    }
    let mut walk = Walk { bytes, at: 2 };
    let mut size = None;
    let mut scans = 0;
    loop {
        match walk.marker()? {
            0xD9 if scans > 0 => break,
            // Baseline, extended and progressive with Huffman codes: what browsers show.
            0xC0..=0xC2 => {
                let fresh = size.replace(frame_size(walk.segment()?)?).is_none();
                if !fresh {
                    return Err(ImageFault::NotJpeg);
                }
            }
            0xDA => {
                check_bomb(size.ok_or(ImageFault::NotJpeg)?, bytes)?;
                walk.segment()?;
                scans += 1;
                if scans > MAX_SCANS {
                    return Err(ImageFault::Bomb);
                }
                walk.scan()?;
            }
            // Tables, restart interval, application data, comments.
            0xC4 | 0xDB | 0xDD | 0xE0..=0xEF | 0xFE => {
                walk.segment()?;
            }
            _ => return Err(ImageFault::NotJpeg),
        }
    }
    if size == Some(signed) {
        Ok(())
    } else {
        Err(ImageFault::Size)
    }
}

fn frame_size(frame: &[u8]) -> Result<(u32, u32), ImageFault> {
    let &[8, h1, h0, w1, w0, components @ (1 | 3), ..] = frame else {
        return Err(ImageFault::NotJpeg);
    };
    if frame.len() != 6 + 3 * usize::from(components) {
        return Err(ImageFault::NotJpeg);
    }
    let width = u16::from_be_bytes([w1, w0]);
    let height = u16::from_be_bytes([h1, h0]);
    if width == 0 || height == 0 {
        return Err(ImageFault::NotJpeg);
    }
    Ok((width.into(), height.into()))
}

fn check_bomb((width, height): (u32, u32), bytes: &[u8]) -> Result<(), ImageFault> {
    let pixels = u64::from(width) * u64::from(height);
    let thin = pixels / (bytes.len() as u64).max(1) > MAX_PIXELS_PER_BYTE;
    if pixels > MAX_IMAGE_PIXELS || (pixels > SMALL_PIXELS && thin) {
        return Err(ImageFault::Bomb);
    }
    Ok(())
}

struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Walk<'a> {
    fn byte(&mut self) -> Result<u8, ImageFault> {
        let byte = self.bytes.get(self.at).copied();
        self.at += 1;
        byte.ok_or(ImageFault::Truncated)
    }

    /// The next marker; any number of fill bytes may stand before its code.
    fn marker(&mut self) -> Result<u8, ImageFault> {
        if self.byte()? != 0xFF {
            return Err(ImageFault::NotJpeg);
        }
        loop {
            match self.byte()? {
                0xFF => {}
                code => return Ok(code),
            }
        }
    }

    /// The body of the segment at hand.
    fn segment(&mut self) -> Result<&'a [u8], ImageFault> {
        let length = u16::from_be_bytes([self.byte()?, self.byte()?]);
        let length = usize::from(length).checked_sub(2);
        let length = length.ok_or(ImageFault::NotJpeg)?;
        let body = self.bytes.get(self.at..self.at + length);
        self.at += length;
        body.ok_or(ImageFault::Truncated)
    }

    /// Passes over coded data up to the marker that ends it.
    fn scan(&mut self) -> Result<(), ImageFault> {
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let next = rest.iter().position(|&byte| byte == 0xFF);
            self.at += next.ok_or(ImageFault::Truncated)?;
            match self.bytes.get(self.at + 1) {
                // A stuffed zero or a restart marker belongs to the data.
                Some(0x00 | 0xD0..=0xD7) => self.at += 2,
                Some(0xFF) => self.at += 1,
                Some(_) => return Ok(()),
                None => return Err(ImageFault::Truncated),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{jpeg, jpeg_of_size};

    const SIGNED: (u32, u32) = (64, 64);

    #[test]
    fn a_whole_image_of_the_size_signed_passes() {
        assert_eq!(check_jpeg(&jpeg(1), SIGNED), Ok(()));
        assert_eq!(check_jpeg(&jpeg(1), (64, 65)), Err(ImageFault::Size));
    }

    #[test]
    fn every_beginning_of_an_image_is_truncated_or_no_jpeg() {
        let whole = jpeg_of_size(64, 64, 300, 1);
        for end in 0..whole.len() {
            let found = check_jpeg(&whole[..end], SIGNED);
            let expected = if end < 3 {
                ImageFault::NotJpeg
            } else {
                ImageFault::Truncated
            };
            assert_eq!(found, Err(expected), "{end}");
        }
    }

    #[test]
    fn vast_sizes_and_endless_scans_are_bombs() {
        let vast = jpeg_of_size(60_000, 60_000, 4_000_000, 1);
        assert_eq!(check_jpeg(&vast, SIGNED), Err(ImageFault::Bomb));
        let thin = jpeg_of_size(2_000, 2_000, 100, 1);
        assert_eq!(check_jpeg(&thin, SIGNED), Err(ImageFault::Bomb));
        let mut scans = jpeg(1);
        scans.truncate(scans.len() - 2);
        let scan = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 3];
        for _ in 0..200 {
            scans.extend(scan);
        }
        scans.extend([0xFF, 0xD9]);
        assert_eq!(check_jpeg(&scans, SIGNED), Err(ImageFault::Bomb));
    }

    #[test]
    fn other_formats_and_forms_that_browsers_do_not_show_are_no_jpeg() {
        for other in [
            b"".as_slice(),
            b"GIF89a",
            b"\x89PNG\r\n\x1a\n",
            b"\xFF\xD8\xFF\xD9",
        ] {
            let found = check_jpeg(other, SIGNED);
            assert!(found.is_err(), "{other:?}");
        }
        let mut lossless = jpeg(1);
        let frame = lossless.iter().position(|&byte| byte == 0xC0).unwrap();
        lossless[frame] = 0xC3;
        assert_eq!(check_jpeg(&lossless, SIGNED), Err(ImageFault::NotJpeg));
    }

    proptest! {
        #[test]
        fn any_bytes_are_an_image_or_a_reason(mut bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = check_jpeg(&bytes, SIGNED);
            bytes.splice(0..0, [0xFF, 0xD8, 0xFF]);
            let _ = check_jpeg(&bytes, SIGNED);
        }

        #[test]
        fn one_changed_byte_never_panics(at in any::<prop::sample::Index>(), to in any::<u8>()) {
            let mut bytes = jpeg_of_size(64, 64, 300, 1);
            let at = at.index(bytes.len());
            bytes[at] = to;
            let _ = check_jpeg(&bytes, SIGNED);
        }
    }
}
