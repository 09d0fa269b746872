//! The noise of a photo: that of the sensor is the same all over the picture but for the brightness,
//! so that blank paper says how much of it there is among the strokes.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "pixel coordinates clamped to the image"
)]

use super::tile;
use crate::find::{Found, on_sheet};
use crate::gray::Gray;
use crate::intake::Photo;
use crate::layout::SHEET;

/// Pieces of the sheet, across and down.
const PIECES: (u8, u8) = (28, 22);
/// Part of the pieces that are blanker than what counts.
const BLANK: usize = 5;

/// The noise of a photo.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Grain {
    /// Deviation at the middle of the levels, in the photo's own pixels.
    pub(super) fine: f64,
    /// The same in means of two by two pixels, which compression spares longer.
    pub(super) coarse: f64,
}

/// What noise was before compression as part of what is left of it in means of two by two, by the
/// logarithm of the file's step at their frequency over what is left: pairs for steps of one from -1.
const BEFORE: [f64; 7] = [1.92, 2.06, 1.76, 1.73, 2.0, 2.9, 4.2];
/// Least deviation that is told from none.
const LEAST: f64 = 0.3;

impl Grain {
    pub(super) fn of(photo: &Photo, found: &Found) -> Self {
        let mut all = [Vec::new(), Vec::new()];
        for nth in 0..u16::from(PIECES.0) * u16::from(PIECES.1) {
            let Some(cut) = piece(photo, found, nth) else {
                continue;
            };
            let mut levels = cut.pixels().to_vec();
            levels.sort_unstable();
            let level = f64::from(levels[levels.len() / 2]);
            // What is full or empty has no noise to show.
            if !(12.0..243.0).contains(&level) {
                continue;
            }
            let at_level = growth(level);
            all[0].push(tile::noise(&cut) / at_level);
            let half = cut.resized(cut.width() / 2, cut.height() / 2);
            all[1].push(tile::noise(&half) / at_level);
        }
        let [fine, coarse] = all.map(|mut noises| {
            noises.sort_by(f64::total_cmp);
            noises.get(noises.len() / BLANK).copied().unwrap_or(0.0)
        });
        Self { fine, coarse }
    }

    /// Deviation of the sensor's noise in paper of this level, before the file was compressed with
    /// these steps.
    pub(super) fn noise(&self, level: f64, steps: Option<&[f64; 8]>) -> f64 {
        let left = (self.coarse * growth(level)).max(LEAST);
        let step = steps.map_or(1.0, |steps| steps[5]);
        let place = ((step / left).ln() + 1.0).clamp(0.0, 5.999);
        let low = place as usize;
        let before = BEFORE[low] + (BEFORE[low + 1] - BEFORE[low]) * place.fract();
        left * before
    }
}

/// How much of the noise there is at a level, 1 being that of the middle: dark places are lifted,
/// and their noise with them.
pub(super) fn growth(level: f64) -> f64 {
    1.3 - 0.6 * level / 255.0
}

fn piece(photo: &Photo, found: &Found, nth: u16) -> Option<Gray> {
    let (column, row) = (nth % u16::from(PIECES.0), nth / u16::from(PIECES.0));
    let (w, h) = (SHEET.w / f32::from(PIECES.0), SHEET.h / f32::from(PIECES.1));
    let middle = on_sheet((f32::from(column) + 0.5) * w, (f32::from(row) + 0.5) * h);
    let to_stored = photo.to_stored().after(&found.map);
    let at = to_stored.apply(middle);
    let half = to_stored.scale_at(middle).0 * f64::from(w.min(h)) / 2.0;
    let image = photo.stored();
    let (left, top) = (at.x - half, at.y - half);
    let inside = left >= 0.0
        && top >= 0.0
        && at.x + half < f64::from(image.width())
        && at.y + half < f64::from(image.height());
    let side = (2.0 * half) as u32;
    if !inside || side < 10 {
        return None;
    }
    image.crop(left as u32, top as u32, side, side)
}
