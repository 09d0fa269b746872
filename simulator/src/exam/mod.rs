//! The eye sits an exam: photographs of known truth that nobody tuned anything on, and how often it
//! said what a person would have said.
//!
//! [`look`] examines one photograph; a [`Score`] gathers what came of all of them and holds it
//! against the [`TARGETS`].

mod folder;
mod measures;
mod score;
mod zbar;

pub use folder::Folder;
pub use measures::measures;
pub use score::{Score, TARGETS, Target};
pub use zbar::reads_with_zbar;

use acta_image::find::Found;
use acta_image::judge::Form;
use acta_image::{Options, examine};
use prep_model::contract::QualityReason;

use crate::photos::{Photo, Truth};

/// Seeds from here on are for exams alone: no threshold may ever be chosen on them.
pub const FIRST_EXAM_SEED: u64 = 900_000;

/// Most distance of a corner from its place, as a share of the photo's diagonal.
pub const CORNER_SHARE: f64 = 0.01;

/// What the eye made of one photograph.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Number of the photograph in its plan.
    pub number: u64,
    /// What a person can read, by the truth; `None` where people differ.
    pub readable: Option<bool>,
    /// True if the whole sheet is in the frame.
    pub whole: bool,
    /// What the eye said; a file that it would not open is refused.
    pub accepted: bool,
    /// Why not.
    pub reasons: Vec<QualityReason>,
    /// Where the sheet was found, against where it is; `None` if it was not.
    pub place: Option<Place>,
    /// Whether the label was read; `None` if there is none, or none that could be.
    pub label: Option<bool>,
    /// True if there is a label in view and it was not read, whether or not it could be.
    pub label_missed: bool,
}

/// How well a sheet was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Distance of the worst corner from its place, as a share of the photo's diagonal; corners in
    /// the order that fits best, so that it says nothing about which way is up.
    pub corner_share: f64,
    /// True if the first corner is the first corner.
    pub right_way_up: bool,
}

impl Outcome {
    /// Readable and refused, or unreadable and accepted.
    pub fn is_wrong(&self) -> bool {
        self.readable
            .is_some_and(|readable| readable != self.accepted)
    }

    /// Readable, and not found where it is.
    pub fn is_misplaced(&self) -> bool {
        let near = |place: Place| place.corner_share <= CORNER_SHARE && place.right_way_up;
        self.readable == Some(true) && !self.place.is_some_and(near)
    }
}

/// Has the eye look at a photograph of a sheet of one of `forms`.
pub fn look(photo: &Photo, forms: &[Form]) -> Outcome {
    let truth = &photo.truth;
    let options = Options {
        forms,
        ..Options::default()
    };
    let examined = examine(&photo.jpeg, &options).ok();
    let found = examined.as_ref().and_then(|examined| examined.found);
    let text = examined
        .as_ref()
        .and_then(|examined| examined.codes.label.as_ref())
        .map(|code| code.text.as_str());
    Outcome {
        number: truth.number,
        readable: truth.readable,
        whole: truth.inside >= 1.0,
        accepted: examined
            .as_ref()
            .is_some_and(|examined| examined.verdict.is_accepted()),
        reasons: examined
            .as_ref()
            .map_or_else(Vec::new, |examined| examined.verdict.reasons.clone()),
        place: found.as_ref().map(|found| place(found, truth)),
        label: truth
            .qr
            .as_ref()
            .filter(|code| code.visible && code.is_resolved())
            .map(|code| text == Some(code.text.as_str())),
        label_missed: truth
            .qr
            .as_ref()
            .is_some_and(|code| code.visible && text != Some(code.text.as_str())),
    }
}

fn place(found: &Found, truth: &Truth) -> Place {
    let diagonal = f64::from(truth.width).hypot(f64::from(truth.height));
    // The same four corners begun at each of them: where the sheet was taken for turned, another
    // beginning fits better than the first.
    let worst = |turn: usize| {
        (0..4)
            .map(|n| {
                let (is, seen) = (truth.corners[n], found.corners.0[(n + turn) % 4]);
                (is.x - seen.x).hypot(is.y - seen.y)
            })
            .fold(0.0, f64::max)
    };
    let turns = [0, 1, 2, 3].map(worst);
    let best = turns.iter().copied().fold(f64::INFINITY, f64::min);
    Place {
        corner_share: best / diagonal,
        right_way_up: turns[0] <= best,
    }
}
