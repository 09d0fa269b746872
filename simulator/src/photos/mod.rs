//! Photographs of known truth: sheets as tablets and scanners take them, well and badly.
//!
//! A [`Plan`] is a seed and a few choices; the same plan makes the same bytes on any number of
//! threads, since photograph `n` depends on nothing but the seed and `n`. Each carries its [`Truth`]:
//! what stands on the sheet, where its corners are in the picture, everything that was done to it,
//! and whether a person can read every digit. The last is worked out from what was done
//! ([`readable`]), never from what a judge would measure in the picture.
//!
//! The way of one photograph: [`recipe`] is thrown by [`throw`](mod@throw); [`scene`] says where
//! everything is; [`compose`](mod@compose) lets light fall through a perfect lens; [`blur`] is the
//! real one; [`sensor`] turns light into noisy levels; [`shoot`](mod@shoot) writes the JPEG with its
//! [`exif`].
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    clippy::cast_possible_wrap,
    clippy::float_cmp,
    reason = "arithmetic of pixels: values are bounded by the size of an image"
)]

pub mod blur;
mod careful;
mod compose;
pub mod contact;
pub mod crumple;
mod dice;
pub mod exif;
mod filled;
pub mod geometry;
pub mod light;
mod paper;
mod pixels;
pub mod plan;
pub mod readable;
pub mod recipe;
pub mod scene;
mod sensor;
mod shoot;
pub mod table;
mod throw;
pub mod truth;

pub use contact::ContactSheet;
pub use filled::{ActaSheets, SheetsError};
pub use geometry::Point;
pub use plan::{Choices, Photo, Plan};
pub use readable::Legibility;
pub use recipe::{Fault, PhotoKind, Recipe};
pub use truth::{QrTruth, Truth};

#[cfg(test)]
mod tests;
