//! The four marks: three squares and an L. Together they say where the sheet is and which way is up.

use super::ink::{Component, Ink};
use crate::geometry::{Homography, Point, Quad};
use crate::layout::{Rect, marks};

/// A set of marks that fit together, and the map they give.
#[derive(Debug, Clone)]
pub(super) struct Match {
    /// From millimetres on the sheet to pixels of the overview.
    pub(super) map: Homography,
    /// 0 to 1: how well sizes and places agree.
    pub(super) fit: f64,
}

/// Distances of the marks' centres on paper, in millimetres.
const ACROSS: f64 = 257.0;
const DOWN: f64 = 164.0;
/// Side of a square on paper.
const SIDE: f64 = 6.0;
/// Candidates looked at, the most square-like first.
const MAX_SQUARES: usize = 90;
/// Most ink in the ring around a square.
const MOST_RING: f64 = 0.1;
/// Sets of four that are held against the print.
const MAX_MATCHES: usize = 24;
/// Sets of three squares whose fourth mark is looked for.
const MAX_CORNERS: usize = 400;

/// Centre of mass of each mark on paper: top left, top right, the L, bottom left.
pub(super) fn centres() -> [Point; 4] {
    let [top_left, top_right, bottom_left] = marks::SQUARES.map(|square| middle(&square));
    let [foot, stem] = marks::ELL_ARMS;
    let (a, b) = (
        f64::from(foot.w) * f64::from(foot.h),
        f64::from(stem.w) * f64::from(stem.h),
    );
    let mean = |p: Point, q: Point| p.times(a).plus(q.times(b)).times(1.0 / (a + b));
    let ell = mean(middle(&foot), middle(&stem));
    [top_left, top_right, ell, bottom_left]
}

fn middle(rect: &Rect) -> Point {
    let centre = rect.center();
    Point::new(centre.x.into(), centre.y.into())
}

/// Components that may be one of the squares, the best first.
pub(super) fn squares(components: &[Component], ink: &Ink) -> Vec<Component> {
    let mut found: Vec<(f64, Component)> = components
        .iter()
        .filter_map(|component| {
            let fullness = component.fullness();
            let elongation = component.elongation();
            let fits = (0.86..1.12).contains(&fullness)
                && elongation < 2.4
                && ink.ring_share(component) < MOST_RING;
            fits.then(|| {
                (
                    (fullness - 1.0).abs() + 0.15 * (elongation - 1.0),
                    *component,
                )
            })
        })
        .collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    found.truncate(MAX_SQUARES);
    found.into_iter().map(|(_, component)| component).collect()
}

/// Components that may be the L.
pub(super) fn ells(components: &[Component]) -> Vec<Component> {
    let fits = |c: &&Component| (0.14..0.55).contains(&c.fullness()) && c.elongation() < 4.0;
    components.iter().filter(fits).copied().collect()
}

/// The sets of four marks that fit together, the best first: large ones whose sizes agree.
pub(super) fn match_four(squares: &[Component], ells: &[Component]) -> Vec<Match> {
    let mut all: Vec<(f64, Match)> = Vec::new();
    for corner in corners(squares) {
        let [a, b, c] = corner;
        let expected = b.centre.plus(c.centre).minus(a.centre);
        let reach = 0.28 * b.centre.distance(c.centre);
        for ell in ells {
            if ell.centre.distance(expected) > reach {
                continue;
            }
            if let Some(found) = judge_set([a, b, *ell, c]) {
                all.push((found.fit * found.fit * area(&found.map).sqrt(), found));
            }
        }
    }
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    all.truncate(MAX_MATCHES);
    all.into_iter().map(|(_, found)| found).collect()
}

/// Sets of three squares that lie like top left, top right, bottom left, the best first.
pub(super) fn corners(squares: &[Component]) -> Vec<[Component; 3]> {
    let mut found = Vec::new();
    for a in squares {
        let rights = squares.iter().filter(|b| are_apart(a, b, ACROSS));
        for b in rights {
            let across = b.centre.minus(a.centre);
            for c in squares.iter().filter(|c| are_apart(a, c, DOWN)) {
                let down = c.centre.minus(a.centre);
                let (long, short) = (across.x.hypot(across.y), down.x.hypot(down.y));
                let sine = across.cross(down) / (long * short);
                let ratio = (long / short / (ACROSS / DOWN)).ln().abs();
                if sine > 0.85 && ratio < 0.5 {
                    let sizes = spread([a.side(), b.side(), c.side()]);
                    found.push((sizes + ratio + 2.0 * (1.0 - sine), [*a, *b, *c]));
                }
            }
        }
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    found.truncate(MAX_CORNERS);
    found.into_iter().map(|(_, set)| set).collect()
}

/// Whether two squares are of about one size and as far apart as marks of that size are that are
/// `distance` millimetres apart on paper.
pub(super) fn are_apart(a: &Component, b: &Component, distance: f64) -> bool {
    let apart = a.centre.distance(b.centre);
    let side = f64::midpoint(a.side(), b.side());
    let as_expected = (apart / side / (distance / SIDE)).ln().abs() < 0.55;
    apart > 1.0 && as_expected && (a.side() / b.side()).ln().abs() < 0.6
}

fn spread(values: [f64; 3]) -> f64 {
    let most = values.into_iter().fold(0.0, f64::max);
    let least = values.into_iter().fold(f64::MAX, f64::min);
    (most / least.max(1e-6)).ln()
}

/// The map that the four give, if their sizes are what it makes of the marks on paper.
fn judge_set(set: [Component; 4]) -> Option<Match> {
    let seen = Quad(set.map(|component| component.centre));
    if !seen.is_convex() {
        return None;
    }
    let map = Homography::between(&Quad(centres()), &seen)?;
    let mut worst: f64 = 0.0;
    for (i, (component, centre)) in set.iter().zip(centres()).enumerate() {
        let (narrow, wide) = map.scale_at(centre);
        if !narrow.is_finite() || wide > 2.6 * narrow {
            return None;
        }
        let expected = if i == 2 { ELL_SPREAD_SIDE } else { SIDE };
        let off = (component.side() / (expected * (narrow * wide).sqrt())).ln();
        worst = worst.max(off.abs());
    }
    (worst < MOST_OFF).then_some(Match {
        map,
        fit: 1.0 - worst,
    })
}

/// Most that a mark of a set may be larger or smaller than it should, as a logarithm.
const MOST_OFF: f64 = 0.24;

/// [`Component::side`] of the L on paper, in millimetres.
const ELL_SPREAD_SIDE: f64 = 6.0;

fn area(map: &Homography) -> f64 {
    map.apply_quad(&Quad(centres())).area().abs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gray::Gray;

    #[test]
    fn the_l_on_paper_has_the_spread_we_say() {
        let ink = |x: u32, y: u32| {
            let (x, y) = (f64::from(x) / 20.0, f64::from(y) / 20.0);
            marks::ELL_ARMS.iter().any(|arm| {
                let (left, top) = (
                    f64::from(arm.x - marks::ELL.x) + 1.0,
                    f64::from(arm.y - marks::ELL.y) + 1.0,
                );
                (left..left + f64::from(arm.w)).contains(&x)
                    && (top..top + f64::from(arm.h)).contains(&y)
            })
        };
        let pixels = (0..170 * 170).map(|i| if ink(i % 170, i / 170) { 0 } else { 255 });
        let image = Gray::new(170, 170, pixels.collect()).unwrap();
        let found = Ink::of(&image, 100, 0.7).components(10.0);
        assert_eq!(found.len(), 1);
        let side = found[0].side() / 20.0;
        assert!((side - ELL_SPREAD_SIDE).abs() < 0.15, "{side}");
        let centre = found[0]
            .centre
            .times(1.0 / 20.0)
            .minus(Point::new(1.0, 1.0));
        let expected = centres()[2].minus(Point::new(marks::ELL.x.into(), marks::ELL.y.into()));
        assert!(centre.distance(expected) < 0.1);
    }
}
