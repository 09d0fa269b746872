//! The sheet as if a scanner had seen it: landscape, right way up, square to the page.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "fixed point arithmetic on coordinates checked to lie inside the image"
)]

use crate::find::Found;
use crate::geometry::{Homography, Point, Quad};
use crate::gray::Gray;
use crate::intake::Photo;
use crate::layout::{Rect, SHEET};

/// Resolution at which a form with the most rows can still be read: its digit boxes, 2.7 mm high,
/// have 22 pixels. More is never kept.
pub const WANTED_PER_MM: f64 = 8.0;

/// Value of what lies outside the photo: neither paper nor ink.
pub const OUTSIDE: u8 = 128;

/// Pixels between two exact coordinates; between them they are interpolated, which at this
/// distance is exact to a hundredth of a pixel.
const STRIDE: usize = 16;

/// An upright part of the sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Rectified {
    /// The pixels.
    pub image: Gray,
    /// Pixels per millimetre of paper.
    pub per_mm: f64,
}

/// Pixels of the photo per millimetre of paper in the middle of the sheet, in the direction that
/// has fewer.
pub fn native_per_mm(found: &Found) -> f64 {
    let middle = Point::new(f64::from(SHEET.w) / 2.0, f64::from(SHEET.h) / 2.0);
    found.map.scale_at(middle).0
}

/// The whole sheet at `per_mm` pixels per millimetre.
pub fn rectify(photo: &Photo, found: &Found, per_mm: f64) -> Rectified {
    region(photo, found, Rect::new(0.0, 0.0, SHEET.w, SHEET.h), per_mm)
}

/// The part of the sheet that `rect` covers, at `per_mm` pixels per millimetre.
pub fn region(photo: &Photo, found: &Found, rect: Rect, per_mm: f64) -> Rectified {
    let per_mm = per_mm.clamp(0.5, 40.0);
    let pixels = |length: f32| (f64::from(length) * per_mm).round().clamp(1.0, 12_000.0) as u32;
    let mut image = Gray::filled(pixels(rect.w), pixels(rect.h), OUTSIDE);
    let to_mm = Homography::affine(
        1.0 / per_mm,
        0.0,
        rect.x.into(),
        0.0,
        1.0 / per_mm,
        rect.y.into(),
    );
    let to_stored = photo.to_stored().after(&found.map).after(&to_mm);
    let middle = Point::new(
        f64::from(image.width()) / 2.0,
        f64::from(image.height()) / 2.0,
    );
    let (_, shrink) = to_stored.scale_at(middle);
    if shrink > 1.4 && shrink.is_finite() {
        let corners = Quad::rectangle(image.width().into(), image.height().into());
        let part = Part::around(
            photo.stored(),
            &to_stored.apply_quad(&corners),
            1.1 / shrink,
        );
        if let Some(part) = part {
            warp(&part.image, &part.map.after(&to_stored), &mut image);
        }
    } else {
        warp(photo.stored(), &to_stored, &mut image);
    }
    Rectified { image, per_mm }
}

/// The part of an image that is needed, made smaller so that one pixel of the result never falls
/// between the pixels it is made of.
struct Part {
    image: Gray,
    /// From the coordinates of the whole to those of the part.
    map: Homography,
}

impl Part {
    fn around(image: &Gray, corners: &Quad, factor: f64) -> Option<Self> {
        let bounds = |values: [f64; 4], end: u32| {
            let end = f64::from(end);
            let least = values.into_iter().fold(end, f64::min).clamp(0.0, end);
            let most = values.into_iter().fold(0.0, f64::max).clamp(0.0, end);
            ((least - 2.0).max(0.0) as u32, (most + 3.0).min(end) as u32)
        };
        let (left, right) = bounds(corners.0.map(|p| p.x), image.width());
        let (top, bottom) = bounds(corners.0.map(|p| p.y), image.height());
        let (width, height) = (right.checked_sub(left)?, bottom.checked_sub(top)?);
        let whole = (width, height) == (image.width(), image.height());
        let cut = if whole {
            None
        } else {
            Some(image.crop(left, top, width, height)?)
        };
        let fit = |length: u32| (f64::from(length) * factor).round().max(1.0);
        let (w, h) = (fit(width), fit(height));
        Some(Self {
            image: cut.as_ref().unwrap_or(image).resized(w as u32, h as u32),
            map: Homography::affine(
                w / f64::from(width),
                0.0,
                -f64::from(left) * w / f64::from(width),
                0.0,
                h / f64::from(height),
                -f64::from(top) * h / f64::from(height),
            ),
        })
    }
}

/// Fills `to` with what `map` finds in `from` for the centre of each of its pixels, interpolated
/// between four; what lies outside is left as it is.
fn warp(from: &Gray, map: &Homography, to: &mut Gray) {
    let width = to.width() as usize;
    for (y, row) in to.pixels_mut().chunks_exact_mut(width).enumerate() {
        // Sampling is between pixel centres, so half a pixel is taken off.
        let at = |x: usize| {
            let p = map.apply(Point::new(x as f64 + 0.5, y as f64 + 0.5));
            Point::new(p.x - 0.5, p.y - 0.5)
        };
        let mut start = at(0);
        for (block, cells) in row.chunks_mut(STRIDE).enumerate() {
            let end = at(block * STRIDE + cells.len());
            warp_block(from, start, end, cells);
            start = end;
        }
    }
}

fn warp_block(from: &Gray, start: Point, end: Point, cells: &mut [u8]) {
    let (right, bottom) = (
        f64::from(from.width()) - 1.0,
        f64::from(from.height()) - 1.0,
    );
    let inside = |p: Point| p.x >= 0.0 && p.y >= 0.0 && p.x < right && p.y < bottom;
    let near = |p: Point| p.x > -1.0 && p.y > -1.0 && p.x < right + 1.0 && p.y < bottom + 1.0;
    let fixed = |value: f64| (value * 65_536.0) as i64;
    let count = cells.len() as f64;
    let step = end.minus(start).times(1.0 / count);
    if inside(start) && inside(end) {
        let (mut x, mut y) = (fixed(start.x), fixed(start.y));
        let (dx, dy) = (fixed(step.x), fixed(step.y));
        let (pixels, width) = (from.pixels(), from.width() as usize);
        for cell in cells {
            *cell = between(pixels, width, x, y);
            x += dx;
            y += dy;
        }
    } else {
        for (i, cell) in cells.iter_mut().enumerate() {
            let p = start.plus(step.times(i as f64));
            if near(p) {
                let (x, y) = (p.x.clamp(0.0, right - 0.01), p.y.clamp(0.0, bottom - 0.01));
                if right >= 1.0 && bottom >= 1.0 {
                    *cell = between(from.pixels(), from.width() as usize, fixed(x), fixed(y));
                }
            }
        }
    }
}

/// Bilinear value at `x`, `y` in 1/65,536 pixel, which has a neighbour to the right and below.
#[inline]
fn between(pixels: &[u8], width: usize, x: i64, y: i64) -> u8 {
    let at = (y >> 16) as usize * width + (x >> 16) as usize;
    let (fx, fy) = (((x >> 8) & 255) as u32, ((y >> 8) & 255) as u32);
    let above = &pixels[at..at + 2];
    let below = &pixels[at + width..at + width + 2];
    let upper = u32::from(above[0]) * (256 - fx) + u32::from(above[1]) * fx;
    let lower = u32::from(below[0]) * (256 - fx) + u32::from(below[1]) * fx;
    ((upper * (256 - fy) + lower * fy + 32_768) >> 16) as u8
}

/// The whole picture as it is seen, its longer side at most `side` pixels: what is sent where no
/// sheet was found. Its resolution is that of a sheet that fills it.
pub(crate) fn unfound(photo: &Photo, side: f64) -> Rectified {
    let (image, _) = photo.overview(side as u32);
    let longer = f64::from(image.width().max(image.height()));
    Rectified {
        per_mm: longer / f64::from(SHEET.w),
        image,
    }
}
