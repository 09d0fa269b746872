//! Whether what lies where a guess has the sheet looks like the print of an acta the right way up:
//! what four black spots alone cannot say.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "cells of a sheet and pixels of an overview, a few hundred a side"
)]

use std::sync::OnceLock;

use super::ink::running_sums;
use crate::geometry::{Homography, Point};
use crate::gray::Gray;
use crate::layout::drawing::{Drawing, Item};
use crate::layout::{Rect, SHEET};

/// How dark the print is, place by place, in squares of [`CELL`] millimetres.
pub(crate) struct Print {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) cells: Vec<f32>,
}

/// Side of a cell in millimetres.
pub(super) const CELL: f32 = 0.5;
/// Cells that are passed over between two that are compared.
const STEP: usize = 3;
/// Least part of a sheet that must be in view.
const LEAST_SHARE: f64 = 0.2;
/// Part of a line of text that is ink.
const TEXT: f32 = 0.4;

/// The print that every form has in common, and a table of the usual length.
pub(super) fn print() -> &'static Print {
    static PRINT: OnceLock<Print> = OnceLock::new();
    PRINT.get_or_init(|| {
        let mut print = Print::drawn(&crate::layout::usual());
        print.smooth();
        print
    })
}

impl Print {
    /// As sharp as it is printed.
    pub(crate) fn drawn(drawing: &Drawing) -> Self {
        let (width, height) = ((SHEET.w / CELL) as usize, (SHEET.h / CELL) as usize);
        let mut print = Self {
            width,
            height,
            cells: vec![0.0; width * height],
        };
        for item in &drawing.items {
            print.draw(item);
        }
        print
    }

    fn draw(&mut self, item: &Item) {
        match item {
            Item::Fill(rect, color) => self.fill(rect, darkness(color.rgb)),
            Item::Disc(rect, color) => self.fill(&rect.inset(0.06 * rect.w), darkness(color.rgb)),
            Item::Frame(rect, pen) => {
                let (w, dark) = (pen.width, darkness(pen.color.rgb));
                let Rect { x, y, .. } = *rect;
                for line in [
                    Rect::new(x, y - w / 2.0, rect.w, w),
                    Rect::new(x, rect.bottom() - w / 2.0, rect.w, w),
                    Rect::new(x - w / 2.0, y, w, rect.h),
                    Rect::new(rect.right() - w / 2.0, y, w, rect.h),
                ] {
                    self.fill(&line, dark);
                }
            }
            Item::Stroke(points, pen) => {
                let dark = darkness(pen.color.rgb);
                for pair in points.windows(2) {
                    let (a, b) = (pair[0], pair[1]);
                    let (left, top) = (a.x.min(b.x), a.y.min(b.y));
                    let (wide, tall) = ((a.x - b.x).abs(), (a.y - b.y).abs());
                    // Slanted strokes are small: their boxes would be too dark.
                    if wide < 0.5 || tall < 0.5 {
                        let line = Rect::new(left, top, wide.max(pen.width), tall.max(pen.width));
                        self.fill(&line, dark);
                    }
                }
            }
            Item::Text(text) if text.rise == 0.0 => {
                let tall = text.size * 0.6;
                let place = Rect::new(text.at.x, text.at.y - tall, text.width(), tall);
                self.fill(&place, TEXT * darkness(text.color.rgb));
            }
            Item::Text(_) | Item::Polygons(..) | Item::Ring(..) => {}
        }
    }

    fn fill(&mut self, rect: &Rect, dark: f32) {
        let (left, right) = (rect.x / CELL, rect.right() / CELL);
        let (top, bottom) = (rect.y / CELL, rect.bottom() / CELL);
        let within = |from: f32, to: f32, cell: usize| {
            (to.min(cell as f32 + 1.0) - from.max(cell as f32)).max(0.0)
        };
        for y in (top.max(0.0) as usize)..(bottom.ceil().max(0.0) as usize).min(self.height) {
            for x in (left.max(0.0) as usize)..(right.ceil().max(0.0) as usize).min(self.width) {
                let part = within(left, right, x) * within(top, bottom, y);
                let cell = &mut self.cells[y * self.width + x];
                *cell += (dark - *cell) * part;
            }
        }
    }

    /// As blurred as photographs of it are looked at.
    fn smooth(&mut self) {
        for _ in 0..2 {
            self.cells = smoothed(&self.cells, self.width);
        }
    }
}

/// Means of each cell and its eight neighbours.
fn smoothed(cells: &[f32], width: usize) -> Vec<f32> {
    let height = cells.len() / width;
    let mut to = vec![0.0; cells.len()];
    for y in 1..height - 1 {
        for x in 1..width - 1 {
            let row = |y: usize| {
                cells[y * width + x - 1..=y * width + x + 1]
                    .iter()
                    .sum::<f32>()
            };
            to[y * width + x] = (row(y - 1) + row(y) + row(y + 1)) / 9.0;
        }
    }
    to
}

fn darkness([red, green, blue]: [u8; 3]) -> f32 {
    let luma = 0.299 * f32::from(red) + 0.587 * f32::from(green) + 0.114 * f32::from(blue);
    1.0 - luma / 255.0
}

/// Sums over pairs of values whose correlation is wanted.
#[derive(Default)]
pub(super) struct Pairs {
    pub(super) count: f64,
    sums: (f64, f64),
    squares: (f64, f64),
    product: f64,
}

impl Pairs {
    pub(super) fn add(&mut self, one: f64, other: f64) {
        self.count += 1.0;
        self.sums.0 += one;
        self.sums.1 += other;
        self.squares.0 += one * one;
        self.squares.1 += other * other;
        self.product += one * other;
    }

    /// Between -1 and 1; 0 if either does not vary, or is not a number.
    pub(super) fn correlation(&self) -> f64 {
        let means = (self.sums.0 / self.count, self.sums.1 / self.count);
        let spread = (self.squares.0 / self.count - means.0 * means.0)
            * (self.squares.1 / self.count - means.1 * means.1);
        let together = self.product / self.count - means.0 * means.1;
        let value = together / spread.max(1e-12).sqrt();
        if value.is_nan() { 0.0 } else { value }
    }
}

/// How dark each pixel is against its surroundings: 0 for paper, whatever the light.
pub(super) struct Darkness {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) levels: Vec<f32>,
}

impl Darkness {
    pub(super) fn of(image: &Gray) -> Self {
        let (width, height) = (image.width() as usize, image.height() as usize);
        let sums = running_sums(image);
        let reach = width.max(height) / 30;
        let mut levels = vec![0.0; width * height];
        for y in 0..height {
            let (top, bottom) = (y.saturating_sub(reach), (y + reach + 1).min(height));
            for x in 0..width {
                let (left, right) = (x.saturating_sub(reach), (x + reach + 1).min(width));
                let at = |x: usize, y: usize| sums[y * (width + 1) + x];
                let sum = at(right, bottom)
                    .wrapping_sub(at(left, bottom))
                    .wrapping_sub(at(right, top).wrapping_sub(at(left, top)));
                let mean = sum as f32 / ((bottom - top) * (right - left)) as f32;
                let level = f32::from(image.pixels()[y * width + x]);
                levels[y * width + x] = (1.0 - level / mean.max(1.0)).clamp(-0.15, 0.6);
            }
        }
        for _ in 0..2 {
            if width > 2 && height > 2 {
                levels = smoothed(&levels, width);
            }
        }
        Self {
            width,
            height,
            levels,
        }
    }

    pub(super) fn at(&self, place: Point) -> Option<f32> {
        let inside = place.x >= 0.0
            && place.y >= 0.0
            && place.x < self.width as f64
            && place.y < self.height as f64;
        inside.then(|| self.levels[place.y as usize * self.width + place.x as usize])
    }

    /// Correlation of what is where `map` has the sheet with its print, times the part of the sheet
    /// that is in view: 1 for the print itself, about 0 for anything else.
    pub(super) fn agreement(&self, map: &Homography) -> f64 {
        let print = print();
        let (mut pairs, mut total) = (Pairs::default(), 0.0_f64);
        for y in (0..print.height).step_by(STEP) {
            for x in (0..print.width).step_by(STEP) {
                total += 1.0;
                let at = |cell: usize| (cell as f64 + 0.5) * f64::from(CELL);
                if let Some(seen) = self.at(map.apply(Point::new(at(x), at(y)))) {
                    pairs.add(print.cells[y * print.width + x].into(), seen.into());
                }
            }
        }
        let share = pairs.count / total;
        if share < LEAST_SHARE {
            return 0.0;
        }
        pairs.correlation() * share
    }
}
