use serde::{Deserialize, Serialize};

use super::crumple::Crumple;
use super::geometry::{Homography, Jacobian, Orientation, Point};
use super::recipe::Recipe;

/// Where the camera stands and what it takes in.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Pose {
    /// How far the sheet is turned in the displayed image, clockwise, in degrees.
    pub turn_degrees: f64,
    /// How far its plane is tilted about the image's horizontal and vertical axes, in degrees.
    pub tilt_degrees: [f64; 2],
    /// From the camera to the sheet, in millimetres: how strong the perspective is.
    pub distance_mm: f64,
    /// The longer of the sheet's extents in the displayed image, relative to the frame's.
    pub fill: f64,
    /// Where the middle of the sheet's extent is, from the frame's middle, in parts of the frame.
    pub offset: Point,
}

/// A photograph before it is taken: where everything is and how much light it gets.
#[derive(Debug)]
pub(crate) struct Scene<'a> {
    pub(crate) recipe: &'a Recipe,
    /// Size of the sheet, in millimetres.
    pub(crate) sheet: Point,
    seen: Homography,
    back: Homography,
}

/// What reaches the camera from one place of the displayed image.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ray {
    /// The place of the sheet, in millimetres; outside of the sheet, of the table.
    pub(crate) at: Point,
    pub(crate) gain: f64,
    pub(crate) glare: f64,
}

impl<'a> Scene<'a> {
    /// `None` if the camera would see the sheet edge on or from behind.
    pub(crate) fn new(recipe: &'a Recipe, sheet: Point) -> Option<Self> {
        let pose = &recipe.pose;
        let [about_x, about_y] = pose.tilt_degrees.map(f64::to_radians);
        let posed = Homography::of_pose(
            pose.turn_degrees.to_radians(),
            (about_x, about_y),
            pose.distance_mm,
        )
        .after_shift(sheet.times(-0.5));
        let corners = corners(sheet).map(|corner| posed.apply(corner));
        let extreme = |pick: fn(f64, f64) -> f64, start: f64| {
            corners
                .iter()
                .fold(Point::new(start, start), |so_far, corner| {
                    Point::new(pick(so_far.x, corner.x), pick(so_far.y, corner.y))
                })
        };
        let (low, high) = (
            extreme(f64::min, f64::INFINITY),
            extreme(f64::max, f64::NEG_INFINITY),
        );
        let extent = high.minus(low);
        let (width, height) = (f64::from(recipe.width), f64::from(recipe.height));
        let scale = pose.fill * (width / extent.x).min(height / extent.y);
        let middle = Point::new(
            width * (0.5 + pose.offset.x),
            height * (0.5 + pose.offset.y),
        );
        let shift = middle.minus(low.plus(high).times(0.5 * scale));
        let seen = posed.then_place(scale, shift);
        Some(Self {
            back: seen.inverse()?,
            recipe,
            sheet,
            seen,
        })
    }

    /// Width and height of the displayed image.
    pub(crate) fn size(&self) -> (f64, f64) {
        (f64::from(self.recipe.width), f64::from(self.recipe.height))
    }

    /// Width and height of the image as stored, before its orientation is applied.
    pub(crate) fn stored_size(&self) -> (usize, usize) {
        let (width, height) = (self.recipe.width as usize, self.recipe.height as usize);
        if self.recipe.orientation.swaps() {
            (height, width)
        } else {
            (width, height)
        }
    }

    pub(crate) fn displayed(&self, stored: Point) -> Point {
        let (width, height) = self.stored_size();
        self.recipe
            .orientation
            .display(stored, (width as f64, height as f64))
    }

    /// The other way round.
    pub(crate) fn stored(&self, displayed: Point) -> Point {
        let back = match self.recipe.orientation {
            Orientation(6) => Orientation(8),
            Orientation(8) => Orientation(6),
            own_inverse => own_inverse,
        };
        back.display(displayed, self.size())
    }

    /// From pixels of the displayed image to frame units (see [`super::light::Light`]).
    pub(crate) fn frame_units(&self, pixel: Point) -> Point {
        let (width, height) = self.size();
        let half = width.max(height) / 2.0;
        Point::new(
            (pixel.x - width / 2.0) / half,
            (pixel.y - height / 2.0) / half,
        )
    }

    pub(crate) fn ray(&self, pixel: Point) -> Ray {
        let flat = self.back.apply(pixel);
        let units = self.frame_units(pixel);
        let light = &self.recipe.light;
        let (gain, glare) = (light.gain(units), light.glare(units));
        match &self.recipe.crumple {
            None => Ray {
                at: flat,
                gain,
                glare,
            },
            Some(crumple) => {
                let (at, shade) = self.lifted(crumple, flat);
                Ray {
                    at,
                    gain: gain * shade,
                    glare,
                }
            }
        }
    }

    /// What of a crumpled sheet is seen where a flat one would show `flat`.
    fn lifted(&self, crumple: &Crumple, flat: Point) -> (Point, f64) {
        // Beyond its border there is no paper to be lifted: what is there stays in reach.
        let near = Point::new(
            flat.x.clamp(0.0, self.sheet.x),
            flat.y.clamp(0.0, self.sheet.y),
        );
        let (moved, shade) = crumple.at(near);
        (flat.minus(moved), shade)
    }

    /// The pixel of the displayed image where a place of the sheet (millimetres) is seen.
    pub(crate) fn project(&self, at: Point) -> Point {
        let Some(crumple) = &self.recipe.crumple else {
            return self.seen.apply(at);
        };
        // Looked for: the flat place whose lifted print is `at`. Lifting moves neighbours by nearly
        // as much, so that repeating closes in on it.
        let mut flat = at;
        for _ in 0..30 {
            let missing = at.minus(self.lifted(crumple, flat).0);
            flat = flat.plus(missing);
            if missing.length() < 1e-4 {
                break;
            }
        }
        self.seen.apply(flat)
    }

    pub(crate) fn jacobian(&self, at: Point) -> Jacobian {
        const STEP_MM: f64 = 0.5;
        let along = |step: Point| {
            let apart = self
                .project(at.plus(step))
                .minus(self.project(at.minus(step)));
            apart.times(0.5 / STEP_MM)
        };
        let (x, y) = (
            along(Point::new(STEP_MM, 0.0)),
            along(Point::new(0.0, STEP_MM)),
        );
        Jacobian([[x.x, y.x], [x.y, y.y]])
    }

    /// Whether a finger hides a pixel of the displayed image.
    pub(crate) fn covered(&self, pixel: Point) -> bool {
        let units = self.frame_units(pixel);
        self.recipe
            .fingers
            .iter()
            .any(|finger| finger.distance(units) < 0.0)
    }

    pub(crate) fn in_frame(&self, pixel: Point) -> bool {
        let (width, height) = self.size();
        (0.0..width).contains(&pixel.x) && (0.0..height).contains(&pixel.y)
    }

    /// Which part of the ramp from the sharp to the blurred side (see [`super::recipe::Focus`]).
    pub(crate) fn far_part(&self, pixel: Point) -> f64 {
        let units = self.frame_units(pixel);
        let focus = &self.recipe.focus;
        let along = units.x * focus.towards.x + units.y * focus.towards.y;
        ((along - focus.from) / focus.over.max(1e-6)).clamp(0.0, 1.0)
    }
}

/// Top left, top right, bottom right and bottom left of a sheet of that size, as printed.
pub(crate) fn corners(size: Point) -> [Point; 4] {
    [
        Point::new(0.0, 0.0),
        Point::new(size.x, 0.0),
        size,
        Point::new(0.0, size.y),
    ]
}
