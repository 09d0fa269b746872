//! Everything that was done to a photograph, with its figures; part of its truth.

use serde::{Deserialize, Serialize};

use super::crumple::Crumple;
use super::exif::ExifKind;
use super::geometry::{Orientation, Point};
use super::light::{Bar, Light};
use super::scene::Pose;
use super::table::Table;

/// Who took the picture (DOMAIN 2.4, DIGITALIZACION).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoKind {
    /// A tablet or a telephone at the casilla.
    Movil,
    /// A flatbed scanner at the CATD.
    Escaner,
}

/// What was made bad on purpose, besides the small faults that every photograph has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    Focus,
    FocusOfOneSide,
    Motion,
    Dark,
    Overexposed,
    Glare,
    HardShadow,
    FarAway,
    Tilted,
    Noise,
    Compression,
    Cut,
    Fist,
    FingersInside,
    /// Scanners: fewer than 150 dots per inch, as of a fax.
    Coarse,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Recipe {
    pub kind: PhotoKind,
    pub faults: Vec<Fault>,
    /// Size of the displayed image, in pixels.
    pub width: u32,
    pub height: u32,
    /// What EXIF readers must do with the stored pixels. 1 where the EXIF is malformed or missing.
    pub orientation: Orientation,
    pub exif: ExifKind,
    pub pose: Pose,
    pub light: Light,
    pub crumple: Option<Crumple>,
    pub fingers: Vec<Bar>,
    pub table: Table,
    /// Where another sheet lies on the same table, below this one.
    pub second_sheet: Option<SecondSheet>,
    pub focus: Focus,
    pub motion: Motion,
    pub noise: Noise,
    pub jpeg: Jpeg,
    /// Dust and hairs on a scanner's glass.
    pub dirt: Vec<Bar>,
}

/// The other sheet's top left corner, in millimetres of the first one, and how it is turned.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct SecondSheet {
    pub at_mm: Point,
    pub turn_degrees: f64,
}

/// Blur of the optics: `near_sigma_px`, growing from the place `from` (frame units along the unit
/// vector `towards`) to `far_sigma_px` at `from + over`.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Focus {
    pub near_sigma_px: f64,
    pub far_sigma_px: f64,
    pub towards: Point,
    pub from: f64,
    pub over: f64,
}

/// The camera moved while the light came in, in the displayed image.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Motion {
    pub length_px: f64,
    pub angle_radians: f64,
}

/// Deviation in levels of the image (0 to 255) at middle brightness.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Noise {
    pub luma_levels: f64,
    pub colour_levels: f64,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Jpeg {
    /// 1 to 100, as the IJG counts.
    pub quality: u8,
    pub progressive: bool,
    pub grey: bool,
    /// Colour at half the resolution, as cameras write it.
    pub halved_colour: bool,
}
