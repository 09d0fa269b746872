//! Every digit box of the sheet, measured.

use prep_model::contract::QualityReason;

use super::Verdict;
use super::evidence::Evidence;
use super::form::{Form, Line, Recognised};
use super::grain::Grain;
use super::places::{self, middle};
use super::texture::{self, Differences};
use super::tile::{self, Writing};
use crate::find::{Found, on_sheet};
use crate::intake::Photo;
use crate::layout::{Rect, marks};
use crate::rectify::Rectified;

/// Depth of the faintest frame of a box.
const LEAST_PRINT: f64 = 0.04;

/// Everything that is measured of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspection {
    /// Whose boxes were looked at.
    pub form: Form,
    /// Part of the lines of its table that can be seen.
    pub lines_seen: f64,
    /// Steps to which the file rounds what is as fine as strokes, along the diagonal of its table;
    /// `None` where there was no file.
    pub steps: Option<[f64; 8]>,
    /// Deviation of the photo's noise, in levels of its own pixels and of means of two by two.
    pub grain: [f64; 2],
    /// True if the corners of all four marks are in the photo.
    pub is_whole: bool,
    /// Every box of the form, in its order: rows of the table first.
    pub boxes: Vec<Measured>,
}

/// A box and the writing around it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// What can be seen of the box itself.
    pub evidence: Evidence,
    /// True for the rows of the table.
    pub in_table: bool,
    /// True for the first row, which has no line above it.
    pub is_first: bool,
    /// Smear of the writing around it, as measured, in pixels of the straightened sheet, where it is
    /// widest.
    pub smear_px: f64,
    /// How the writing around it changes from place to place.
    pub differences: Differences,
    /// Pixels per millimetre of the straightened sheet.
    pub sheet_per_mm: f64,
    /// Depth of the ink around it, as part of the paper's level.
    pub depth: f64,
}

impl Inspection {
    pub(super) fn of(photo: &Photo, found: &Found, sheet: &Rectified, forms: &[Form]) -> Self {
        let Recognised {
            form,
            are_sure,
            lines_seen,
        } = Form::recognise(sheet, forms);
        let mut boxes = Vec::new();
        for (lines, in_table) in [(&form.rows, true), (&form.stubs, false)] {
            let around: Vec<Option<Writing>> = (0..lines.len())
                .map(|nth| around(sheet, lines, nth, in_table))
                .collect();
            let differences: Vec<Differences> = (0..lines.len())
                .map(|nth| texture::differences(photo, found, place_around(lines, nth, in_table)))
                .collect();
            for (nth, line) in lines.iter().enumerate() {
                let Some(here) = around[nth] else {
                    continue;
                };
                let smear_px = among_neighbours(lines, &around, nth).unwrap_or(here.smear_px);
                let first = boxes.len();
                boxes.extend(line.boxes.iter().map(|rect| Measured {
                    evidence: Evidence::of(photo, found, sheet, *rect),
                    in_table,
                    is_first: in_table && nth == 0,
                    smear_px,
                    differences: differences[nth],
                    sheet_per_mm: sheet.per_mm,
                    depth: here.depth,
                }));
                // Forms of one table may differ in their numerals: one without any print is not there.
                let print = |one: &Measured| one.evidence.lines.iter().copied().fold(0.0, f64::max);
                let is_there = |one: &Measured| print(one) > LEAST_PRINT;
                let is_sure = in_table || are_sure;
                if !is_sure && !boxes[first..].iter().any(is_there) {
                    boxes.truncate(first);
                }
            }
        }
        let steps = photo.steps();
        let grain = Grain::of(photo, found);
        for one in &mut boxes {
            one.evidence.noise = grain.noise(middle(&one.evidence.paper), steps.as_ref());
        }
        Self {
            grain: [grain.fine, grain.coarse],
            is_whole: is_whole(photo, found),
            steps,
            form,
            lines_seen,
            boxes,
        }
    }
}

impl Inspection {
    /// What follows from it for a sheet found like this.
    pub fn verdict(&self, found: &Found) -> Verdict {
        places::judge(found, self)
    }

    /// How far each box is from what can be read, 1 being the limit, by everything that can be wrong
    /// with it: to see which measure decided.
    pub fn margins(&self) -> Vec<Vec<(f64, QualityReason)>> {
        places::margins(self)
    }
}

/// Whether the frame of the marks is in the photo, but for a millimetre.
fn is_whole(photo: &Photo, found: &Found) -> bool {
    let (width, height) = (f64::from(photo.width()), f64::from(photo.height()));
    marks::FRAME.inset(1.0).corners().into_iter().all(|corner| {
        let at = found.map.apply(on_sheet(corner.x, corner.y));
        (0.0..width).contains(&at.x) && (0.0..height).contains(&at.y)
    })
}

/// Print beside a numeral has fewer strokes in every direction than a hand's words: what is measured
/// there is too wide by so many pixels.
const OF_PRINT: f64 = 0.2;

/// The middle one of a line's smear and those of its neighbours in the same column: smear changes
/// slowly, and a line may have strokes in few directions.
fn among_neighbours(lines: &[Line], around: &[Option<Writing>], nth: usize) -> Option<f64> {
    let in_column = |other: &usize| {
        let (here, there) = (&lines[nth].whole, &lines[*other].whole);
        (here.right() - there.right()).abs() < 5.0
    };
    let first = nth.saturating_sub(1);
    let near = (first..(nth + 2).min(lines.len())).filter(in_column);
    let smears = near.filter_map(|other| around[other].map(|writing| writing.smear_px));
    let mut smears: Vec<f64> = smears.collect();
    smears.sort_by(f64::total_cmp);
    // Of two the narrower: what has too few strokes is measured too wide.
    smears.get((smears.len().max(1) - 1) / 2).copied()
}

/// The writing by which the smear of a line's digits is measured: the rows above and below with the
/// ends of their words, or the print around a numeral.
fn around(sheet: &Rectified, lines: &[Line], nth: usize, in_table: bool) -> Option<Writing> {
    let rect = place_around(lines, nth, in_table);
    let mut writing = tile::writing(sheet, &rect)?;
    if !in_table {
        writing.smear_px = (writing.smear_px - OF_PRINT).max(1.0);
    }
    Some(writing)
}

fn place_around(lines: &[Line], nth: usize, in_table: bool) -> Rect {
    let line = &lines[nth].whole;
    if in_table {
        let first = &lines[nth.saturating_sub(1)].whole;
        let last = &lines[(nth + 1).min(lines.len() - 1)].whole;
        Rect::between(
            line.right() - 40.0,
            first.y,
            line.right() + 0.7,
            last.bottom(),
        )
    } else {
        let left = line.right() - 34.0;
        Rect::between(left, line.y - 8.5, line.right() + 0.3, line.bottom() + 3.0)
    }
}
