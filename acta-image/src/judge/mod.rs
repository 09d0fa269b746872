//! Whether a person can read every digit of the sheet, and what to do if not.
//!
//! Everything is measured on the rectified sheet, in millimetres of paper, piece by piece where the
//! digits stand: one blurred corner makes an acta that cannot be captured. The verdict leans towards
//! what a person can read; thresholds and their reasons are in docs/EYE.md.

mod advice;
mod evidence;
mod form;
mod grain;
mod inspect;
mod places;
mod preview;
mod sketch;
mod texture;
mod tile;

use prep_model::claves::QrLabel;
use prep_model::contract::{QualityFigures, QualityReason};

use crate::find::{Found, Method};
use crate::intake::Photo;
use crate::layout::Rect;
use crate::rectify::{self, Rectified};

pub use advice::{advice, reason_name};
pub use evidence::Evidence;
pub use form::{Form, Line};
pub use inspect::{Inspection, Measured};
pub use preview::{Hint, Preview, judge_preview};

/// What is thought of a photo.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// What is wrong, each reason once, in the order of [`QualityReason`]; nothing if the photo is
    /// accepted.
    pub reasons: Vec<QualityReason>,
    /// The measurements behind it.
    pub figures: Figures,
}

/// What was measured, of the worst piece of the sheet where digits stand.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Figures {
    /// Deviation of the smear, in millimetres of paper.
    pub blur_mm: Option<f64>,
    /// Levels between paper and ink.
    pub contrast: Option<f64>,
    /// Deviation of noise, in levels.
    pub noise: Option<f64>,
    /// How far the worst piece is from what can be read: 1 is the limit, more is better.
    pub margin: Option<f64>,
    /// Where that piece is, in millimetres of the sheet: what to show the person.
    pub worst: Option<Rect>,
    /// Level of the darkest paper, 0 to 255.
    pub paper: Option<f64>,
    /// Part of the pieces with digits that is not lost in a reflection.
    pub glare_free: Option<f64>,
    /// Part of the pieces with digits that the photo shows.
    pub inside: Option<f64>,
    /// Pixels of the photo per millimetre of paper, where they are fewest.
    pub per_mm: Option<f64>,
    /// Confidence that this is a sheet.
    pub sheet: f64,
}

impl Verdict {
    /// Nothing against it.
    pub fn is_accepted(&self) -> bool {
        self.reasons.is_empty()
    }

    /// The verdict on what shows no sheet.
    pub fn no_sheet() -> Self {
        Self {
            reasons: vec![QualityReason::NotASheet],
            figures: Figures::default(),
        }
    }
}

impl Figures {
    /// The same in thousandths, as an envelope carries them.
    pub fn to_quality_figures(&self) -> QualityFigures {
        QualityFigures {
            sharpness: self
                .blur_mm
                .map(|blur| permille(1.0 - blur / (2.0 * places::MOST_BLUR))),
            light: self.paper.map(|paper| permille(paper / 200.0)),
            glare_free: self.glare_free.map(permille),
            inside: self.inside.map(permille),
            resolution: self
                .per_mm
                .map(|per_mm| permille(per_mm / rectify::WANTED_PER_MM)),
            sheet: Some(permille(self.sheet)),
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to 0 to 1000"
)]
fn permille(share: f64) -> u16 {
    (share * 1_000.0).round().clamp(0.0, 1_000.0) as u16
}

/// Judges a photo by its rectified sheet, where one of `forms` puts its digits, that of the `label` if
/// it was read; any form where there are none.
pub fn judge(
    photo: &Photo,
    found: &Found,
    sheet: &Rectified,
    forms: &[Form],
    label: Option<&QrLabel>,
) -> Verdict {
    inspect(photo, found, sheet, forms, label).verdict(found)
}

/// Measures every digit box of a rectified sheet.
pub fn inspect(
    photo: &Photo,
    found: &Found,
    sheet: &Rectified,
    forms: &[Form],
    label: Option<&QrLabel>,
) -> Inspection {
    Inspection::of(photo, found, sheet, forms, label)
}

/// How sure a sheet found by `method` must be.
fn least_confidence(method: Method) -> f64 {
    match method {
        Method::Marks => 0.0,
        Method::Outline | Method::Print => 0.4,
    }
}
