//! Sheets as pixels.

use std::sync::Arc;

use acta_image::layout::drawing::{Color, Drawing, Item, Text};
use acta_image::layout::{Point, Rect, marks, metrics};
use jpeg_encoder::{ColorType, Encoder, EncodingError};
use tiny_skia::{FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Stroke, Transform};

use super::glyphs::{self, CAPITAL};
use super::sheet::{Blank, Sheet};

/// An image of a sheet: red, green, blue, row after row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raster {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Three bytes for each pixel.
    pub rgb: Vec<u8>,
}

impl Raster {
    /// The bytes of a JPEG file of this quality, 1 to 100.
    pub fn jpeg(&self, quality: u8) -> Result<Vec<u8>, EncodingError> {
        let side = |length| u16::try_from(length).unwrap_or(u16::MAX);
        let mut bytes = Vec::new();
        let encoder = Encoder::new(&mut bytes, quality);
        encoder.encode(
            &self.rgb,
            side(self.width),
            side(self.height),
            ColorType::Rgb,
        )?;
        Ok(bytes)
    }
}

/// Draws sheets of one form at one scale; the print is drawn once.
#[derive(Debug, Clone)]
pub struct Rasterizer {
    blank: Arc<Blank>,
    printed: Pixmap,
    pixels_per_mm: f32,
}

/// Scales that make an image: from 1 to 40 pixels for each millimetre (25 to 1,016 dpi).
pub const SCALES: std::ops::RangeInclusive<f32> = 1.0..=40.0;

impl Rasterizer {
    /// Draws the print. A scale beyond [`SCALES`] is taken as the nearest of them.
    pub fn new(blank: &Arc<Blank>, pixels_per_mm: f32) -> Self {
        let scale = pixels_per_mm.clamp(*SCALES.start(), *SCALES.end());
        let (width, height) = (
            pixels(marks::SHEET.w * scale),
            pixels(marks::SHEET.h * scale),
        );
        let mut printed = Pixmap::new(width, height)
            .expect("a sheet has from 280 x 216 to 11,176 x 8,636 pixels");
        printed.fill(tiny_skia::Color::WHITE);
        draw(&blank.printed, &mut printed, scale);
        Self {
            blank: Arc::clone(blank),
            printed,
            pixels_per_mm: scale,
        }
    }

    /// True if this is the form of the sheet.
    pub fn is_of(&self, sheet: &Sheet) -> bool {
        Arc::ptr_eq(&self.blank, &sheet.blank)
    }

    /// Draws what is written on a sheet of this form; of another form, all of it.
    pub fn raster(&self, sheet: &Sheet) -> Raster {
        if !self.is_of(sheet) {
            return Self::new(&sheet.blank, self.pixels_per_mm).raster(sheet);
        }
        let mut pixmap = self.printed.clone();
        draw(&sheet.written, &mut pixmap, self.pixels_per_mm);
        let (width, height) = (pixmap.width(), pixmap.height());
        // Nothing is transparent on paper, so that premultiplied colours are the colours.
        let mut rgb = Vec::with_capacity(pixmap.data().len() / 4 * 3);
        for pixel in pixmap.data().chunks_exact(4) {
            rgb.extend_from_slice(&pixel[..3]);
        }
        Raster { width, height, rgb }
    }
}

/// Draws one sheet at so many pixels for each millimetre.
pub fn raster(sheet: &Sheet, pixels_per_mm: f32) -> Raster {
    Rasterizer::new(&sheet.blank, pixels_per_mm).raster(sheet)
}

/// A length in whole pixels, at least one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sheets are 280 to 11,176 pixels wide"
)]
fn pixels(length: f32) -> u32 {
    length.round().clamp(1.0, 20_000.0) as u32
}

/// What neighbours in a drawing share, so that they are drawn at once.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Tool {
    Fill(Color),
    Pen(Color, f32),
}

/// Collects neighbours drawn with one tool.
struct Batch<'a> {
    pixmap: &'a mut Pixmap,
    scale: f32,
    tool: Option<Tool>,
    path: PathBuilder,
}

fn draw(drawing: &Drawing, pixmap: &mut Pixmap, scale: f32) {
    let mut batch = Batch {
        pixmap,
        scale,
        tool: None,
        path: PathBuilder::new(),
    };
    for item in &drawing.items {
        batch.item(item);
    }
    batch.flush();
}

impl Batch<'_> {
    fn item(&mut self, item: &Item) {
        match item {
            Item::Fill(rect, color) => {
                self.take(Tool::Fill(*color));
                self.push_rect(*rect);
            }
            Item::Frame(rect, pen) => {
                self.take(Tool::Pen(pen.color, pen.width));
                self.push_rect(*rect);
            }
            Item::Polygons(polygons, color) => {
                self.take(Tool::Fill(*color));
                for polygon in polygons {
                    self.line(polygon, true);
                }
            }
            Item::Disc(rect, color) => {
                self.take(Tool::Fill(*color));
                self.oval(*rect);
            }
            Item::Ring(rect, pen) => {
                self.take(Tool::Pen(pen.color, pen.width));
                self.oval(*rect);
            }
            Item::Stroke(points, pen) => {
                self.take(Tool::Pen(pen.color, pen.width));
                self.line(points, false);
            }
            Item::Text(text) => self.text(text),
        }
    }

    fn take(&mut self, tool: Tool) {
        if self.tool != Some(tool) {
            self.flush();
            self.tool = Some(tool);
        }
    }

    fn flush(&mut self) {
        let path = std::mem::replace(&mut self.path, PathBuilder::new()).finish();
        let (Some(path), Some(tool)) = (path, self.tool.take()) else {
            return;
        };
        paint(self.pixmap, &path, tool, self.scale);
    }

    fn push_rect(&mut self, rect: Rect) {
        self.line(&rect.corners(), true);
    }

    fn oval(&mut self, rect: Rect) {
        let ends = (rect.x, rect.y, rect.right(), rect.bottom());
        if let Some(rect) = tiny_skia::Rect::from_ltrb(ends.0, ends.1, ends.2, ends.3) {
            self.path.push_oval(rect);
        }
    }

    fn line(&mut self, points: &[Point], closed: bool) {
        let Some((first, rest)) = points.split_first() else {
            return;
        };
        self.path.move_to(first.x, first.y);
        for point in rest {
            self.path.line_to(point.x, point.y);
        }
        if closed {
            self.path.close();
        }
    }

    /// Letters stroke by stroke, each as wide as the printer's face has it.
    fn text(&mut self, text: &Text) {
        let weight = if text.bold { 0.125 } else { 0.085 };
        self.take(Tool::Pen(text.color, text.size * weight));
        let (sin, cos) = text.rise.to_radians().sin_cos();
        let up = text.size * Text::CAPITAL / CAPITAL;
        let mut along = 0.0;
        for letter in text.text.chars() {
            let advance = metrics::advance(letter, text.bold) * text.size;
            let (plain, accent) = metrics::parts(letter);
            let strokes = glyphs::strokes(plain);
            let extent = glyphs::extent(&strokes);
            let across = (advance * 0.80 / extent).min(up * 1.3);
            let left = along + (advance - extent * across) / 2.0;
            let lift = if plain.is_uppercase() { 3.0 } else { 0.0 };
            let accents = accent.map(glyphs::strokes).unwrap_or_default();
            let shift = (extent - 3.0).max(0.0) / 2.0;
            let accents = accents.iter().map(|stroke| (stroke, shift, lift));
            let strokes = strokes.iter().map(|stroke| (stroke, 0.0, 0.0));
            for (stroke, shift, lift) in strokes.chain(accents).filter(|_| plain != ' ') {
                let points = glyphs::along(stroke).into_iter().map(|(x, y)| {
                    let (x, y) = (left + (x + shift) * across, (y + lift) * up);
                    Point::new(text.at.x + x * cos - y * sin, text.at.y - x * sin - y * cos)
                });
                self.line(&points.collect::<Vec<_>>(), false);
            }
            along += advance;
        }
    }
}

fn paint(pixmap: &mut Pixmap, path: &Path, tool: Tool, scale: f32) {
    let color = match tool {
        Tool::Fill(color) | Tool::Pen(color, _) => color,
    };
    let mut paint = Paint::default();
    let [red, green, blue] = color.rgb;
    paint.set_color_rgba8(red, green, blue, color.alpha);
    let to_pixels = Transform::from_scale(scale, scale);
    match tool {
        Tool::Fill(_) => pixmap.fill_path(path, &paint, FillRule::Winding, to_pixels, None),
        Tool::Pen(_, width) => {
            let stroke = Stroke {
                width,
                line_cap: LineCap::Round,
                line_join: LineJoin::Round,
                ..Stroke::default()
            };
            pixmap.stroke_path(path, &paint, &stroke, to_pixels, None);
        }
    }
}
