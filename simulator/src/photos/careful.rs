//! Photographs as careful people take them: small faults of every kind, none that hurts.

use super::crumple::Crumple;
use super::dice::Dice;
use super::exif::{ExifKind, MALFORMED};
use super::geometry::{Orientation, Point};
use super::light::{Bar, Light, Shadow, ShadowShape};
use super::paper::Paper;
use super::recipe::{Focus, Jpeg, Motion, Noise, PhotoKind, Recipe, SecondSheet};
use super::scene::{Pose, Scene};
use super::table::{FOR_TABLETS, Surface, Table};
use super::throw::{finger_radius, hand};

/// Sides of a sensor.
const ASPECTS: [(f64, f64); 3] = [(4.0 / 3.0, 0.75), (16.0 / 9.0, 0.15), (3.0 / 2.0, 0.1)];

/// A picture as careful people take it: small faults of every kind.
pub(crate) fn of_tablet(dice: &mut Dice, megapixels: f64, paper: &Paper) -> Recipe {
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
    let mut recipe = plain(PhotoKind::Movil, (width, height), pose, indoor_light(dice));
    recipe.orientation = orientation;
    recipe.exif = exif;
    recipe.table = Table::throw(dice, &FOR_TABLETS);
    // Larger pictures of the same small lens are softer in their pixels.
    recipe.focus.near_sigma_px = dice.between(0.45, 0.75) * (megapixels / 2.0).powf(0.2).max(1.0);
    recipe.noise.luma_levels = dice.between_log(0.8, 4.0);
    recipe.noise.colour_levels = dice.between(0.2, 1.4);
    recipe.jpeg = Jpeg {
        quality: dice.weighted(&[
            (70, 1.0),
            (80, 2.0),
            (85, 2.0),
            (90, 3.0),
            (95, 3.0),
            (98, 1.0),
        ]),
        progressive: dice.chance(0.05),
        grey: dice.chance(0.02),
        halved_colour: dice.chance(0.85),
    };
    surroundings(dice, &mut recipe, paper);
    recipe
}

/// Nothing done to it yet but the light and where the camera is.
fn plain(kind: PhotoKind, (width, height): (u32, u32), pose: Pose, light: Light) -> Recipe {
    Recipe {
        kind,
        faults: Vec::new(),
        width,
        height,
        orientation: Orientation(1),
        exif: ExifKind::None,
        pose,
        light,
        crumple: None,
        fingers: Vec::new(),
        table: Table {
            surface: Surface::Grey,
            seed: 0,
        },
        second_sheet: None,
        focus: Focus {
            near_sigma_px: 0.5,
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
            luma_levels: 1.0,
            colour_levels: 0.0,
        },
        jpeg: Jpeg {
            quality: 90,
            progressive: false,
            grey: false,
            halved_colour: true,
        },
        dirt: Vec::new(),
    }
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
pub(crate) fn of_scanner(dice: &mut Dice, paper: &Paper) -> Recipe {
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
    let pose = Pose {
        turn_degrees: (quarter * 90.0 + dice.normal() * 0.8).rem_euclid(360.0),
        tilt_degrees: [0.0, 0.0],
        distance_mm: 1e6,
        fill,
        offset: Point::new(dice.between(-room, room), dice.between(-room, room)).times(0.7),
    };
    let light = Light {
        exposure: dice.between(0.85, 1.1),
        gradient: Point::new(dice.between(-0.03, 0.03), 0.0),
        vignette: 0.0,
        tint: [1.0, 1.0, dice.between(0.96, 1.0)],
        shadows: Vec::new(),
        glares: Vec::new(),
    };
    let size = ((w * scale) as u32, (h * scale) as u32);
    let mut recipe = plain(PhotoKind::Escaner, size, pose, light);
    recipe.exif = dice.weighted(&[(ExifKind::None, 0.85), (ExifKind::Tablet, 0.15)]);
    recipe.table = Table::throw(dice, &[(surface, 1.0)]);
    recipe.focus.near_sigma_px = dice.between(0.4, 0.8);
    recipe.noise.luma_levels = dice.between(0.5, 2.0);
    recipe.noise.colour_levels = dice.between(0.1, 0.5);
    recipe.jpeg = Jpeg {
        quality: dice.weighted(&[(60, 1.0), (75, 3.0), (85, 3.0), (92, 2.0)]),
        progressive: dice.chance(0.03),
        grey: dice.chance(0.4),
        halved_colour: dice.chance(0.7),
    };
    recipe.dirt = dirt(dice);
    recipe
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
