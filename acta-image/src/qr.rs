//! The QR label, from the photo or from a frame of the preview.
//!
//! A label counts only where labels are stuck: on the sheet that was found. What other codes are in
//! view — on a second sheet, on the table — is reported and never taken for this acta's.

use std::panic::{AssertUnwindSafe, catch_unwind};

use prep_model::claves::{QrLabel, QrLabelError};
use rxing::common::{GlobalHistogramBinarizer, HybridBinarizer};
use rxing::multi::MultipleBarcodeReader as _;
use rxing::qrcode::cpp_port::QrReader;
use rxing::{BarcodeFormat, Binarizer, BinaryBitmap, DecodeHints, Luma8Source, RXingResult};

use crate::find::{Found, sheet};
use crate::geometry::{Homography, Point};
use crate::gray::Gray;
use crate::intake::Photo;
use crate::layout::Rect;
use crate::rectify;

/// A code in view.
#[derive(Debug, Clone, PartialEq)]
pub struct Code {
    /// What it says.
    pub text: String,
    /// The label it is, or why it is none of ours.
    pub label: Result<QrLabel, QrLabelError>,
    /// Its middle, in pixels of the photo as seen.
    pub at: Point,
}

/// The codes in view.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Codes {
    /// The label of the sheet.
    pub label: Option<Code>,
    /// Every other code.
    pub others: Vec<Code>,
}

/// Where a label may be stuck: the upper left quarter, both empty boxes and some way around them.
const LABEL_PLACE: Rect = Rect::new(6.0, 12.0, 100.0, 48.0);
/// The box made for it, with room for a label stuck askew.
const LABEL_BOX: Rect = Rect::new(60.0, 18.0, 37.0, 37.0);
/// Resolutions at which the label is tried, in pixels per millimetre: its modules are about 0.6 mm.
const LABEL_PER_MM: [f64; 3] = [8.0, 12.0, 5.5];
/// How far around means are taken where a label is sharpened, in pixels, and how much it is.
const SHARPER: [u32; 2] = [4, 7];
const STRONGER: f64 = 3.0;
/// Longest sides at which the whole view is tried.
const VIEWS: [u32; 2] = [1_280, 2_400];
/// Codes on the sheet may stick out by so many millimetres.
const MARGIN_MM: f64 = 6.0;

/// Reads the codes of a photo in which `found` is the sheet.
///
/// With `thorough`, codes elsewhere in view are looked for even when the label is already read.
pub fn read(photo: &Photo, found: Option<&Found>, thorough: bool) -> Codes {
    let mut codes = Codes::default();
    if let Some(found) = found {
        codes.label = label_on_sheet(photo, found);
    }
    if codes.label.is_some() && !thorough {
        return codes;
    }
    let longer = photo.width().max(photo.height());
    for side in VIEWS {
        let (view, factor) = photo.overview(side);
        for code in read_image(&view) {
            codes.add(code.at_scale(1.0 / factor), found);
        }
        if codes.label.is_some() || longer <= side {
            break;
        }
    }
    codes
}

impl Codes {
    /// What the label of the sheet says.
    pub fn said(&self) -> Option<&QrLabel> {
        self.label.as_ref()?.label.as_ref().ok()
    }

    fn add(&mut self, code: Code, found: Option<&Found>) {
        let same = |other: &Code| other.text == code.text;
        if self.label.as_ref().is_some_and(same) || self.others.iter().any(same) {
            return;
        }
        let here = found.is_none_or(|found| is_on_sheet(&found.map, code.at));
        if self.label.is_none() && here && code.label.is_ok() {
            self.label = Some(code);
        } else {
            self.others.push(code);
        }
    }
}

impl Code {
    fn at_scale(mut self, factor: f64) -> Self {
        self.at = self.at.times(factor);
        self
    }
}

fn is_on_sheet(map: &Homography, at: Point) -> bool {
    let corners = sheet().0;
    map.inverse().is_some_and(|back| {
        let p = back.apply(at);
        let within = |value: f64, end: f64| (-MARGIN_MM..=end + MARGIN_MM).contains(&value);
        within(p.x, corners[2].x) && within(p.y, corners[2].y)
    })
}

/// Looks at the label's box, then at the quarter around it, at several resolutions.
fn label_on_sheet(photo: &Photo, found: &Found) -> Option<Code> {
    let native = rectify::native_per_mm(found);
    let usual = [LABEL_BOX, LABEL_PLACE].into_iter().flat_map(|place| {
        let resolutions = LABEL_PER_MM.into_iter();
        let enough = resolutions.filter(|per_mm| *per_mm <= 3.0 * native);
        enough.map(move |per_mm| (place, per_mm, None))
    });
    // What smear has made alike is drawn apart again, as far as noise lets it be.
    let sharper = SHARPER.map(|reach| (LABEL_BOX, LABEL_PER_MM[0], Some(reach)));
    for (place, per_mm, reach) in usual.chain(sharper) {
        let piece = rectify::region(photo, found, place, per_mm);
        let image = match reach {
            Some(reach) => sharpened(&piece.image, reach),
            None => piece.image,
        };
        let codes = read_image(&image).into_iter();
        let code = codes.into_iter().find(|code| code.label.is_ok());
        if let Some(mut code) = code {
            let on_sheet = code.at.times(1.0 / per_mm);
            let corner = Point::new(place.x.into(), place.y.into());
            code.at = found.map.apply(on_sheet.plus(corner));
            return Some(code);
        }
    }
    None
}

/// The image and three times what distinguishes it from the means around, `reach` pixels far.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to levels"
)]
fn sharpened(image: &Gray, reach: u32) -> Gray {
    let (width, height) = (image.width(), image.height());
    let coarse = image.resized(width.div_ceil(reach), height.div_ceil(reach));
    let smooth = coarse.resized(width, height);
    let mut sharp = image.clone();
    for (level, mean) in sharp.pixels_mut().iter_mut().zip(smooth.pixels()) {
        let (here, around) = (f64::from(*level), f64::from(*mean));
        *level = (here + STRONGER * (here - around)).clamp(0.0, 255.0) as u8;
    }
    sharp
}

/// Reads every code in an image; places are in its pixels.
pub fn read_image(image: &Gray) -> Vec<Code> {
    let source = || Luma8Source::new_with_slice(image.pixels(), image.width(), image.height()).ok();
    let mut found = source().map_or_else(Vec::new, |s| decode(HybridBinarizer::new(s)));
    if found.is_empty() {
        // One threshold for all reads small pieces that the local one takes for noise.
        found = source().map_or_else(Vec::new, |s| decode(GlobalHistogramBinarizer::new(s)));
    }
    found
}

fn decode<B: Binarizer>(binarizer: B) -> Vec<Code> {
    let hints = DecodeHints {
        PossibleFormats: Some([BarcodeFormat::QR_CODE].into()),
        TryHarder: Some(true),
        ..DecodeHints::default()
    };
    // The reader is a port from languages whose arrays stretch; what trips it is unreadable here.
    let results = catch_unwind(AssertUnwindSafe(|| {
        let mut bitmap = BinaryBitmap::new(binarizer);
        QrReader.decode_multiple_with_hints(&mut bitmap, &hints)
    }));
    let results = results.ok().and_then(Result::ok).unwrap_or_default();
    results.iter().map(code).collect()
}

fn code(result: &RXingResult) -> Code {
    let text = result.getText().to_owned();
    let points = result.getPoints();
    let sum = points.iter().fold(Point::default(), |sum, point| {
        sum.plus(Point::new(point.x.into(), point.y.into()))
    });
    let count = u32::try_from(points.len()).unwrap_or(1).max(1);
    Code {
        label: text.parse(),
        text,
        at: sum.times(1.0 / f64::from(count)),
    }
}
