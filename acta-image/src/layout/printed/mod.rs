//! The form as it leaves the printer, before a hand touches it.

mod left;
mod middle;
mod right;
mod texts;

use super::drawing::{Align, Color, Drawing, Face, Item, Pen, Text};
use super::{FormLayout, FormSpec, Point, Rect, marks, metrics};

/// Colours of the print: those of the acta of 2024, muted.
pub(super) const RED: Color = Color::opaque([0xb8, 0x24, 0x3c]);
pub(super) const ROSE: Color = Color::opaque([0xc4, 0xa8, 0xa6]);
pub(super) const LIGHT: Color = Color::opaque([0xe6, 0xdc, 0xdb]);
pub(super) const GREY: Color = Color::opaque([0x8a, 0x86, 0x86]);
/// Digit boxes are drop-out grey: what is written in them is darker.
pub(super) const BOX: Color = Color::opaque([0xc9, 0xb4, 0xb4]);
pub(super) const INK: Color = Color::BLACK;

/// Opacity of the word across the sheet: writing over it stays readable.
const ACROSS: u8 = 46;

/// Draws everything that is printed.
pub fn printed(spec: &FormSpec, layout: &FormLayout) -> Drawing {
    let mut drawing = Drawing::default();
    for square in marks::SQUARES.iter().chain(&marks::ELL_ARMS) {
        drawing.fill(*square, INK);
    }
    separators(layout, &mut drawing);
    left::draw(spec, layout, &mut drawing);
    middle::draw(spec, layout, &mut drawing);
    right::draw(spec, layout, &mut drawing);
    for field in &layout.fields {
        for digit in &field.digits {
            drawing.frame(*digit, 0.2, BOX);
        }
    }
    let footer = layout.footer;
    let destino = texts::destino(spec);
    let edges = (footer.x, footer.right(), footer.bottom() - 1.4);
    drawing.text(&destino, edges, Face::bold(4.6, GREY), Align::Center);
    if let Some(word) = &spec.drill {
        drill(word, &mut drawing);
    }
    drawing
}

fn separators(layout: &FormLayout, drawing: &mut Drawing) {
    for column in &layout.columns[1..] {
        let x = column.x - 1.5;
        let (top, bottom) = (column.y, column.bottom());
        drawing.line(Point::new(x, top), Point::new(x, bottom), 0.3, RED);
    }
}

/// Says that nobody's votes are on the sheet: bands outside the marks and a word across.
fn drill(word: &str, drawing: &mut Drawing) {
    for y in [13.0, 197.5] {
        let band = Rect::new(marks::FRAME.x, y, marks::FRAME.w, 5.0);
        let plate = Rect::new(band.center().x - 45.0, band.y, 90.0, band.h);
        stripes(Rect::between(band.x, y, plate.x, band.bottom()), drawing);
        let right = Rect::between(plate.right(), y, band.right(), band.bottom());
        stripes(right, drawing);
        let text = format!("{word} · SIN VALIDEZ");
        let edges = (plate.x, plate.right(), band.bottom() - 1.2);
        drawing.text(&text, edges, Face::bold(4.4, INK), Align::Center);
    }
    let size = (ACROSS_LENGTH / metrics::width(word, true).max(1.0)).min(26.0);
    let half = metrics::width(word, true) * size / 2.0;
    let (sin, cos) = RISE.to_radians().sin_cos();
    let middle = Point::new(139.0, 118.0);
    drawing.add(Item::Text(Text {
        at: Point::new(middle.x - half * cos, middle.y + half * sin),
        size,
        bold: true,
        color: Color {
            rgb: GREY.rgb,
            alpha: ACROSS,
        },
        rise: RISE,
        text: word.to_owned(),
    }));
}

/// Length of the word across in millimetres.
const ACROSS_LENGTH: f32 = 116.0;

/// Degrees by which the word across rises, as on the specimen.
const RISE: f32 = 19.0;

fn stripes(band: Rect, drawing: &mut Drawing) {
    let mut stripes = Vec::new();
    let mut x = band.x;
    while x + 8.0 <= band.right() {
        stripes.push(vec![
            Point::new(x, band.bottom()),
            Point::new(x + 3.0, band.y),
            Point::new(x + 6.0, band.y),
            Point::new(x + 3.0, band.bottom()),
        ]);
        x += 6.0;
    }
    drawing.add(Item::Polygons(stripes, ROSE));
}

/// Numeral in a disc and a title beside it; the disc's top left corner is at `x`, `y`.
pub(super) fn heading(
    drawing: &mut Drawing,
    numeral: u8,
    title: &str,
    (x, right, y): (f32, f32, f32),
) {
    drawing.add(Item::Disc(Rect::new(x, y, 4.0, 4.0), RED));
    let numeral = numeral.to_string();
    let face = Face::bold(2.7, Color::WHITE);
    drawing.text(&numeral, (x, x + 4.0, y + 2.95), face, Align::Center);
    let face = Face::bold(2.75, RED);
    drawing.text(title, (x + 5.0, right, y + 3.0), face, Align::Left);
}

/// A line to write on, with the dots at its ends that the acta of 2024 has.
pub(super) fn writing_line(drawing: &mut Drawing, left: f32, right: f32, y: f32) {
    drawing.line(Point::new(left, y), Point::new(right, y), 0.2, INK);
    for x in [left, right] {
        drawing.add(Item::Disc(Rect::new(x - 0.7, y - 0.7, 1.4, 1.4), INK));
    }
}

/// An empty box with a word above it, to cross.
pub(super) fn choice(drawing: &mut Drawing, word: &str, (x, y): (f32, f32)) {
    drawing.frame(Rect::new(x, y, 4.4, 4.4), 0.2, GREY);
    drawing.text(
        word,
        (x, x + 4.4, y + 2.9),
        Face::bold(2.2, GREY),
        Align::Center,
    );
}

/// The small note below a place to write.
pub(super) fn caption(drawing: &mut Drawing, text: &str, (left, right, y): (f32, f32, f32)) {
    let face = Face::regular(1.9, INK);
    drawing.text(text, (left, right, y), face, Align::Center);
}

/// An ellipse's outline.
pub(super) fn ring(rect: Rect, width: f32, color: Color) -> Item {
    Item::Ring(rect, Pen { width, color })
}
