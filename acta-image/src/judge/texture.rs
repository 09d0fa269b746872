//! How writing changes from place to place: how alike neighbouring places are says how far each is
//! smeared, without a single edge having to be found.
#![expect(
    clippy::cast_precision_loss,
    reason = "counts and levels of a few thousand pixels"
)]

use crate::find::Found;
use crate::gray::Gray;
use crate::intake::Photo;
use crate::layout::Rect;
use crate::rectify;

/// Pixels per millimetre at which writing is looked at.
pub(super) const PER_MM: f64 = 4.0;

/// How far apart places are compared, in pixels.
pub(super) const LAGS: [usize; 5] = [1, 2, 3, 4, 6];

/// Mean square of the difference between places so far apart, as part of the paper's level squared:
/// along the rows, down, along both diagonals.
pub(super) type Differences = [[f64; LAGS.len()]; 4];

/// Measures the writing of a place of the sheet.
pub(super) fn differences(photo: &Photo, found: &Found, rect: Rect) -> Differences {
    let piece = rectify::region(photo, found, rect, PER_MM);
    of(&piece.image)
}

fn of(image: &Gray) -> Differences {
    let mut levels = image.pixels().to_vec();
    levels.sort_unstable();
    let paper = f64::from(levels[(levels.len() - 1) * 85 / 100]).max(1.0);
    let mean = |dx: isize, dy: isize| mean_square(image, dx, dy) / (paper * paper);
    let along = |towards: (isize, isize)| {
        LAGS.map(|lag| {
            let lag = isize::try_from(lag).expect("a few pixels");
            mean(towards.0 * lag, towards.1 * lag)
        })
    };
    [along((1, 0)), along((0, 1)), along((1, 1)), along((1, -1))]
}

/// Mean of the squared difference of pixels `dx` and `dy` apart, `dx` not negative.
fn mean_square(image: &Gray, dx: isize, dy: isize) -> f64 {
    let (right, down) = (dx.unsigned_abs(), dy.unsigned_abs());
    let (width, height) = (image.width() as usize, image.height() as usize);
    if width <= right || height <= down {
        return 0.0;
    }
    let mut sum = 0_u64;
    for y in 0..height - down {
        // Upwards is the same as downwards from the other one.
        let (first, second) = if dy < 0 { (y + down, y) } else { (y, y + down) };
        let row = |y: usize| &image.pixels()[y * width..(y + 1) * width];
        let pairs = row(first)[..width - right]
            .iter()
            .zip(&row(second)[right..]);
        let squares = pairs.map(|(a, b)| u32::from(a.abs_diff(*b)).pow(2));
        sum += u64::from(squares.sum::<u32>());
    }
    sum as f64 / ((width - right) * (height - down)) as f64
}
