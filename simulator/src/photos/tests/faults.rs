//! Each fault does what it says: more of it changes the picture, and the margin, in one direction.

use super::super::geometry::Point;
use super::super::light::{Bar, Glare, Shadow, ShadowShape};
use super::super::plan::Group;
use super::super::recipe::{PhotoKind, Recipe};
use super::super::scene::Scene;
use super::plain::SIZE;
use super::{Decoded, group};

/// A careful photograph, upright, to be spoilt in one way only.
fn careful(group: &Group<'_>) -> Recipe {
    let mut recipe = group.truth_only(0).degradations;
    recipe.faults.clear();
    (recipe.width, recipe.height) = (1000, 750);
    recipe.orientation.0 = 1;
    recipe.exif = super::super::exif::ExifKind::None;
    recipe.pose.turn_degrees = 2.0;
    recipe.pose.tilt_degrees = [2.0, 1.0];
    recipe.pose.fill = 0.9;
    recipe.pose.offset = Point::new(0.0, 0.0);
    recipe.light.exposure = 0.7;
    recipe.light.gradient = Point::new(0.0, 0.0);
    recipe.light.shadows.clear();
    recipe.light.glares.clear();
    recipe.crumple = None;
    recipe.fingers.clear();
    recipe.focus.near_sigma_px = 0.5;
    recipe.focus.far_sigma_px = 0.0;
    recipe.motion.length_px = 1.0;
    recipe.noise.luma_levels = 1.0;
    recipe.noise.colour_levels = 0.0;
    recipe.jpeg.quality = 92;
    recipe.jpeg.grey = false;
    recipe
}

/// Over the digits of the finished JPEG: mean level, mean difference of neighbours.
fn look(group: &Group<'_>, recipe: &Recipe) -> (f64, f64) {
    let image = Decoded::of(&group.shoot(recipe, 1)).expect("a JPEG");
    let scene = Scene::new(recipe, SIZE).expect("a view");
    let (mut sum, mut edges) = (0.0, 0.0);
    for y in 0..240 {
        for x in 0..36 {
            let place = |x: i32| Point::new(150.0 + f64::from(x) * 0.5, 41.0 + f64::from(y) * 0.5);
            let level = |x: i32| f64::from(image.sample(scene.stored(scene.project(place(x)))));
            sum += level(x);
            edges += (level(x + 1) - level(x)).abs();
        }
    }
    (sum / 8640.0, edges / 8640.0)
}

/// Spoils a careful photograph by growing amounts; margins must fall from readable to not, and what
/// is measured in the picture must go the way `measured` says (1.0 up, -1.0 down).
fn grows(spoil: fn(&mut Recipe, f64), amounts: &[f64], of: fn((f64, f64)) -> f64, measured: f64) {
    let group = group(41, 0, PhotoKind::Movil);
    let mut before: Option<(f64, f64)> = None;
    let mut readable = Vec::new();
    for amount in amounts {
        let mut recipe = careful(&group);
        spoil(&mut recipe, *amount);
        let margin = group.truth_of(1, &recipe).legibility.margin;
        let figure = of(look(&group, &recipe)) * measured;
        if let Some((margin_before, figure_before)) = before {
            assert!(
                margin <= margin_before,
                "{amount}: {margin} after {margin_before}"
            );
            assert!(
                figure > figure_before,
                "{amount}: {figure} after {figure_before}"
            );
        }
        before = Some((margin, figure));
        readable.push(group.truth_of(1, &recipe).readable);
    }
    assert_eq!(readable.first(), Some(&Some(true)));
    assert_eq!(readable.last(), Some(&Some(false)));
}

fn level((level, _): (f64, f64)) -> f64 {
    level
}

fn edges((_, edges): (f64, f64)) -> f64 {
    edges
}

#[test]
fn focus_blur_wipes_out_edges() {
    grows(
        |r, sigma| r.focus.near_sigma_px = sigma,
        &[0.5, 1.5, 3.0, 6.0],
        edges,
        -1.0,
    );
}

#[test]
fn focus_of_one_side_wipes_out_edges_there() {
    let spoil: fn(&mut Recipe, f64) = |recipe, sigma| {
        recipe.focus.far_sigma_px = sigma;
        recipe.focus.from = -0.3;
        recipe.focus.over = 0.2;
    };
    grows(spoil, &[0.6, 3.0, 8.0], edges, -1.0);
}

#[test]
fn motion_wipes_out_edges() {
    grows(
        |r, length| r.motion.length_px = length,
        &[1.0, 5.0, 11.0, 21.0],
        edges,
        -1.0,
    );
}

#[test]
fn little_light_makes_dark_pictures() {
    grows(
        |r, light| r.light.exposure = light,
        &[0.7, 0.3, 0.05, 0.002],
        level,
        -1.0,
    );
}

#[test]
fn much_light_washes_ink_out() {
    grows(
        |r, light| r.light.exposure = light,
        &[0.7, 1.5, 6.0, 60.0],
        level,
        1.0,
    );
}

#[test]
fn glare_brightens_and_hides() {
    let spoil: fn(&mut Recipe, f64) = |recipe, peak| {
        recipe.light.glares.push(Glare {
            at: Point::new(0.1, 0.0),
            radius: Point::new(0.4, 0.3),
            angle_radians: 0.2,
            peak,
        });
    };
    grows(spoil, &[0.01, 0.3, 4.0], level, 1.0);
}

#[test]
fn the_shadow_of_a_hand_darkens() {
    let spoil: fn(&mut Recipe, f64) = |recipe, strength| {
        let bar = Bar {
            from: Point::new(0.0, -1.0),
            to: Point::new(0.2, 1.0),
            radius: 0.5,
        };
        recipe.light.shadows.push(Shadow {
            shape: ShadowShape::Hand(vec![bar]),
            strength,
            softness: 0.1,
        });
    };
    grows(spoil, &[0.1, 0.6, 0.999], level, -1.0);
}

#[test]
fn noise_adds_edges_that_are_none() {
    grows(
        |r, sigma| r.noise.luma_levels = sigma,
        &[1.0, 10.0, 40.0, 120.0],
        edges,
        1.0,
    );
}

#[test]
fn a_far_sheet_has_fewer_pixels_and_edges_per_place() {
    grows(|r, fill| r.pose.fill = fill, &[0.9, 0.5, 0.15], edges, -1.0);
}

#[test]
fn compression_costs_digits_their_shape() {
    let group = group(42, 0, PhotoKind::Movil);
    let size_and_margin = |quality: u8| {
        let mut recipe = careful(&group);
        recipe.jpeg.quality = quality;
        let margin = group.truth_of(1, &recipe).legibility.margin;
        (group.shoot(&recipe, 1).len(), margin)
    };
    let (fine, usual, coarse) = (size_and_margin(95), size_and_margin(60), size_and_margin(2));
    assert!(fine.0 > usual.0 && usual.0 > coarse.0);
    assert!(
        fine.1 >= usual.1 && usual.1 > coarse.1 && coarse.1 < 0.8,
        "{coarse:?}"
    );
}

#[test]
fn what_is_cut_off_or_covered_cannot_be_read() {
    let group = group(43, 0, PhotoKind::Movil);
    let mut cut = careful(&group);
    cut.pose.offset = Point::new(0.5, 0.0);
    let truth = group.truth_of(1, &cut);
    assert_eq!(truth.readable, Some(false));
    assert!(truth.inside < 0.8, "{}", truth.inside);

    let mut covered = careful(&group);
    let scene = Scene::new(&covered, SIZE).expect("a view");
    let to = scene.frame_units(scene.project(Point::new(152.0, 60.0)));
    covered.fingers.push(Bar {
        from: to.plus(Point::new(1.5, 0.3)),
        to,
        radius: 0.06,
    });
    assert_eq!(group.truth_of(1, &covered).readable, Some(false));
}

#[test]
fn folds_move_print_and_shade_paper() {
    let group = group(44, 0, PhotoKind::Movil);
    let flat = careful(&group);
    let mut folded = flat.clone();
    let mut dice = super::super::dice::Dice::new(3, &[]);
    folded.crumple = Some(super::super::crumple::Crumple::throw(&mut dice, SIZE, 4.0));
    let (a, b) = (
        Scene::new(&flat, SIZE).expect("flat"),
        Scene::new(&folded, SIZE).expect("folded"),
    );
    let mut most = 0.0_f64;
    for i in 0..20 {
        let at = Point::new(14.0 * f64::from(i), 10.0 * f64::from(i));
        most = most.max(a.project(at).minus(b.project(at)).length());
        let back = b.ray(b.project(at)).at;
        assert!(
            back.minus(at).length() < 0.01,
            "{at:?} comes back as {back:?}"
        );
    }
    assert!(most > 1.0, "{most}");
}
