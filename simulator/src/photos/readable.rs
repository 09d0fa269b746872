//! Whether a person can read every digit, worked out from what the maker of a photograph knows and
//! from nothing that a judge measures in the picture. docs/PHOTOS.md has the definition in words,
//! and the crops that the limits were set by.

use serde::{Deserialize, Serialize};

use super::blur::defocus_at;
use super::geometry::{Jacobian, Point};
use super::paper::{DigitBox, Ink};
use super::pixels::{level_of, light_of};
use super::recipe::Recipe;
use super::scene::Scene;
use super::sensor::noise_at;

/// Strokes of a digit are told apart by what changes so often over its height (letters take about
/// three cycles; digits are as simple as the simplest letters).
const CYCLES: f64 = 2.6;

/// Least contrast, in levels of the image, that must be left at that frequency.
const LEAST_CONTRAST: f64 = 8.0;

/// What part of its white a screen in a lit room reflects: it swallows what is nearly black.
const REFLECTED: f64 = 0.01;

/// Least height of a digit, in pixels where they are fewest.
const LEAST_HEIGHT_PX: f64 = 7.0;

/// How many times its uncertainty the contrast of a piece of stroke must be. Rose (1948) found 5
/// for a disc whose place is known; a digit is several pieces whose places are not.
const LEAST_SIGNAL: f64 = 9.0;

/// How many of JPEG's steps at the frequency of the strokes their contrast must be: what is less
/// than half a step in a block's coefficients is gone, and the block with it.
const LEAST_STEPS: f64 = 0.5;

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
    /// Noise hides what contrast there is.
    Noise,
    /// Compression rounds it away.
    Compression,
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
    /// Levels between paper and ink of a wide stroke, on a screen in a lit room.
    pub contrast_levels: f64,
    /// Levels of the image between paper and strokes of this width, between neighbours, after blur.
    pub seen_levels: f64,
    /// Deviation of the sensor's noise, in levels.
    pub noise_levels: f64,
    /// The step to which the JPEG rounds what is as fine as the strokes, in levels.
    pub step_levels: f64,
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
    // A box is small: perspective and folds are the same all over it.
    let jacobian = scene.jacobian(digit.middle());
    let mut all: Vec<DigitFigures> = places
        .iter()
        .flat_map(|y| places.iter().map(move |x| (x, y)))
        .map(|(x, y)| {
            let at = digit
                .at
                .plus(Point::new(digit.size.x * x, digit.size.y * y));
            of_place(scene, digit, ink, at, jacobian)
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

fn of_place(
    scene: &Scene<'_>,
    digit: &DigitBox,
    ink: &Ink,
    at: Point,
    jacobian: Jacobian,
) -> DigitFigures {
    let pixel = scene.project(at);
    let scale = jacobian.least_scale();
    let blur_mm = jacobian.widest_on_sheet(smear(scene, pixel));
    let ray = scene.ray(pixel);
    let light = |reflects: f64| reflects * ray.gain + ray.glare;
    let (paper, wide) = (light(ink.paper), light(ink.dark));
    let level = level_of(paper);
    // Light is smeared before the sensor makes levels of it, and cuts off what is too much.
    let smeared = paper - (paper - wide) * left_of(ink, blur_mm);
    let mut figures = DigitFigures {
        name: digit.name.clone(),
        margin: 0.0,
        limit: Limit::Outside,
        inked: ink.own,
        height_px: ink.height_mm * scale,
        stroke_px: ink.stroke_mm * scale,
        blur_mm,
        blur_strokes: blur_mm / ink.stroke_mm,
        contrast_levels: on_screen(paper) - on_screen(wide),
        seen_levels: level - level_of(smeared),
        noise_levels: (scene.recipe.noise.luma_levels * noise_at(level)).max(0.5),
        step_levels: 0.0,
    };
    if !scene.in_frame(pixel) {
        return figures;
    }
    if scene.covered(pixel) {
        figures.limit = Limit::Covered;
        return figures;
    }
    let darker = light_of((on_screen(paper) - LEAST_CONTRAST).max(0.0));
    let enough = (paper - (darker * (1.0 + REFLECTED) - REFLECTED)) / (paper - wide);
    // Half a wave is a stroke as wide as its smear has made it.
    let half_wave = figures.stroke_px.max(1.0).hypot(2.5 * blur_mm * scale);
    figures.step_levels = step(scene.recipe.jpeg.quality, 0.5 / half_wave);
    (figures.margin, figures.limit) = margin(&figures, most_blur(ink, enough));
    figures
}

/// The level that a person sees on a screen in a lit room.
fn on_screen(light: f64) -> f64 {
    level_of((light.min(1.0) + REFLECTED) / (1.0 + REFLECTED))
}

/// The smallest ratio of a figure to its limit.
fn margin(figures: &DigitFigures, most_blur_mm: Option<f64>) -> (f64, Limit) {
    // A piece of stroke: as wide as it is, a third of the digit long.
    let piece = figures.stroke_px.max(1.0) * (figures.height_px / 3.0).max(1.0);
    let of_noise = figures.seen_levels * piece.sqrt() / figures.noise_levels / LEAST_SIGNAL;
    let margins = [
        (figures.height_px / LEAST_HEIGHT_PX, Limit::Resolution),
        (figures.contrast_levels / LEAST_CONTRAST, Limit::Contrast),
        (
            most_blur_mm.map_or(f64::INFINITY, |most| most / figures.blur_mm),
            Limit::Blur,
        ),
        (of_noise, Limit::Noise),
        (
            figures.seen_levels / figures.step_levels / LEAST_STEPS,
            Limit::Compression,
        ),
    ];
    let least = margins.into_iter().min_by(|a, b| a.0.total_cmp(&b.0));
    least.expect("there are five")
}

/// Which part of the contrast in light is left of strokes smeared so widely: that of a single
/// stroke, or that between neighbours where those begin to merge.
fn left_of(ink: &Ink, blur_mm: f64) -> f64 {
    let single = erf(ink.stroke_mm / (2.0 * std::f64::consts::SQRT_2 * blur_mm.max(1e-6)));
    let frequency = CYCLES / ink.height_mm;
    let exponent = 2.0 * (std::f64::consts::PI * frequency * blur_mm).powi(2);
    let neighbours = 4.0 * ink.stroke_mm * frequency * (-exponent).exp();
    single.min(neighbours)
}

/// The blur that leaves just so much; `None` if not even a sharp stroke has as much.
fn most_blur(ink: &Ink, enough: f64) -> Option<f64> {
    let (mut low, mut high) = (1e-3, ink.height_mm);
    if left_of(ink, low) < enough {
        return None;
    }
    for _ in 0..24 {
        let middle = f64::midpoint(low, high);
        if left_of(ink, middle) < enough {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(low)
}

/// The error function, to 0.000 000 15 (Abramowitz and Stegun, 7.1.26), for `x` from 0.
fn erf(x: f64) -> f64 {
    const TERMS: [f64; 5] = [
        0.254_829_592,
        -0.284_496_736,
        1.421_413_741,
        -1.453_152_027,
        1.061_405_429,
    ];
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let sum = TERMS.iter().rev().fold(0.0, |sum, term| (sum + term) * t);
    1.0 - sum * (-x * x).exp()
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

/// The step to which a JPEG rounds what changes so many times per pixel: the luminance table of the
/// standard's annex K along its diagonal, scaled as the IJG does.
fn step(quality: u8, frequency: f64) -> f64 {
    const TABLE: [f64; 8] = [16.0, 12.0, 16.0, 29.0, 68.0, 104.0, 120.0, 99.0];
    let quality = f64::from(quality.clamp(1, 100));
    let scale = if quality < 50.0 {
        50.0 / quality
    } else {
        2.0 - quality / 50.0
    };
    let place = (frequency * 16.0).clamp(0.0, 6.999);
    let (low, part) = (place as usize, place.fract());
    let between = TABLE[low] + (TABLE[low + 1] - TABLE[low]) * part;
    (between * scale).clamp(1.0, 255.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const INK: Ink = Ink {
        paper: 0.95,
        dark: 0.1,
        height_mm: 4.5,
        stroke_mm: 0.45,
        own: true,
    };

    #[test]
    fn the_error_function_is_that_of_the_tables() {
        for (x, value) in [
            (0.0, 0.0),
            (0.5, 0.520_499_9),
            (1.0, 0.842_700_8),
            (2.0, 0.995_322_3),
        ] {
            assert!((erf(x) - value).abs() < 1e-6, "{x}");
        }
    }

    #[test]
    fn more_blur_leaves_less() {
        let left: Vec<f64> = (1..40)
            .map(|i| left_of(&INK, 0.05 * f64::from(i)))
            .collect();
        assert!(left.windows(2).all(|pair| pair[1] <= pair[0]), "{left:?}");
        assert!(left[0] > 0.9 && left[38] < 0.01);
    }

    #[test]
    fn the_most_blur_leaves_just_enough() {
        let most = most_blur(&INK, 0.3).expect("a sharp stroke has more");
        assert!((left_of(&INK, most) - 0.3).abs() < 1e-3);
        assert_eq!(most_blur(&INK, 1.5), None);
    }

    #[test]
    fn steps_grow_as_quality_falls() {
        let steps: Vec<f64> = [95, 75, 50, 20, 5]
            .map(|quality| step(quality, 0.2))
            .to_vec();
        assert!(steps.windows(2).all(|pair| pair[0] < pair[1]), "{steps:?}");
    }
}
