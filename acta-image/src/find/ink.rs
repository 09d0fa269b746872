//! What is darker than its surroundings, as connected components with their moments.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "indices and sums of an overview of at most 2,000 pixels a side"
)]

use crate::geometry::Point;
use crate::gray::Gray;

/// Radius of the ring, in sides of the square: just outside its corners.
const RING: f64 = 0.84;

/// Pixels much darker than the mean of the square around them.
pub(crate) struct Ink {
    pub(super) width: usize,
    /// True where there is ink, row by row.
    pub(super) mask: Vec<bool>,
}

/// A connected set of ink pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Component {
    /// Number of pixels.
    pub(crate) area: f64,
    /// Centre of mass.
    pub(crate) centre: Point,
    /// Variances in x and y, and covariance.
    pub(crate) spread: [f64; 3],
}

impl Ink {
    /// Finds the ink of `image`: darker than `share` of the mean in a square of `2 * reach + 1`.
    pub(crate) fn of(image: &Gray, reach: usize, share: f64) -> Self {
        let (width, height) = (image.width() as usize, image.height() as usize);
        let sums = running_sums(image);
        let share = (share * 1024.0) as u64;
        let mut mask = vec![false; width * height];
        for y in 0..height {
            let (top, bottom) = (y.saturating_sub(reach), (y + reach + 1).min(height));
            let (above, below) = (&sums[top * (width + 1)..], &sums[bottom * (width + 1)..]);
            let row = &mut mask[y * width..(y + 1) * width];
            let pixels = &image.pixels()[y * width..(y + 1) * width];
            for (x, (cell, &pixel)) in row.iter_mut().zip(pixels).enumerate() {
                let (left, right) = (x.saturating_sub(reach), (x + reach + 1).min(width));
                let sum = below[right]
                    .wrapping_sub(below[left])
                    .wrapping_sub(above[right].wrapping_sub(above[left]));
                let count = ((bottom - top) * (right - left)) as u64;
                *cell = u64::from(pixel) * count * 1024 < u64::from(sum) * share;
            }
        }
        Self { width, mask }
    }

    /// Part of the ring around a component that has ink: a mark stands alone on white, the square
    /// of a tablecloth touches others at its corners. The ring has the component's own shape.
    pub(super) fn ring_share(&self, component: &Component) -> f64 {
        const SAMPLES: u8 = 32;
        let [xx, yy, xy] = component.spread;
        // The root of the covariance, as a lower triangle.
        let wide = xx.max(1e-6).sqrt();
        let lean = xy / wide;
        let tall = (yy - lean * lean).max(0.0).sqrt();
        let height = self.mask.len() / self.width;
        let inked = (0..SAMPLES).filter(|&nth| {
            let angle = f64::from(nth) * std::f64::consts::TAU / f64::from(SAMPLES);
            let (sin, cos) = angle.sin_cos();
            let reach = RING * 12.0_f64.sqrt();
            let x = component.centre.x + reach * wide * cos;
            let y = component.centre.y + reach * (lean * cos + tall * sin);
            let inside = x >= 0.0 && y >= 0.0 && x < self.width as f64 && y < height as f64;
            inside && self.mask[y as usize * self.width + x as usize]
        });
        inked.count() as f64 / f64::from(SAMPLES)
    }

    /// Pixels brighter than `level`, as if they were ink.
    pub(super) fn brighter(image: &Gray, level: u8) -> Self {
        Self {
            width: image.width() as usize,
            mask: image.pixels().iter().map(|&pixel| pixel > level).collect(),
        }
    }

    /// The ends of every row of the largest connected set; `None` if it is less than `least` of the
    /// image.
    pub(super) fn largest_rim(&self, least: f64) -> Option<Vec<Point>> {
        let runs = self.runs();
        let mut parents: Vec<u32> = (0..runs.len() as u32).collect();
        join_runs(&runs, &mut parents);
        let roots: Vec<u32> = (0..runs.len() as u32)
            .map(|run| find_root(&mut parents, run))
            .collect();
        let mut areas = vec![0_u32; runs.len()];
        for (run, &root) in runs.iter().zip(&roots) {
            areas[root as usize] += run.end - run.start;
        }
        let (largest, &area) = areas.iter().enumerate().max_by_key(|(_, area)| **area)?;
        let whole = u32::try_from(self.mask.len()).unwrap_or(u32::MAX);
        if f64::from(area) < least * f64::from(whole) {
            return None;
        }
        let own = runs
            .iter()
            .zip(&roots)
            .filter(|(_, root)| **root as usize == largest);
        let ends = own.flat_map(|(run, _)| {
            [
                (run.start, run.y),
                (run.end, run.y),
                (run.start, run.y + 1),
                (run.end, run.y + 1),
            ]
        });
        Some(ends.map(|(x, y)| Point::new(x.into(), y.into())).collect())
    }

    /// Every connected set of at least `least` pixels, diagonal neighbours included.
    pub(crate) fn components(&self, least: f64) -> Vec<Component> {
        let runs = self.runs();
        let mut parents: Vec<u32> = (0..runs.len() as u32).collect();
        join_runs(&runs, &mut parents);
        let mut sums: Vec<Option<Sums>> = vec![None; runs.len()];
        for (i, run) in runs.iter().enumerate() {
            let root = find_root(&mut parents, i as u32) as usize;
            sums[root].get_or_insert_default().add(run);
        }
        let whole = sums.into_iter().flatten().filter(|sum| sum.area >= least);
        whole.map(Sums::component).collect()
    }

    fn runs(&self) -> Vec<Run> {
        let mut runs = Vec::new();
        for (y, row) in self.mask.chunks_exact(self.width).enumerate() {
            let mut x = 0;
            while let Some(start) = row[x..].iter().position(|&ink| ink) {
                let start = x + start;
                let length = row[start..].iter().position(|&ink| !ink);
                let end = length.map_or(self.width, |length| start + length);
                runs.push(Run {
                    y: y as u32,
                    start: start as u32,
                    end: end as u32,
                });
                x = end;
            }
        }
        runs
    }
}

/// Sums over every rectangle from the origin, one row and column longer than the image. They wrap
/// beyond 2³², which their differences over a small square undo.
pub(super) fn running_sums(image: &Gray) -> Vec<u32> {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let mut sums = vec![0_u32; (width + 1) * (height + 1)];
    for (y, row) in image.pixels().chunks_exact(width).enumerate() {
        let (above, current) = sums[y * (width + 1)..].split_at_mut(width + 1);
        let mut sum = 0_u32;
        for ((cell, over), &pixel) in current[1..=width].iter_mut().zip(&above[1..]).zip(row) {
            sum = sum.wrapping_add(u32::from(pixel));
            *cell = over.wrapping_add(sum);
        }
    }
    sums
}

/// Ink pixels of one row, side by side.
struct Run {
    y: u32,
    start: u32,
    end: u32,
}

/// Joins the runs of neighbouring rows that touch.
fn join_runs(runs: &[Run], parents: &mut [u32]) {
    let mut above = 0;
    for (i, run) in runs.iter().enumerate() {
        while above < i
            && (runs[above].y + 1 < run.y
                || (runs[above].y + 1 == run.y && runs[above].end < run.start))
        {
            above += 1;
        }
        let mut other = above;
        while other < i && runs[other].y + 1 == run.y && runs[other].start <= run.end {
            let (a, b) = (
                find_root(parents, other as u32),
                find_root(parents, i as u32),
            );
            parents[a.max(b) as usize] = a.min(b);
            other += 1;
        }
    }
}

fn find_root(parents: &mut [u32], mut at: u32) -> u32 {
    while parents[at as usize] != at {
        let next = parents[at as usize];
        parents[at as usize] = parents[next as usize];
        at = next;
    }
    at
}

#[derive(Clone, Default)]
struct Sums {
    area: f64,
    x: f64,
    y: f64,
    xx: f64,
    yy: f64,
    xy: f64,
}

impl Sums {
    fn add(&mut self, run: &Run) {
        let (start, end, y) = (
            f64::from(run.start),
            f64::from(run.end),
            f64::from(run.y) + 0.5,
        );
        let length = end - start;
        let middle = f64::midpoint(start, end);
        self.area += length;
        self.x += length * middle;
        self.y += length * y;
        // Exact over the continuous pixels: their own width counts.
        self.xx += (end.powi(3) - start.powi(3)) / 3.0;
        self.yy += length * (y * y + 1.0 / 12.0);
        self.xy += length * middle * y;
    }

    fn component(self) -> Component {
        let centre = Point::new(self.x / self.area, self.y / self.area);
        Component {
            area: self.area,
            centre,
            spread: [
                self.xx / self.area - centre.x * centre.x,
                self.yy / self.area - centre.y * centre.y,
                self.xy / self.area - centre.x * centre.y,
            ],
        }
    }
}

impl Component {
    /// Area over that of the parallelogram with the same moments: 1 for every parallelogram, 1.05
    /// for a disc, 0.25 for a thin L, whatever the perspective.
    pub(super) fn fullness(&self) -> f64 {
        let [xx, yy, xy] = self.spread;
        let determinant = (xx * yy - xy * xy).max(1e-9);
        self.area / (12.0 * determinant.sqrt())
    }

    /// Longer over shorter axis of the ellipse with the same moments.
    pub(super) fn elongation(&self) -> f64 {
        let [xx, yy, xy] = self.spread;
        let root = ((xx - yy).powi(2) + 4.0 * xy * xy).sqrt();
        let (long, short) = (xx + yy + root, (xx + yy - root).max(1e-9));
        (long / short).sqrt()
    }

    /// Side of the square with the same second moments.
    pub(super) fn side(&self) -> f64 {
        let [xx, yy, xy] = self.spread;
        (12.0 * (xx * yy - xy * xy).max(0.0).sqrt()).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(width: u32, height: u32, ink: impl Fn(u32, u32) -> bool) -> Gray {
        let pixels = (0..height)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .map(|(x, y)| if ink(x, y) { 30 } else { 220 })
            .collect();
        Gray::new(width, height, pixels).unwrap()
    }

    #[test]
    fn shapes_are_told_apart_by_their_fullness() {
        let square = draw(60, 60, |x, y| {
            (20..40).contains(&x) && (10..30).contains(&y)
        });
        let found = Ink::of(&square, 28, 0.7).components(10.0);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].centre, Point::new(30.0, 20.0));
        assert!((found[0].fullness() - 1.0).abs() < 1e-6);
        assert!((found[0].side() - 20.0).abs() < 1e-6);

        let ell = draw(60, 60, |x, y| {
            (20..40).contains(&x) && (20..40).contains(&y) && (x >= 37 || y >= 37)
        });
        let found = Ink::of(&ell, 28, 0.7).components(10.0);
        assert!((0.2..0.4).contains(&found[0].fullness()));
    }

    #[test]
    fn arms_that_meet_below_are_one_component() {
        let cup = draw(40, 40, |x, y| {
            (10..30).contains(&x) && (10..30).contains(&y) && (!(13..27).contains(&x) || y >= 27)
        });
        assert_eq!(Ink::of(&cup, 20, 0.7).components(1.0).len(), 1);
    }

    #[test]
    fn plain_paper_has_no_ink() {
        assert!(
            Ink::of(&Gray::filled(50, 40, 130), 10, 0.8)
                .components(1.0)
                .is_empty()
        );
    }
}
