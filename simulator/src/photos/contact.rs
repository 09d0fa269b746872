//! Contact sheets: crops of digits in rows of growing margin, to look at with one's own eyes. The
//! limits of [`super::readable`] were set by them.

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;

use super::geometry::Point;
use super::paper::DigitBox;
use super::readable::{DigitFigures, Limit};
use super::recipe::Jpeg;
use super::scene::Scene;
use super::shoot::encode;

/// Rows of the sheet: margins from the first number up to the second.
pub const BANDS: [(f64, f64); 7] = [
    (0.2, 0.5),
    (0.5, 0.65),
    (0.65, 0.8),
    (0.8, 1.25),
    (1.25, 1.5),
    (1.5, 2.0),
    (2.0, 3.0),
];

/// Columns: so many crops for each of what can limit a digit.
pub const LIMITS: [Limit; 5] = [
    Limit::Blur,
    Limit::Noise,
    Limit::Contrast,
    Limit::Resolution,
    Limit::Compression,
];
const OF_EACH: usize = 6;

const WIDTH: usize = 36;
const HEIGHT: usize = 48;
const GAP: usize = 2;

/// Collects crops until every place is taken.
#[derive(Debug, Default)]
pub struct ContactSheet {
    crops: Vec<(usize, usize, Vec<u8>)>,
}

impl ContactSheet {
    pub fn is_full(&self) -> bool {
        self.crops.len() == BANDS.len() * LIMITS.len() * OF_EACH
    }

    /// True if one of these digits belongs where there is room.
    pub(crate) fn wants(&self, figures: &[DigitFigures]) -> bool {
        self.open_places()
            .any(|place| fitting(figures, place).is_some())
    }

    /// At most one crop for each place of a photograph that still has room.
    pub(crate) fn add(
        &mut self,
        jpeg: &[u8],
        scene: &Scene<'_>,
        digits: &[DigitBox],
        figures: &[DigitFigures],
    ) {
        let Some(image) = Decoded::of(jpeg) else {
            return;
        };
        let places: Vec<_> = self.open_places().collect();
        for place in places {
            if let Some(nth) = fitting(figures, place) {
                self.crops
                    .push((place.0, place.1, image.crop(scene, &digits[nth])));
            }
        }
    }

    /// Rows and columns that are not full.
    fn open_places(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let all =
            (0..BANDS.len()).flat_map(|row| (0..LIMITS.len()).map(move |column| (row, column)));
        all.filter(|place| {
            let taken = |crop: &&(usize, usize, Vec<u8>)| (crop.0, crop.1) == *place;
            self.crops.iter().filter(taken).count() < OF_EACH
        })
    }

    /// All of it as one grey JPEG.
    pub fn jpeg(&self) -> Vec<u8> {
        let columns = LIMITS.len() * OF_EACH;
        let width = columns * (WIDTH + GAP) + (LIMITS.len() + 1) * 3 * GAP;
        let height = BANDS.len() * (HEIGHT + GAP) + GAP;
        let mut rgb = vec![255_u8; width * height * 3];
        let mut nth = vec![0_usize; BANDS.len() * LIMITS.len()];
        for (row, column, crop) in &self.crops {
            let count = &mut nth[row * LIMITS.len() + column];
            let x0 = (column * OF_EACH + *count) * (WIDTH + GAP) + (column + 1) * 3 * GAP;
            let y0 = row * (HEIGHT + GAP) + GAP;
            *count += 1;
            for (y, line) in crop.chunks(WIDTH).enumerate() {
                for (x, grey) in line.iter().enumerate() {
                    rgb[((y0 + y) * width + x0 + x) * 3..][..3].fill(*grey);
                }
            }
        }
        let jpeg = Jpeg {
            quality: 85,
            progressive: false,
            grey: true,
            halved_colour: false,
        };
        encode(&rgb, width, height, jpeg, None)
    }
}

/// A digit with ink that belongs into a row and column; from the middle of the sheet rather than
/// from one end, where boxes of many sheets are empty.
fn fitting(figures: &[DigitFigures], (row, column): (usize, usize)) -> Option<usize> {
    let (low, high) = BANDS[row];
    let fits = |f: &DigitFigures| {
        f.inked && f.limit == LIMITS[column] && f.margin > low && f.margin <= high
    };
    let all: Vec<usize> = (0..figures.len()).filter(|i| fits(&figures[*i])).collect();
    all.get(all.len() / 2).copied()
}

/// The green channel of a photograph, as stored.
pub(crate) struct Decoded {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
    channels: usize,
}

impl Decoded {
    pub(crate) fn of(jpeg: &[u8]) -> Option<Self> {
        let mut decoder = JpegDecoder::new(ZCursor::new(jpeg));
        let pixels = decoder.decode().ok()?;
        let (width, height) = decoder.dimensions()?;
        let channels = pixels.len() / (width * height);
        Some(Self {
            width,
            height,
            pixels,
            channels,
        })
    }

    /// The box as a person sees it after turning the sheet upright.
    fn crop(&self, scene: &Scene<'_>, digit: &DigitBox) -> Vec<u8> {
        let mut out = Vec::with_capacity(WIDTH * HEIGHT);
        for y in 0..HEIGHT {
            for x in 0..WIDTH {
                let part = Point::new(
                    (x as f64 + 0.5) / WIDTH as f64 * 1.2 - 0.1,
                    (y as f64 + 0.5) / HEIGHT as f64 * 1.2 - 0.1,
                );
                let at = Point::new(digit.size.x * part.x, digit.size.y * part.y).plus(digit.at);
                out.push(self.sample(scene.stored(scene.project(at))));
            }
        }
        out
    }

    /// Interpolated, at a place of the stored image.
    pub(crate) fn sample(&self, at: Point) -> u8 {
        let (x, y) = (at.x - 0.5, at.y - 0.5);
        let pixel = |dx: f64, dy: f64| {
            let x = (x.floor() + dx).clamp(0.0, (self.width - 1) as f64) as usize;
            let y = (y.floor() + dy).clamp(0.0, (self.height - 1) as f64) as usize;
            let green = usize::from(self.channels == 3);
            f64::from(self.pixels[(y * self.width + x) * self.channels + green])
        };
        let (fx, fy) = (x - x.floor(), y - y.floor());
        let upper = pixel(0.0, 0.0) * (1.0 - fx) + pixel(1.0, 0.0) * fx;
        let lower = pixel(0.0, 1.0) * (1.0 - fx) + pixel(1.0, 1.0) * fx;
        (upper * (1.0 - fy) + lower * fy).round() as u8
    }
}
