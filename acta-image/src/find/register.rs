//! A sheet roughly found, moved to where its print is: where marks are hidden the columns of text
//! beside the table, which are the same on every form, say where it lies.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    reason = "cells of a sheet, a few hundred a side"
)]

use super::agree::{CELL, Darkness, Pairs, print};
use crate::geometry::{Homography, Point};

/// Size of a piece of print in cells, and from one to the next.
const PIECE: (usize, usize) = (52, 36);
const PITCH: (usize, usize) = (26, 24);
/// How far a piece may lie from where it should, in cells, in each round.
const REACH: [usize; 2] = [12, 6];
/// Least correlation of a piece that has been found.
const LEAST: f64 = 0.45;
/// Fewest pieces that say where the sheet is.
const LEAST_PIECES: usize = 8;
/// Columns of print that are the same on every form, in millimetres.
const COLUMNS: [(f32, f32); 2] = [(6.0, 94.0), (182.0, 273.0)];

/// The map moved onto the print; `None` where too little of it is recognised.
pub(super) fn register(darkness: &Darkness, map: &Homography) -> Option<Homography> {
    let mut map = *map;
    for reach in REACH {
        let pairs = pieces(darkness, &map, reach);
        map = fit(pairs)?;
    }
    Some(map)
}

/// Places of the sheet and where they are in the picture.
fn pieces(darkness: &Darkness, map: &Homography, reach: usize) -> Vec<(Point, Point)> {
    let print = print();
    let at = |x: f64, y: f64| {
        let cell = f64::from(CELL);
        map.apply(Point::new((x + 0.5) * cell, (y + 0.5) * cell))
    };
    let seen: Vec<f32> = (0..print.width * print.height)
        .map(|i| {
            let (x, y) = ((i % print.width) as f64, (i / print.width) as f64);
            darkness.at(at(x, y)).unwrap_or(f32::NAN)
        })
        .collect();
    let mut pairs = Vec::new();
    let (wide, tall) = PIECE;
    for column in COLUMNS {
        let (left, right) = ((column.0 / CELL) as usize, (column.1 / CELL) as usize);
        for x in (left..right.saturating_sub(wide)).step_by(PITCH.0) {
            for y in (reach + 20..print.height - tall - reach - 20).step_by(PITCH.1) {
                let piece = Piece {
                    print: &print.cells,
                    seen: &seen,
                    width: print.width,
                    x,
                    y,
                };
                if let Some((dx, dy)) = piece.moved(reach) {
                    let (cx, cy) = (x as f64 + wide as f64 / 2.0, y as f64 + tall as f64 / 2.0);
                    let cell = f64::from(CELL);
                    let on_sheet = Point::new((cx + 0.5) * cell, (cy + 0.5) * cell);
                    pairs.push((on_sheet, at(cx + dx, cy + dy)));
                }
            }
        }
    }
    pairs
}

struct Piece<'a> {
    print: &'a [f32],
    seen: &'a [f32],
    width: usize,
    x: usize,
    y: usize,
}

impl Piece<'_> {
    /// By how many cells the piece is moved, to a part of one; `None` if it is not recognised, or
    /// only at the end of what was searched.
    fn moved(&self, reach: usize) -> Option<(f64, f64)> {
        let reach = reach as isize;
        let mut best = (LEAST, None);
        for dy in (-reach..=reach).step_by(2) {
            for dx in (-reach..=reach).step_by(2) {
                let value = self.correlation(dx, dy);
                if value > best.0 {
                    best = (value, Some((dx, dy)));
                }
            }
        }
        let (x, y) = best.1?;
        for dy in y - 1..=y + 1 {
            for dx in x - 1..=x + 1 {
                let value = self.correlation(dx, dy);
                if value > best.0 {
                    best = (value, Some((dx, dy)));
                }
            }
        }
        let (dx, dy) = best.1?;
        if dx.abs() >= reach || dy.abs() >= reach {
            return None;
        }
        let peak = |before: f64, here: f64, after: f64| {
            let bend = before - 2.0 * here + after;
            if bend < -1e-6 {
                (0.5 * (before - after) / bend).clamp(-0.5, 0.5)
            } else {
                0.0
            }
        };
        let off_x = peak(
            self.correlation(dx - 1, dy),
            best.0,
            self.correlation(dx + 1, dy),
        );
        let off_y = peak(
            self.correlation(dx, dy - 1),
            best.0,
            self.correlation(dx, dy + 1),
        );
        Some((dx as f64 + off_x, dy as f64 + off_y))
    }

    fn correlation(&self, dx: isize, dy: isize) -> f64 {
        let mut pairs = Pairs::default();
        for y in (0..PIECE.1).step_by(2) {
            let row = (self.y + y) * self.width + self.x;
            let seen = (row as isize + dy * self.width as isize + dx) as usize;
            let there = &self.seen[seen..seen + PIECE.0];
            for (print, seen) in self.print[row..row + PIECE.0].iter().zip(there) {
                // What lies outside the picture is not a number, and neither is the result.
                pairs.add(f64::from(*print), f64::from(*seen));
            }
        }
        pairs.correlation()
    }
}

/// The map that most pieces agree on.
fn fit(mut pairs: Vec<(Point, Point)>) -> Option<Homography> {
    loop {
        if pairs.len() < LEAST_PIECES {
            return None;
        }
        let map = Homography::fit(&pairs)?;
        let off = |pair: &(Point, Point)| map.apply(pair.0).distance(pair.1);
        let mut all: Vec<f64> = pairs.iter().map(off).collect();
        all.sort_by(f64::total_cmp);
        let most = (3.0 * all[all.len() / 2]).max(1.5);
        let before = pairs.len();
        pairs.retain(|pair| off(pair) <= most);
        if pairs.len() == before {
            return Some(map);
        }
    }
}
