//! Where digits stand on every form, and what must be measured there.

use prep_model::contract::QualityReason;

use super::tile::{self, Tile};
use super::{Figures, Verdict, least_confidence};
use crate::find::{Found, on_sheet};
use crate::layout::Rect;
use crate::rectify::Rectified;

/// Widest smear with which a digit is still read, in millimetres of paper, where the contrast is
/// good.
pub(super) const MOST_BLUR: f64 = 0.55;
/// Least levels between paper and ink.
const LEAST_CONTRAST: f64 = 14.0;
/// Least levels for a piece to count as having ink at all.
const ANY_INK: f64 = 9.0;
/// Part of the paper's level by which writing is darker at least.
const WRITING: f64 = 0.16;
/// How many times the noise the contrast must be.
const LEAST_SIGNAL: f64 = 1.6;
/// Least pixels of the photo per millimetre of paper: a digit of 4 mm has eight.
const LEAST_PER_MM: f64 = 2.1;
/// Paper so bright that the sensor has nothing above it.
const SATURATED: f64 = 247.0;
/// Paper so dark that ink has no room below it.
const DARK_PAPER: f64 = 70.0;
/// Least part of a piece that must be in the photo.
const LEAST_INSIDE: f64 = 0.8;

/// The table of votes: its upper edge, and one band of rows after another down to the lowest edge
/// that a table has.
const BANDS: u8 = 15;
const BAND: f32 = 8.23;
const TABLE_TOP: f32 = 40.8;
/// Emblems of the rows, which every row has.
const EMBLEMS: (f32, f32) = (96.0, 14.5);
/// The three columns of digit boxes that every form has, which end at the same edge on each.
const COLUMNS: [f32; 3] = [166.0, 170.9, 175.8];
/// Width of a piece: a box with both its edges.
const WIDTH: f32 = 5.1;
/// Bands above this edge are table wherever there are emblems; below may stand a question.
const ONLY_TABLE: f32 = 142.0;
/// Upper edges of the digit boxes of numerals 2 to 5, and the left edges of their columns.
const STUBS: [f32; 4] = [123.2, 142.8, 160.4, 177.8];
const STUB_COLUMNS: [f32; 3] = [77.2, 82.1, 87.0];

/// A piece where digits stand, or should.
struct Place {
    rect: Rect,
    /// Whether ink must be there.
    required: bool,
}

fn band(nth: u8, left: f32, width: f32) -> Rect {
    Rect::new(left, TABLE_TOP + BAND * f32::from(nth), width, BAND)
}

fn places(sheet: &Rectified) -> Vec<Place> {
    let is_printed = |rect: &Rect| {
        let tile = tile::measure(sheet, rect);
        tile.is_some_and(|tile| tile.contrast >= 2.0 * ANY_INK)
    };
    let table = (0..BANDS).flat_map(|nth| {
        let (left, width) = EMBLEMS;
        let emblem = band(nth, left, width);
        let required = emblem.bottom() < ONLY_TABLE && is_printed(&emblem);
        COLUMNS.map(|left| Place {
            rect: band(nth, left, WIDTH),
            required,
        })
    });
    let stubs = STUBS.into_iter().flat_map(|top| {
        STUB_COLUMNS.map(|left| Place {
            rect: Rect::new(left, top - 0.6, WIDTH, 6.8),
            required: false,
        })
    });
    table.chain(stubs).collect()
}

/// Judges every place; one that nobody can read is enough.
pub(super) fn judge(found: &Found, sheet: &Rectified) -> Verdict {
    if found.confidence < least_confidence(found.method) {
        let mut verdict = Verdict::no_sheet();
        verdict.figures.sheet = found.confidence;
        return verdict;
    }
    let mut reasons = Vec::new();
    let mut worst = Worst::default();
    for place in places(sheet) {
        let centre = place.rect.center();
        let per_mm = found.map.scale_at(on_sheet(centre.x, centre.y)).0;
        let tile = tile::measure(sheet, &place.rect);
        let Some(tile) = tile.filter(|tile| counts(tile, place.required)) else {
            continue;
        };
        let (margin, reason) = margin(&tile, per_mm);
        worst.add(&tile, per_mm, (margin, reason));
        if margin < 1.0 {
            reasons.push(reason);
        }
    }
    reasons.sort_unstable();
    reasons.dedup();
    Verdict {
        reasons,
        figures: worst.figures(found),
    }
}

/// Whether anything can be said of a piece: it has writing, or should have ink, or is not in the
/// photo. The thin grey frame of an empty box is no writing.
fn counts(tile: &Tile, required: bool) -> bool {
    let writing = ANY_INK.max(WRITING * tile.paper);
    required || tile.contrast >= writing || tile.inside < LEAST_INSIDE
}

/// How far a piece is from what can be read, and what brings it nearest: 1 is the limit, more is
/// better.
fn margin(tile: &Tile, per_mm: f64) -> (f64, QualityReason) {
    let faint = if tile.paper >= SATURATED {
        QualityReason::Glare
    } else if tile.paper < DARK_PAPER {
        QualityReason::Dark
    } else if tile.blur_mm > MOST_BLUR {
        QualityReason::Blurred
    } else {
        QualityReason::Cut
    };
    let margins = [
        (tile.inside / LEAST_INSIDE, QualityReason::Cut),
        (per_mm / LEAST_PER_MM, QualityReason::TooSmall),
        (tile.contrast / LEAST_CONTRAST, faint),
        (
            tile.contrast / tile.noise.max(0.1) / LEAST_SIGNAL,
            QualityReason::Dark,
        ),
        (MOST_BLUR / tile.blur_mm, QualityReason::Blurred),
    ];
    let least = |a: (f64, _), b: (f64, _)| if b.0 < a.0 { b } else { a };
    margins
        .into_iter()
        .reduce(least)
        .unwrap_or((0.0, QualityReason::NotASheet))
}

/// The worst of each figure.
#[derive(Default)]
struct Worst {
    pieces: f64,
    glare: f64,
    inside: f64,
    margin: Option<f64>,
    /// Of the piece with the least margin.
    tile: Option<Tile>,
    blur_mm: f64,
    paper: Option<f64>,
    per_mm: Option<f64>,
}

impl Worst {
    fn add(&mut self, tile: &Tile, per_mm: f64, (margin, reason): (f64, QualityReason)) {
        self.pieces += 1.0;
        self.inside += tile.inside;
        self.blur_mm = self.blur_mm.max(tile.blur_mm);
        let least = |seen: Option<f64>, value: f64| Some(seen.unwrap_or(value).min(value));
        self.paper = least(self.paper, tile.paper);
        self.per_mm = least(self.per_mm, per_mm);
        if margin < 1.0 && reason == QualityReason::Glare {
            self.glare += 1.0;
        }
        if self.margin.is_none_or(|before| margin < before) {
            (self.margin, self.tile) = (Some(margin), Some(*tile));
        }
    }

    fn figures(&self, found: &Found) -> Figures {
        let share = |part: f64| (self.pieces > 0.0).then(|| part / self.pieces);
        Figures {
            blur_mm: self.tile.map(|_| self.blur_mm),
            contrast: self.tile.map(|tile| tile.contrast),
            noise: self.tile.map(|tile| tile.noise),
            margin: self.margin,
            paper: self.paper,
            glare_free: share(self.pieces - self.glare),
            inside: share(self.inside),
            per_mm: self.per_mm,
            sheet: found.confidence,
        }
    }
}
