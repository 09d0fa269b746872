use serde::{Deserialize, Serialize};

use super::geometry::Point;

/// The light on the table. Places are in *frame units*: the middle of the displayed image is the
/// origin and half of its longer side is 1.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Light {
    /// How bright white paper in the middle is, 1.0 being where the sensor is full.
    pub exposure: f64,
    /// By which part the light grows per frame unit to the right and down.
    pub gradient: Point,
    /// Which part of the light is missing one frame unit from the middle.
    pub vignette: f64,
    /// Colour of the light: factors of red, green and blue.
    pub tint: [f64; 3],
    pub shadows: Vec<Shadow>,
    pub glares: Vec<Glare>,
}

/// Shadow of a hand, a tablet, a person.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Shadow {
    pub shape: ShadowShape,
    /// Which part of the light it takes.
    pub strength: f64,
    /// Width of its soft border, in frame units.
    pub softness: f64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShadowShape {
    /// Rounded bars: a palm and its fingers.
    Hand(Vec<Bar>),
    /// Everything beyond a line, on the side of `towards` (a unit vector).
    Edge { through: Point, towards: Point },
}

/// A line with round ends, in frame units.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Bar {
    pub from: Point,
    pub to: Point,
    pub radius: f64,
}

impl Bar {
    /// Negative inside.
    pub(crate) fn distance(&self, at: Point) -> f64 {
        at.distance_to_segment(self.from, self.to) - self.radius
    }
}

/// A lamp reflected by the paper: light added to what the print reflects.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Glare {
    pub at: Point,
    pub radius: Point,
    pub angle_radians: f64,
    /// Added light in the middle, 1.0 being where the sensor is full.
    pub peak: f64,
}

impl Shadow {
    fn taken(&self, at: Point) -> f64 {
        let distance = match &self.shape {
            ShadowShape::Hand(bars) => bars
                .iter()
                .map(|bar| bar.distance(at))
                .fold(f64::INFINITY, f64::min),
            ShadowShape::Edge { through, towards } => {
                let from = at.minus(*through);
                -(from.x * towards.x + from.y * towards.y)
            }
        };
        let inside = (0.5 - distance / self.softness.max(1e-6)).clamp(0.0, 1.0);
        self.strength * inside * inside * (3.0 - 2.0 * inside)
    }
}

impl Light {
    /// Factor from what the paper reflects to what the sensor gets.
    pub(crate) fn gain(&self, at: Point) -> f64 {
        let slope = 1.0 + self.gradient.x * at.x + self.gradient.y * at.y;
        let vignette = 1.0 - self.vignette * (at.x * at.x + at.y * at.y);
        let shadows: f64 = self.shadows.iter().map(|s| 1.0 - s.taken(at)).product();
        self.exposure * slope.max(0.05) * vignette.max(0.1) * shadows
    }

    /// Light that reaches the sensor without having been on the print.
    pub(crate) fn glare(&self, at: Point) -> f64 {
        let one = |glare: &Glare| {
            let from = at.minus(glare.at).turned(-glare.angle_radians);
            let (x, y) = (from.x / glare.radius.x, from.y / glare.radius.y);
            let square = x * x + y * y;
            // A core and a halo around it.
            glare.peak * (0.8 * (-square * square).exp() + 0.2 * (-square / 3.0).exp())
        };
        self.glares.iter().map(one).sum()
    }
}
