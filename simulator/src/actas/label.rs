//! The QR label as stuck on the sheet.

use acta_image::layout::drawing::{Color, Drawing, Item, Text};
use acta_image::layout::{Point, Rect};
use prep_model::contract::QrText;
use qrcode::types::QrError;
use qrcode::{EcLevel, QrCode};
use serde::Serialize;

use super::dice::Dice;

/// Side of the label and height of the strip of text below the code, in millimetres.
const SIDE: f32 = 26.2;
const STRIP: f32 = 1.6;
/// White around the code, in modules (ISO 18004).
const QUIET: f32 = 4.0;

/// Where the label is and what it says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LabelTruth {
    /// The text of its code.
    pub text: String,
    /// Modules on a side of the code.
    pub modules: u16,
    /// Side of a module in millimetres.
    pub module_mm: f32,
    /// Degrees by which it rises to the right.
    pub rise: f32,
    /// The corners of the code without its white margin, in millimetres of the sheet: top left, top
    /// right, bottom right, bottom left as the label is read.
    pub corners: [[f32; 2]; 4],
}

/// A place and a turn on the sheet.
struct Placed {
    middle: Point,
    sin: f32,
    cos: f32,
}

impl Placed {
    /// From the label's own millimetres, its middle being the origin.
    fn at(&self, x: f32, y: f32) -> Point {
        Point::new(
            self.middle.x + x * self.cos + y * self.sin,
            self.middle.y - x * self.sin + y * self.cos,
        )
    }

    fn rect(&self, rect: Rect) -> Vec<Point> {
        rect.corners().map(|p| self.at(p.x, p.y)).to_vec()
    }
}

/// Sticks a label into its box, a little beside the middle and in some cases askew.
pub(crate) fn stick(
    text: &QrText,
    below: &str,
    place: Rect,
    dice: &mut Dice,
) -> Result<(Drawing, LabelTruth), QrError> {
    let code = QrCode::with_error_correction_level(text.as_str(), EcLevel::M)?;
    let rise = if dice.chance(0.35) {
        dice.around(2.0)
    } else {
        dice.around(0.3)
    };
    let (sin, cos) = rise.to_radians().sin_cos();
    let middle = place.center();
    let middle = Point::new(middle.x + dice.around(0.35), middle.y + dice.around(0.3));
    let placed = Placed { middle, sin, cos };
    let count = u16::try_from(code.width()).unwrap_or(u16::MAX);
    let module = SIDE / (f32::from(count) + 2.0 * QUIET);
    let origin = (
        -SIDE / 2.0 + QUIET * module,
        -(SIDE + STRIP) / 2.0 + QUIET * module,
    );
    let mut drawing = Drawing::default();
    let plate = Rect::new(-SIDE / 2.0, -(SIDE + STRIP) / 2.0, SIDE, SIDE + STRIP);
    drawing.add(Item::Polygons(vec![placed.rect(plate)], Color::WHITE));
    let bars = bars(&code, count, module, origin);
    let bars = bars.into_iter().map(|bar| placed.rect(bar)).collect();
    drawing.add(Item::Polygons(bars, Color::opaque([0, 0, 0])));
    drawing.add(note(below, plate, &placed, rise));
    let side = module * f32::from(count);
    let square = Rect::new(origin.0, origin.1, side, side);
    let corners = square.corners().map(|p| placed.at(p.x, p.y));
    let truth = LabelTruth {
        text: text.as_str().to_owned(),
        modules: count,
        module_mm: module,
        rise,
        corners: corners.map(|p| [p.x, p.y]),
    };
    Ok((drawing, truth))
}

/// The dark modules, neighbours in a row joined.
fn bars(code: &QrCode, count: u16, module: f32, (left, top): (f32, f32)) -> Vec<Rect> {
    let colors = code.to_colors();
    let mut bars = Vec::new();
    for (row, colors) in (0..count).zip(colors.chunks(usize::from(count.max(1)))) {
        let mut from: Option<u16> = None;
        let dark = colors.iter().map(|color| *color == qrcode::Color::Dark);
        for (at, dark) in (0..=count).zip(dark.chain([false])) {
            match (from, dark) {
                (None, true) => from = Some(at),
                (Some(start), false) => {
                    let x = left + f32::from(start) * module;
                    let y = top + f32::from(row) * module;
                    bars.push(Rect::new(x, y, f32::from(at - start) * module, module));
                    from = None;
                }
                _ => {}
            }
        }
    }
    bars
}

/// What the code says about the casilla, for people.
fn note(below: &str, plate: Rect, placed: &Placed, rise: f32) -> Item {
    let mut text = Text {
        at: Point::new(0.0, 0.0),
        size: 2.2,
        bold: false,
        color: Color::BLACK,
        rise,
        text: below.to_owned(),
    };
    text.size *= (plate.w * 0.92 / text.width()).min(1.0);
    text.at = placed.at(-text.width() / 2.0, plate.bottom() - 1.0);
    Item::Text(text)
}
