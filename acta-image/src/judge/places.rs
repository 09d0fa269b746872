//! What is wrong with a sheet, box by box: what a person needs to read a digit, held against what was
//! measured there. One box that nobody can read is enough.
#![expect(clippy::cast_precision_loss, reason = "counts of boxes")]

use prep_model::contract::QualityReason;

use super::evidence::Evidence;
use super::inspect::{Inspection, Measured};
use super::{Figures, Verdict, least_confidence};
use crate::find::Found;

/// Widest smear with which digits of the usual height are still read, in millimetres of paper.
pub(super) const MOST_BLUR: f64 = 0.65;
/// A digit's height as part of its box.
pub(super) const DIGIT: f64 = 0.7;
/// Ink of a digit for each millimetre of its height, for each millimetre of its strokes' width; and
/// the widths that pens have, in millimetres.
const OF_WIDTH: f64 = 0.62;
const PENS: (f64, f64) = (0.2, 0.8);
/// Digits are told apart by what changes so often over their height.
const CYCLES: f64 = 2.6;
/// Least height of a digit in pixels of the photo.
const LEAST_HEIGHT: f64 = 7.4;
/// Levels between paper and ink: what a stroke must have left when smeared, and what ink must have as
/// it is seen.
const LEAST_LEFT: f64 = 8.0;
const LEAST_CONTRAST: f64 = 15.8;
/// How many times its uncertainty the contrast of a piece of stroke must be, how many of the file's
/// steps, and how far below what leaves just enough a smear must be.
const LEAST_SIGNAL: f64 = 14.2;
const LEAST_STEPS: f64 = 0.95;
const ROOM: f64 = 1.32;
/// Least part of a stroke's depth that can be told from none.
const LEAST_PART: f64 = 0.12;
/// Ink of a usual digit for each millimetre of its height where the sensor is full: with less, the
/// thinner strokes are gone.
const LEAST_STROKE: f64 = 0.225;
/// Noise that every photo has, in levels.
const OWN_NOISE: f64 = 0.5;
/// So many of the nine places of a box may be lost.
const TO_SPARE: usize = 2;
/// Paper darker than this part of its surroundings whose print has less than this part of its usual
/// depth is a finger: a shadow leaves the print.
const COVERED: [(f64, f64); 2] = [(0.55, 0.19), (0.41, 0.34)];
/// What is darker than this part of the paper is ink, and less dark than that is paper.
const INK: f64 = 0.38;
const PAPER: f64 = 0.82;
/// What is this bright just outside a box is paper: what was dark inside ended there.
const ENDS: f64 = 0.8;
/// Print that has less than this part of its usual depth, where the sensor is full and elsewhere.
const GLARE: f64 = 0.08;
const GONE: f64 = 0.065;
/// Paper so bright that the sensor has nothing above it, and so dark that ink has no room below.
const SATURATED: f64 = 250.0;
const DARK_PAPER: f64 = 70.0;
/// Millimetres within which the light is about the same.
const NEAR: f32 = 26.0;
/// Least part of the table's lines that must be seen for it to be one.
const LEAST_LINES: f64 = 0.12;
/// Depth of print that a sheet with fewer lines must have.
const LEAST_PRINT: f64 = 0.05;
/// Margin of a sheet of which a mark is outside: no digit may be lost, but a rule is broken.
const OUTSIDE: f64 = 0.5;

/// A fault of a box: how far it is from what can be read, 1 being the limit.
#[derive(Debug, Clone, Copy)]
struct Fault {
    margin: f64,
    reason: QualityReason,
    nth: usize,
}

/// What is usual on a sheet: that against which one of its boxes is held.
struct Usual {
    /// Depth of print in rows of the table, and beside the other numerals.
    print: [f64; 2],
    /// Level of the paper around each box.
    paper: Vec<f64>,
    /// True if the sensor is full nearly everywhere: grey frames are gone then, and ink is not.
    overexposed: bool,
}

pub(super) fn judge(found: &Found, inspection: &Inspection) -> Verdict {
    let boxes = &inspection.boxes;
    let papers = || boxes.iter().map(|one| middle(&one.evidence.paper));
    let unsure = found.confidence < least_confidence(found.method);
    let usual = Usual::of(boxes);
    let bare = inspection.lines_seen < LEAST_LINES && usual.print[0] < LEAST_PRINT;
    if unsure || bare || boxes.is_empty() {
        let mut verdict = Verdict::no_sheet();
        verdict.figures.sheet = found.confidence;
        if !unsure && papers().fold(0.0, f64::max) < DARK_PAPER {
            verdict.reasons = vec![QualityReason::Dark];
        }
        return verdict;
    }
    let mut faults: Vec<Fault> = (0..boxes.len())
        .flat_map(|nth| faults(inspection, &usual, nth))
        .collect();
    let full = boxes
        .iter()
        .filter(|one| middle(&one.evidence.paper) >= SATURATED);
    if 2 * full.count() >= boxes.len() {
        faults.push(Fault {
            margin: inspection.stroke / LEAST_STROKE,
            reason: QualityReason::Glare,
            nth: 0,
        });
    }
    if !inspection.is_whole {
        faults.push(Fault {
            margin: OUTSIDE,
            reason: QualityReason::Cut,
            nth: 0,
        });
    }
    let against = faults.iter().filter(|fault| fault.margin < 1.0);
    let mut reasons: Vec<_> = against.map(|fault| fault.reason).collect();
    reasons.sort_unstable();
    reasons.dedup();
    Verdict {
        reasons,
        figures: figures(inspection, &faults, found),
    }
}

/// Every margin of every box.
pub(super) fn margins(inspection: &Inspection) -> Vec<Vec<(f64, QualityReason)>> {
    let usual = Usual::of(&inspection.boxes);
    let of = |nth| faults(inspection, &usual, nth).into_iter();
    let boxes = 0..inspection.boxes.len();
    boxes
        .map(|nth| of(nth).map(|fault| (fault.margin, fault.reason)).collect())
        .collect()
}

pub(super) fn middle(values: &[f64; 9]) -> f64 {
    sorted(*values)[4]
}

fn sorted(mut values: [f64; 9]) -> [f64; 9] {
    values.sort_by(f64::total_cmp);
    values
}

/// The value below which that part of `values` lies; 0 if there are none.
fn quantile(mut values: Vec<f64>, part: (usize, usize)) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = values.len().saturating_sub(1) * part.0 / part.1;
    values.get(at).copied().unwrap_or_default()
}

impl Usual {
    fn of(boxes: &[Measured]) -> Self {
        let levels: Vec<f64> = boxes
            .iter()
            .map(|one| middle(&one.evidence.paper))
            .collect();
        let paper: Vec<f64> = boxes
            .iter()
            .map(|here| {
                let rect = here.evidence.rect;
                let near = boxes.iter().zip(&levels).filter(|(other, _)| {
                    let other = other.evidence.rect;
                    (other.x - rect.x).abs() < NEAR && (other.y - rect.y).abs() < NEAR
                });
                quantile(near.map(|(_, level)| *level).collect(), (3, 4))
            })
            .collect();
        let depth = |in_table: bool| {
            let those = boxes.iter().zip(&paper);
            let those = those.filter(|(one, _)| one.in_table == in_table);
            let depths = those.map(|(one, paper)| print_of(one, *paper));
            quantile(depths.collect(), (3, 5)).max(0.02)
        };
        Self {
            print: [depth(true), depth(false)],
            overexposed: quantile(levels, (1, 2)) >= SATURATED,
            paper,
        }
    }
}

impl Usual {
    /// The print of a box as part of what is usual. On bright paper grey frames vanish before ink
    /// does; where no black line is near, their absence says nothing.
    fn print_at(&self, one: &Measured, nth: usize) -> f64 {
        let bright = middle(&one.evidence.paper) >= SATURATED;
        if self.overexposed && bright && (one.is_first || !one.in_table) {
            return 1.0;
        }
        print_of(one, self.paper[nth]) / self.print[usize::from(!one.in_table)]
    }
}

/// How deep print or ink are at the least of the places that may not be lost. What is dark as a whole
/// has ink of nobody: there only printed lines count.
fn print_of(one: &Measured, paper: f64) -> f64 {
    let evidence = &one.evidence;
    let place = |nth: usize| {
        let level = evidence.paper[nth] / paper.max(1.0);
        let ends = evidence.around[nth] >= ENDS * paper;
        if level < INK || (ends && level < PAPER) {
            0.5
        } else if level < PAPER {
            evidence.lines[nth]
        } else {
            evidence.lines[nth].max(evidence.ink[nth])
        }
    };
    sorted(std::array::from_fn(place))[TO_SPARE]
}

/// Everything that can be wrong with a box.
fn faults(inspection: &Inspection, usual: &Usual, nth: usize) -> Vec<Fault> {
    use QualityReason::{Blurred, Cut, Dark, Glare, TooSmall};
    let one = &inspection.boxes[nth];
    let evidence = &one.evidence;
    let paper = middle(&evidence.paper);
    let seen = one.depth * paper;
    let height = DIGIT * f64::from(evidence.rect.h);
    let pen = (inspection.stroke / OF_WIDTH).clamp(PENS.0, PENS.1);
    let blur = one.smear_mm;
    let single = single(pen, blur);
    // What is seen has been smeared.
    let contrast = (seen / single.max(LEAST_PART)).min(0.9 * paper);
    let left = contrast * neighbours(pen, height, blur).min(single);
    let stroke = (pen * evidence.per_mm).max(1.0);
    let piece = stroke * (height * evidence.per_mm / 3.0).max(1.0);
    let noise = evidence.noise.max(OWN_NOISE);
    let step = step(
        inspection.steps.as_ref(),
        stroke.hypot(2.5 * blur * evidence.per_mm),
    );
    let inside = evidence.inside.iter().filter(|inside| **inside).count();
    let inside = f64::from(u8::try_from(inside).unwrap_or(u8::MAX));
    let print = usual.print_at(one, nth);
    let dark = darkness(evidence, usual.paper[nth]);
    let covered = COVERED.map(|(level, depth)| (dark / level).max(print / depth));
    let of_light = if paper >= SATURATED {
        Glare
    } else if paper < DARK_PAPER {
        Dark
    } else {
        Blurred
    };
    let all = [
        (most_blur(pen, height, contrast) / blur / ROOM, Blurred),
        (
            left * piece.sqrt() / noise / LEAST_SIGNAL,
            if blur > 0.4 { Blurred } else { Dark },
        ),
        (left / step / LEAST_STEPS, Blurred),
        (seen / LEAST_CONTRAST, of_light),
        (height * evidence.per_mm / LEAST_HEIGHT, TooSmall),
        (inside / 7.0, Cut),
        (covered[0].min(covered[1]), Cut),
        (
            if paper >= SATURATED {
                print / GLARE
            } else {
                print / GONE
            },
            if paper >= SATURATED { Glare } else { Cut },
        ),
    ];
    all.map(|(margin, reason)| Fault {
        margin,
        reason,
        nth,
    })
    .into()
}

/// The level of the third darkest place as part of the paper's around, but for what is ink: that is
/// darker than any skin, or ends with the box.
fn darkness(evidence: &Evidence, paper: f64) -> f64 {
    let paper = paper.max(1.0);
    let levels = evidence.paper.iter().zip(evidence.around);
    let mut levels = levels.map(|(level, around)| {
        let is_ink = *level < INK * paper || around >= ENDS * paper;
        if is_ink { 1.0 } else { level / paper }
    });
    sorted(std::array::from_fn(|_| levels.next().unwrap_or(1.0)))[TO_SPARE]
}

/// Which part of its depth a single stroke keeps when smeared.
fn single(pen: f64, blur: f64) -> f64 {
    erf(pen / (2.0 * std::f64::consts::SQRT_2 * blur))
}

/// Which part of the contrast between neighbouring strokes is left by a smear.
fn neighbours(pen: f64, height: f64, blur: f64) -> f64 {
    let frequency = CYCLES / height;
    let exponent = 2.0 * (std::f64::consts::PI * frequency * blur).powi(2);
    (4.0 * pen * frequency * (-exponent).exp()).min(1.0)
}

/// The smear that leaves just enough.
fn most_blur(pen: f64, height: f64, contrast: f64) -> f64 {
    let frequency = CYCLES / height;
    let enough = LEAST_LEFT / contrast.max(LEAST_LEFT + 1.0);
    let exponent = (4.0 * pen * frequency / enough).max(1.001).ln();
    (exponent / 2.0).sqrt() / (std::f64::consts::PI * frequency)
}

/// The error function, to 0.000 03 (Abramowitz and Stegun, 7.1.25), for `x` from 0.
fn erf(x: f64) -> f64 {
    const TERMS: [f64; 3] = [0.747_855_6, -0.095_879_8, 0.348_024_2];
    let t = 1.0 / (1.0 + 0.470_47 * x);
    let sum = TERMS.iter().fold(0.0, |sum, term| (sum + term) * t);
    1.0 - sum * (-x * x).exp()
}

/// To how many levels the file rounds half waves so many pixels long.
fn step(steps: Option<&[f64; 8]>, half_wave: f64) -> f64 {
    let Some(steps) = steps else {
        return 1.0;
    };
    let place = (8.0 / half_wave).clamp(0.0, 6.999);
    let low = (0..7_u8)
        .rev()
        .find(|low| f64::from(*low) <= place)
        .unwrap_or(0);
    let at = usize::from(low);
    let between = steps[at] + (steps[at + 1] - steps[at]) * (place - f64::from(low));
    between.clamp(1.0, 255.0)
}

fn figures(inspection: &Inspection, faults: &[Fault], found: &Found) -> Figures {
    let boxes = &inspection.boxes;
    let count = |test: &dyn Fn(&Measured) -> bool| {
        let there = boxes.iter().filter(|one| test(one)).count();
        there as f64 / boxes.len().max(1) as f64
    };
    let least = |value: &dyn Fn(&Measured) -> f64| boxes.iter().map(value).reduce(f64::min);
    let worst = faults.iter().min_by(|a, b| a.margin.total_cmp(&b.margin));
    let decides = worst.map(|fault| &boxes[fault.nth]);
    let lost = |nth: usize| {
        let mut those = faults.iter().filter(|fault| fault.nth == nth);
        those.any(|fault| fault.reason == QualityReason::Glare && fault.margin < 1.0)
    };
    let glare_free = (0..boxes.len()).filter(|nth| !lost(*nth)).count();
    Figures {
        blur_mm: least(&|one| -one.smear_mm).map(|blur| -blur),
        contrast: decides.map(|one| one.depth * middle(&one.evidence.paper)),
        noise: decides.map(|one| one.evidence.noise),
        margin: worst.map(|fault| fault.margin),
        worst: decides.map(|one| one.evidence.rect),
        paper: least(&|one| middle(&one.evidence.paper)),
        glare_free: Some(glare_free as f64 / boxes.len().max(1) as f64),
        inside: Some(count(&|one| {
            one.evidence.inside.iter().all(|inside| *inside)
        })),
        per_mm: least(&|one| one.evidence.per_mm),
        sheet: found.confidence,
    }
}
