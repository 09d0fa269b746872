//! Every photograph here is of a plain stand-in for a form, whose ink is in known places.

mod faults;
mod malformed;
mod plain;

use super::contact::Decoded;
use super::geometry::Point;
use super::plan::{Choices, Group, Photo};
use super::recipe::{PhotoKind, Recipe};
use super::scene::Scene;
use plain::{PlainSheets, SIZE};

fn choices(kind: PhotoKind) -> Choices {
    Choices {
        kind: Some(kind),
        megapixels: vec![(0.5, 1.0)],
    }
}

fn group(seed: u64, number: u64, kind: PhotoKind) -> Group<'static> {
    Group::new(seed, &PlainSheets, number, &choices(kind))
}

/// Light or dark at a place of the sheet, as the finished JPEG shows it.
fn level_at(photo: &Photo, recipe: &Recipe, at: Point) -> u8 {
    let scene = Scene::new(recipe, SIZE).expect("a view");
    let image = Decoded::of(&photo.jpeg).expect("a JPEG");
    image.sample(scene.stored(scene.project(at)))
}

#[test]
fn the_same_plan_makes_the_same_bytes_in_any_order() {
    let forward = group(5, 2, PhotoKind::Movil);
    let first: Vec<Photo> = (12..15).map(|number| forward.photo(number)).collect();
    let again = group(5, 2, PhotoKind::Movil);
    for number in (12..15).rev() {
        let photo = again.photo(number);
        let before = &first[number as usize - 12];
        assert_eq!(photo.jpeg, before.jpeg, "{number}");
        let text = |photo: &Photo| serde_json::to_string(&photo.truth).expect("JSON");
        assert_eq!(text(&photo), text(before));
    }
    assert_ne!(group(6, 2, PhotoKind::Movil).photo(12).jpeg, first[0].jpeg);
}

/// The truth's places are those of a foreign decoder: black marks at the marks' places and white
/// paper beside them, in every orientation, for crumpled paper and for scanners.
#[test]
fn what_is_printed_is_where_the_truth_says() {
    let mut seen = std::collections::BTreeSet::new();
    for (kind, groups) in [(PhotoKind::Movil, 36), (PhotoKind::Escaner, 2)] {
        for number in 0..groups {
            let group = group(11, number, kind);
            for nth in 0..3 {
                let photo = group.photo(number * 3 + nth);
                let recipe = &photo.truth.degradations;
                if photo.truth.readable != Some(true) || photo.truth.inside < 1.0 {
                    continue;
                }
                for (x, y) in [(8.2, 22.5), (265.2, 22.5), (8.2, 186.5)] {
                    let middle = level_at(&photo, recipe, Point::new(x + 3.0, y + 3.0));
                    for (dx, dy) in [(-1.6, 3.0), (7.6, 3.0), (3.0, -1.6), (3.0, 7.6)] {
                        let beside = level_at(&photo, recipe, Point::new(x + dx, y + dy));
                        assert!(
                            f64::from(middle) < 0.72 * f64::from(beside),
                            "{} {:?}: {middle} {beside}",
                            photo.truth.number,
                            recipe.faults
                        );
                    }
                }
                seen.insert((recipe.orientation.0, recipe.crumple.is_some()));
            }
        }
    }
    assert!(seen.len() >= 4, "{seen:?}");
}

/// The corners are those of the paper: bright just inside, the dark table just outside.
#[test]
fn the_sheet_ends_at_its_corners() {
    let group = group(21, 0, PhotoKind::Movil);
    let mut photo = group.photo(0);
    let mut recipe = photo.truth.degradations.clone();
    recipe.faults.clear();
    recipe.light.shadows.clear();
    recipe.light.glares.clear();
    recipe.fingers.clear();
    recipe.second_sheet = None;
    recipe.table.surface = super::table::Surface::DarkWood;
    recipe.pose.fill = 0.8;
    recipe.pose.offset = Point::new(0.0, 0.0);
    recipe.light.exposure = 0.7;
    recipe.focus.near_sigma_px = 0.5;
    recipe.focus.far_sigma_px = 0.0;
    recipe.motion.length_px = 1.0;
    recipe.noise.luma_levels = 1.0;
    for turn in [0.0, 93.0, 178.0, 271.0] {
        recipe.pose.turn_degrees = turn;
        photo.jpeg = group.shoot(&recipe, 0);
        let scene = Scene::new(&recipe, SIZE).expect("a view");
        let image = Decoded::of(&photo.jpeg).expect("a JPEG");
        let middle = SIZE.times(0.5);
        for corner in super::scene::corners(SIZE) {
            let towards = |part: f64| {
                let at = corner.plus(middle.minus(corner).times(part));
                f64::from(image.sample(scene.stored(scene.project(at))))
            };
            let (inside, outside) = (towards(0.02), towards(-0.02));
            assert!(
                inside > 1.5 * outside,
                "{turn} {corner:?}: {inside} {outside}"
            );
        }
        let truth = group.truth_of(0, &recipe);
        let off = (truth.rotation_degrees - turn + 180.0).rem_euclid(360.0) - 180.0;
        assert!(off.abs() < 8.0, "{turn}: {}", truth.rotation_degrees);
    }
}

#[test]
fn border_cases_are_few_and_both_verdicts_frequent() {
    let mut counts = [0_u32; 3];
    for number in 0..40 {
        let kind = if number % 6 == 0 {
            PhotoKind::Escaner
        } else {
            PhotoKind::Movil
        };
        let group = group(31, number, kind);
        for nth in 0..10 {
            match group.truth_only(number * 10 + nth).readable {
                Some(true) => counts[0] += 1,
                Some(false) => counts[1] += 1,
                None => counts[2] += 1,
            }
        }
    }
    let [readable, unreadable, doubtful] = counts;
    assert!(
        readable > 160 && unreadable > 80 && doubtful < 24,
        "{counts:?}"
    );
}
