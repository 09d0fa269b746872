//! The one encoding that is signed and sent.
//!
//! Resolution is what a reader cannot get back, so it comes first: the sheet keeps the pixels it has,
//! up to what the smallest digit box needs, and the quality is the best that fits the budget. Only
//! where that would fall below [`LEAST_QUALITY`] are pixels given up.

use jpeg_encoder::{ColorType, Encoder, PixelDensity, PixelDensityUnit};

use crate::gray::Gray;
use crate::rectify::Rectified;

/// Bytes of what is sent, if nobody says otherwise: eight seconds of an EDGE line.
pub const DEFAULT_BUDGET: usize = 350_000;

/// Best quality tried: above it a photograph's noise is all that gains.
pub const BEST_QUALITY: u8 = 85;
/// Least quality before resolution is given up: below it blocks show around strokes.
pub const LEAST_QUALITY: u8 = 45;
/// Qualities tried, the best first.
const QUALITIES: [u8; 7] = [BEST_QUALITY, 78, 71, 64, 57, 51, LEAST_QUALITY];
/// Part of the length that is kept when quality alone is not enough.
const STEP: f64 = 0.85;
/// Least resolution, in pixels per millimetre; here the quality falls instead.
const LEAST_PER_MM: f64 = 4.0;
/// One of so many bands of eight rows is encoded to estimate the size of all.
const SAMPLED: usize = 8;

/// What is sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Sendable {
    /// A grey baseline JPEG with no metadata but its resolution.
    pub jpeg: Vec<u8>,
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// Pixels per millimetre of paper.
    pub per_mm: f64,
    /// Its JPEG quality, 1 to 100.
    pub quality: u8,
}

/// Encodes the sheet in at most `budget` bytes. A budget that nothing fits gives the smallest
/// encoding there is.
pub fn encode(sheet: &Rectified, budget: usize) -> Sendable {
    let mut smaller: Option<Rectified> = None;
    loop {
        let current = smaller.as_ref().unwrap_or(sheet);
        let fits = QUALITIES
            .iter()
            .filter(|&&quality| estimate(&current.image, quality) <= budget)
            .map(|&quality| encode_at(current, quality))
            .find(|done| done.jpeg.len() <= budget);
        if let Some(done) = fits {
            return done;
        }
        if current.per_mm * STEP < LEAST_PER_MM {
            return coarsest(current, budget);
        }
        let per_mm = current.per_mm * STEP;
        let side = |length: u32| scaled(length, per_mm / sheet.per_mm);
        smaller = Some(Rectified {
            image: sheet
                .image
                .resized(side(sheet.image.width()), side(sheet.image.height())),
            per_mm,
        });
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a side"
)]
fn scaled(length: u32, factor: f64) -> u32 {
    (f64::from(length) * factor).round().max(1.0) as u32
}

fn coarsest(sheet: &Rectified, budget: usize) -> Sendable {
    let mut done = encode_at(sheet, 35);
    for quality in [25, 15, 5] {
        if done.jpeg.len() <= budget {
            break;
        }
        done = encode_at(sheet, quality);
    }
    done
}

fn encode_at(sheet: &Rectified, quality: u8) -> Sendable {
    Sendable {
        jpeg: bytes(&sheet.image, quality, Some(sheet.per_mm)),
        width: sheet.image.width(),
        height: sheet.image.height(),
        per_mm: sheet.per_mm,
        quality,
    }
}

/// Bytes that `image` takes at `quality`, from one band of rows in [`SAMPLED`].
fn estimate(image: &Gray, quality: u8) -> usize {
    let band = 8 * image.width() as usize;
    let bands = image.pixels().chunks_exact(band);
    let sample: Vec<u8> = bands
        .skip(SAMPLED / 2)
        .step_by(SAMPLED)
        .flatten()
        .copied()
        .collect();
    let rows = u32::try_from(sample.len() / image.width() as usize).unwrap_or(0);
    match Gray::new(image.width(), rows, sample) {
        Some(sample) => {
            let all = u64::from(image.height()) * bytes(&sample, quality, None).len() as u64;
            usize::try_from(all / u64::from(rows)).unwrap_or(usize::MAX)
        }
        None => 0,
    }
}

fn bytes(image: &Gray, quality: u8, per_mm: Option<f64>) -> Vec<u8> {
    let mut jpeg = Vec::with_capacity(image.pixels().len() / 8);
    let mut encoder = Encoder::new(&mut jpeg, quality);
    encoder.set_optimized_huffman_tables(true);
    if let Some(per_mm) = per_mm {
        let per_inch = u16::try_from(scaled(10_000, per_mm * 25.4 / 10_000.0)).unwrap_or(u16::MAX);
        encoder.set_density(PixelDensity {
            density: (per_inch, per_inch),
            unit: PixelDensityUnit::Inches,
        });
    }
    let side = |length: u32| u16::try_from(length).expect("a rectified side is at most 12,000");
    encoder
        .encode(
            image.pixels(),
            side(image.width()),
            side(image.height()),
            ColorType::Luma,
        )
        .expect("the pixels are as many as the sides say, and memory takes them");
    jpeg
}
