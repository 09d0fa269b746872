//! From marks roughly placed on the overview to their centres in the photo itself.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pixel coordinates clamped to the image before they become indices"
)]

use super::marks;
use crate::geometry::{Homography, Point, Quad};
use crate::gray::Gray;
use crate::layout::marks::{ELL, QUIET, SQUARE};

/// Least difference between paper and ink for a mark to be measured, in grey levels.
const LEAST_CONTRAST: f64 = 18.0;

/// Moves the map from millimetres to pixels of `image` so that the marks lie where they are seen.
/// A mark that cannot be measured stays where it was.
pub(super) fn refine(image: &Gray, map: &Homography) -> Homography {
    let mut map = *map;
    for _ in 0..2 {
        let pairs = marks::centres().map(|centre| {
            let seen = measure(image, &map, centre).unwrap_or_default();
            (centre, map.apply(centre.plus(seen)))
        });
        let refined = Homography::between(
            &Quad(pairs.map(|pair| pair.0)),
            &Quad(pairs.map(|pair| pair.1)),
        );
        map = refined.unwrap_or(map);
    }
    map
}

/// How far the mark lies from where the map has it, in millimetres; `None` if it is not inside the
/// image or does not stand out.
fn measure(image: &Gray, map: &Homography, centre: Point) -> Option<Point> {
    let is_ell = centre.distance(marks::centres()[2]) < 1.0;
    // The L's centre of mass is not the middle of what it covers.
    let middle = if is_ell {
        Point::new(f64::from(ELL.center().x), f64::from(ELL.center().y))
    } else {
        centre
    };
    let half = f64::from(if is_ell { ELL.w } else { SQUARE }) / 2.0 + 0.9 * f64::from(QUIET);
    let samples = window(image, map, middle, half)?;
    let mut levels: Vec<u8> = samples.iter().map(|sample| sample.1).collect();
    levels.sort_unstable();
    let level = |share: f64| f64::from(levels[((levels.len() - 1) as f64 * share) as usize]);
    let (dark, light) = (level(if is_ell { 0.05 } else { 0.2 }), level(0.9));
    if light - dark < LEAST_CONTRAST {
        return None;
    }
    let (mut weights, mut sum) = (0.0, Point::default());
    for (place, pixel) in samples {
        let darkness = (light - f64::from(pixel)) / (light - dark);
        let weight = ((darkness - 0.3) / 0.4).clamp(0.0, 1.0);
        weights += weight;
        sum = sum.plus(place.times(weight));
    }
    let moved = sum.times(1.0 / weights).minus(centre);
    (weights > 0.0 && moved.distance(Point::default()) < half / 2.0).then_some(moved)
}

/// The pixels of the square window of half side `half` millimetres about `middle`, with their
/// places in millimetres; `None` if it is not wholly inside or has too few pixels.
fn window(image: &Gray, map: &Homography, middle: Point, half: f64) -> Option<Vec<(Point, u8)>> {
    let around = Quad(
        [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
            .map(|(x, y)| map.apply(middle.plus(Point::new(x, y).times(half)))),
    );
    let (width, height) = (f64::from(image.width()), f64::from(image.height()));
    let inside = |p: Point| (0.0..=width).contains(&p.x) && (0.0..=height).contains(&p.y);
    if !around.0.into_iter().all(inside) {
        return None;
    }
    let xs = around.0.map(|p| p.x);
    let ys = around.0.map(|p| p.y);
    let least = |v: [f64; 4]| v.into_iter().fold(f64::MAX, f64::min).floor() as usize;
    let most = |v: [f64; 4], end: u32| {
        (v.into_iter().fold(0.0, f64::max).ceil() as usize).min(end as usize)
    };
    let back = map.inverse()?;
    let mut samples = Vec::new();
    for y in least(ys)..most(ys, image.height()) {
        let row = image.row(y as u32);
        for (x, &pixel) in row
            .iter()
            .enumerate()
            .take(most(xs, image.width()))
            .skip(least(xs))
        {
            let place = back.apply(Point::new(x as f64 + 0.5, y as f64 + 0.5));
            let off = place.minus(middle);
            if off.x.abs() <= half && off.y.abs() <= half {
                samples.push((place, pixel));
            }
        }
    }
    (samples.len() >= 25).then_some(samples)
}
