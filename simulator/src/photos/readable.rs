//! Whether a person can read every digit, worked out from what the maker of a photograph knows and
//! from nothing that a judge measures in the picture. docs/PHOTOS.md has the definition in words,
//! and the crops that the limits were set by.

use serde::{Deserialize, Serialize};

use super::blur::defocus_at;
use super::geometry::Point;
use super::paper::{DigitBox, Ink};
use super::pixels::level_of;
use super::recipe::Recipe;
use super::scene::Scene;
use super::sensor::noise_at;

/// Strokes of a digit are told apart by what changes so often over its height (letters take about
/// three cycles; digits are as simple as the simplest letters).
const CYCLES: f64 = 2.6;

/// Least contrast, in levels of the image, that must be left at that frequency.
const LEAST_CONTRAST: f64 = 10.0;

/// Least height of a digit, in pixels where they are fewest.
const LEAST_HEIGHT_PX: f64 = 8.0;

/// How many times its uncertainty the contrast of a piece of stroke must be (Rose, 1948).
const LEAST_SIGNAL: f64 = 5.0;

/// A margin from here on is readable, one up to there is not; in between eyes differ.
pub(crate) const READABLE: f64 = 1.25;
pub(crate) const UNREADABLE: f64 = 0.8;

/// So many of the nine places of a box may be lost before its digit is.
const PLACES_TO_SPARE: usize = 2;

/// What limits a digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Part of the box is not in the picture.
    Outside,
    /// A finger is over it.
    Covered,
    /// Fewer pixels than a digit needs.
    Resolution,
    /// Not enough difference between ink and paper: darkness, saturation, glare.
    Contrast,
    /// Focus, motion and pixels smear neighbouring strokes into one.
    Blur,
    /// Noise and compression hide what contrast there is.
    Noise,
}

/// The figures of one digit, at the place that decides.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DigitFigures {
    pub name: String,
    /// Above 1.25 a person reads it, below 0.8 nobody does.
    pub margin: f64,
    pub limit: Limit,
    /// True if something is written in the box; an empty one must be seen to be empty, and is
    /// measured by the ink of the others.
    pub inked: bool,
    /// Height of the digit and width of its strokes in the photograph, across the direction with
    /// the fewest pixels per millimetre.
    pub height_px: f64,
    pub stroke_px: f64,
    /// Deviation of everything that smears, on the sheet, in the direction where it is widest.
    pub blur_mm: f64,
    /// The same relative to the width of the strokes.
    pub blur_strokes: f64,
    /// Levels between paper and ink, before blur.
    pub contrast_levels: f64,
    /// What is left of them between neighbouring strokes.
    pub seen_levels: f64,
    /// Deviation of noise and compression, in levels.
    pub noise_levels: f64,
}

/// The whole sheet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Legibility {
    /// That of the worst digit.
    pub margin: f64,
    pub digits: usize,
    /// Digits with a margin of 0.8 or less.
    pub lost: usize,
    /// Digits in between.
    pub doubtful: usize,
    pub worst: DigitFigures,
}

impl Legibility {
    /// `None` where eyes differ.
    pub fn readable(&self) -> Option<bool> {
        if self.margin >= READABLE {
            Some(true)
        } else if self.margin <= UNREADABLE {
            Some(false)
        } else {
            None
        }
    }
}

/// The figures of every box of the sheet; `inks` in the same order as `digits`.
pub(crate) fn figures(scene: &Scene<'_>, digits: &[DigitBox], inks: &[Ink]) -> Vec<DigitFigures> {
    let boxes = digits.iter().zip(inks);
    boxes
        .map(|(digit, ink)| of_box(scene, digit, ink))
        .collect()
}

/// The verdict over all of them; a sheet without boxes has nothing that could not be read.
pub(crate) fn legibility(figures: &[DigitFigures]) -> Option<Legibility> {
    let worst = figures
        .iter()
        .min_by(|a, b| a.margin.total_cmp(&b.margin))?;
    let count = |low: f64, high: f64| {
        let within = figures
            .iter()
            .filter(|f| f.margin > low && f.margin <= high);
        within.count()
    };
    Some(Legibility {
        margin: worst.margin,
        digits: figures.len(),
        lost: count(f64::NEG_INFINITY, UNREADABLE),
        doubtful: count(UNREADABLE, READABLE),
        worst: worst.clone(),
    })
}

fn of_box(scene: &Scene<'_>, digit: &DigitBox, ink: &Ink) -> DigitFigures {
    let places = [0.2, 0.5, 0.8];
    let mut all: Vec<DigitFigures> = places
        .iter()
        .flat_map(|y| places.iter().map(move |x| (x, y)))
        .map(|(x, y)| {
            let at = digit
                .at
                .plus(Point::new(digit.size.x * x, digit.size.y * y));
            of_place(scene, digit, ink, at)
        })
        .collect();
    all.sort_by(|a, b| a.margin.total_cmp(&b.margin));
    let worst = all[0].margin;
    let mut decides = all.swap_remove(PLACES_TO_SPARE);
    // Something of the digit is gone, perhaps not what it is known by.
    if worst <= UNREADABLE && decides.margin > 1.0 {
        decides = all.swap_remove(0);
        decides.margin = 1.0;
    }
    decides
}

fn of_place(scene: &Scene<'_>, digit: &DigitBox, ink: &Ink, at: Point) -> DigitFigures {
    let pixel = scene.project(at);
    let jacobian = scene.jacobian(at);
    let scale = jacobian.least_scale();
    let blur_mm = jacobian.widest_on_sheet(smear(scene, pixel));
    let ray = scene.ray(pixel);
    let level = |reflects: f64| level_of(reflects * ray.gain + ray.glare);
    let contrast = level(ink.paper) - level(ink.ink);
    let frequency = CYCLES / ink.height_mm;
    let exponent = 2.0 * (std::f64::consts::PI * frequency).powi(2);
    let seen = contrast * (-exponent * blur_mm * blur_mm).exp();
    let noise = noise_levels(scene.recipe, level(ink.paper), frequency / scale);
    let mut figures = DigitFigures {
        name: digit.name.clone(),
        margin: 0.0,
        limit: Limit::Outside,
        inked: ink.own,
        height_px: ink.height_mm * scale,
        stroke_px: ink.stroke_mm * scale,
        blur_mm,
        blur_strokes: blur_mm / ink.stroke_mm,
        contrast_levels: contrast,
        seen_levels: seen,
        noise_levels: noise,
    };
    if !scene.in_frame(pixel) {
        return figures;
    }
    if scene.covered(pixel) {
        figures.limit = Limit::Covered;
        return figures;
    }
    // A piece of stroke: as wide as it is, a third of the digit long.
    let piece = figures.stroke_px.max(1.0) * (figures.height_px / 3.0).max(1.0);
    let most_blur = ((contrast / LEAST_CONTRAST).ln().max(0.0) / exponent).sqrt();
    let margins = [
        (figures.height_px / LEAST_HEIGHT_PX, Limit::Resolution),
        (contrast / LEAST_CONTRAST, Limit::Contrast),
        (most_blur / blur_mm, Limit::Blur),
        (seen * piece.sqrt() / noise / LEAST_SIGNAL, Limit::Noise),
    ];
    for (nth, (margin, limit)) in margins.into_iter().enumerate() {
        if nth == 0 || margin < figures.margin {
            (figures.margin, figures.limit) = (margin, limit);
        }
    }
    figures
}

/// Covariance of everything that spreads light over neighbouring pixels, in pixels squared.
pub(crate) fn smear(scene: &Scene<'_>, pixel: Point) -> [[f64; 2]; 2] {
    let Recipe { focus, motion, .. } = scene.recipe;
    let sigma = defocus_at(
        focus.near_sigma_px,
        focus.far_sigma_px,
        scene.far_part(pixel),
    );
    // A pixel's own square, and the interpolation of the drawing.
    let even = sigma * sigma + 1.0 / 12.0 + 1.0 / 6.0;
    let along = (motion.length_px * motion.length_px - 1.0).max(0.0) / 12.0;
    let (sin, cos) = motion.angle_radians.sin_cos();
    [
        [even + along * cos * cos, along * cos * sin],
        [along * cos * sin, even + along * sin * sin],
    ]
}

/// Noise of the sensor and of compression at a level; `frequency` in cycles per pixel.
fn noise_levels(recipe: &Recipe, level: f64, frequency: f64) -> f64 {
    let sensor = recipe.noise.luma_levels * noise_at(level);
    let compression = quantum(recipe.jpeg.quality, frequency) / 12.0_f64.sqrt() / 2.0;
    sensor.hypot(compression).max(0.5)
}

/// The step to which a JPEG rounds what changes so many times per pixel: the luminance table of the
/// standard's annex K along its diagonal, scaled as the IJG does.
fn quantum(quality: u8, frequency: f64) -> f64 {
    const TABLE: [f64; 8] = [16.0, 12.0, 16.0, 29.0, 68.0, 104.0, 120.0, 99.0];
    let quality = f64::from(quality.clamp(1, 100));
    let scale = if quality < 50.0 {
        50.0 / quality
    } else {
        2.0 - quality / 50.0
    };
    let nth = (frequency * 16.0).clamp(0.0, 7.0) as usize;
    (TABLE[nth] * scale).clamp(1.0, 255.0)
}
