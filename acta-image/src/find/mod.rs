//! The sheet in a photo: where it is, and which way is up.
//!
//! The marks come first: three squares and an L fit together in one way only, so they give place and
//! orientation at once, whatever else lies on the table. Where a mark is hidden the outline of the
//! paper takes its place, and where there is no outline the block of print does. Everything works on
//! an overview of the photo; only the marks are measured again in the photo itself.

mod agree;
mod hull;
mod ink;
mod marks;
mod outline;
mod refine;
mod register;

use crate::geometry::{Homography, Point, Quad};
use crate::gray::Gray;
use crate::intake::Photo;
use crate::layout;

pub(crate) use agree::Print;
pub(crate) use ink::Ink;

use agree::Darkness;

/// Longer side of the overview, in pixels: a mark of a sheet that fills half of it has 15.
const OVERVIEW: u32 = 1_280;

/// What the sheet was found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Its four marks.
    Marks,
    /// The edges of the paper, and what marks can be seen.
    Outline,
    /// The block of print.
    Print,
}

impl Method {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Marks => "marks",
            Self::Outline => "outline",
            Self::Print => "print",
        }
    }
}

/// A sheet in a photo.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// From millimetres on the sheet ([`layout::SHEET`]) to pixels of the photo as seen.
    pub map: Homography,
    /// The corners of the sheet in pixels of the photo as seen: top left, top right, bottom right,
    /// bottom left of the sheet as it is read. They may lie outside the photo.
    pub corners: Quad,
    /// How sure it is that this is a sheet and the right way up, 0 to 1.
    pub confidence: f64,
    /// What it was found by.
    pub method: Method,
}

impl Found {
    fn new(map: Homography, confidence: f64, method: Method) -> Self {
        Self {
            corners: map.apply_quad(&sheet()),
            map,
            confidence,
            method,
        }
    }
}

/// The sheet on paper, in millimetres.
pub(crate) fn sheet() -> Quad {
    Quad::rectangle(f64::from(layout::SHEET.w), f64::from(layout::SHEET.h))
}

/// Finds the sheet, if there is one.
pub fn find_sheet(photo: &Photo) -> Option<Found> {
    let (overview, factor) = photo.overview(OVERVIEW);
    let rough = find_in(&overview)?;
    let to_stored = photo.to_stored();
    let map = Homography::scaling(1.0 / factor).after(&rough.map);
    if rough.method == Method::Print {
        return Some(Found::new(map, rough.confidence, rough.method));
    }
    let stored = refine::refine(photo.stored(), &to_stored.after(&map));
    let map = to_stored.inverse()?.after(&stored);
    Some(Found::new(map, rough.confidence, rough.method))
}

/// Finds the sheet in an image, to the precision of its own pixels: among everything that marks,
/// paper and print suggest, what looks most like the print of an acta.
pub(crate) fn find_in(image: &Gray) -> Option<Found> {
    let longer = image.width().max(image.height());
    let ink = Ink::of(image, (longer / 24) as usize, 0.72);
    let components = ink.components(f64::from(longer) / 80.0);
    let squares = marks::squares(&components, &ink);
    let ells = marks::ells(&components);
    let darkness = Darkness::of(image);
    let by_marks = marks::match_four(&squares, &ells).into_iter();
    let by_marks = by_marks.map(|set| Found::new(set.map, set.fit.clamp(0.0, 1.0), Method::Marks));
    let best = best_of(by_marks, image, &darkness);
    if let Some((value, found)) = best
        && value >= SURE
    {
        return Some(found);
    }
    let others = outline::find(image, &squares, &ells, &components);
    let others = best_of(others.into_iter(), image, &darkness);
    let others = others.map(|(_, found)| {
        let moved = register::register(&darkness, &found.map);
        let found = moved.map_or(found, |map| Found::new(map, found.confidence, found.method));
        (
            LESS_SURE * value_of(&found, image, &darkness) - LEAST_GAIN,
            found,
        )
    });
    let all = best.into_iter().chain(others);
    let (_, mut found) = all.max_by(|a, b| a.0.total_cmp(&b.0))?;
    // Where the print is, there is a sheet, whatever became of its marks.
    if darkness.agreement(&found.map) >= PLAIN {
        found.confidence = found.confidence.max(OF_PRINT);
    }
    Some(found)
}

/// So much agreement with the print is no chance, and gives this confidence at least.
const PLAIN: f64 = 0.3;
const OF_PRINT: f64 = 0.6;

/// Four marks that fit together are given up only for what looks clearly more like print.
const LESS_SURE: f64 = 0.75;
const LEAST_GAIN: f64 = 0.05;
/// What looks so much like a sheet is looked for no further.
const SURE: f64 = 0.42;

/// The one that looks most like print, with how much.
fn best_of(
    all: impl Iterator<Item = Found>,
    image: &Gray,
    darkness: &Darkness,
) -> Option<(f64, Found)> {
    all.map(|found| (value_of(&found, image, darkness), found))
        .max_by(|a, b| a.0.total_cmp(&b.0))
}

/// Agreement with the print; of two sheets in view the larger one counts more.
fn value_of(found: &Found, image: &Gray, darkness: &Darkness) -> f64 {
    let frame = f64::from(image.width()) * f64::from(image.height());
    let share = (found.corners.area() / frame).clamp(1e-3, 1.0);
    darkness.agreement(&found.map) * share.powf(0.15)
}

/// The point of the sheet at `x`, `y` millimetres.
pub(crate) fn on_sheet(x: f32, y: f32) -> Point {
    Point::new(x.into(), y.into())
}
