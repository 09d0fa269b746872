use serde::{Deserialize, Serialize};

use super::dice::Dice;
use super::geometry::Point;

/// Paper that does not lie flat: folds and bumps lift it towards the camera, which moves what is
/// printed on it away from below the camera and turns it towards or away from the light.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Crumple {
    pub folds: Vec<Fold>,
    pub bumps: Vec<Bump>,
    /// Above which place of the sheet the camera is, in millimetres, and how high.
    pub camera_mm: Point,
    pub camera_height_mm: f64,
    /// Where the light comes from, along the sheet; its length is how strongly slopes are shaded.
    pub light: Point,
}

/// A crease: a ridge (or, negative, a valley) along a line.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Fold {
    pub through_mm: Point,
    pub angle_radians: f64,
    pub height_mm: f64,
    pub width_mm: f64,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Bump {
    pub at_mm: Point,
    pub radius_mm: f64,
    pub height_mm: f64,
}

/// How round the edge of a crease is, in millimetres.
const CREASE_MM: f64 = 1.2;

impl Crumple {
    /// `strength` 1.0: a sheet that was folded in a pocket; 3.0: one that was in a fist.
    pub(crate) fn throw(dice: &mut Dice, size: Point, strength: f64) -> Self {
        let place =
            |dice: &mut Dice| Point::new(dice.between(0.0, size.x), dice.between(0.0, size.y));
        let folds = 1 + (dice.unit() * 2.0 * strength) as usize;
        let bumps = 2 + (dice.unit() * 4.0 * strength) as usize;
        let fold = |dice: &mut Dice| Fold {
            through_mm: place(dice),
            angle_radians: dice.between(0.0, std::f64::consts::PI),
            height_mm: dice.normal() * 2.2 * strength.sqrt(),
            width_mm: dice.between(8.0, 40.0),
        };
        let folds = (0..folds).map(|_| fold(dice)).collect();
        let bump = |dice: &mut Dice| Bump {
            at_mm: place(dice),
            radius_mm: dice.between(12.0, 60.0),
            height_mm: dice.normal() * 2.0 * strength.sqrt(),
        };
        let bumps = (0..bumps).map(|_| bump(dice)).collect();
        let towards = dice.between(0.0, std::f64::consts::TAU);
        Self {
            folds,
            bumps,
            camera_mm: Point::new(
                size.x * dice.between(0.3, 0.7),
                size.y * dice.between(0.3, 0.7),
            ),
            camera_height_mm: dice.between(280.0, 450.0),
            light: Point::new(0.0, dice.between(0.4, 1.1)).turned(towards),
        }
    }

    /// How high the paper is at a place, and how steep along both axes.
    fn lift(&self, at: Point) -> (f64, Point) {
        let (mut height, mut slope) = (0.0, Point::new(0.0, 0.0));
        for fold in &self.folds {
            let across = Point::new(1.0, 0.0).turned(fold.angle_radians);
            let from = at.minus(fold.through_mm);
            let distance = from.x * across.x + from.y * across.y;
            let round = distance.hypot(CREASE_MM);
            let here = fold.height_mm * (-round / fold.width_mm).exp();
            height += here;
            slope = slope.plus(across.times(-here / fold.width_mm * distance / round));
        }
        for bump in &self.bumps {
            let from = at.minus(bump.at_mm).times(1.0 / bump.radius_mm);
            let here = bump.height_mm * (-(from.x * from.x + from.y * from.y)).exp();
            height += here;
            slope = slope.plus(from.times(-2.0 * here / bump.radius_mm));
        }
        (height, slope)
    }

    /// How far away from its flat place the print at `at` is seen, and the light there relative to
    /// flat paper.
    pub(crate) fn at(&self, at: Point) -> (Point, f64) {
        let (height, slope) = self.lift(at);
        let moved = at
            .minus(self.camera_mm)
            .times(height / self.camera_height_mm);
        let shade = 1.0 - (slope.x * self.light.x + slope.y * self.light.y);
        (moved, shade.clamp(0.5, 1.35))
    }
}
