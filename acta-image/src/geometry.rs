//! Points, quadrilaterals and the projective maps between planes.
//!
//! Pixel coordinates are continuous: the pixel of column `i` and row `j` covers `[i, i+1) × [j, j+1)`,
//! so its centre is at `(i + 0.5, j + 0.5)` and an image of width `w` ends at `x = w`. Turning an
//! image therefore turns its coordinates exactly.
#![expect(
    clippy::many_single_char_names,
    reason = "the coefficients of a projective map have no other names"
)]

/// A place in a plane, in whatever unit the plane has.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Point {
    /// The point at `(x, y)`.
    pub fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// Distance to `other`.
    pub fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y)
    }

    pub(crate) fn minus(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y)
    }

    pub(crate) fn times(self, factor: f64) -> Self {
        Self::new(self.x * factor, self.y * factor)
    }

    /// Twice the signed area of the triangle `origin, self, other`; positive when `other` is
    /// clockwise from `self` on a screen, whose y runs down.
    pub(crate) fn cross(self, other: Self) -> f64 {
        self.x * other.y - self.y * other.x
    }
}

/// Four corners: top left, top right, bottom right, bottom left of what they bound, as it is read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quad(pub [Point; 4]);

impl Quad {
    /// The rectangle from `(0, 0)` to `(width, height)`.
    pub fn rectangle(width: f64, height: f64) -> Self {
        Self([
            Point::new(0.0, 0.0),
            Point::new(width, 0.0),
            Point::new(width, height),
            Point::new(0.0, height),
        ])
    }

    /// Area; negative if the corners run against the clock.
    pub fn area(&self) -> f64 {
        let [a, b, c, d] = self.0;
        c.minus(a).cross(d.minus(b)) / 2.0
    }

    /// Whether every corner turns clockwise: convex and not mirrored.
    pub fn is_convex(&self) -> bool {
        (0..4).all(|i| {
            let [a, b, c] = [0, 1, 2].map(|k| self.0[(i + k) % 4]);
            b.minus(a).cross(c.minus(b)) > 0.0
        })
    }

    /// The same corners with each coordinate multiplied by `factor`.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        Self(self.0.map(|p| p.times(factor)))
    }

    /// The same quadrilateral beginning `quarters` corners later: what is read when the thing it
    /// bounds is turned.
    #[must_use]
    pub fn turned(&self, quarters: usize) -> Self {
        Self([0, 1, 2, 3].map(|i| self.0[(i + quarters) % 4]))
    }

    /// Length of the longer diagonal.
    pub fn diagonal(&self) -> f64 {
        let [a, b, c, d] = self.0;
        a.distance(c).max(b.distance(d))
    }
}

/// A projective map of the plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Homography([f64; 9]);

impl Homography {
    /// The map that changes nothing.
    pub const IDENTITY: Self = Self([1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]);

    /// The affine map `x' = a·x + b·y + c`, `y' = d·x + e·y + f`.
    pub(crate) fn affine(a: f64, b: f64, c: f64, d: f64, e: f64, f: f64) -> Self {
        Self([a, b, c, d, e, f, 0.0, 0.0, 1.0])
    }

    /// Stretching by `factor` about the origin.
    pub fn scaling(factor: f64) -> Self {
        Self::affine(factor, 0.0, 0.0, 0.0, factor, 0.0)
    }

    /// The map that takes each corner of `from` to the same corner of `to`; `None` if three corners
    /// of either lie on a line.
    pub fn between(from: &Quad, to: &Quad) -> Option<Self> {
        let pairs: Vec<_> = from.0.into_iter().zip(to.0).collect();
        Self::fit(&pairs)
    }

    /// The map that best takes each first point to its second, by least squares over the distances
    /// in the target times their depth; exact for four pairs. `None` for fewer than four pairs or a
    /// degenerate set.
    pub fn fit(pairs: &[(Point, Point)]) -> Option<Self> {
        if pairs.len() < 4 {
            return None;
        }
        let from = Spread::of(pairs.iter().map(|pair| pair.0))?;
        let to = Spread::of(pairs.iter().map(|pair| pair.1))?;
        let mut normal = [[0.0; 9]; 8];
        for &(p, q) in pairs {
            let (p, q) = (from.apply(p), to.apply(q));
            let rows = [
                [p.x, p.y, 1.0, 0.0, 0.0, 0.0, -p.x * q.x, -p.y * q.x, q.x],
                [0.0, 0.0, 0.0, p.x, p.y, 1.0, -p.x * q.y, -p.y * q.y, q.y],
            ];
            for row in rows {
                for (i, line) in normal.iter_mut().enumerate() {
                    for (cell, value) in line.iter_mut().zip(row) {
                        *cell += row[i] * value;
                    }
                }
            }
        }
        let [a, b, c, d, e, f, g, h] = solve(normal)?;
        let inner = Self([a, b, c, d, e, f, g, h, 1.0]);
        Some(to.undo().after(&inner).after(&from.map()))
    }

    /// Where `point` goes. A point on the horizon goes to infinity, which is not a panic.
    pub fn apply(&self, point: Point) -> Point {
        let m = &self.0;
        let depth = m[6] * point.x + m[7] * point.y + m[8];
        Point::new(
            (m[0] * point.x + m[1] * point.y + m[2]) / depth,
            (m[3] * point.x + m[4] * point.y + m[5]) / depth,
        )
    }

    /// Where the corners of `quad` go.
    pub fn apply_quad(&self, quad: &Quad) -> Quad {
        Quad(quad.0.map(|p| self.apply(p)))
    }

    /// First `first`, then `self`.
    #[must_use]
    pub fn after(&self, first: &Self) -> Self {
        let mut product = [0.0; 9];
        for (i, cell) in product.iter_mut().enumerate() {
            let (row, column) = (i / 3 * 3, i % 3);
            *cell = (0..3)
                .map(|k| self.0[row + k] * first.0[3 * k + column])
                .sum();
        }
        Self(product)
    }

    /// The map back; `None` if this one flattens the plane.
    pub fn inverse(&self) -> Option<Self> {
        let [a, b, c, d, e, f, g, h, i] = self.0;
        let adjugate = [
            e * i - f * h,
            c * h - b * i,
            b * f - c * e,
            f * g - d * i,
            a * i - c * g,
            c * d - a * f,
            d * h - e * g,
            b * g - a * h,
            a * e - b * d,
        ];
        let determinant = a * adjugate[0] + b * adjugate[3] + c * adjugate[6];
        (determinant.is_finite() && determinant.abs() > 1e-12)
            .then(|| Self(adjugate.map(|cell| cell / determinant)))
    }

    /// By how much lengths grow at `point`: the smaller of the two directions and the larger.
    pub fn scale_at(&self, point: Point) -> (f64, f64) {
        let at = self.apply(point);
        let dx = self
            .apply(Point::new(point.x + 0.5, point.y))
            .minus(at)
            .times(2.0);
        let dy = self
            .apply(Point::new(point.x, point.y + 0.5))
            .minus(at)
            .times(2.0);
        // Singular values of the 2 × 2 Jacobian.
        let sum = dx.x * dx.x + dx.y * dx.y + dy.x * dy.x + dy.y * dy.y;
        let area = dx.cross(dy).abs();
        let root = (sum * sum - 4.0 * area * area).max(0.0).sqrt();
        (
            ((sum - root).max(0.0) / 2.0).sqrt(),
            f64::midpoint(sum, root).sqrt(),
        )
    }

    /// The nine coefficients, row by row.
    pub fn coefficients(&self) -> [f64; 9] {
        self.0
    }
}

/// Where a set of points lies and how far it reaches: least squares want it near the unit circle.
struct Spread {
    centre: Point,
    reach: f64,
}

impl Spread {
    fn of(points: impl Iterator<Item = Point> + Clone) -> Option<Self> {
        let count: f64 = points.clone().map(|_| 1.0).sum();
        let sum = points.clone().fold(Point::default(), Point::plus);
        let centre = sum.times(1.0 / count);
        let reach = points.map(|p| p.distance(centre)).sum::<f64>() / count;
        (reach.is_finite() && reach > 1e-9).then_some(Self { centre, reach })
    }

    fn apply(&self, p: Point) -> Point {
        p.minus(self.centre).times(1.0 / self.reach)
    }

    fn map(&self) -> Homography {
        let (k, c) = (1.0 / self.reach, self.centre);
        Homography::affine(k, 0.0, -c.x * k, 0.0, k, -c.y * k)
    }

    fn undo(&self) -> Homography {
        let (k, c) = (self.reach, self.centre);
        Homography::affine(k, 0.0, c.x, 0.0, k, c.y)
    }
}

/// Solves eight equations given as rows of coefficients and right side, by elimination with
/// pivoting; `None` if they do not determine the eight unknowns.
fn solve(mut rows: [[f64; 9]; 8]) -> Option<[f64; 8]> {
    for column in 0..8 {
        let pivot =
            (column..8).max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs()))?;
        if !rows[pivot][column].is_finite() || rows[pivot][column].abs() < 1e-11 {
            return None;
        }
        rows.swap(column, pivot);
        let leading = rows[column];
        for (other, row) in rows.iter_mut().enumerate() {
            if other != column {
                let factor = row[column] / leading[column];
                for (cell, value) in row.iter_mut().zip(leading) {
                    *cell -= factor * value;
                }
            }
        }
    }
    let mut solution = [0.0; 8];
    for (i, value) in solution.iter_mut().enumerate() {
        *value = rows[i][8] / rows[i][i];
    }
    Some(solution)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn near(a: Point, b: Point, within: f64) -> bool {
        a.distance(b) < within
    }

    #[test]
    fn a_map_between_quads_takes_corner_to_corner_and_back() {
        let sheet = Quad::rectangle(330.0, 216.0);
        let seen = Quad([
            Point::new(120.0, 80.0),
            Point::new(1500.0, 140.0),
            Point::new(1420.0, 1010.0),
            Point::new(60.0, 930.0),
        ]);
        let map = Homography::between(&sheet, &seen).unwrap();
        let back = map.inverse().unwrap();
        for (from, to) in sheet.0.into_iter().zip(seen.0) {
            assert!(near(map.apply(from), to, 1e-6));
            assert!(near(back.apply(to), from, 1e-6));
        }
    }

    #[test]
    fn three_corners_on_a_line_have_no_map() {
        let flat = Quad([0.0, 1.0, 2.0, 3.0].map(|x| Point::new(x, 0.0)));
        assert_eq!(Homography::between(&flat, &Quad::rectangle(1.0, 1.0)), None);
    }

    #[test]
    fn scale_is_that_of_the_narrower_and_the_wider_direction() {
        let map = Homography::affine(3.0, 0.0, 5.0, 0.0, 2.0, 1.0);
        let (narrow, wide) = map.scale_at(Point::new(4.0, 4.0));
        assert!((narrow - 2.0).abs() < 1e-9 && (wide - 3.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn maps_compose_and_invert(cells in prop::array::uniform8(-0.2f64..0.2)) {
            let [a, b, c, d, e, f, g, h] = cells;
            let map = Homography([1.0 + a, b, 40.0 * c, d, 1.0 + e, 40.0 * f, g * 1e-3, h * 1e-3, 1.0]);
            let Some(back) = map.inverse() else { return Ok(()) };
            let point = Point::new(30.0, 70.0);
            prop_assert!(near(back.after(&map).apply(point), point, 1e-6));
        }

        #[test]
        fn any_corners_give_a_map_or_none(values in prop::array::uniform8(-1e4f64..1e4)) {
            let [a, b, c, d, e, f, g, h] = values;
            let quad = Quad([Point::new(a, b), Point::new(c, d), Point::new(e, f), Point::new(g, h)]);
            let _ = Homography::between(&Quad::rectangle(10.0, 10.0), &quad);
            let _ = quad.is_convex();
        }
    }
}
