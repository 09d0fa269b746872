//! Everything the tablet does with a photo, in one call.

use prep_model::contract::{Quality, QualityVerdict};

use crate::encode::{self, Sendable};
use crate::find::{self, Found};
use crate::intake::{self, Limits, Photo, Refusal};
use crate::judge::{self, Form, Verdict};
use crate::qr::{self, Codes};
use crate::rectify::{self, Rectified};

/// What is wanted of a photo.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options<'a> {
    /// What is opened at all.
    pub limits: Limits,
    /// Most bytes of what is sent.
    pub budget: usize,
    /// Also look for codes besides the label, which takes longer.
    pub all_codes: bool,
    /// The forms of the proceso, so that every digit box is looked at where it is; without any, a
    /// table of three digits to a row is assumed.
    pub forms: &'a [Form],
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            budget: encode::DEFAULT_BUDGET,
            all_codes: false,
            forms: &[],
        }
    }
}

/// A photo, looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Examined {
    /// Where the sheet is, if there is one.
    pub found: Option<Found>,
    /// What is thought of it.
    pub verdict: Verdict,
    /// The codes in view.
    pub codes: Codes,
    /// What would be sent; the whole picture, turned as EXIF says, where no sheet was found, since
    /// the person may insist.
    pub sendable: Sendable,
}

/// Opens, finds, rectifies, judges, reads and encodes.
pub fn examine(bytes: &[u8], options: &Options<'_>) -> Result<Examined, Refusal> {
    let photo = intake::open(bytes, &options.limits)?;
    let found = find::find_sheet(&photo);
    let sheet = straighten(&photo, found.as_ref());
    let codes = qr::read(&photo, found.as_ref(), options.all_codes);
    let verdict = match &found {
        Some(found) => judge::judge(&photo, found, &sheet, options.forms, codes.said()),
        None => Verdict::no_sheet(),
    };
    Ok(Examined {
        codes,
        sendable: encode::encode(&sheet, options.budget),
        found,
        verdict,
    })
}

/// The sheet with the pixels it has, up to those that are wanted; without a sheet the picture.
pub fn straighten(photo: &Photo, found: Option<&Found>) -> Rectified {
    let Some(found) = found else {
        let side = rectify::WANTED_PER_MM * f64::from(crate::layout::SHEET.w);
        return rectify::unfound(photo, side);
    };
    let native = rectify::native_per_mm(found);
    rectify::rectify(
        photo,
        found,
        native.clamp(LEAST_PER_MM, rectify::WANTED_PER_MM),
    )
}

/// So small a sheet is enlarged to this, in pixels per millimetre: a person sees it the same way.
const LEAST_PER_MM: f64 = 3.0;

impl Examined {
    /// What the envelope says of the photo's quality. `Insisted` where there are reasons against
    /// it: it is sent only if the person insists.
    pub fn quality(&self) -> Quality {
        Quality {
            verdict: if self.verdict.is_accepted() {
                QualityVerdict::Accept
            } else {
                QualityVerdict::Insisted
            },
            reasons: self.verdict.reasons.clone(),
            figures: self.verdict.figures.to_quality_figures(),
        }
    }
}
