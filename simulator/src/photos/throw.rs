//! How often what happens to a photograph, and how badly.

use super::careful;
use super::crumple::Crumple;
use super::dice::Dice;
use super::geometry::Point;
use super::light::{Bar, Glare, Shadow, ShadowShape};
use super::paper::Paper;
use super::recipe::{Fault, PhotoKind, Recipe};
use super::scene::Scene;

/// What a tablet's pictures may suffer, and how often each relative to the others.
const OF_TABLETS: [(Fault, f64); 14] = [
    (Fault::Focus, 14.0),
    (Fault::FocusOfOneSide, 9.0),
    (Fault::Motion, 13.0),
    (Fault::Dark, 9.0),
    (Fault::Overexposed, 6.0),
    (Fault::Glare, 10.0),
    (Fault::HardShadow, 8.0),
    (Fault::FarAway, 8.0),
    (Fault::Tilted, 6.0),
    (Fault::Noise, 6.0),
    (Fault::Compression, 5.0),
    (Fault::Cut, 8.0),
    (Fault::Fist, 5.0),
    (Fault::FingersInside, 6.0),
];

/// The same of scanners: paper that lifts from the glass, a lid left open, a bad setting.
const OF_SCANNERS: [(Fault, f64); 7] = [
    (Fault::Focus, 6.0),
    (Fault::FocusOfOneSide, 8.0),
    (Fault::Dark, 5.0),
    (Fault::Overexposed, 5.0),
    (Fault::Compression, 5.0),
    (Fault::Cut, 8.0),
    (Fault::Coarse, 5.0),
];

impl Recipe {
    /// A photograph of `paper` of so many megapixels; scanners have theirs from their resolution.
    pub(crate) fn throw(dice: &mut Dice, kind: PhotoKind, megapixels: f64, paper: &Paper) -> Self {
        let mut recipe = match kind {
            PhotoKind::Movil => careful::of_tablet(dice, megapixels, paper),
            PhotoKind::Escaner => careful::of_scanner(dice, paper),
        };
        let (faults, none_or_two) = match kind {
            PhotoKind::Movil => (&OF_TABLETS[..], (0.42, 0.08)),
            PhotoKind::Escaner => (&OF_SCANNERS[..], (0.6, 0.04)),
        };
        let count = dice.weighted(&[
            (0, none_or_two.0),
            (1, 1.0 - none_or_two.0 - none_or_two.1),
            (2, none_or_two.1),
        ]);
        for _ in 0..count {
            let fault = dice.weighted(faults);
            if !recipe.faults.contains(&fault) {
                recipe.faults.push(fault);
            }
        }
        for fault in recipe.faults.clone() {
            recipe.spoil(dice, fault, paper);
        }
        recipe
    }

    fn spoil(&mut self, dice: &mut Dice, fault: Fault, paper: &Paper) {
        match fault {
            Fault::Tilted => {
                let direction = Point::new(dice.between(16.0, 40.0), 0.0)
                    .turned(dice.between(0.0, std::f64::consts::TAU));
                self.pose.tilt_degrees = [direction.x, direction.y];
                self.pose.distance_mm = dice.between(260.0, 420.0);
            }
            Fault::FarAway => {
                self.pose.fill = dice.between_log(0.12, 0.7);
                let room = (1.0 - self.pose.fill) / 2.0;
                self.pose.offset =
                    Point::new(dice.between(-room, room), dice.between(-room, room)).times(0.8);
            }
            Fault::Cut => self.cut(dice, paper),
            Fault::Coarse => {
                let factor = dice.between(0.16, 0.9);
                self.width = (f64::from(self.width) * factor) as u32;
                self.height = (f64::from(self.height) * factor) as u32;
            }
            Fault::Fist => {
                let strength = dice.between_log(1.6, 5.0);
                self.crumple = Some(Crumple::throw(dice, paper.size, strength));
            }
            Fault::FingersInside => self.cover(dice, paper),
            Fault::Noise => {
                self.noise.luma_levels = dice.between_log(4.0, 50.0);
                self.noise.colour_levels = self.noise.luma_levels * 0.4;
            }
            Fault::Compression => self.jpeg.quality = dice.between_log(3.0, 50.0) as u8,
            Fault::Dark | Fault::Overexposed | Fault::Glare | Fault::HardShadow => {
                self.spoil_light(dice, fault, paper);
            }
            Fault::Focus | Fault::FocusOfOneSide | Fault::Motion => {
                self.smear(dice, fault, paper);
            }
        }
    }

    /// Smears in millimetres of the sheet, so that they hurt alike at any size of the image.
    fn smear(&mut self, dice: &mut Dice, fault: Fault, paper: &Paper) {
        let scale = self.scale(paper);
        match fault {
            Fault::Focus => {
                self.focus.near_sigma_px = self
                    .focus
                    .near_sigma_px
                    .max(dice.between_log(0.12, 2.5) * scale);
            }
            Fault::FocusOfOneSide => {
                self.focus.far_sigma_px = dice.between_log(0.25, 3.0) * scale;
                self.focus.towards = Point::new(1.0, 0.0).turned(dice.between(0.0, 6.3));
                self.focus.from = dice.between(-0.5, 0.4);
                self.focus.over = dice.between(0.15, 0.7);
            }
            _ => {
                self.motion.length_px = dice.between_log(0.4, 8.0) * scale;
                self.motion.angle_radians = dice.between(0.0, std::f64::consts::PI);
            }
        }
    }

    fn spoil_light(&mut self, dice: &mut Dice, fault: Fault, paper: &Paper) {
        match fault {
            Fault::Dark => {
                self.light.exposure = dice.between_log(0.015, 0.35);
                self.noise.luma_levels *= dice.between(1.2, 2.5);
            }
            Fault::Overexposed => self.light.exposure = dice.between_log(1.05, 10.0),
            Fault::Glare => {
                let at = self.aim(dice, paper);
                let radius = Point::new(dice.between_log(0.05, 0.4), dice.between_log(0.04, 0.25));
                self.light.glares.push(Glare {
                    at,
                    radius,
                    angle_radians: dice.between(0.0, std::f64::consts::PI),
                    peak: dice.between_log(0.15, 3.0),
                });
            }
            _ => {
                let at = self.aim(dice, paper);
                let strength = 1.0 - dice.between_log(0.01, 0.6);
                self.light.shadows.push(hand(dice, at, strength));
            }
        }
    }

    /// A place of the sheet where it hurts, in frame units: a digit as often as not.
    fn aim(&self, dice: &mut Dice, paper: &Paper) -> Point {
        let anywhere = Point::new(
            dice.between(0.05, 0.95) * paper.size.x,
            dice.between(0.05, 0.95) * paper.size.y,
        );
        let at_a_digit = dice.chance(0.6) && !paper.digits.is_empty();
        let at = if at_a_digit {
            dice.pick(&paper.digits).middle()
        } else {
            anywhere
        };
        Scene::new(self, paper.size).map_or(Point::new(0.0, 0.0), |scene| {
            scene.frame_units(scene.project(at))
        })
    }

    /// Pixels per millimetre in the middle of the sheet.
    pub(crate) fn scale(&self, paper: &Paper) -> f64 {
        Scene::new(self, paper.size).map_or(1.0, |scene| {
            scene.jacobian(paper.size.times(0.5)).least_scale()
        })
    }

    /// Moves the frame so that a digit is beyond its border, or (seldom) only the paper's margin.
    fn cut(&mut self, dice: &mut Dice, paper: &Paper) {
        self.pose.fill = dice.between(0.85, 1.1);
        let target = if dice.chance(0.8) {
            self.aim(dice, paper)
        } else {
            Point::new(0.0, 0.0)
        };
        let (width, height) = (f64::from(self.width), f64::from(self.height));
        let half = width.max(height) / 2.0;
        // From frame units to parts of the frame, where its border is at 0.5.
        let at = Point::new(target.x * half / width, target.y * half / height);
        let along_x = dice.chance(0.5);
        let mut to_the_border = |at: f64| at.signum() * (0.5 - at.abs() + dice.between(0.02, 0.2));
        if along_x {
            self.pose.offset.x += to_the_border(at.x);
        } else {
            self.pose.offset.y += to_the_border(at.y);
        }
    }

    /// A finger from beyond the frame up to a digit.
    fn cover(&mut self, dice: &mut Dice, paper: &Paper) {
        let to = self.aim(dice, paper);
        let radius = finger_radius(dice, self, paper);
        let from = to.plus(Point::new(dice.between(1.2, 2.0), 0.0).turned(dice.between(0.0, 6.3)));
        self.fingers.push(Bar { from, to, radius });
    }
}

pub(crate) fn finger_radius(dice: &mut Dice, recipe: &Recipe, paper: &Paper) -> f64 {
    let half = f64::from(recipe.width.max(recipe.height)) / 2.0;
    dice.between(7.0, 10.0) * recipe.scale(paper) / half
}

/// The shadow of a hand with `at` in it: a palm and four fingers.
pub(crate) fn hand(dice: &mut Dice, at: Point, strength: f64) -> Shadow {
    let turn = dice.between(0.0, std::f64::consts::TAU);
    let size = dice.between(0.12, 0.3);
    let palm = Bar {
        from: at,
        to: at.plus(Point::new(2.5 * size, 0.0).turned(turn)),
        radius: size * 0.5,
    };
    let finger = |nth: i32| {
        let side = f64::from(nth) - 1.5;
        let root = at.plus(Point::new(0.0, side * 0.27 * size).turned(turn));
        let tip = Point::new(-size * (1.1 - 0.12 * side * side), side * 0.4 * size).turned(turn);
        Bar {
            from: root,
            to: at.plus(tip),
            radius: size * 0.11,
        }
    };
    let bars = std::iter::once(palm).chain((0..4).map(finger)).collect();
    Shadow {
        shape: ShadowShape::Hand(bars),
        strength,
        softness: dice.between_log(0.02, 0.25),
    }
}
