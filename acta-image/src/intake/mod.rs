//! From the bytes of a file to a photo, within a fixed memory bound.
//!
//! The order is the protection: structure and limits by the markers, then metadata, then pixels.
//! Only brightness is decoded, so fifty megapixels take fifty megabytes. EXIF orientation is kept
//! beside the pixels and applied where they are looked at, which saves turning twelve million of
//! them.

mod decode;
mod exif;
mod markers;

use thiserror::Error;

use crate::geometry::Homography;
use crate::gray::{Gray, Orientation};

pub use exif::Metadata;
pub use markers::Header;

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

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 32 << 20,
            // Sensors sold as 50 megapixels have up to 8192 × 6144.
            max_pixels: 8_192 * 6_144,
            max_side: 20_000,
            max_scans: 100,
            max_memory: 210_000_000,
            max_pixels_per_byte: 250,
            small_pixels: 1_000_000,
        }
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

/// A photo whose pixels are decoded. Its coordinates are those of the picture as it is meant to be
/// seen, EXIF orientation applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    stored: Gray,
    orientation: Orientation,
    metadata: Metadata,
}

/// Opens a photo, or says why not. Never panics and never takes more than `limits` allow, whatever
/// the bytes.
pub fn open(bytes: &[u8], limits: &Limits) -> Result<Photo, Refusal> {
    let header = Header::read(bytes, limits)?;
    let metadata = header.exif.map(Metadata::read).unwrap_or_default();
    Ok(Photo {
        stored: decode::luma(bytes, &header, limits)?,
        orientation: metadata.orientation,
        metadata,
    })
}

impl Photo {
    /// A photo of pixels that were never a file: a frame of the camera, a drawn page.
    pub fn of_pixels(stored: Gray, orientation: Orientation) -> Self {
        Self {
            stored,
            orientation,
            metadata: Metadata {
                orientation,
                ..Metadata::default()
            },
        }
    }

    /// Pixels from left to right, as seen.
    pub fn width(&self) -> u32 {
        if self.orientation.swaps() {
            self.stored.height()
        } else {
            self.stored.width()
        }
    }

    /// Pixels from top to bottom, as seen.
    pub fn height(&self) -> u32 {
        if self.orientation.swaps() {
            self.stored.width()
        } else {
            self.stored.height()
        }
    }

    /// What was read of its metadata.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// The pixels as the file has them.
    pub fn stored(&self) -> &Gray {
        &self.stored
    }

    /// From seen coordinates to stored ones.
    pub fn to_stored(&self) -> Homography {
        let (w, h) = (
            f64::from(self.stored.width()),
            f64::from(self.stored.height()),
        );
        let affine = Homography::affine;
        match self.orientation {
            Orientation::Upright => Homography::IDENTITY,
            Orientation::Mirrored => affine(-1.0, 0.0, w, 0.0, 1.0, 0.0),
            Orientation::UpsideDown => affine(-1.0, 0.0, w, 0.0, -1.0, h),
            Orientation::Flipped => affine(1.0, 0.0, 0.0, 0.0, -1.0, h),
            Orientation::Transposed => affine(0.0, 1.0, 0.0, 1.0, 0.0, 0.0),
            Orientation::Clockwise => affine(0.0, 1.0, 0.0, -1.0, 0.0, h),
            Orientation::Transversed => affine(0.0, -1.0, w, -1.0, 0.0, h),
            Orientation::Counterclockwise => affine(0.0, -1.0, w, 1.0, 0.0, 0.0),
        }
    }

    /// The whole picture as seen, its longer side at most `side` pixels, and the factor from the
    /// photo's coordinates to this one's.
    pub fn overview(&self, side: u32) -> (Gray, f64) {
        let (small, factor) = self.stored.shrunk(side);
        (small.oriented(self.orientation), factor)
    }
}

#[cfg(test)]
mod tests;
