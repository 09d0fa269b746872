//! From the bytes of a file to a photo, within a fixed memory bound.
//!
//! The order is the protection: structure and limits by the markers, then metadata, then pixels.
//! Only brightness is decoded, so fifty megapixels take fifty megabytes. EXIF orientation is kept
//! beside the pixels and applied where they are looked at, which saves turning twelve million of
//! them.

mod decode;
mod exif;

use crate::geometry::Homography;
use crate::gray::{Gray, Orientation};

pub use exif::Metadata;
pub use prep_model::jpeg::{Header, Limits, Refusal};

/// A photo whose pixels are decoded. Its coordinates are those of the picture as it is meant to be
/// seen, EXIF orientation applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    stored: Gray,
    orientation: Orientation,
    metadata: Metadata,
    steps: Option<[u16; 8]>,
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
        steps: Some(header.steps).filter(|steps| steps[0] > 0),
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
            steps: None,
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

    /// To how many levels the file rounds detail, from coarse to fine; `None` of pixels that were
    /// never a file.
    pub fn steps(&self) -> Option<[f64; 8]> {
        self.steps.map(|steps| steps.map(f64::from))
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
