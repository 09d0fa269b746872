use serde::{Deserialize, Serialize};

use super::geometry::Point;
use super::readable::{DigitFigures, Legibility};
use super::recipe::Recipe;

/// What is known about a photograph. Pixels are those of the displayed image, after the EXIF
/// orientation was applied: x to the right, y down, the top left corner of the first pixel at 0, 0;
/// so that a place outside of the frame has negative or large numbers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Truth {
    /// Of the plan that made it, and its number in it.
    pub seed: u64,
    pub number: u64,
    pub width: u32,
    pub height: u32,
    /// The corners of the *sheet of paper*: top left, top right, bottom right and bottom left as it
    /// is printed, wherever they are in the picture.
    pub corners: [Point; 4],
    /// How far the sheet is turned clockwise, in degrees from 0 to 360; 180 is upside down.
    pub rotation_degrees: f64,
    /// Which part of the sheet's surface is in the frame.
    pub inside: f64,
    pub qr: Option<QrTruth>,
    /// Whether a person can read every digit; `null` where eyes differ (docs/PHOTOS.md).
    pub readable: Option<bool>,
    /// The measured figures behind it.
    pub legibility: Legibility,
    /// Those of every digit box, in the order of the sheet's fields; written beside a photograph only
    /// when asked for, since they are most of the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub digits: Vec<DigitFigures>,
    /// What the maker of the sheet says: acta, votes, words, slips.
    pub sheet: serde_json::Value,
    /// Everything that was done to the picture.
    pub degradations: Recipe,
}

/// The stuck label.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct QrTruth {
    pub text: String,
    /// The corners of the code, without its margin.
    pub corners: [Point; 4],
    /// True if all of it is in the frame, under no finger, and nowhere lost in light or darkness.
    pub visible: bool,
    /// Side of a module in pixels, where they are fewest, and what smears them.
    pub module_px: f64,
    pub blur_px: f64,
    /// Least difference between black and white, in levels.
    pub contrast_levels: f64,
}

/// Widest smear of a label that a reader can be asked to read, in modules: it leaves three tenths of
/// the contrast between single modules, which is grade C for modulation in ISO/IEC 15415.
const MOST_SMEAR: f64 = 0.49;

impl QrTruth {
    /// Whether its modules are told apart by more than the texture of a grey square.
    pub fn is_resolved(&self) -> bool {
        self.blur_px <= MOST_SMEAR * self.module_px
    }
}
