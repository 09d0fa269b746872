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
