//! How one person writes: strokes bent by slant, size, pressure and haste.

use acta_image::layout::drawing::{Color, Item, Pen};
use acta_image::layout::{Point, Rect, metrics};

use super::dice::Dice;
use super::glyphs::{self, CAPITAL, Stroke};

/// A person's way of writing.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "habits of a hand, each of its own"
)]
pub(crate) struct Hand {
    /// Colour and opacity of the ink.
    pub(crate) ink: Color,
    /// Mean width of a stroke in millimetres.
    pub(crate) pen: f32,
    /// Units to the right for each unit of height.
    slant: f32,
    /// Width of a letter, 1 as drawn.
    breadth: f32,
    /// Height of digits as part of their box.
    digit: f32,
    /// Height of a capital as part of a row.
    letter: f32,
    /// How far points stray, in units.
    tremor: f32,
    /// How far the baseline strays, in units.
    drift: f32,
    /// How much pressure varies, as part of the width.
    pressure: f32,
    /// Words in capitals throughout.
    capitals: bool,
    /// Crosses the seven.
    crossed_seven: bool,
    /// The one as a single line.
    plain_one: bool,
    /// The four open at the top.
    open_four: bool,
    /// Misspells.
    pub(crate) misspells: bool,
    /// Writes accents.
    pub(crate) accents: bool,
    /// Leaves the boxes before the first digit empty.
    pub(crate) no_leading_zeros: bool,
}

/// Inks of ball pens, and the grey of a carbonless copy.
const INKS: [([u8; 3], u8); 6] = [
    ([0x20, 0x33, 0x92], 235),
    ([0x2a, 0x3d, 0xa8], 220),
    ([0x18, 0x22, 0x66], 240),
    ([0x1c, 0x1c, 0x22], 235),
    ([0x3d, 0x44, 0x72], 215),
    ([0x4a, 0x4c, 0x5c], 215),
];

impl Hand {
    pub(crate) fn throw(dice: &mut Dice) -> Self {
        let (rgb, alpha) = *dice.pick(&INKS);
        Self {
            ink: Color { rgb, alpha },
            pen: dice.between(0.34, 0.62),
            slant: dice.between(-0.12, 0.38),
            breadth: dice.between(0.85, 1.12),
            digit: dice.between(0.52, 0.78),
            letter: dice.between(0.50, 0.68),
            tremor: dice.between(0.12, 0.42),
            drift: dice.between(0.1, 0.5),
            pressure: dice.between(0.06, 0.22),
            capitals: dice.chance(0.2),
            crossed_seven: dice.chance(0.35),
            plain_one: dice.chance(0.5),
            open_four: dice.chance(0.5),
            misspells: dice.chance(0.35),
            accents: dice.chance(0.25),
            no_leading_zeros: dice.chance(0.12),
        }
    }

    /// One digit in its box.
    pub(crate) fn digit(&self, digit: char, place: Rect, dice: &mut Dice) -> Vec<Item> {
        let strokes = self.variant(digit);
        let unit = place.h * self.digit / CAPITAL * dice.between(0.92, 1.06);
        let width = glyphs::extent(&strokes) * self.breadth;
        // A narrow box holds its digit too: nobody writes over the edge on purpose.
        let across = unit.min(place.w * 0.80 / width);
        let x = place.center().x - width * across / 2.0 - self.slant * CAPITAL * across / 2.0;
        let y = place.center().y + CAPITAL * unit / 2.0;
        let stray = place.w * 0.045;
        let at = Point::new(x + dice.around(stray), y + dice.around(stray));
        self.draw(&strokes, at, (across, unit), dice)
    }

    /// A line of words that begins near the left edge of its place, as large as fits.
    pub(crate) fn words(&self, text: &str, place: Rect, dice: &mut Dice) -> Vec<Item> {
        let text = self.cased(text);
        let unit = place.h * self.letter / CAPITAL;
        let natural = self.length(&text) * unit;
        let room = place.w - 3.0;
        let across = unit * (room / natural).min(1.0);
        let slack = (room - natural).max(0.0);
        let mut x = place.x + 1.6 + dice.between(0.0, slack.min(12.0));
        let rise = dice.around(0.006);
        let mut items = Vec::new();
        let base = place.bottom() - place.h * dice.between(0.16, 0.26);
        for letter in text.chars() {
            let (plain, accent) = metrics::parts(letter);
            let strokes = glyphs::strokes(plain);
            let y = base + dice.around(self.drift * unit * 0.3) - rise * (x - place.x);
            if plain != ' ' {
                let at = Point::new(x, y);
                items.extend(self.draw(&strokes, at, (across, unit), dice));
                if let Some(accent) = accent {
                    let lift = if plain.is_uppercase() { 3.0 } else { 0.0 };
                    let at = Point::new(x + 2.0 * across, y - lift * unit);
                    let accent = glyphs::strokes(accent);
                    items.extend(self.draw(&accent, at, (across, unit), dice));
                }
            }
            x += (self.advance(plain) + dice.around(0.18)) * across;
        }
        items
    }

    /// A cross that marks an oval.
    pub(crate) fn cross(&self, place: Rect, dice: &mut Dice) -> Vec<Item> {
        let middle = place.center();
        let (w, h) = (place.w.min(6.0) * 0.4, place.h * 0.62);
        let ends = [[(-w, -h), (w, h)], [(-w, h), (w, -h)]];
        let mut items = Vec::new();
        for end in ends {
            let points = end.map(|(x, y)| {
                Point::new(
                    middle.x + x + dice.around(0.2),
                    middle.y + y + dice.around(0.2),
                )
            });
            items.push(self.stroke(points.to_vec(), dice));
        }
        items
    }

    /// A line through what was written, there and back.
    pub(crate) fn strike(&self, place: Rect, dice: &mut Dice) -> Vec<Item> {
        let y = place.center().y;
        let mut line = |lift: f32| {
            let points = vec![
                Point::new(place.x, y + lift + dice.around(0.25)),
                Point::new(place.center().x, y + lift + dice.around(0.25)),
                Point::new(place.right(), y + lift + dice.around(0.25)),
            ];
            self.stroke(points, dice)
        };
        vec![line(-0.3), line(0.4)]
    }

    /// Ink that says nothing: a place scribbled over from end to end, several times.
    pub(crate) fn scribble(&self, place: Rect, dice: &mut Dice) -> Vec<Item> {
        let mut items = Vec::new();
        for _ in 0..3 {
            let mut points = Vec::new();
            let mut x = place.x;
            let mut up = dice.chance(0.5);
            while x < place.right() {
                let edge = if up { 0.12 } else { 0.88 };
                let y = place.y + place.h * edge + dice.around(place.h * 0.05);
                points.push(Point::new(x, y));
                x += dice.between(0.25, 0.7);
                up = !up;
            }
            if points.len() > 1 {
                items.push(self.stroke(points, dice));
            }
        }
        items
    }

    fn cased(&self, text: &str) -> String {
        if self.capitals {
            return text.to_uppercase();
        }
        let mut letters = text.chars();
        let first = letters.next().map(char::to_uppercase);
        first.into_iter().flatten().chain(letters).collect()
    }

    /// Units from the beginning of a letter to that of the next.
    fn advance(&self, letter: char) -> f32 {
        if letter == ' ' {
            return 4.6;
        }
        (glyphs::extent(&glyphs::strokes(letter)) + 2.1) * self.breadth
    }

    fn length(&self, text: &str) -> f32 {
        let letters = text
            .chars()
            .map(|letter| self.advance(metrics::parts(letter).0));
        letters.sum::<f32>() + CAPITAL * self.slant.abs()
    }

    fn variant(&self, digit: char) -> Vec<Stroke> {
        let straight = |points: &[(f32, f32)]| Stroke {
            smooth: false,
            points: points.to_vec(),
        };
        match digit {
            '1' if self.plain_one => vec![straight(&[(1.0, 9.0), (1.0, 0.0)])],
            '4' if self.open_four => vec![
                straight(&[(1.0, 9.0), (0.5, 3.5), (5.5, 3.5)]),
                straight(&[(4.6, 8.0), (4.4, 0.0)]),
            ],
            '7' if self.crossed_seven => {
                let mut strokes = glyphs::strokes('7');
                strokes.push(straight(&[(1.6, 4.4), (5.4, 4.4)]));
                strokes
            }
            digit => glyphs::strokes(digit),
        }
    }

    /// The strokes of a glyph from the left end of its baseline, bent by this hand.
    fn draw(
        &self,
        strokes: &[Stroke],
        at: Point,
        (across, up): (f32, f32),
        dice: &mut Dice,
    ) -> Vec<Item> {
        let turn = dice.around(0.02);
        let mut items = Vec::new();
        for stroke in strokes {
            let bent = stroke.points.iter().map(|(x, y)| {
                let x = x * self.breadth + dice.around(self.tremor * 0.5);
                let y = y + dice.around(self.tremor * 0.5);
                (x + self.slant * y - turn * y, y + turn * x)
            });
            let points = bent.collect();
            let bent = Stroke {
                smooth: stroke.smooth || dice.chance(0.3),
                points,
            };
            let path = glyphs::along(&bent).into_iter();
            let path = path.map(|(x, y)| Point::new(at.x + x * across, at.y - y * up));
            items.push(self.stroke(path.collect(), dice));
        }
        items
    }

    fn stroke(&self, points: Vec<Point>, dice: &mut Dice) -> Item {
        let width = self.pen * (1.0 + dice.around(self.pressure * 0.5));
        let color = self.ink;
        Item::Stroke(points, Pen { width, color })
    }
}
