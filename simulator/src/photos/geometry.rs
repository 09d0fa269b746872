use serde::{Deserialize, Serialize};

/// A place: millimetres on the sheet (from its top left corner, as printed upright) or pixels of an
/// image (from its top left corner, so that the first pixel's centre is at 0.5, 0.5).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

impl Point {
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    pub(crate) fn minus(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y)
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y)
    }

    pub(crate) fn times(self, factor: f64) -> Self {
        Self::new(self.x * factor, self.y * factor)
    }

    pub(crate) fn length(self) -> f64 {
        self.x.hypot(self.y)
    }

    pub(crate) fn turned(self, radians: f64) -> Self {
        let (sin, cos) = radians.sin_cos();
        Self::new(self.x * cos - self.y * sin, self.x * sin + self.y * cos)
    }

    /// How far from the segment between two places.
    pub(crate) fn distance_to_segment(self, from: Self, to: Self) -> f64 {
        let along = to.minus(from);
        let here = self.minus(from);
        let square = along.x * along.x + along.y * along.y;
        let part = ((here.x * along.x + here.y * along.y) / square.max(1e-12)).clamp(0.0, 1.0);
        here.minus(along.times(part)).length()
    }
}

/// A plane seen by a pinhole camera: maps places to places, lines to lines.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Homography([[f64; 3]; 3]);

impl Homography {
    /// The plane through the origin, turned by `turn` in itself and tilted by `tilt` about the
    /// image's horizontal and vertical axes (radians), seen from `distance` (in the plane's units).
    pub(crate) fn of_pose(turn: f64, tilt: (f64, f64), distance: f64) -> Self {
        let (st, ct) = turn.sin_cos();
        let (sa, ca) = tilt.0.sin_cos();
        let (sb, cb) = tilt.1.sin_cos();
        // Columns: where the plane's own axes point in the camera's space.
        let axis = |x: f64, y: f64| {
            let (x, y) = (x * ct - y * st, x * st + y * ct);
            let (y, z) = (y * ca, y * sa);
            (x * cb + z * sb, y, z * cb - x * sb)
        };
        let (right, down) = (axis(1.0, 0.0), axis(0.0, 1.0));
        Self([
            [right.0, down.0, 0.0],
            [right.1, down.1, 0.0],
            [right.2 / distance, down.2 / distance, 1.0],
        ])
    }

    /// First `self`, then a scaling and a shift.
    pub(crate) fn then_place(self, scale: f64, shift: Point) -> Self {
        let [x, y, w] = self.0;
        let row =
            |row: [f64; 3], shift: f64| std::array::from_fn(|i| row[i] * scale + w[i] * shift);
        Self([row(x, shift.x), row(y, shift.y), w])
    }

    /// First a shift, then `self`.
    pub(crate) fn after_shift(self, shift: Point) -> Self {
        Self(
            self.0
                .map(|row| [row[0], row[1], row[0] * shift.x + row[1] * shift.y + row[2]]),
        )
    }

    pub(crate) fn apply(&self, point: Point) -> Point {
        let [x, y, w] = self
            .0
            .map(|row| row[0] * point.x + row[1] * point.y + row[2]);
        Point::new(x / w, y / w)
    }

    /// `None` for a plane seen edge on.
    pub(crate) fn inverse(&self) -> Option<Self> {
        let m = &self.0;
        let minor = |r: usize, c: usize| {
            let (r1, r2, c1, c2) = ((r + 1) % 3, (r + 2) % 3, (c + 1) % 3, (c + 2) % 3);
            m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1]
        };
        let determinant = (0..3).map(|c| m[0][c] * minor(0, c)).sum::<f64>();
        if determinant.abs() < 1e-12 {
            return None;
        }
        Some(Self(std::array::from_fn(|r| {
            std::array::from_fn(|c| minor(c, r) / determinant)
        })))
    }
}

/// What the EXIF orientation does to the stored pixels before a person sees them (CIPA DC-008,
/// tag 0x0112).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Orientation(pub u8);

impl Orientation {
    /// Whether width and height change places.
    pub fn swaps(self) -> bool {
        self.0 >= 5
    }

    /// Where a place of the stored image (of that size) is in the displayed one.
    pub(crate) fn display(self, stored: Point, size: (f64, f64)) -> Point {
        let Point { x, y } = stored;
        let (width, height) = size;
        match self.0 {
            2 => Point::new(width - x, y),
            3 => Point::new(width - x, height - y),
            4 => Point::new(x, height - y),
            5 => Point::new(y, x),
            6 => Point::new(height - y, x),
            7 => Point::new(height - y, width - x),
            8 => Point::new(y, width - x),
            _ => stored,
        }
    }
}

/// How a small step on the sheet, in millimetres, becomes a step in the image, in pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Jacobian(pub(crate) [[f64; 2]; 2]);

impl Jacobian {
    /// Pixels per millimetre in the direction where they are fewest.
    pub(crate) fn least_scale(self) -> f64 {
        let [[a, b], [c, d]] = self.0;
        let (sum, det) = (a * a + b * b + c * c + d * d, a * d - b * c);
        let spread = (sum * sum - 4.0 * det * det).max(0.0).sqrt();
        ((sum - spread) / 2.0).max(0.0).sqrt()
    }

    /// The widest deviation, in millimetres on the sheet, of a smear in the image given by its
    /// covariance in pixels squared.
    pub(crate) fn widest_on_sheet(self, covariance: [[f64; 2]; 2]) -> f64 {
        let [[a, b], [c, d]] = self.0;
        let det = a * d - b * c;
        if det.abs() < 1e-12 {
            return f64::INFINITY;
        }
        let back = [[d / det, -b / det], [-c / det, a / det]];
        let half: [[f64; 2]; 2] = std::array::from_fn(|r| {
            std::array::from_fn(|c| (0..2).map(|k| back[r][k] * covariance[k][c]).sum())
        });
        let full: [[f64; 2]; 2] = std::array::from_fn(|r| {
            std::array::from_fn(|c| (0..2).map(|k| half[r][k] * back[c][k]).sum())
        });
        let mean = f64::midpoint(full[0][0], full[1][1]);
        let apart = (full[0][0] - full[1][1]) / 2.0;
        (mean + apart.hypot(full[0][1])).max(0.0).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: Point, b: Point) -> bool {
        a.minus(b).length() < 1e-6
    }

    #[test]
    fn a_homography_and_its_inverse_undo_each_other() {
        let seen = Homography::of_pose(0.4, (0.3, -0.2), 400.0)
            .then_place(6.0, Point::new(900.0, 600.0))
            .after_shift(Point::new(-140.0, -108.0));
        let back = seen.inverse().expect("not edge on");
        for point in [
            Point::new(0.0, 0.0),
            Point::new(279.0, 10.0),
            Point::new(33.0, 215.0),
        ] {
            assert!(close(back.apply(seen.apply(point)), point));
        }
    }

    #[test]
    fn tilting_makes_the_far_side_smaller() {
        let seen = Homography::of_pose(0.0, (0.4, 0.0), 400.0);
        let width = |y| seen.apply(Point::new(100.0, y)).x - seen.apply(Point::new(-100.0, y)).x;
        assert!((width(100.0) - width(-100.0)).abs() > 10.0);
    }

    #[test]
    fn orientations_show_the_first_stored_pixel_where_exif_says() {
        // CIPA DC-008: where row 0, column 0 is seen: top left, top right, bottom right, …
        let corners = [
            (1, 0.0, 0.0),
            (2, 40.0, 0.0),
            (3, 40.0, 30.0),
            (4, 0.0, 30.0),
            (5, 0.0, 0.0),
            (6, 30.0, 0.0),
            (7, 30.0, 40.0),
            (8, 0.0, 40.0),
        ];
        for (orientation, x, y) in corners {
            let seen = Orientation(orientation).display(Point::new(0.0, 0.0), (40.0, 30.0));
            assert!(close(seen, Point::new(x, y)), "{orientation}: {seen:?}");
        }
    }

    #[test]
    fn a_smear_is_measured_on_the_sheet() {
        let jacobian = Jacobian([[4.0, 0.0], [0.0, 2.0]]);
        assert!((jacobian.least_scale() - 2.0).abs() < 1e-9);
        let smear = jacobian.widest_on_sheet([[4.0, 0.0], [0.0, 4.0]]);
        assert!((smear - 1.0).abs() < 1e-9, "{smear}");
    }
}
