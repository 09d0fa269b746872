//! Where digits stand on every form, and what must be measured there.

use prep_model::contract::QualityReason;

use super::tile::{self, Tile};
use super::{Figures, Verdict, least_confidence};
use crate::find::{Found, on_sheet};
use crate::layout::Rect;
use crate::rectify::Rectified;

/// Widest smear with which digits are still read, in millimetres of paper.
pub(super) const MOST_BLUR: f64 = 0.65;
/// Least levels between paper and ink, and least part of the paper's level.
const LEAST_CONTRAST: (f64, f64) = (8.0, 0.08);
/// How many times the noise the contrast must be.
const LEAST_SIGNAL: f64 = 1.6;
/// Part of the paper's level by which writing is darker at least; with less, a smear cannot be
/// measured and what is there may be the grey frame of an empty box.
const WRITING: f64 = 0.16;
/// Least levels and part of the paper's level by which an emblem is darker.
const EMBLEM: (f64, f64) = (10.0, 0.12);
/// Least pixels of the photo per millimetre of paper: a digit of 4 mm has nine.
const LEAST_PER_MM: f64 = 2.3;
/// Least part of a piece that must be in the photo.
const LEAST_INSIDE: f64 = 0.8;
/// A piece this much darker than the table's paper, with less contrast in it than this part, is a
/// finger and no shadow: a shadow leaves the writing.
const COVERED: (f64, f64) = (0.7, 0.35);
/// So many pieces, two thirds of a row, make a fault; one alone is a crease or a label's edge.
const PIECES: usize = 2;
/// Paper so bright that the sensor has nothing above it, and so dark that ink has no room below.
const SATURATED: f64 = 245.0;
const DARK_PAPER: f64 = 70.0;

/// Bands of the table that are looked at, from its upper edge down. The lowest tables end further
/// down; what stands there on forms with fewer rows is no table.
const BANDS: usize = 11;
const BAND: f32 = 8.23;
const TABLE_TOP: f32 = 40.8;
/// Fewest bands with emblems for a table to be there.
const LEAST_BANDS: usize = 2;
/// Emblems of the rows, which every row has.
const EMBLEMS: (f32, f32) = (96.0, 14.5);
/// The three columns of digit boxes that every form has, which end at the same edge on each.
const COLUMNS: [f32; 3] = [166.0, 170.9, 175.8];
/// Width of a piece: a box with both its edges.
const WIDTH: f32 = 5.1;
/// Upper edges of the digit boxes of numerals 2 to 5, and the left edges of their columns.
const STUBS: [f32; 4] = [123.2, 142.8, 160.4, 177.8];
const STUB_COLUMNS: [f32; 3] = [77.2, 82.1, 87.0];

/// A piece where digits stand, measured.
#[derive(Debug, Clone, Copy)]
struct Piece {
    rect: Rect,
    tile: Tile,
}

/// Everything that is measured of a sheet.
struct Places {
    /// Rows of the table that must have ink in their boxes, in bands of three pieces.
    table: Vec<Vec<Piece>>,
    /// Boxes of numerals 2 to 5, which may be empty.
    stubs: Vec<Vec<Piece>>,
}

impl Places {
    fn of(sheet: &Rectified) -> Self {
        let piece = |rect: Rect| {
            let tile = tile::measure(sheet, &rect)?;
            Some(Piece { rect, tile })
        };
        let tops = (0..=BANDS).scan(TABLE_TOP, |next, _| {
            let top = *next;
            *next += BAND;
            Some(top)
        });
        let tops: Vec<f32> = tops.collect();
        let printed = |&top: &f32| {
            let emblem = tile::measure(sheet, &Rect::new(EMBLEMS.0, top, EMBLEMS.1, BAND));
            emblem.is_some_and(|tile| tile.contrast >= EMBLEM.0.max(EMBLEM.1 * tile.paper))
        };
        let has_row: Vec<bool> = tops.iter().map(printed).collect();
        // The last band with an emblem may be half below the table.
        let rows = tops
            .iter()
            .zip(has_row.windows(2))
            .filter(|(_, pair)| pair[0] && pair[1]);
        let boxes = |columns: [f32; 3], top: f32, height: f32| -> Vec<Piece> {
            let rects = columns.map(|left| Rect::new(left, top, WIDTH, height));
            rects.into_iter().filter_map(piece).collect()
        };
        Self {
            table: rows.map(|(&top, _)| boxes(COLUMNS, top, BAND)).collect(),
            stubs: STUBS.map(|top| boxes(STUB_COLUMNS, top - 0.6, 6.8)).into(),
        }
    }

    fn pieces(&self) -> impl Iterator<Item = &Piece> {
        self.table.iter().chain(&self.stubs).flatten()
    }
}

/// A fault of a sheet: how far it is from what can be read, 1 being the limit, and where.
struct Fault {
    margin: f64,
    reason: QualityReason,
    piece: Option<Piece>,
}

/// Judges every place; one that nobody can read is enough.
pub(super) fn judge(found: &Found, sheet: &Rectified) -> Verdict {
    if found.confidence < least_confidence(found.method) {
        let mut verdict = Verdict::no_sheet();
        verdict.figures.sheet = found.confidence;
        return verdict;
    }
    let places = Places::of(sheet);
    let faults = [
        no_table(&places),
        outside(&places),
        faint(&places),
        covered(&places),
        smeared(&places),
        coarse(&places, found),
    ];
    let faults: Vec<Fault> = faults.into_iter().flatten().collect();
    let against = faults.iter().filter(|fault| fault.margin < 1.0);
    let mut reasons: Vec<_> = against.map(|fault| fault.reason).collect();
    reasons.sort_unstable();
    reasons.dedup();
    Verdict {
        reasons,
        figures: figures(&places, &faults, found),
    }
}

fn no_table(places: &Places) -> Option<Fault> {
    let dark = |piece: &Piece| piece.tile.paper < DARK_PAPER;
    let reason = if places.pieces().filter(|piece| dark(piece)).count() > PIECES {
        QualityReason::Dark
    } else {
        QualityReason::NotASheet
    };
    (places.table.len() < LEAST_BANDS).then_some(Fault {
        margin: 0.0,
        reason,
        piece: None,
    })
}

/// The piece whose margin decides: the second least, since one alone is no fault.
fn deciding<'a>(
    pieces: impl Iterator<Item = &'a Piece>,
    margin: impl Fn(&Tile) -> f64,
) -> Option<(f64, Piece)> {
    let mut all: Vec<_> = pieces.map(|piece| (margin(&piece.tile), *piece)).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    all.get(PIECES - 1).copied()
}

fn outside(places: &Places) -> Option<Fault> {
    let (margin, piece) = deciding(places.pieces(), |tile| tile.inside / LEAST_INSIDE)?;
    Some(Fault {
        margin,
        reason: QualityReason::Cut,
        piece: Some(piece),
    })
}

fn faint(places: &Places) -> Option<Fault> {
    let (least, share) = LEAST_CONTRAST;
    let (margin, piece) = deciding(places.table.iter().flatten(), |tile| {
        let wanted = least.max(share * tile.paper).max(LEAST_SIGNAL * tile.noise);
        tile.contrast / wanted
    })?;
    let tile = &piece.tile;
    let reason = if tile.paper >= SATURATED {
        QualityReason::Glare
    } else if tile.paper < DARK_PAPER || LEAST_SIGNAL * tile.noise > least.max(share * tile.paper) {
        QualityReason::Dark
    } else if tile::blur_mm([tile]) > MOST_BLUR {
        QualityReason::Blurred
    } else {
        QualityReason::Cut
    };
    Some(Fault {
        margin,
        reason,
        piece: Some(piece),
    })
}

fn covered(places: &Places) -> Option<Fault> {
    let paper = median(places.table.iter().flatten().map(|piece| piece.tile.paper))?;
    let (margin, piece) = deciding(places.table.iter().flatten(), |tile| {
        let dark = tile.paper / (COVERED.0 * paper);
        dark.max(tile.contrast / (COVERED.1 * tile.paper))
    })?;
    Some(Fault {
        margin,
        reason: QualityReason::Cut,
        piece: Some(piece),
    })
}

/// The smear of two bands of the table together, or of one numeral.
fn smeared(places: &Places) -> Option<Fault> {
    let rows = &places.table;
    let pairs = (0..rows.len()).map(|nth| rows[nth..(nth + 2).min(rows.len())].concat());
    let groups = pairs.chain(places.stubs.iter().cloned());
    let smears = groups.filter_map(|group| {
        let darkest = group
            .iter()
            .max_by(|a, b| a.tile.contrast.total_cmp(&b.tile.contrast))?;
        let paper = median(group.iter().map(|piece| piece.tile.paper))?;
        let measurable = darkest.tile.contrast >= LEAST_CONTRAST.0.max(WRITING * paper);
        let blur = tile::blur_mm(group.iter().map(|piece| &piece.tile));
        measurable.then_some((blur, *darkest))
    });
    let (blur, piece) = smears.max_by(|a, b| a.0.total_cmp(&b.0))?;
    Some(Fault {
        margin: MOST_BLUR / blur,
        reason: QualityReason::Blurred,
        piece: Some(piece),
    })
}

fn coarse(places: &Places, found: &Found) -> Option<Fault> {
    let per_mm = |piece: &&Piece| {
        let centre = piece.rect.center();
        found.map.scale_at(on_sheet(centre.x, centre.y)).0
    };
    let coarsest = places
        .pieces()
        .min_by(|a, b| per_mm(a).total_cmp(&per_mm(b)))?;
    Some(Fault {
        margin: per_mm(&coarsest) / LEAST_PER_MM,
        reason: QualityReason::TooSmall,
        piece: Some(*coarsest),
    })
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

fn figures(places: &Places, faults: &[Fault], found: &Found) -> Figures {
    let count = |test: &dyn Fn(&Tile) -> f64| -> f64 {
        places.pieces().map(|piece| test(&piece.tile)).sum()
    };
    let pieces = count(&|_| 1.0);
    let lost = |tile: &Tile| {
        let saturated = tile.paper >= SATURATED && tile.contrast < LEAST_CONTRAST.1 * tile.paper;
        f64::from(u8::from(saturated))
    };
    let of = |reason| faults.iter().filter(move |fault| fault.reason == reason);
    let least = |values: &mut dyn Iterator<Item = f64>| values.reduce(f64::min);
    let worst = faults.iter().min_by(|a, b| a.margin.total_cmp(&b.margin));
    let decides = worst.and_then(|fault| fault.piece);
    Figures {
        blur_mm: least(&mut of(QualityReason::Blurred).map(|fault| fault.margin))
            .map(|margin| MOST_BLUR / margin),
        contrast: decides.map(|piece| piece.tile.contrast),
        noise: decides.map(|piece| piece.tile.noise),
        margin: worst.map(|fault| fault.margin),
        worst: decides.map(|piece| piece.rect),
        paper: least(&mut places.pieces().map(|piece| piece.tile.paper)),
        glare_free: (pieces > 0.0).then(|| 1.0 - count(&lost) / pieces),
        inside: (pieces > 0.0).then(|| count(&|tile| tile.inside) / pieces),
        per_mm: least(&mut of(QualityReason::TooSmall).map(|fault| fault.margin))
            .map(|margin| margin * LEAST_PER_MM),
        sheet: found.confidence,
    }
}
