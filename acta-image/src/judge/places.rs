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
    let mut worst = Worst::new();
    for place in places(sheet) {
        let centre = place.rect.center();
        let per_mm = found.map.scale_at(on_sheet(centre.x, centre.y)).0;
        worst.per_mm = worst.per_mm.min(per_mm);
        if let Some(tile) = tile::measure(sheet, &place.rect) {
            worst.add(&tile, place.required);
            reasons.extend(reason(&tile, place.required));
        }
    }
    if worst.per_mm < LEAST_PER_MM {
        reasons.push(QualityReason::TooSmall);
    }
    reasons.sort_unstable();
    reasons.dedup();
    Verdict {
        reasons,
        figures: worst.figures(found),
    }
}

/// Why the digits of a piece cannot be read, if they cannot.
fn reason(tile: &Tile, required: bool) -> Option<QualityReason> {
    if tile.inside < LEAST_INSIDE {
        return Some(QualityReason::Cut);
    }
    let has_ink = tile.contrast >= ANY_INK;
    if !has_ink && !required {
        return None;
    }
    if tile.contrast < LEAST_CONTRAST.max(LEAST_SIGNAL * tile.noise) {
        return Some(if tile.paper >= SATURATED {
            QualityReason::Glare
        } else if tile.paper < DARK_PAPER {
            QualityReason::Dark
        } else if tile.blur_mm > MOST_BLUR {
            QualityReason::Blurred
        } else {
            QualityReason::Cut
        });
    }
    (tile.blur_mm > MOST_BLUR).then_some(QualityReason::Blurred)
}

/// The worst of each figure.
struct Worst {
    blur_mm: f64,
    contrast: f64,
    paper: f64,
    per_mm: f64,
    pieces: f64,
    glare: f64,
    inside: f64,
}

impl Worst {
    fn new() -> Self {
        Self {
            blur_mm: 0.0,
            contrast: 255.0,
            paper: 255.0,
            per_mm: f64::MAX,
            pieces: 0.0,
            glare: 0.0,
            inside: 0.0,
        }
    }

    fn add(&mut self, tile: &Tile, required: bool) {
        self.pieces += 1.0;
        self.inside += tile.inside;
        if tile.contrast >= ANY_INK || required {
            self.blur_mm = self.blur_mm.max(tile.blur_mm);
            self.contrast = self.contrast.min(tile.contrast);
            self.paper = self.paper.min(tile.paper);
            if tile.contrast < LEAST_CONTRAST && tile.paper >= SATURATED {
                self.glare += 1.0;
            }
        }
    }

    fn figures(&self, found: &Found) -> Figures {
        let pieces = self.pieces.max(1.0);
        Figures {
            blur_mm: Some(self.blur_mm),
            contrast: Some(self.contrast),
            paper: Some(self.paper),
            glare_free: Some(1.0 - self.glare / pieces),
            inside: Some(self.inside / pieces),
            per_mm: Some(self.per_mm),
            sheet: found.confidence,
        }
    }
}
