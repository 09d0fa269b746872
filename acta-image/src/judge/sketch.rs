//! How dark the print of a form is, millimetre by millimetre, and which of several forms a sheet
//! shows: the one whose print is missed least.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "millimetres of a sheet and shares of darkness"
)]

use crate::find::Print;
use crate::gray::Gray;
use crate::layout::SHEET;
use crate::layout::drawing::Drawing;
use crate::rectify::Rectified;

/// Cells across and down, a millimetre each.
const WIDTH: usize = SHEET.w as usize;
const HEIGHT: usize = SHEET.h as usize;
/// Side of the squares in which the level of paper is looked for.
const TILE: usize = 9;
/// Millimetres around a place in which print is as faint as there.
const NEAR: usize = 40;
/// Columns that tell nothing: the emblems, whose colours depend on who stands for election.
const EMBLEMS: std::ops::Range<usize> = 95..112;

/// The print of a form.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Sketch(Vec<u8>);

impl std::fmt::Debug for Sketch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sketch({} cells)", self.0.len())
    }
}

impl Sketch {
    pub(super) fn of(drawing: &Drawing) -> Self {
        let print = Print::drawn(drawing);
        let fine = |x: usize, y: usize| {
            let inside = x < print.width && y < print.height;
            if inside {
                print.cells[y * print.width + x]
            } else {
                0.0
            }
        };
        let cell = |i: usize| {
            let (x, y) = (2 * (i % WIDTH), 2 * (i / WIDTH));
            (fine(x, y) + fine(x + 1, y) + fine(x, y + 1) + fine(x + 1, y + 1)) / 4.0
        };
        let cells: Vec<f32> = (0..WIDTH * HEIGHT).map(cell).collect();
        let level = |dark: &f32| (dark * 255.0).round().clamp(0.0, 255.0) as u8;
        Self(smoothed(&cells).iter().map(level).collect())
    }

    fn at(&self, cell: usize) -> f32 {
        f32::from(self.0[cell]) / 255.0
    }
}

/// Which of the sketches the sheet shows, as a number for each: how much of its darkness is left
/// unexplained, the least being the best. Where nothing can be seen all are alike.
pub(super) fn missed(sheet: &Rectified, sketches: &[&Sketch]) -> Vec<f32> {
    let seen = seen(sheet);
    let common: Vec<f32> = (0..WIDTH * HEIGHT)
        .map(|cell| sketches.iter().map(|one| one.at(cell)).fold(1.0, f32::min))
        .collect();
    let depth = depths(&seen, &common);
    let differs: Vec<usize> = (0..WIDTH * HEIGHT)
        .filter(|cell| !EMBLEMS.contains(&(cell % WIDTH)))
        .filter(|cell| {
            sketches
                .iter()
                .any(|one| one.0[*cell] != sketches[0].0[*cell])
        })
        .collect();
    let of = |sketch: &&Sketch| {
        let off = differs.iter().map(|cell| {
            let expected = depth[*cell] * sketch.at(*cell);
            // Ink is darker than any print: more than this says nothing more.
            (seen[*cell] - expected).clamp(-0.5, 0.25).powi(2)
        });
        off.sum()
    };
    sketches.iter().map(of).collect()
}

/// Darkness of the sheet against the paper around, 0 for paper.
fn seen(sheet: &Rectified) -> Vec<f32> {
    let small = sheet.image.resized(WIDTH as u32, HEIGHT as u32);
    let paper = paper(&small);
    let cells = small.pixels().iter().zip(&paper);
    let dark: Vec<f32> = cells
        .map(|(level, paper)| (1.0 - f32::from(*level) / paper.max(1.0)).clamp(0.0, 0.6))
        .collect();
    smoothed(&dark)
}

/// The level of paper everywhere: bright cells of squares, and between their middles a mean.
fn paper(small: &Gray) -> Vec<f32> {
    let (across, down) = (WIDTH.div_ceil(TILE), HEIGHT.div_ceil(TILE));
    let tiles: Vec<f32> = (0..across * down)
        .map(|i| {
            let (left, top) = ((i % across) * TILE, (i / across) * TILE);
            let side = TILE as u32;
            let cut = small.crop(left as u32, top as u32, side, side);
            let mut levels = cut.map_or_else(|| vec![255], |cut| cut.pixels().to_vec());
            levels.sort_unstable();
            f32::from(levels[(levels.len() - 1) * 85 / 100])
        })
        .collect();
    let place = |at: usize, count: usize| {
        let at = ((at as f32 + 0.5) / TILE as f32 - 0.5).clamp(0.0, (count - 1) as f32);
        let low = (at as usize).min(count.saturating_sub(2));
        (low, (low + 1).min(count - 1), at - low as f32)
    };
    (0..WIDTH * HEIGHT)
        .map(|i| {
            let (left, right, x) = place(i % WIDTH, across);
            let (above, below, y) = place(i / WIDTH, down);
            let row = |tile: usize| {
                tiles[tile * across + left] * (1.0 - x) + tiles[tile * across + right] * x
            };
            row(above) * (1.0 - y) + row(below) * y
        })
        .collect()
}

/// How deep print is around each cell: what best takes `common` to `seen`.
fn depths(seen: &[f32], common: &[f32]) -> Vec<f32> {
    let product: Vec<f32> = seen.iter().zip(common).map(|(a, b)| a * b).collect();
    let square: Vec<f32> = common.iter().map(|b| b * b).collect();
    let (product, square) = (around(&product), around(&square));
    let depth = |(a, b): (&f32, &f32)| (a / b.max(1e-3)).clamp(0.0, 1.2);
    product.iter().zip(&square).map(depth).collect()
}

/// Sums of the square of [`NEAR`] around each cell.
fn around(cells: &[f32]) -> Vec<f32> {
    let along = |cells: &[f32], lines: usize, length: usize, step: usize, next: usize| {
        let mut sums = vec![0.0_f32; cells.len()];
        for line in 0..lines {
            let at = |i: usize| line * next + i * step;
            let mut sum: f32 = (0..NEAR.min(length)).map(|i| cells[at(i)]).sum();
            for i in 0..length {
                if i + NEAR < length {
                    sum += cells[at(i + NEAR)];
                }
                if i > NEAR {
                    sum -= cells[at(i - NEAR - 1)];
                }
                sums[at(i)] = sum;
            }
        }
        sums
    };
    let rows = along(cells, HEIGHT, WIDTH, 1, WIDTH);
    along(&rows, WIDTH, HEIGHT, WIDTH, 1)
}

/// Means of each cell and its eight neighbours: print may lie a millimetre beside its place.
fn smoothed(cells: &[f32]) -> Vec<f32> {
    let mut to = cells.to_vec();
    for y in 1..HEIGHT - 1 {
        for x in 1..WIDTH - 1 {
            let row = |y: usize| {
                cells[y * WIDTH + x - 1..=y * WIDTH + x + 1]
                    .iter()
                    .sum::<f32>()
            };
            to[y * WIDTH + x] = (row(y - 1) + row(y) + row(y + 1)) / 9.0;
        }
    }
    to
}
