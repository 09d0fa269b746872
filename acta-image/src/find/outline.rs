//! The sheet where not all marks can be seen: guesses from the edges of the paper, from three marks,
//! from the block of print, each checked against the marks that are there.

use super::hull::{hull, largest_quad};
use super::ink::{Component, Ink};
use super::marks;
use super::{Found, Method, sheet};
use crate::geometry::{Homography, Point, Quad};
use crate::gray::Gray;
use crate::layout::marks::frame_corners;

/// Longer side at which the paper's edges are looked for.
const SIDE: u32 = 400;
/// Least part of the picture that a sheet fills.
const LEAST_FILL: f64 = 0.08;
/// Part of the picture that a sheet fills as a rule; less speaks against a guess.
const USUAL_FILL: f64 = 0.25;
/// Least part of the paper's hull that four corners must cover.
const LEAST_COVER: f64 = 0.85;
/// How far from its place a mark may be for the guess to hold, in millimetres.
const REACH_MM: f64 = 11.0;
/// Guesses that are held against the print.
const MOST_GUESSES: usize = 60;
/// A guess below this is no sheet.
const LEAST_CONFIDENCE: f64 = 0.25;
/// Widest ratio of the two scales in the middle of a sheet that is not seen edge on.
const MOST_SKEW: f64 = 1.9;

/// Where the sheet might be.
struct Guess {
    map: Homography,
    method: Method,
    /// Marks that the guess was made from.
    given: f64,
}

/// Guesses, each moved onto the marks it explains, the most confident first.
pub(super) fn find(
    image: &Gray,
    squares: &[Component],
    ells: &[Component],
    components: &[Component],
) -> Vec<Found> {
    let mut guesses = Vec::new();
    if let Some(quad) = paper(image) {
        guesses.extend(turns(&sheet(), &quad, Method::Outline));
    }
    guesses.extend(from_three(squares, ells));
    if let Some(quad) = print(image, components) {
        let frame = frame_corners().map(|p| Point::new(p.x.into(), p.y.into()));
        guesses.extend(turns(&Quad(frame), &quad, Method::Print));
    }
    let checked = guesses
        .iter()
        .filter_map(|guess| check(guess, image, squares, ells));
    let mut checked: Vec<Found> = checked
        .filter(|found| found.confidence >= LEAST_CONFIDENCE)
        .collect();
    checked.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    checked.truncate(MOST_GUESSES);
    checked
}

/// The four ways in which `what` can lie in `quad`, less those that would squeeze it.
fn turns(what: &Quad, quad: &Quad, method: Method) -> Vec<Guess> {
    let maps = (0..4).filter_map(|quarters| Homography::between(what, &quad.turned(quarters)));
    let fits = maps.filter(|map| {
        let (narrow, wide) = map.scale_at(middle());
        wide < MOST_SKEW * narrow
    });
    let guess = |map| Guess {
        map,
        method,
        given: 0.0,
    };
    fits.map(guess).collect()
}

fn middle() -> Point {
    sheet().0[2].times(0.5)
}

/// Edges of the paper: the largest bright part of the picture.
fn paper(image: &Gray) -> Option<Quad> {
    let (small, factor) = image.shrunk(SIDE);
    let bright = Ink::brighter(&small, otsu(&small));
    let rim = bright.largest_rim(LEAST_FILL)?;
    let (quad, cover) = largest_quad(&hull(rim))?;
    let least = LEAST_FILL * f64::from(small.width()) * f64::from(small.height());
    (cover > LEAST_COVER && quad.area() > least).then(|| quad.scaled(1.0 / factor))
}

/// The block of print: everything that is small and dark.
fn print(image: &Gray, components: &[Component]) -> Option<Quad> {
    let longer = f64::from(image.width().max(image.height()));
    let small = components.iter().filter(|c| c.side() < longer / 20.0);
    let (quad, cover) = largest_quad(&hull(small.map(|c| c.centre).collect()))?;
    let least = LEAST_FILL * f64::from(image.width()) * f64::from(image.height());
    (cover > LEAST_COVER && quad.area() > least).then_some(quad)
}

/// Sheets of which three marks can be seen, as if the fourth were where a parallelogram has it.
fn from_three(squares: &[Component], ells: &[Component]) -> Vec<Guess> {
    let [tl, tr, ell, bl] = marks::centres();
    let mut guesses: Vec<Guess> = marks::corners(squares)
        .into_iter()
        .take(20)
        .filter_map(|[a, b, c]| affine([(tl, a.centre), (tr, b.centre), (bl, c.centre)]))
        .collect();
    for (from_a, from_b) in [(tl, tr), (tl, bl), (tr, bl)] {
        for a in squares {
            for b in squares
                .iter()
                .filter(|b| marks::are_apart(a, b, from_a.distance(from_b)))
            {
                let expected = similar((from_a, a.centre), (from_b, b.centre), ell);
                let reach = 0.12 * a.centre.distance(b.centre);
                let near = ells.iter().filter(|c| c.centre.distance(expected) < reach);
                guesses.extend(near.filter_map(|c| {
                    affine([(from_a, a.centre), (from_b, b.centre), (ell, c.centre)])
                }));
            }
        }
    }
    guesses.truncate(200);
    guesses
}

/// Where `third` goes under the turn and stretch that takes two points to two others.
fn similar((p, p_to): (Point, Point), (q, q_to): (Point, Point), third: Point) -> Point {
    let (from, to, off) = (q.minus(p), q_to.minus(p_to), third.minus(p));
    let length = from.x * from.x + from.y * from.y;
    let along = (off.x * from.x + off.y * from.y) / length;
    let aside = from.cross(off) / length;
    p_to.plus(to.times(along))
        .plus(Point::new(-to.y, to.x).times(aside))
}

fn affine(pairs: [(Point, Point); 3]) -> Option<Guess> {
    let complete = |[a, b, c]: [Point; 3]| Quad([a, b, c, a.plus(c).minus(b)]);
    let map = Homography::between(
        &complete(pairs.map(|pair| pair.0)),
        &complete(pairs.map(|pair| pair.1)),
    )?;
    Some(Guess {
        map,
        method: Method::Outline,
        given: 3.0,
    })
}

/// The guess moved onto the marks that lie where it expects them, with its confidence: marks that
/// are there speak for it, a place that can be seen and holds none speaks against it.
fn check(guess: &Guess, image: &Gray, squares: &[Component], ells: &[Component]) -> Option<Found> {
    let corners = guess.map.apply_quad(&sheet());
    if !corners.is_convex() {
        return None;
    }
    let mut seen = Vec::new();
    let mut missing = 0.0;
    for (i, place) in marks::centres().into_iter().enumerate() {
        let kind = if i == 2 { ells } else { squares };
        match nearest(&guess.map, place, kind) {
            Some(at) => seen.push((place, at)),
            None if is_inside(image, guess.map.apply(place)) => missing += 1.0,
            None => {}
        }
    }
    let count = seen.iter().map(|_| 1.0).sum::<f64>();
    if count < guess.given {
        return None;
    }
    let map = moved(&guess.map, &seen)?;
    let doubt = match guess.method {
        Method::Print => 0.15,
        // The paper's edges know the perspective, three marks do not.
        Method::Outline if guess.given > 0.0 => 0.05,
        Method::Outline | Method::Marks => 0.0,
    };
    let frame = f64::from(image.width()) * f64::from(image.height());
    let small = (1.0 - map.apply_quad(&sheet()).area() / (USUAL_FILL * frame)).max(0.0);
    let confidence = 0.3 + 0.17 * count - 0.06 * missing - doubt - 0.5 * small;
    Some(Found::new(map, confidence.clamp(0.0, 0.95), guess.method))
}

fn is_inside(image: &Gray, at: Point) -> bool {
    (0.0..f64::from(image.width())).contains(&at.x)
        && (0.0..f64::from(image.height())).contains(&at.y)
}

fn nearest(map: &Homography, place: Point, kind: &[Component]) -> Option<Point> {
    let expected = map.apply(place);
    let (narrow, wide) = map.scale_at(place);
    let scale = (narrow * wide).sqrt();
    let off = |c: &Component| c.centre.distance(expected);
    let fits =
        |c: &&Component| off(c) < REACH_MM * wide && (c.side() / (6.0 * scale)).ln().abs() < 0.32;
    let found = kind.iter().filter(fits);
    let found = found.min_by(|a, b| off(a).total_cmp(&off(b)))?;
    Some(found.centre)
}

/// The map corrected by what few marks can say: one shifts it, two turn and stretch it, three shear
/// it, four decide.
fn moved(map: &Homography, seen: &[(Point, Point)]) -> Option<Homography> {
    let now = |i: usize| (map.apply(seen[i].0), seen[i].1);
    let correction = match seen.len() {
        0 => Homography::IDENTITY,
        1 => {
            let (from, to) = now(0);
            let by = to.minus(from);
            Homography::affine(1.0, 0.0, by.x, 0.0, 1.0, by.y)
        }
        2 => {
            let (a, b) = (now(0), now(1));
            let unit = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
            let far = 100.0;
            let corners = unit.map(|(x, y)| a.0.plus(Point::new(x, y).times(far)));
            Homography::between(&Quad(corners), &Quad(corners.map(|p| similar(a, b, p))))?
        }
        3 => {
            let complete = |[a, b, c]: [Point; 3]| Quad([a, b, c, a.plus(c).minus(b)]);
            let pairs = [now(0), now(1), now(2)];
            Homography::between(&complete(pairs.map(|p| p.0)), &complete(pairs.map(|p| p.1)))?
        }
        _ => return Homography::fit(seen),
    };
    Some(correction.after(map))
}

/// The level that best splits the picture into dark and bright (Otsu 1979).
fn otsu(image: &Gray) -> u8 {
    let mut counts = [0.0_f64; 256];
    for &level in image.pixels() {
        counts[usize::from(level)] += 1.0;
    }
    let total: f64 = counts.iter().sum();
    let sum: f64 = (0_u8..=255)
        .zip(counts)
        .map(|(level, n)| f64::from(level) * n)
        .sum();
    let (mut below, mut sum_below, mut best) = (0.0, 0.0, (0.0, 127_u8));
    for (level, n) in (0_u8..=255).zip(counts) {
        below += n;
        sum_below += f64::from(level) * n;
        let above = total - below;
        if below > 0.0 && above > 0.0 {
            let apart = sum_below / below - (sum - sum_below) / above;
            let between = below * above * apart * apart;
            if between > best.0 {
                best = (between, level);
            }
        }
    }
    best.1
}
