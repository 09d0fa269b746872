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
/// Emblems of the rows, and their digit boxes, which end at the same edge on every form.
const EMBLEMS: (f32, f32) = (96.0, 14.5);
const DIGITS: (f32, f32) = (165.6, 15.2);
/// Bands above this edge are table wherever there are emblems; below may stand a question.
const ONLY_TABLE: f32 = 142.0;
/// Digit boxes of numerals 2 to 5.
const STUBS: [f32; 4] = [123.2, 142.8, 160.4, 177.8];

/// A piece where digits stand, or should.
struct Place {
    rect: Rect,
    /// Whether ink must be there.
    required: bool,
}

fn band(nth: u8, (x, w): (f32, f32)) -> Rect {
    Rect::new(x, TABLE_TOP + BAND * f32::from(nth), w, BAND)
}

fn places(sheet: &Rectified) -> Vec<Place> {
    let table = (0..BANDS).map(|nth| {
        let emblem = tile::measure(sheet, &band(nth, EMBLEMS));
        let has_row = emblem.is_some_and(|tile| tile.contrast >= 2.0 * ANY_INK);
        let rect = band(nth, DIGITS);
        Place {
            required: has_row && rect.bottom() < ONLY_TABLE,
            rect,
        }
    });
    let stubs = STUBS.map(|top| Place {
        rect: Rect::new(77.0, top - 0.6, 15.4, 6.8),
        required: false,
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

/// Whether anything can be said of a piece: it has ink, or should have, or is not in the photo.
fn counts(tile: &Tile, required: bool) -> bool {
    required || tile.contrast >= ANY_INK || tile.inside < LEAST_INSIDE
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
