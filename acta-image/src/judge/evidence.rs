//! What can be seen of one digit box: its print, its ink, its paper, at nine places.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "levels of a few hundred pixels, and coordinates clamped to the image"
)]

use crate::find::{Found, on_sheet};
use crate::intake::Photo;
use crate::layout::Rect;
use crate::rectify::Rectified;

/// Nine places of a box, row by row.
pub(super) const PLACES: usize = 9;

/// What can be seen of a box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// The box, in millimetres of the sheet.
    pub rect: Rect,
    /// Which places are in the photo.
    pub inside: [bool; PLACES],
    /// Level of the paper at each place.
    pub paper: [f64; PLACES],
    /// Level of what is bright just outside the box nearest to each place, above or below it.
    pub around: [f64; PLACES],
    /// How deep the printed lines nearest to each place are, as part of the paper's level.
    pub lines: [f64; PLACES],
    /// How deep ink is, as part of the paper's level.
    pub ink: [f64; PLACES],
    /// Darkness of what is written in it, as part of the paper's level times square millimetres.
    pub mass: f64,
    /// Deviation of noise in the photo's own pixels, in levels.
    pub noise: f64,
    /// Pixels of the photo per millimetre, in the direction that has fewer.
    pub per_mm: f64,
}

impl Evidence {
    pub(super) fn of(photo: &Photo, found: &Found, sheet: &Rectified, rect: Rect) -> Self {
        let view = View { sheet, rect };
        let sides = view.sides();
        let [above, below, left, right] = &sides;
        let deepest = |values: &[f64]| values.iter().copied().fold(0.0, f64::max);
        let middle = deepest(&[above[1], below[1], left[1], right[1]]);
        let lines = [
            deepest(&[above[0], left[0]]),
            above[1],
            deepest(&[above[2], right[0]]),
            left[1],
            middle,
            right[1],
            deepest(&[below[0], left[2]]),
            below[1],
            deepest(&[below[2], right[2]]),
        ];
        let cells: [(f64, f64); PLACES] = std::array::from_fn(|nth| view.cell(nth));
        let centre = rect.center();
        let (above, below) = view.beside();
        Self {
            rect,
            inside: std::array::from_fn(|nth| is_inside(photo, found, &rect, nth)),
            paper: cells.map(|cell| cell.0),
            around: std::array::from_fn(|nth| match nth / 3 {
                0 => above[nth % 3],
                1 => above[nth % 3].min(below[nth % 3]),
                _ => below[nth % 3],
            }),
            lines,
            ink: cells.map(|cell| cell.1),
            mass: view.mass(),
            noise: 0.0,
            per_mm: found.map.scale_at(on_sheet(centre.x, centre.y)).0,
        }
    }
}

/// The place of that number, in parts of the box.
fn place(nth: usize) -> (f32, f32) {
    const PARTS: [f32; 3] = [0.2, 0.5, 0.8];
    (PARTS[nth % 3], PARTS[nth / 3])
}

fn is_inside(photo: &Photo, found: &Found, rect: &Rect, nth: usize) -> bool {
    let (x, y) = place(nth);
    let at = found
        .map
        .apply(on_sheet(rect.x + x * rect.w, rect.y + y * rect.h));
    let (width, height) = (f64::from(photo.width()), f64::from(photo.height()));
    (0.0..width).contains(&at.x) && (0.0..height).contains(&at.y)
}

struct View<'a> {
    sheet: &'a Rectified,
    rect: Rect,
}

/// How far from a printed line its surroundings are looked at, in millimetres.
const REACH: f32 = 1.1;

/// From where to where a place is just outside a box, in millimetres.
const BESIDE: (f32, f32) = (0.3, 2.0);
/// Border of a box in which its frame may be, as part of its sides.
const INSET: f32 = 0.14;

impl View<'_> {
    /// Depths of the lines above, below, left and right, each in thirds.
    fn sides(&self) -> [[f64; 3]; 4] {
        let Rect { x, y, w, h } = self.rect;
        let third = |nth: usize, length: f32| length * nth as f32 / 3.0;
        let across = |y: f32| {
            [0, 1, 2].map(|nth| {
                let strip = Rect::new(x + third(nth, w), y - REACH, w / 3.0, 2.0 * REACH);
                self.depth(&strip, true)
            })
        };
        let down = |x: f32| {
            [0, 1, 2].map(|nth| {
                let strip = Rect::new(x - REACH, y + third(nth, h), 2.0 * REACH, h / 3.0);
                self.depth(&strip, false)
            })
        };
        [across(y), across(y + h), down(x), down(x + w)]
    }

    /// How far the darkest line of a strip lies below what is beside it on both sides, as part of
    /// that: the edge of a shadow or a finger has no other side.
    fn depth(&self, strip: &Rect, lies: bool) -> f64 {
        let Some((pixels, width, height)) = self.pixels(strip) else {
            return 0.0;
        };
        let (length, count) = if lies {
            (height, width)
        } else {
            (width, height)
        };
        let mean = |at: usize| {
            let level = |k: usize| {
                let (x, y) = if lies { (k, at) } else { (at, k) };
                f64::from(pixels[y * width + x])
            };
            (0..count).map(level).sum::<f64>() / count as f64
        };
        let profile: Vec<f64> = (0..length).map(mean).collect();
        (1..length.saturating_sub(1))
            .map(|at| {
                let highest = |part: &[f64]| part.iter().copied().fold(0.0, f64::max);
                let beside = highest(&profile[..at]).min(highest(&profile[at + 1..]));
                (beside - profile[at]) / beside.max(1.0)
            })
            .fold(0.0, f64::max)
    }

    /// Level of what is bright above and below the box, in thirds: what is written in it ends there,
    /// and what lies over it does not.
    fn beside(&self) -> ([f64; 3], [f64; 3]) {
        let Rect { x, y, w, h } = self.rect;
        let bright = |strip: Rect| {
            let Some((mut pixels, _, _)) = self.pixels(&strip) else {
                return 0.0;
            };
            pixels.sort_unstable();
            f64::from(pixels[(pixels.len() - 1) * 85 / 100])
        };
        let tall = BESIDE.1 - BESIDE.0;
        let third =
            |nth: usize, top: f32| bright(Rect::new(x + w * nth as f32 / 3.0, top, w / 3.0, tall));
        (
            [0, 1, 2].map(|nth| third(nth, y - BESIDE.1)),
            [0, 1, 2].map(|nth| third(nth, y + h + BESIDE.0)),
        )
    }

    /// Level of the paper at a place and depth of the ink there.
    fn cell(&self, nth: usize) -> (f64, f64) {
        let (w, h) = (self.rect.w, self.rect.h);
        let (x, y) = place(nth);
        let cell = Rect::new(
            self.rect.x + x * w - w / 6.0,
            self.rect.y + y * h - h / 6.0,
            w / 3.0,
            h / 3.0,
        );
        let Some((pixels, _, _)) = self.pixels(&cell) else {
            return (0.0, 0.0);
        };
        let mut levels = pixels;
        levels.sort_unstable();
        let level = |share: f64| f64::from(levels[((levels.len() - 1) as f64 * share) as usize]);
        let (paper, dark) = (level(0.85), level(0.06));
        (paper, (paper - dark) / paper.max(1.0))
    }

    /// How much ink there is, away from the frame.
    fn mass(&self) -> f64 {
        let Rect { x, y, w, h } = self.rect;
        let inner = Rect::new(
            x + INSET * w,
            y + INSET * h,
            w - 2.0 * INSET * w,
            h - 2.0 * INSET * h,
        );
        let Some((mut pixels, _, _)) = self.pixels(&inner) else {
            return 0.0;
        };
        pixels.sort_unstable();
        let paper = f64::from(pixels[(pixels.len() - 1) * 85 / 100]).max(1.0);
        let sum: f64 = pixels.iter().map(|level| paper - f64::from(*level)).sum();
        sum / paper / (self.sheet.per_mm * self.sheet.per_mm)
    }

    fn pixels(&self, rect: &Rect) -> Option<(Vec<u8>, usize, usize)> {
        let pixel = |mm: f32| (f64::from(mm.max(0.0)) * self.sheet.per_mm).round() as u32;
        let (left, top) = (pixel(rect.x), pixel(rect.y));
        let cut = self.sheet.image.crop(
            left,
            top,
            pixel(rect.right()).saturating_sub(left).max(1),
            pixel(rect.bottom()).saturating_sub(top).max(1),
        )?;
        let (width, height) = (cut.width() as usize, cut.height() as usize);
        Some((cut.pixels().to_vec(), width, height))
    }
}
