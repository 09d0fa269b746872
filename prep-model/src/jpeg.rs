//! What a JPEG says about itself, by its markers alone (ISO/IEC 10918-1, annex B). Nothing is
//! decoded, so nothing can unfold: every limit is held here, before the first pixel. Tablet and
//! server walk the same way, each with its own [`Limits`]; what they send and publish is grey or of
//! three components, while a camera's file may have four.

use thiserror::Error;

const SOI: u8 = 0xd8;
const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;
const APP1: u8 = 0xe1;
const DQT: u8 = 0xdb;

/// Where the diagonal of a table stands in its zigzag (ISO/IEC 10918-1, figure A.6).
const DIAGONAL: [usize; 8] = [0, 4, 12, 24, 39, 51, 59, 63];
const DNL: u8 = 0xdc;
const DHP: u8 = 0xde;
const EXP: u8 = 0xdf;

/// Most components of a frame: CMYK has four.
const MAX_COMPONENTS: usize = 4;

/// What is accepted. [`Limits::default`] is what a tablet uses; the numbers are in docs/EYE.md.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Longest file, in bytes.
    pub max_bytes: usize,
    /// Most pixels.
    pub max_pixels: u64,
    /// Longest side, in pixels.
    pub max_side: u32,
    /// Most scans.
    pub max_scans: u32,
    /// Most bytes that decoding may take besides the file.
    pub max_memory: u64,
    /// Most pixels per byte of an image above [`Limits::small_pixels`].
    pub max_pixels_per_byte: u64,
    /// Images up to so many pixels need not prove that they are worth them.
    pub small_pixels: u64,
}

impl Limits {
    /// What a tablet takes from its camera.
    pub const TABLET: Self = Self {
        max_bytes: 32 << 20,
        // Sensors sold as 50 megapixels have up to 8192 × 6144.
        max_pixels: 8_192 * 6_144,
        max_side: 20_000,
        max_scans: 100,
        max_memory: 210_000_000,
        max_pixels_per_byte: 250,
        small_pixels: 1_000_000,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::TABLET
    }
}

/// Why a file is not looked at. The text is for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refusal {
    /// No bytes.
    #[error("el archivo de la foto está vacío; tome la foto de nuevo")]
    Empty,
    /// More bytes than the limit.
    #[error("el archivo de la foto es demasiado grande; tome otra con menor resolución")]
    TooManyBytes,
    /// It does not begin like a JPEG.
    #[error("el archivo no es una imagen JPEG; el PREP solo recibe JPEG")]
    NotJpeg,
    /// Its end is missing.
    #[error("la imagen JPEG está incompleta; tome la foto de nuevo")]
    Truncated,
    /// A marker, a segment or the coded data is malformed.
    #[error("la imagen JPEG está dañada; tome la foto de nuevo")]
    Damaged,
    /// A process that browsers do not show.
    #[error(
        "la imagen JPEG usa una codificación que no se admite; tome la foto con la cámara de la tableta"
    )]
    Unsupported,
    /// A side of zero, or too many pixels.
    #[error(
        "la imagen mide {width} × {height} píxeles y se admiten hasta 50 megapíxeles; tome otra con menor resolución"
    )]
    Sides {
        /// Pixels from left to right.
        width: u32,
        /// Pixels from top to bottom.
        height: u32,
    },
    /// It unfolds to far more than it is.
    #[error(
        "la imagen ocupa demasiado al descomprimirse; no es una fotografía; tome la foto de nuevo"
    )]
    Bomb,
    /// More scans than any encoder makes.
    #[error(
        "la imagen tiene demasiadas pasadas de refinamiento; no es una fotografía; tome la foto de nuevo"
    )]
    EndlessScans,
    /// Decoding would take more memory than a tablet has to spare.
    #[error("la imagen necesita demasiada memoria para abrirse; tome otra con menor resolución")]
    TooMuchMemory,
}

/// The frame of a whole JPEG whose structure is sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header<'a> {
    /// Pixels from left to right, as stored.
    pub width: u32,
    /// Pixels from top to bottom, as stored.
    pub height: u32,
    /// 1 grey, 3 colour, 4 CMYK or YCCK.
    pub components: u32,
    /// Sent in refinements of the whole image instead of from top to bottom.
    pub progressive: bool,
    /// Scans until the end of the image.
    pub scans: u32,
    /// Bytes of memory that decoding to brightness takes, besides the file.
    pub decoded_bytes: u64,
    /// To how many levels of brightness detail is rounded, along the diagonal of the quantisation
    /// table from coarse to fine; zeros where there is no such table.
    pub steps: [u16; 8],
    /// The first EXIF block, without its `Exif\0\0`.
    pub exif: Option<&'a [u8]>,
}

impl<'a> Header<'a> {
    /// Reads the header of a JPEG that must begin with SOI, have one frame of 8 bits with Huffman
    /// codes, and reach EOI after a scan.
    pub fn read(bytes: &'a [u8], limits: &Limits) -> Result<Self, Refusal> {
        if bytes.is_empty() {
            return Err(Refusal::Empty);
        }
        if bytes.len() > limits.max_bytes {
            return Err(Refusal::TooManyBytes);
        }
        let rest = bytes.strip_prefix(&[0xff, SOI]).ok_or(Refusal::NotJpeg)?;
        if rest.first().is_some_and(|&byte| byte != 0xff) {
            return Err(Refusal::NotJpeg);
        }
        let mut walk = Walk { rest };
        let mut frame: Option<Frame> = None;
        let (mut scans, mut partial_scan, mut exif) = (0, false, None);
        let mut steps = [0; 8];
        loop {
            let marker = walk.marker()?;
            match marker {
                EOI if scans > 0 => break,
                0xc0..=0xc2 => {
                    let read = Frame::read(walk.segment()?, marker, limits)?;
                    if frame.replace(read).is_some() {
                        return Err(Refusal::Damaged);
                    }
                }
                SOS => {
                    let frame = frame.as_ref().ok_or(Refusal::Damaged)?;
                    frame.check_worth(bytes.len(), limits)?;
                    let of_scan = walk.segment()?.first().copied().unwrap_or(0);
                    partial_scan |= u32::from(of_scan) != frame.components;
                    scans += 1;
                    if scans > limits.max_scans {
                        return Err(Refusal::EndlessScans);
                    }
                    walk.scan()?;
                }
                // Lossless, hierarchical and arithmetic processes, and a height that is told after
                // the lines: no browser of a capturista shows them.
                0xc3 | 0xc5..=0xcb | 0xcd..=0xcf | DNL | DHP | EXP => {
                    return Err(Refusal::Unsupported);
                }
                0x00..=0xbf | 0xd0..=0xd8 | EOI => return Err(Refusal::Damaged),
                _ => {
                    let body = walk.segment()?;
                    if marker == DQT {
                        read_steps(body, &mut steps);
                    }
                    if marker == APP1 && exif.is_none() {
                        exif = body.strip_prefix(b"Exif\0\0");
                    }
                }
            }
        }
        let frame = frame.ok_or(Refusal::Damaged)?;
        let whole = frame.progressive || partial_scan;
        let header = Header {
            steps,
            ..frame.header(whole, scans, exif)
        };
        if header.decoded_bytes > limits.max_memory {
            return Err(Refusal::TooMuchMemory);
        }
        Ok(header)
    }
}

/// Takes the diagonal of table 0, which encoders use for brightness, from a segment of tables; one
/// that is malformed is the decoder's to refuse.
fn read_steps(mut body: &[u8], steps: &mut [u16; 8]) {
    while let Some((&kind, rest)) = body.split_first() {
        let wide = usize::from(kind >> 4 != 0) + 1;
        let Some((table, rest)) = rest.split_at_checked(64 * wide) else {
            return;
        };
        let value = |at: usize| {
            let bytes = table.chunks_exact(wide).nth(at).unwrap_or_default();
            bytes
                .iter()
                .fold(0, |sum, &byte| sum << 8 | u16::from(byte))
        };
        if kind % 16 == 0 {
            *steps = DIAGONAL.map(value);
        }
        body = rest;
    }
}

struct Frame {
    width: u32,
    height: u32,
    components: u32,
    progressive: bool,
    /// Coefficients of all components together.
    coefficients: u64,
}

impl Frame {
    fn read(body: &[u8], marker: u8, limits: &Limits) -> Result<Self, Refusal> {
        let Some((&[precision, h1, h0, w1, w0, components], rest)) = body.split_first_chunk::<6>()
        else {
            return Err(Refusal::Damaged);
        };
        if precision != 8 || !matches!(components, 1 | 3 | 4) {
            return Err(Refusal::Unsupported);
        }
        // No camera makes it, and the decoder does not read it.
        if components == 4 && marker == 0xc2 {
            return Err(Refusal::Unsupported);
        }
        let (parts, tail) = rest.as_chunks::<3>();
        if parts.len() != usize::from(components)
            || !tail.is_empty()
            || parts.len() > MAX_COMPONENTS
        {
            return Err(Refusal::Damaged);
        }
        let (width, height) = (
            u32::from(u16::from_be_bytes([w1, w0])),
            u32::from(u16::from_be_bytes([h1, h0])),
        );
        let sides = 1..=limits.max_side;
        let pixels = u64::from(width) * u64::from(height);
        if !sides.contains(&width) || !sides.contains(&height) || pixels > limits.max_pixels {
            return Err(Refusal::Sides { width, height });
        }
        let samplings = parts
            .iter()
            .map(|&[_, hv, _]| (u64::from(hv >> 4), u64::from(hv & 15)));
        let (mut h_max, mut v_max) = (1, 1);
        for (h, v) in samplings.clone() {
            if !(1..=4).contains(&h) || !(1..=4).contains(&v) {
                return Err(Refusal::Damaged);
            }
            (h_max, v_max) = (h_max.max(h), v_max.max(v));
        }
        let units = u64::from(width).div_ceil(8 * h_max) * u64::from(height).div_ceil(8 * v_max);
        Ok(Self {
            width,
            height,
            components: components.into(),
            progressive: marker == 0xc2,
            coefficients: samplings.map(|(h, v)| units * h * v * 64).sum(),
        })
    }

    /// A large image must have the bytes of one: a photograph has about eight pixels per byte, a
    /// sheet of pure white some eighty.
    fn check_worth(&self, bytes: usize, limits: &Limits) -> Result<(), Refusal> {
        let pixels = u64::from(self.width) * u64::from(self.height);
        let per_byte = pixels / (bytes as u64).max(1);
        if pixels > limits.small_pixels && per_byte > limits.max_pixels_per_byte {
            return Err(Refusal::Bomb);
        }
        Ok(())
    }

    fn header(self, whole: bool, scans: u32, exif: Option<&[u8]>) -> Header<'_> {
        let pixels = u64::from(self.width) * u64::from(self.height);
        let coefficients = if whole { 2 * self.coefficients } else { 0 };
        Header {
            width: self.width,
            height: self.height,
            components: self.components,
            progressive: self.progressive,
            scans,
            decoded_bytes: pixels + coefficients,
            steps: [0; 8],
            exif,
        }
    }
}

/// The part not read yet; every step is bounded by it.
struct Walk<'a> {
    rest: &'a [u8],
}

impl<'a> Walk<'a> {
    fn byte(&mut self) -> Result<u8, Refusal> {
        let (&byte, rest) = self.rest.split_first().ok_or(Refusal::Truncated)?;
        self.rest = rest;
        Ok(byte)
    }

    /// The code of the next marker; any number of 0xff may fill before it.
    fn marker(&mut self) -> Result<u8, Refusal> {
        if self.byte()? != 0xff {
            return Err(Refusal::Damaged);
        }
        loop {
            match self.byte()? {
                0xff => {}
                code => return Ok(code),
            }
        }
    }

    /// The body of the segment whose length stands next.
    fn segment(&mut self) -> Result<&'a [u8], Refusal> {
        let length = usize::from(u16::from_be_bytes([self.byte()?, self.byte()?]));
        let length = length.checked_sub(2).ok_or(Refusal::Damaged)?;
        let (body, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or(Refusal::Truncated)?;
        self.rest = rest;
        Ok(body)
    }

    /// Passes over coded data up to the marker that ends it. A stuffed zero and a restart marker
    /// belong to the data.
    fn scan(&mut self) -> Result<(), Refusal> {
        loop {
            let next = self.rest.iter().position(|&byte| byte == 0xff);
            let at = next.ok_or(Refusal::Truncated)?;
            self.rest = self.rest.get(at..).unwrap_or_default();
            let skip = match self.rest.get(1) {
                Some(0x00 | 0xd0..=0xd7) => 2,
                Some(0xff) => 1,
                Some(_) => return Ok(()),
                None => return Err(Refusal::Truncated),
            };
            self.rest = self.rest.get(skip..).unwrap_or_default();
        }
    }
}
