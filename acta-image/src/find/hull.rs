//! The convex hull of a set of points, and the quadrilateral that says most of it.

use crate::geometry::{Point, Quad};

/// Corners kept of a hull before quadrilaterals are tried.
const MAX_CORNERS: usize = 36;

/// The convex hull, clockwise on a screen (monotone chain).
pub(super) fn hull(mut points: Vec<Point>) -> Vec<Point> {
    points.retain(|p| p.x.is_finite() && p.y.is_finite());
    points.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    points.dedup();
    if points.len() < 3 {
        return points;
    }
    let mut upper = chain(points.iter().copied());
    let mut lower = chain(points.iter().rev().copied());
    upper.pop();
    lower.pop();
    upper.append(&mut lower);
    upper
}

fn chain(points: impl Iterator<Item = Point>) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::new();
    for point in points {
        while let [.., a, b] = kept.as_slice() {
            if b.minus(*a).cross(point.minus(*b)) > 0.0 {
                break;
            }
            kept.pop();
        }
        kept.push(point);
    }
    kept
}

/// The largest quadrilateral with corners on the hull, clockwise, and the part of the hull's area
/// that it covers.
pub(super) fn largest_quad(hull: &[Point]) -> Option<(Quad, f64)> {
    let corners = simplified(hull);
    let n = corners.len();
    if n < 4 {
        return None;
    }
    let mut best: Option<(f64, Quad)> = None;
    for i in 0..n {
        for j in i + 2..n {
            let diagonal = corners[j].minus(corners[i]);
            let height = |k: &usize| diagonal.cross(corners[*k].minus(corners[i])).abs();
            let farthest = |range: &mut dyn Iterator<Item = usize>| {
                range.max_by(|a, b| height(a).total_cmp(&height(b)))
            };
            let near = farthest(&mut (i + 1..j));
            let far = farthest(&mut (j + 1..n).chain(0..i));
            if let (Some(k), Some(l)) = (near, far) {
                let quad = Quad([corners[i], corners[k], corners[j], corners[l]]);
                if best.as_ref().is_none_or(|(area, _)| quad.area() > *area) {
                    best = Some((quad.area(), quad));
                }
            }
        }
    }
    let whole = area(hull);
    let (covered, quad) = best?;
    (whole > 0.0 && quad.is_convex()).then_some((quad, covered / whole))
}

/// The hull with its least corners taken away until few are left.
fn simplified(hull: &[Point]) -> Vec<Point> {
    let mut corners = hull.to_vec();
    while corners.len() > MAX_CORNERS {
        let n = corners.len();
        let weight = |i: usize| {
            let (a, b, c) = (corners[(i + n - 1) % n], corners[i], corners[(i + 1) % n]);
            b.minus(a).cross(c.minus(a)).abs()
        };
        let least = (0..n).min_by(|&a, &b| weight(a).total_cmp(&weight(b)));
        corners.remove(least.unwrap_or(0));
    }
    corners
}

fn area(hull: &[Point]) -> f64 {
    let next = hull.iter().cycle().skip(1);
    hull.iter().zip(next).map(|(a, b)| a.cross(*b)).sum::<f64>() / 2.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_sheet_with_a_bitten_edge_gives_its_corners() {
        let points = [
            (0.0, 0.0),
            (10.0, 0.0),
            (10.0, 7.0),
            (6.0, 6.9),
            (5.0, 3.0),
            (0.0, 7.0),
        ];
        let hull = hull(points.map(|(x, y)| Point::new(x, y)).to_vec());
        let (quad, covers) = largest_quad(&hull).unwrap();
        assert!((quad.area() - 70.0).abs() < 1e-9 && covers > 0.999);
    }

    proptest! {
        #[test]
        fn any_points_have_a_hull(points in prop::collection::vec((-50i16..50, -50i16..50), 0..80)) {
            let points: Vec<_> = points.into_iter().map(|(x, y)| Point::new(x.into(), y.into())).collect();
            let hull = hull(points.clone());
            for p in points {
                for (a, b) in hull.iter().zip(hull.iter().cycle().skip(1)) {
                    prop_assert!(hull.len() < 3 || b.minus(*a).cross(p.minus(*a)) > -1e-6);
                }
            }
            let _ = largest_quad(&hull);
        }
    }
}
