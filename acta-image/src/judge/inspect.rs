//! Every digit box of the sheet, measured.

use prep_model::claves::QrLabel;
use prep_model::contract::QualityReason;

use super::Verdict;
use super::evidence::Evidence;
use super::form::{Form, Line, Recognised};
use super::grain::Grain;
use super::places::{self, middle};
use super::texture::{self, Differences, Place};
use super::tile;
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
    /// Ink of a usual digit for each millimetre of its height, as part of the paper's level times
    /// millimetres: how thick and dark its strokes are together.
    pub stroke: f64,
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
    /// How the writing around it changes from place to place.
    pub differences: Differences,
    /// Deviation of the smear there, in millimetres of paper, where it is widest.
    pub smear_mm: f64,
    /// Depth of the ink there, as part of the paper's level.
    pub depth: f64,
}

impl Inspection {
    pub(super) fn of(
        photo: &Photo,
        found: &Found,
        sheet: &Rectified,
        forms: &[Form],
        label: Option<&QrLabel>,
    ) -> Self {
        let Recognised {
            form,
            are_sure,
            lines_seen,
        } = Form::recognise(sheet, forms, label);
        let mut boxes = Vec::new();
        for (lines, in_table) in [(&form.rows, true), (&form.stubs, false)] {
            for (nth, line) in lines.iter().enumerate() {
                let around = around(lines, nth, in_table);
                let Some(depth) = tile::depth(sheet, &around) else {
                    continue;
                };
                let differences = texture::differences(photo, found, around);
                let first = boxes.len();
                boxes.extend(line.boxes.iter().map(|rect| Measured {
                    evidence: Evidence::of(photo, found, sheet, *rect),
                    in_table,
                    is_first: in_table && nth == 0,
                    differences,
                    smear_mm: 0.0,
                    depth,
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
            one.complete(&grain, steps.as_ref());
        }
        pool(&mut boxes);
        Self {
            stroke: stroke(&boxes),
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

impl Measured {
    /// What follows from the noise of the photo.
    fn complete(&mut self, grain: &Grain, steps: Option<&[f64; 8]>) {
        let evidence = &mut self.evidence;
        let paper = middle(&evidence.paper);
        evidence.noise = grain.noise(paper, steps);
        let place = Place {
            paper,
            noise: evidence.noise,
            in_table: self.in_table,
            height: evidence.rect.h.into(),
            per_mm: evidence.per_mm,
        };
        self.smear_mm = texture::smear_mm(&self.differences, &place);
    }
}

/// Millimetres within which smear and light are about the same.
const NEAR: f32 = 26.0;

/// Smear and depth are the middle ones of the boxes around: they change slowly, and a line may have
/// strokes in few directions, or hardly any.
fn pool(boxes: &mut [Measured]) {
    let all: Vec<(Rect, f64, f64)> = boxes
        .iter()
        .map(|one| (one.evidence.rect, one.smear_mm, one.depth))
        .collect();
    for one in boxes {
        let rect = one.evidence.rect;
        let near = all.iter().filter(|(other, ..)| {
            (other.x - rect.x).abs() < NEAR && (other.y - rect.y).abs() < NEAR
        });
        let (mut smears, mut depths): (Vec<f64>, Vec<f64>) =
            near.map(|(_, smear, depth)| (*smear, *depth)).unzip();
        smears.sort_by(f64::total_cmp);
        depths.sort_by(f64::total_cmp);
        one.smear_mm = smears[smears.len() / 2];
        one.depth = depths[depths.len() / 2];
    }
}

/// Boxes with less ink than this for a millimetre of height are empty.
const LEAST_INK: f64 = 0.12;
/// What is said of sheets with hardly a digit on them.
const NO_INK: f64 = 0.2;

fn stroke(boxes: &[Measured]) -> f64 {
    let inks = boxes.iter().map(|one| {
        let height = places::DIGIT * f64::from(one.evidence.rect.h);
        one.evidence.mass / height
    });
    let mut inks: Vec<f64> = inks.filter(|ink| *ink > LEAST_INK).collect();
    inks.sort_by(f64::total_cmp);
    if inks.len() > 5 {
        inks[inks.len() / 2]
    } else {
        NO_INK
    }
}

/// The writing by which the smear of a line's digits is measured: the rows above and below with the
/// ends of their words, or the print around a numeral.
fn around(lines: &[Line], nth: usize, in_table: bool) -> Rect {
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
