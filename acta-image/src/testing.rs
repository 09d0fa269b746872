//! A drawn sheet and photographs of it, for tests of the eye alone. The simulator makes the ones that
//! the eye is measured on.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "grey levels and pixel counts of test pictures"
)]

use jpeg_encoder::{ColorType, Encoder};

use crate::geometry::{Homography, Point, Quad};
use crate::gray::Gray;
use crate::layout::{Rect, SHEET, marks};
use crate::rectify::Rectified;

const PAPER: u8 = 215;
const INK: u8 = 45;

/// A sheet with its marks and a table of eighteen rows, every box with a figure in it.
pub(crate) fn sheet(per_mm: f64) -> Rectified {
    let side = |length: f32| (f64::from(length) * per_mm).round() as u32;
    let mut image = Gray::filled(side(SHEET.w), side(SHEET.h), PAPER);
    let mut fill = |rect: Rect| {
        let left = side(rect.x).min(image.width());
        let right = side(rect.right()).max(left + 1).min(image.width());
        let width = image.width() as usize;
        for y in side(rect.y)..side(rect.bottom()).max(side(rect.y) + 1) {
            let row = &mut image.pixels_mut()[y as usize * width..(y as usize + 1) * width];
            row[left as usize..right as usize].fill(INK);
        }
    };
    marks::SQUARES.into_iter().for_each(&mut fill);
    marks::ELL_ARMS.into_iter().for_each(&mut fill);
    for row in 0..18_u8 {
        let top = 40.8 + 5.77 * f32::from(row);
        fill(Rect::new(95.7, top, 85.0, 0.25));
        fill(Rect::new(98.0, top + 1.2, 8.0, 3.0));
        fill(Rect::new(115.0, top + 2.5, 30.0, 0.5));
        for digit in 0..3_u8 {
            let left = 180.8 - 4.9 * f32::from(3 - digit);
            fill(Rect::new(left, top + 0.45, 0.2, 4.8));
            fill(Rect::new(left + 4.3, top + 0.45, 0.2, 4.8));
            fill(Rect::new(left + 2.0, top + 1.0, 0.5, 3.8));
            fill(Rect::new(left + 1.0, top + 2.6, 2.2, 0.5));
        }
    }
    for top in [123.2, 142.8, 160.4, 177.8] {
        fill(Rect::new(78.0, top, 0.2, 5.6));
        fill(Rect::new(88.0, top, 0.5, 5.6));
        fill(Rect::new(78.0, top + 5.4, 14.0, 0.2));
    }
    Rectified { image, per_mm }
}

/// The sheet as a camera sees it whose picture has these corners, on a dark table.
pub(crate) fn photo(sheet: &Rectified, width: u32, height: u32, corners: &Quad) -> Gray {
    let from = Quad::rectangle(sheet.image.width().into(), sheet.image.height().into());
    let back = Homography::between(corners, &from).expect("corners of a sheet");
    let pixels = (0..u64::from(width) * u64::from(height)).map(|i| {
        let (x, y) = (i % u64::from(width), i / u64::from(width));
        let (x, y) = (f64::from(x as u32), f64::from(y as u32));
        // Four samples a pixel, so that edges fall where they should.
        let samples = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)];
        let levels = samples.map(|(dx, dy)| {
            let p = back.apply(Point::new(x + dx, y + dy));
            let inside = (0.0..from.0[2].x).contains(&p.x) && (0.0..from.0[2].y).contains(&p.y);
            if inside {
                u32::from(sheet.image.row(p.y as u32)[p.x as usize])
            } else {
                70
            }
        });
        (levels.iter().sum::<u32>() / 4) as u8
    });
    Gray::new(width, height, pixels.collect()).expect("as many pixels as asked for")
}

/// Blurred by a disc-like kernel of deviation `sigma` pixels: three passes of a box.
pub(crate) fn blurred(image: &Gray, sigma: f64) -> Gray {
    let reach = (((4.0 * sigma * sigma + 1.0).sqrt() - 1.0) / 2.0).round() as usize;
    let mut done = image.clone();
    if reach == 0 {
        return done;
    }
    let (w, h) = (image.width() as usize, image.height() as usize);
    for pass in 0..6 {
        let (lines, length, step, stride) = if pass % 2 == 0 {
            (h, w, 1, w)
        } else {
            (w, h, w, 1)
        };
        let source = done.pixels().to_vec();
        for line in 0..lines {
            let at = |i: usize| u32::from(source[line * stride + i * step]);
            for i in 0..length {
                let (low, high) = (i.saturating_sub(reach), (i + reach).min(length - 1));
                let sum: u32 = (low..=high).map(at).sum();
                let count = (high - low + 1) as u32;
                done.pixels_mut()[line * stride + i * step] = ((sum + count / 2) / count) as u8;
            }
        }
    }
    done
}

/// As a file.
pub(crate) fn jpeg(image: &Gray, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let side = |length: u32| u16::try_from(length).expect("test pictures are small");
    let (width, height) = (side(image.width()), side(image.height()));
    Encoder::new(&mut bytes, quality)
        .encode(image.pixels(), width, height, ColorType::Luma)
        .expect("memory takes it");
    bytes
}

/// Corners of a sheet seen a little askew in a picture of 1,600 × 1,240, turned by `quarters`.
pub(crate) fn askew(quarters: usize) -> Quad {
    let seen = [
        (110.0, 90.0),
        (1_490.0, 60.0),
        (1_530.0, 1_150.0),
        (70.0, 1_120.0),
    ];
    Quad(seen.map(|(x, y)| Point::new(x, y))).turned(quarters)
}
