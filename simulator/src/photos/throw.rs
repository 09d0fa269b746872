//! How often what happens to a photograph, and how badly.

use super::crumple::Crumple;
use super::dice::Dice;
use super::exif::{ExifKind, MALFORMED};
use super::geometry::{Orientation, Point};
use super::light::{Bar, Glare, Light, Shadow, ShadowShape};
use super::paper::Paper;
use super::recipe::{Fault, Focus, Jpeg, Motion, Noise, PhotoKind, Recipe, SecondSheet};
use super::scene::{Pose, Scene};
use super::table::{FOR_TABLETS, Surface, Table};

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

/// Sides of a sensor.
const ASPECTS: [(f64, f64); 3] = [(4.0 / 3.0, 0.75), (16.0 / 9.0, 0.15), (3.0 / 2.0, 0.1)];

impl Recipe {
    /// A photograph of `paper` of so many megapixels; scanners have theirs from their resolution.
    pub(crate) fn throw(dice: &mut Dice, kind: PhotoKind, megapixels: f64, paper: &Paper) -> Self {
        let mut recipe = match kind {
            PhotoKind::Movil => of_tablet(dice, megapixels, paper),
            PhotoKind::Escaner => of_scanner(dice, paper),
        };
        let (faults, none_or_two) = match kind {
            PhotoKind::Movil => (&OF_TABLETS[..], (0.46, 0.08)),
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
                self.pose.fill = dice.between_log(0.07, 0.55);
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
                self.noise.luma_levels = dice.between_log(6.0, 70.0);
                self.noise.colour_levels = self.noise.luma_levels * 0.4;
            }
            Fault::Compression => self.jpeg.quality = dice.between_log(2.0, 35.0) as u8,
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
                    .max(dice.between_log(0.25, 3.0) * scale);
            }
            Fault::FocusOfOneSide => {
                self.focus.far_sigma_px = dice.between_log(0.5, 4.0) * scale;
                self.focus.towards = Point::new(1.0, 0.0).turned(dice.between(0.0, 6.3));
                self.focus.from = dice.between(-0.5, 0.4);
                self.focus.over = dice.between(0.15, 0.7);
            }
            _ => {
                self.motion.length_px = dice.between_log(0.8, 10.0) * scale;
                self.motion.angle_radians = dice.between(0.0, std::f64::consts::PI);
            }
        }
    }

    fn spoil_light(&mut self, dice: &mut Dice, fault: Fault, paper: &Paper) {
        match fault {
            Fault::Dark => {
                self.light.exposure = dice.between_log(0.004, 0.2);
                self.noise.luma_levels *= dice.between(1.2, 2.5);
            }
            Fault::Overexposed => self.light.exposure = dice.between_log(1.2, 20.0),
            Fault::Glare => {
                let at = self.aim(dice, paper);
                let radius = Point::new(dice.between_log(0.05, 0.4), dice.between_log(0.04, 0.25));
                self.light.glares.push(Glare {
                    at,
                    radius,
                    angle_radians: dice.between(0.0, std::f64::consts::PI),
                    peak: dice.between_log(0.25, 4.0),
                });
            }
            _ => {
                let at = self.aim(dice, paper);
                let strength = 1.0 - dice.between_log(0.004, 0.5);
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

fn finger_radius(dice: &mut Dice, recipe: &Recipe, paper: &Paper) -> f64 {
    let half = f64::from(recipe.width.max(recipe.height)) / 2.0;
    dice.between(7.0, 10.0) * recipe.scale(paper) / half
}

/// The shadow of a hand with `at` in it: a palm and four fingers.
fn hand(dice: &mut Dice, at: Point, strength: f64) -> Shadow {
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

/// A picture as careful people take it: small faults of every kind.
fn of_tablet(dice: &mut Dice, megapixels: f64, paper: &Paper) -> Recipe {
    let quarter = dice.weighted(&[(0.0, 0.55), (1.0, 0.15), (2.0, 0.15), (3.0, 0.15)]);
    let sideways = quarter == 1.0 || quarter == 3.0;
    let portrait = if dice.chance(0.85) {
        sideways
    } else {
        !sideways
    };
    let aspect: f64 = dice.weighted(&ASPECTS);
    let long = even((megapixels * 1e6 * aspect).sqrt());
    let short = even((megapixels * 1e6 / aspect).sqrt());
    let (width, height) = if portrait {
        (short, long)
    } else {
        (long, short)
    };
    let exif = exif_kind(dice);
    let orientation = match exif {
        ExifKind::Tablet | ExifKind::TabletWithThumbnail => orientation(dice, portrait),
        ExifKind::None | ExifKind::Malformed(_) => Orientation(1),
    };
    let fill = dice.between(0.72, 0.97);
    let room = (1.0 - fill) / 2.0;
    let pose = Pose {
        turn_degrees: (quarter * 90.0 + dice.normal() * 2.5).rem_euclid(360.0),
        tilt_degrees: [dice.normal() * 4.0, dice.normal() * 4.0],
        distance_mm: dice.between(320.0, 520.0),
        fill,
        offset: Point::new(dice.between(-room, room), dice.between(-room, room)).times(0.8),
    };
    let quality = dice.weighted(&[
        (70, 1.0),
        (80, 2.0),
        (85, 2.0),
        (90, 3.0),
        (95, 3.0),
        (98, 1.0),
    ]);
    let mut recipe = Recipe {
        kind: PhotoKind::Movil,
        faults: Vec::new(),
        width,
        height,
        orientation,
        exif,
        pose,
        light: indoor_light(dice),
        crumple: None,
        fingers: Vec::new(),
        table: Table::throw(dice, &FOR_TABLETS),
        second_sheet: None,
        focus: Focus {
            // Larger pictures of the same small lens are softer in their pixels.
            near_sigma_px: dice.between(0.45, 0.75) * (megapixels / 2.0).powf(0.2).max(1.0),
            far_sigma_px: 0.0,
            towards: Point::new(1.0, 0.0),
            from: 0.0,
            over: 1.0,
        },
        motion: Motion {
            length_px: 1.0,
            angle_radians: 0.0,
        },
        noise: Noise {
            luma_levels: dice.between_log(0.8, 4.0),
            colour_levels: dice.between(0.2, 1.4),
        },
        jpeg: Jpeg {
            quality,
            progressive: dice.chance(0.05),
            grey: dice.chance(0.02),
            halved_colour: dice.chance(0.85),
        },
        dirt: Vec::new(),
    };
    surroundings(dice, &mut recipe, paper);
    recipe
}

fn surroundings(dice: &mut Dice, recipe: &mut Recipe, paper: &Paper) {
    if dice.chance(0.35) {
        let strength = dice.between(0.15, 0.9);
        recipe.crumple = Some(Crumple::throw(dice, paper.size, strength));
    }
    if dice.chance(0.1) {
        let beside = [
            Point::new(paper.size.x + 6.0, 12.0),
            Point::new(-paper.size.x - 9.0, -20.0),
            Point::new(15.0, paper.size.y + 8.0),
            Point::new(-30.0, -paper.size.y - 5.0),
            // Below the sheet, looking out.
            Point::new(28.0, 22.0),
        ];
        recipe.second_sheet = Some(SecondSheet {
            at_mm: *dice.pick(&beside),
            turn_degrees: dice.normal() * 4.0,
        });
        recipe.pose.fill = recipe.pose.fill.min(dice.between(0.6, 0.85));
    }
    if dice.chance(0.15) {
        let side = dice.between(0.15, 0.85);
        let reach = dice.between(2.0, 9.0);
        let size = paper.size;
        let (tip, outwards) = *dice.pick(&[
            (Point::new(reach, side * size.y), Point::new(-1.0, 0.1)),
            (
                Point::new(size.x - reach, side * size.y),
                Point::new(1.0, 0.1),
            ),
            (
                Point::new(side * size.x, size.y - reach),
                Point::new(0.2, 1.0),
            ),
        ]);
        let radius = finger_radius(dice, recipe, paper);
        let Some(scene) = Scene::new(recipe, size) else {
            return;
        };
        let to = scene.frame_units(scene.project(tip));
        let from = scene.frame_units(scene.project(tip.plus(outwards.times(120.0))));
        recipe.fingers.push(Bar { from, to, radius });
        recipe.light.shadows.push(Shadow {
            shape: ShadowShape::Hand(vec![Bar {
                from,
                to,
                radius: radius * 1.5,
            }]),
            strength: 0.35,
            softness: radius * 1.2,
        });
    }
}

fn even(side: f64) -> u32 {
    ((side / 2.0).round() as u32).max(8) * 2
}

fn exif_kind(dice: &mut Dice) -> ExifKind {
    let malformed = ExifKind::Malformed(*dice.pick(&MALFORMED));
    dice.weighted(&[
        (ExifKind::Tablet, 0.55),
        (ExifKind::TabletWithThumbnail, 0.2),
        (ExifKind::None, 0.1),
        (malformed, 0.15),
    ])
}

/// Sensors lie on the side: upright pictures are mostly stored sideways.
fn orientation(dice: &mut Dice, portrait: bool) -> Orientation {
    let choices: &[(u8, f64)] = if portrait {
        &[(6, 0.55), (8, 0.15), (1, 0.27), (5, 0.015), (7, 0.015)]
    } else {
        &[(1, 0.7), (3, 0.27), (2, 0.015), (4, 0.015)]
    };
    Orientation(dice.weighted(choices))
}

fn indoor_light(dice: &mut Dice) -> Light {
    let warm = dice.normal() * 0.06;
    let mut light = Light {
        exposure: dice.between(0.5, 0.9),
        gradient: Point::new(dice.between(0.0, 0.3), 0.0).turned(dice.between(0.0, 6.3)),
        vignette: dice.between(0.0, 0.14),
        tint: [1.0 + warm, 1.0, (1.0 - warm * 1.2).max(0.5)],
        shadows: Vec::new(),
        glares: Vec::new(),
    };
    if dice.chance(0.4) {
        let towards = Point::new(1.0, 0.0).turned(dice.between(0.0, 6.3));
        light.shadows.push(Shadow {
            shape: ShadowShape::Edge {
                through: towards.times(dice.between(-0.2, 0.7)),
                towards,
            },
            strength: dice.between(0.1, 0.5),
            softness: dice.between_log(0.08, 0.6),
        });
    }
    if dice.chance(0.15) {
        let at = Point::new(dice.between(-0.9, 0.9), dice.between(-0.7, 0.7));
        let strength = dice.between(0.1, 0.4);
        light.shadows.push(hand(dice, at, strength));
    }
    light
}

/// A page on the glass: no perspective, even light, little noise, dust.
fn of_scanner(dice: &mut Dice, paper: &Paper) -> Recipe {
    let dpi = dice.weighted(&[(150.0, 0.2), (200.0, 0.35), (300.0, 0.35), (400.0, 0.1)]);
    let scale = dpi / 25.4;
    let quarter = dice.weighted(&[(0.0, 0.5), (1.0, 0.2), (2.0, 0.1), (3.0, 0.2)]);
    let sideways = quarter == 1.0 || quarter == 3.0;
    // The glass is a little larger than the sheet; some drivers crop to what they find.
    let margin = dice.between(2.0, 16.0);
    let (long, short) = (paper.size.x + margin, paper.size.y + margin);
    let (w, h) = if sideways {
        (short, long)
    } else {
        (long, short)
    };
    let fill = if sideways {
        paper.size.y / short
    } else {
        paper.size.x / long
    };
    let room = (1.0 - fill) / 2.0;
    let open_lid = dice.chance(0.12);
    let surface = if open_lid {
        Surface::Open
    } else {
        Surface::Lid
    };
    let exif = dice.weighted(&[(ExifKind::None, 0.85), (ExifKind::Tablet, 0.15)]);
    Recipe {
        kind: PhotoKind::Escaner,
        faults: Vec::new(),
        width: (w * scale) as u32,
        height: (h * scale) as u32,
        orientation: Orientation(1),
        exif,
        pose: Pose {
            turn_degrees: (quarter * 90.0 + dice.normal() * 0.8).rem_euclid(360.0),
            tilt_degrees: [0.0, 0.0],
            distance_mm: 1e6,
            fill,
            offset: Point::new(dice.between(-room, room), dice.between(-room, room)).times(0.7),
        },
        light: Light {
            exposure: dice.between(0.85, 1.1),
            gradient: Point::new(dice.between(-0.03, 0.03), 0.0),
            vignette: 0.0,
            tint: [1.0, 1.0, dice.between(0.96, 1.0)],
            shadows: Vec::new(),
            glares: Vec::new(),
        },
        crumple: None,
        fingers: Vec::new(),
        table: Table::throw(dice, &[(surface, 1.0)]),
        second_sheet: None,
        focus: Focus {
            near_sigma_px: dice.between(0.4, 0.8),
            far_sigma_px: 0.0,
            towards: Point::new(1.0, 0.0),
            from: 0.0,
            over: 1.0,
        },
        motion: Motion {
            length_px: 1.0,
            angle_radians: 0.0,
        },
        noise: Noise {
            luma_levels: dice.between(0.5, 2.0),
            colour_levels: dice.between(0.1, 0.5),
        },
        jpeg: Jpeg {
            quality: dice.weighted(&[(60, 1.0), (75, 3.0), (85, 3.0), (92, 2.0)]),
            progressive: dice.chance(0.03),
            grey: dice.chance(0.4),
            halved_colour: dice.chance(0.7),
        },
        dirt: dirt(dice),
    }
}

/// Specks, hairs, and now and then a line where the sensor's glass is dirty.
fn dirt(dice: &mut Dice) -> Vec<Bar> {
    let specks = dice.between(0.0, 25.0) as usize;
    let mut all: Vec<Bar> = (0..specks)
        .map(|_| {
            let from = Point::new(dice.between(-1.0, 1.0), dice.between(-0.9, 0.9));
            let length = if dice.chance(0.15) { 0.03 } else { 0.0005 };
            let to = from.plus(Point::new(length, 0.0).turned(dice.between(0.0, 6.3)));
            let radius = dice.between_log(0.0003, 0.0012);
            Bar { from, to, radius }
        })
        .collect();
    if dice.chance(0.15) {
        let x = dice.between(-0.9, 0.9);
        all.push(Bar {
            from: Point::new(x, -1.0),
            to: Point::new(x, 1.0),
            radius: 0.0004,
        });
    }
    all
}
