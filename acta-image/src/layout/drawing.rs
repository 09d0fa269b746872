//! What is drawn on a sheet, independent of where: a printer's page or an image.

use super::{Point, Rect, metrics};

/// Red, green, blue and opacity, 0 to 255.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Color {
    /// Red, green, blue.
    pub rgb: [u8; 3],
    /// 255 hides what is below.
    pub alpha: u8,
}

impl Color {
    /// The black of print.
    pub const BLACK: Self = Self::opaque([0x1d, 0x1a, 0x1a]);
    /// White.
    pub const WHITE: Self = Self::opaque([0xff, 0xff, 0xff]);

    /// Hides what is below.
    pub const fn opaque(rgb: [u8; 3]) -> Self {
        Self { rgb, alpha: 255 }
    }
}

/// One thing drawn. Lengths are millimetres of the sheet.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A filled rectangle.
    Fill(Rect, Color),
    /// The outline of a rectangle, its line centred on the edge.
    Frame(Rect, Pen),
    /// Polygons filled at once, so that no seam shows between neighbours.
    Polygons(Vec<Vec<Point>>, Color),
    /// A filled ellipse inscribed in the rectangle.
    Disc(Rect, Color),
    /// The outline of an ellipse inscribed in the rectangle.
    Ring(Rect, Pen),
    /// A line through the points, with round ends: print or a hand's stroke.
    Stroke(Vec<Point>, Pen),
    /// Printed text.
    Text(Text),
}

/// What a line is drawn with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pen {
    /// Width in millimetres.
    pub width: f32,
    /// Colour.
    pub color: Color,
}

/// One line of printed text in a sans serif face of the proportions of Helvetica.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// Left end of the baseline.
    pub at: Point,
    /// Size of the em in millimetres; capitals are 0.72 of it.
    pub size: f32,
    /// The heavy face.
    pub bold: bool,
    /// Colour.
    pub color: Color,
    /// Degrees by which the line rises.
    pub rise: f32,
    /// The characters: those of latin-1.
    pub text: String,
}

impl Text {
    /// Height of a capital, as part of the em.
    pub const CAPITAL: f32 = 0.718;

    /// Length of the line in millimetres.
    pub fn width(&self) -> f32 {
        metrics::width(&self.text, self.bold) * self.size
    }
}

/// Where a line of text stands in the place it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// From the left edge.
    Left,
    /// In the middle.
    Center,
    /// To the right edge.
    Right,
}

/// How text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Face {
    /// Size of the em in millimetres.
    pub size: f32,
    /// The heavy face.
    pub bold: bool,
    /// Colour.
    pub color: Color,
}

impl Face {
    /// The light face.
    pub const fn regular(size: f32, color: Color) -> Self {
        let bold = false;
        Self { size, bold, color }
    }

    /// The heavy face.
    pub const fn bold(size: f32, color: Color) -> Self {
        let bold = true;
        Self { size, bold, color }
    }
}

/// Everything on a sheet, lowest first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Drawing {
    /// What is drawn, lowest first.
    pub items: Vec<Item>,
}

impl Drawing {
    /// Adds on top.
    pub fn add(&mut self, item: Item) {
        self.items.push(item);
    }

    /// A filled rectangle.
    pub fn fill(&mut self, rect: Rect, color: Color) {
        self.add(Item::Fill(rect, color));
    }

    /// The outline of a rectangle.
    pub fn frame(&mut self, rect: Rect, width: f32, color: Color) {
        self.add(Item::Frame(rect, Pen { width, color }));
    }

    /// A straight line.
    pub fn line(&mut self, from: Point, to: Point, width: f32, color: Color) {
        self.add(Item::Stroke(vec![from, to], Pen { width, color }));
    }

    /// A line of text whose baseline is at `y`, between two edges; narrowed by a smaller size if it
    /// would not fit.
    pub fn text(
        &mut self,
        text: &str,
        (left, right, y): (f32, f32, f32),
        face: Face,
        align: Align,
    ) {
        let natural = metrics::width(text, face.bold) * face.size;
        let room = right - left;
        let size = if natural > room {
            face.size * room / natural
        } else {
            face.size
        };
        let slack = room - natural.min(room);
        let x = match align {
            Align::Left => left,
            Align::Center => left + slack / 2.0,
            Align::Right => left + slack,
        };
        self.add(Item::Text(Text {
            at: Point::new(x, y),
            size,
            bold: face.bold,
            color: face.color,
            rise: 0.0,
            text: text.to_owned(),
        }));
    }

    /// Lines of text, broken between words to fit between two edges, the first baseline at `y`.
    /// Returns the baseline after the last line.
    pub fn paragraph(
        &mut self,
        text: &str,
        (left, right, y): (f32, f32, f32),
        face: Face,
        align: Align,
    ) -> f32 {
        let mut y = y;
        for line in metrics::lines(text, face.bold, (right - left) / face.size) {
            self.text(&line, (left, right, y), face, align);
            y += face.size * LEADING;
        }
        y
    }
}

/// From one baseline to the next, in ems.
const LEADING: f32 = 1.16;
