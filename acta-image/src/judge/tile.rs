//! What can be measured of one small piece of the sheet.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "sums and percentiles of a few thousand grey levels"
)]

use crate::gray::Gray;
use crate::layout::Rect;
use crate::rectify::{OUTSIDE, Rectified};

/// A piece of the sheet, measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Tile {
    /// Level of the paper, 0 to 255.
    pub(crate) paper: f64,
    /// Levels between paper and the darkest strokes, as blurred as they are.
    pub(crate) contrast: f64,
    /// Steepest slopes, noise taken off, in levels per pixel: across, down and along both
    /// diagonals.
    slopes: [f64; 4],
    per_mm: f64,
    /// Deviation of noise, in levels.
    pub(crate) noise: f64,
    /// Part of the piece that the photo shows.
    pub(crate) inside: f64,
}

/// Deviation that smoothing, interpolation and the pixel itself add, in pixels; taken off again.
const OWN_SMEAR_PX: f64 = 0.95;

/// From the ratio of contrast to steepest slope to the deviation of the smear: 2.5 for the edge of
/// something wide, 1.65 for a thin stroke; pens are in between.
const RATIO_TO_DEVIATION: f64 = 2.0;

/// Widest smear reported, in millimetres: beyond it there is nothing left to measure.
pub(crate) const MOST_BLUR_MM: f64 = 3.0;

/// Measures the piece of `sheet` that `rect` covers; `None` if it has too few pixels.
pub(crate) fn measure(sheet: &Rectified, rect: &Rect) -> Option<Tile> {
    let pixels = |length: f32| (f64::from(length).max(0.0) * sheet.per_mm) as u32;
    let cut = sheet.image.crop(
        pixels(rect.x),
        pixels(rect.y),
        pixels(rect.w).max(1),
        pixels(rect.h).max(1),
    )?;
    (cut.width() >= 8 && cut.height() >= 8).then(|| of(&cut, sheet.per_mm))
}

fn of(cut: &Gray, per_mm: f64) -> Tile {
    let outside = cut.pixels().iter().filter(|&&level| level == OUTSIDE);
    let outside = run_share(cut, outside.count());
    let noise = noise(cut);
    let smooth = smoothed(cut);
    let (width, height) = (cut.width() as usize, cut.height() as usize);
    let mut levels = smooth.clone();
    levels.sort_by(f32::total_cmp);
    let level = |share: f64| f64::from(levels[((levels.len() - 1) as f64 * share) as usize]);
    let (paper, dark) = (level(0.85), level(0.015));
    // Noise makes extremes of its own; smoothing has left about a third of it.
    let contrast = (paper - dark - 0.9 * noise).max(0.0);
    // A diagonal step is longer by the root of two.
    let steep = |step: usize, length: f64| {
        let mut slopes = Vec::with_capacity(smooth.len());
        for y in 1..height - 1 {
            for x in 1..width - 1 {
                let at = y * width + x;
                slopes.push((smooth[at + step] - smooth[at - step]).abs());
            }
        }
        let at = (slopes.len() as f64 * 0.99) as usize;
        let at = at.min(slopes.len() - 1);
        let (_, slope, _) = slopes.select_nth_unstable_by(at, f32::total_cmp);
        (f64::from(*slope) / 2.0 / length - 0.45 * noise).max(0.05)
    };
    let diagonal = std::f64::consts::SQRT_2;
    Tile {
        paper,
        contrast,
        slopes: [
            steep(1, 1.0),
            steep(width, 1.0),
            steep(width + 1, diagonal),
            steep(width - 1, diagonal),
        ],
        per_mm,
        noise,
        inside: 1.0 - outside,
    }
}

/// Deviation of the smear of neighbouring pieces, in millimetres of paper, in the direction where
/// it is widest. One digit may have strokes in one direction only; several have them in all.
pub(crate) fn blur_mm<'a>(tiles: impl IntoIterator<Item = &'a Tile>) -> f64 {
    let (mut contrast, mut slopes, mut per_mm) = (0.0_f64, [0.05_f64; 4], 1.0);
    for tile in tiles {
        contrast = contrast.max(tile.contrast);
        per_mm = tile.per_mm;
        for (most, slope) in slopes.iter_mut().zip(tile.slopes) {
            *most = most.max(slope);
        }
    }
    let least = slopes.into_iter().fold(f64::MAX, f64::min);
    let deviation = contrast / least / RATIO_TO_DEVIATION;
    let own = OWN_SMEAR_PX * OWN_SMEAR_PX;
    let blur_px = (deviation * deviation - own).max(0.01).sqrt();
    (blur_px / per_mm).min(MOST_BLUR_MM)
}

/// Side of the blocks in which the writing of a larger place is measured, in millimetres: a digit.
const BLOCK: f32 = 4.4;

/// Depth of the ink of `rect` as part of the paper's level, in the better quarter of its parts, each
/// against the paper around it, so that the edge of a shadow is no ink; `None` if it has too few pixels.
pub(super) fn depth(sheet: &Rectified, rect: &Rect) -> Option<f64> {
    let (across, down) = ((rect.w / BLOCK).ceil(), (rect.h / BLOCK).ceil());
    let (w, h) = (rect.w / across, rect.h / down);
    let blocks: Vec<Tile> = (0..(across * down) as u16)
        .filter_map(|nth| {
            let (x, y) = (f32::from(nth) % across, (f32::from(nth) / across).floor());
            measure(sheet, &Rect::new(rect.x + x * w, rect.y + y * h, w, h))
        })
        .collect();
    let mut depths: Vec<f64> = blocks
        .iter()
        .map(|tile| tile.contrast / tile.paper.max(1.0))
        .collect();
    depths.sort_by(f64::total_cmp);
    let last = depths.len().checked_sub(1)?;
    Some(depths[last * 3 / 4])
}

/// The part of the piece that lies outside the photo. Single pixels of that level are chance.
fn run_share(cut: &Gray, count: usize) -> f64 {
    let share = count as f64 / cut.pixels().len() as f64;
    if share < 0.1 {
        return 0.0;
    }
    let pairs = cut.pixels().windows(4);
    let runs = pairs.filter(|run| run.iter().all(|&level| level == OUTSIDE));
    (runs.count() as f64 / cut.pixels().len() as f64).min(1.0)
}

/// Mean of each pixel and its neighbours with weights 1 2 1 in both directions; edges repeat.
fn smoothed(cut: &Gray) -> Vec<f32> {
    let (width, height) = (cut.width() as usize, cut.height() as usize);
    let mut across = vec![0.0_f32; width * height];
    for (from, to) in cut
        .pixels()
        .chunks_exact(width)
        .zip(across.chunks_exact_mut(width))
    {
        for (x, cell) in to.iter_mut().enumerate() {
            let (before, after) = (from[x.saturating_sub(1)], from[(x + 1).min(width - 1)]);
            *cell = f32::from(before) + 2.0 * f32::from(from[x]) + f32::from(after);
        }
    }
    let mut both = vec![0.0_f32; width * height];
    for (y, row) in both.chunks_exact_mut(width).enumerate() {
        let line = |y: usize| &across[y * width..(y + 1) * width];
        let (above, here, below) = (
            line(y.saturating_sub(1)),
            line(y),
            line((y + 1).min(height - 1)),
        );
        for (x, cell) in row.iter_mut().enumerate() {
            *cell = (above[x] + 2.0 * here[x] + below[x]) / 16.0;
        }
    }
    both
}

/// Deviation of noise from the median of a mask that ignores paper and edges alike (Immerkær 1996).
pub(super) fn noise(cut: &Gray) -> f64 {
    let (width, height) = (cut.width() as usize, cut.height() as usize);
    let pixels = cut.pixels();
    let mut counts = [0_u32; 4_096];
    let mut total = 0_u32;
    for y in 1..height - 1 {
        for x in 1..width - 1 {
            let at = y * width + x;
            let p = |offset: usize| i32::from(pixels[offset]);
            let corners =
                p(at - width - 1) + p(at - width + 1) + p(at + width - 1) + p(at + width + 1);
            let sides = p(at - width) + p(at + width) + p(at - 1) + p(at + 1);
            let mask = (corners - 2 * sides + 4 * p(at)).unsigned_abs();
            counts[(mask as usize).min(4_095)] += 1;
            total += 1;
        }
    }
    let mut seen = 0;
    let median = counts.iter().position(|count| {
        seen += count;
        2 * seen >= total
    });
    median.unwrap_or(0) as f64 / 0.6745 / 6.0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Strokes 0.5 mm wide in both directions at 8 pixels per millimetre, smeared by `sigma_mm`.
    fn strokes(sigma_mm: f64) -> Rectified {
        let per_mm = 8.0;
        let profile = |at: f64| -> f64 {
            // Strokes every 5 mm: the sum of two normal distribution functions each.
            let phase = at.rem_euclid(5.0) - 2.5;
            let edge = |x: f64| 0.5 * (1.0 + (x / sigma_mm.max(0.02) * 1.2).tanh());
            edge(phase + 0.25) - edge(phase - 0.25)
        };
        let pixel = |i: u32, j: u32| {
            let (x, y) = (f64::from(i) / per_mm, f64::from(j) / per_mm);
            (210.0 - 150.0 * profile(x).max(profile(y))) as u8
        };
        let pixels = (0..120 * 80).map(|k| pixel(k % 120, k / 120)).collect();
        Rectified {
            image: Gray::new(120, 80, pixels).unwrap(),
            per_mm,
        }
    }

    #[test]
    fn blur_is_measured_in_millimetres_and_grows_with_it() {
        let rect = Rect::new(0.0, 0.0, 15.0, 10.0);
        let mut before = 0.0;
        for sigma in [0.05, 0.15, 0.3, 0.6, 1.0] {
            let tile = measure(&strokes(sigma), &rect).unwrap();
            let blur = blur_mm([&tile]);
            assert!(blur > before, "{sigma}: {blur}");
            // Slopes along a diagonal are gentler than across the strokes.
            assert!(
                (0.5 * sigma..2.1 * sigma + 0.15).contains(&blur),
                "{sigma}: {blur}"
            );
            before = blur;
        }
    }

    #[test]
    fn what_is_outside_is_said() {
        let mut sheet = strokes(0.1);
        sheet.image.pixels_mut()[..120 * 40].fill(OUTSIDE);
        let tile = measure(&sheet, &Rect::new(0.0, 0.0, 15.0, 10.0)).unwrap();
        assert!((tile.inside - 0.5).abs() < 0.1, "{tile:?}");
    }
}
