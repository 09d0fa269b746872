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

/// Widest smear that is told from wider ones, and the least, in millimetres.
const REACH: (f64, f64) = (0.05, 2.5);

/// From the logarithms of differences to that of the smear, least squares over photographs whose
/// smear is known: for the rows and columns and for the diagonals, by the direction that is smeared
/// more and the one that is less, and by lag, the ratio of the difference to that at the last lag;
/// then the same of their squares.
const BY_RATIO: [f64; 24] = [
    -0.2055, -0.8703, -0.6674, 1.8819, -2.3434, 0.7545, -1.6713, 1.4306, 0.4459, -0.3746, 0.1962,
    0.0285, -0.0281, -0.1777, -0.1836, 0.2086, -0.5887, 0.7026, -0.1039, 0.2695, 0.2234, -0.0884,
    -0.0502, 0.0273,
];
/// The same for writing of the table, the logarithms of a box's height in millimetres and of the
/// photo's pixels per millimetre, and for every place.
const BY_PLACE: [f64; 4] = [0.6203, -1.3026, -0.0107, -0.9591];
/// Part of the noise that is left in the difference of neighbouring pixels.
const ALIKE: f64 = 0.5;

/// What a place is, besides its differences.
pub(super) struct Place {
    /// Level of its paper, and deviation of noise in the photo's pixels there.
    pub(super) paper: f64,
    pub(super) noise: f64,
    /// True for the rows of the table.
    pub(super) in_table: bool,
    /// Height of its box in millimetres.
    pub(super) height: f64,
    /// Pixels of the photo per millimetre.
    pub(super) per_mm: f64,
}

/// Deviation of the smear of a place in the direction where it is widest, in millimetres of paper,
/// everything included that smears, pixels too.
pub(super) fn smear_mm(differences: &Differences, place: &Place) -> f64 {
    let noise = place.noise * (PER_MM / place.per_mm.max(0.1)).min(1.0);
    let of_noise = 2.0 * (noise / place.paper.max(1.0)).powi(2);
    let ratios = differences.map(|along| {
        let clean = |lag: usize| {
            let part = if lag == 0 { ALIKE } else { 1.0 };
            (along[lag] - of_noise * part).max(0.05 * along[lag] + 1e-7)
        };
        [0, 1, 2].map(|lag| (clean(lag) / clean(LAGS.len() - 1)).ln())
    });
    let both = |a: usize, b: usize| {
        let less = [0, 1, 2].map(|lag| ratios[a][lag].min(ratios[b][lag]));
        let more = [0, 1, 2].map(|lag| ratios[a][lag].max(ratios[b][lag]));
        less.into_iter().chain(more)
    };
    let linear: Vec<f64> = both(0, 1).chain(both(2, 3)).collect();
    let squares = linear.iter().map(|ratio| ratio * ratio);
    let by_ratio = linear.iter().copied().chain(squares).zip(BY_RATIO);
    let table = if place.in_table { 1.0 } else { 0.0 };
    let here = [
        table,
        place.height.max(0.1).ln(),
        place.per_mm.max(0.1).ln(),
        1.0,
    ];
    let by_place = here.into_iter().zip(BY_PLACE);
    let sum: f64 = by_ratio
        .chain(by_place)
        .map(|(value, weight)| value * weight)
        .sum();
    sum.exp().clamp(REACH.0, REACH.1)
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
