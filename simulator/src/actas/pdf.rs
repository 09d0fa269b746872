//! Sheets as pages to print: vectors throughout, text in Helvetica, which every reader has.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::sync::Arc;

use acta_image::layout::drawing::{Align, Color, Drawing, Face, Item, Text};
use acta_image::layout::{Point, Rect, Size, marks};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::types::{LineCapStyle, LineJoinStyle};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Ref, Str, TextStr};

use super::sheet::{Blank, Sheet};

/// Paper, landscape. The sheet stands in its middle at its true size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// 279.4 x 215.9 mm.
    Carta,
    /// 297 x 210 mm; nothing is printed in the 3 mm by which the sheet is taller.
    A4,
}

impl Paper {
    /// Width and height in millimetres.
    pub fn size(self) -> Size {
        match self {
            Self::Carta => marks::SHEET,
            Self::A4 => Size { w: 297.0, h: 210.0 },
        }
    }
}

/// Points in a millimetre.
const POINTS: f32 = 72.0 / 25.4;

/// A document being made: pages in order, each form's print kept once.
pub struct Document {
    pdf: Pdf,
    paper: Paper,
    next: i32,
    pages: Vec<Page>,
    forms: Vec<(Arc<Blank>, Ref)>,
    alphas: BTreeSet<u8>,
}

struct Page {
    content: Ref,
    form: Option<Ref>,
}

const CATALOG: Ref = Ref::new(1);
const TREE: Ref = Ref::new(2);
const INFO: Ref = Ref::new(3);
const REGULAR: Ref = Ref::new(4);
const BOLD: Ref = Ref::new(5);

impl Document {
    /// An empty document.
    pub fn new(paper: Paper, title: &str) -> Self {
        let mut pdf = Pdf::new();
        pdf.catalog(CATALOG).pages(TREE);
        pdf.document_info(INFO).title(TextStr(title));
        for (id, name) in [(REGULAR, "Helvetica"), (BOLD, "Helvetica-Bold")] {
            let mut font = pdf.type1_font(id);
            font.base_font(Name(name.as_bytes()));
            font.encoding_predefined(Name(b"WinAnsiEncoding"));
        }
        Self {
            pdf,
            paper,
            next: 6,
            pages: Vec::new(),
            forms: Vec::new(),
            alphas: BTreeSet::new(),
        }
    }

    /// Adds a page with this drawing.
    pub fn drawing(&mut self, drawing: &Drawing) {
        self.page(drawing, None);
    }

    /// Adds a filled sheet.
    pub fn sheet(&mut self, sheet: &Sheet) {
        let form = self.form(&sheet.blank);
        self.page(&sheet.written, Some(form));
    }

    /// Pages so far.
    pub fn len(&self) -> usize {
        self.pages.len()
    }

    /// True while no page was added.
    pub fn is_empty(&self) -> bool {
        self.pages.is_empty()
    }

    /// The bytes of the file.
    pub fn finish(mut self) -> Vec<u8> {
        let first = self.next;
        let ids: Vec<Ref> = (first..).map(Ref::new).take(self.pages.len()).collect();
        let count = i32::try_from(self.pages.len()).unwrap_or(i32::MAX);
        self.pdf.pages(TREE).kids(ids.iter().copied()).count(count);
        let size = self.paper.size();
        let media = pdf_writer::Rect::new(0.0, 0.0, size.w * POINTS, size.h * POINTS);
        for (id, page) in ids.iter().zip(&self.pages) {
            let mut own = self.pdf.page(*id);
            own.parent(TREE).media_box(media).contents(page.content);
            let mut resources = own.resources();
            resource_names(&mut resources, &self.alphas);
            if let Some(form) = page.form {
                resources.x_objects().pair(Name(b"F"), form);
            }
        }
        self.pdf.finish()
    }

    fn page(&mut self, drawing: &Drawing, form: Option<Ref>) {
        let size = self.paper.size();
        let sheet = marks::SHEET;
        let (left, top) = ((size.w - sheet.w) / 2.0, (size.h - sheet.h) / 2.0);
        let mut content = Content::new();
        // From here on millimetres, downwards from the sheet's top left corner.
        content.transform([
            POINTS,
            0.0,
            0.0,
            -POINTS,
            left * POINTS,
            (size.h - top) * POINTS,
        ]);
        if form.is_some() {
            content.x_object(Name(b"F"));
        }
        draw(drawing, &mut content, &mut self.alphas);
        let id = self.id();
        let bytes = deflated(&content.finish());
        self.pdf.stream(id, &bytes).filter(Filter::FlateDecode);
        self.pages.push(Page { content: id, form });
    }

    /// The print of a form, written when it is first needed.
    fn form(&mut self, blank: &Arc<Blank>) -> Ref {
        let known = self.forms.iter().find(|(own, _)| Arc::ptr_eq(own, blank));
        if let Some((_, id)) = known {
            return *id;
        }
        let mut content = Content::new();
        draw(&blank.printed, &mut content, &mut self.alphas);
        let id = self.id();
        let bytes = deflated(&content.finish());
        let mut form = self.pdf.form_xobject(id, &bytes);
        let sheet = marks::SHEET;
        form.bbox(pdf_writer::Rect::new(0.0, 0.0, sheet.w, sheet.h));
        form.filter(Filter::FlateDecode);
        resource_names(&mut form.resources(), &self.alphas);
        form.finish();
        self.forms.push((Arc::clone(blank), id));
        id
    }

    fn id(&mut self) -> Ref {
        let id = Ref::new(self.next);
        self.next += 1;
        id
    }
}

/// Fonts and opacities by the names that contents use.
fn resource_names(resources: &mut pdf_writer::writers::Resources<'_>, alphas: &BTreeSet<u8>) {
    resources
        .fonts()
        .pair(Name(b"R"), REGULAR)
        .pair(Name(b"B"), BOLD);
    let mut states = resources.ext_g_states();
    for alpha in alphas {
        let part = f32::from(*alpha) / 255.0;
        states
            .insert(Name(state(*alpha).as_bytes()))
            .start::<pdf_writer::writers::ExtGraphicsState<'_>>()
            .non_stroking_alpha(part)
            .stroking_alpha(part);
    }
}

fn state(alpha: u8) -> String {
    format!("A{alpha}")
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.expect("memory can be written to")
}

fn draw(drawing: &Drawing, content: &mut Content, alphas: &mut BTreeSet<u8>) {
    content.set_line_cap(LineCapStyle::RoundCap);
    content.set_line_join(LineJoinStyle::RoundJoin);
    for item in &drawing.items {
        match item {
            Item::Fill(rect, color) => {
                fill(content, *color, alphas);
                content.rect(rect.x, rect.y, rect.w, rect.h).fill_nonzero();
            }
            Item::Frame(rect, pen) => {
                stroke(content, pen.color, pen.width, alphas);
                content.rect(rect.x, rect.y, rect.w, rect.h).stroke();
            }
            Item::Polygons(polygons, color) => {
                fill(content, *color, alphas);
                for polygon in polygons {
                    line(content, polygon);
                    content.close_path();
                }
                content.fill_nonzero();
            }
            Item::Disc(rect, color) => {
                fill(content, *color, alphas);
                oval(content, *rect);
                content.fill_nonzero();
            }
            Item::Ring(rect, pen) => {
                stroke(content, pen.color, pen.width, alphas);
                oval(content, *rect);
                content.stroke();
            }
            Item::Stroke(points, pen) => {
                stroke(content, pen.color, pen.width, alphas);
                line(content, points);
                content.stroke();
            }
            Item::Text(own) => text(content, own, alphas),
        }
    }
}

fn parts([red, green, blue]: [u8; 3]) -> [f32; 3] {
    [red, green, blue].map(|part| f32::from(part) / 255.0)
}

fn opacity(content: &mut Content, color: Color, alphas: &mut BTreeSet<u8>) {
    alphas.insert(color.alpha);
    content.set_parameters(Name(state(color.alpha).as_bytes()));
}

fn fill(content: &mut Content, color: Color, alphas: &mut BTreeSet<u8>) {
    opacity(content, color, alphas);
    let [red, green, blue] = parts(color.rgb);
    content.set_fill_rgb(red, green, blue);
}

fn stroke(content: &mut Content, color: Color, width: f32, alphas: &mut BTreeSet<u8>) {
    opacity(content, color, alphas);
    let [red, green, blue] = parts(color.rgb);
    content
        .set_stroke_rgb(red, green, blue)
        .set_line_width(width);
}

fn line(content: &mut Content, points: &[Point]) {
    let Some((first, rest)) = points.split_first() else {
        return;
    };
    content.move_to(first.x, first.y);
    for point in rest {
        content.line_to(point.x, point.y);
    }
}

/// Four curves that are a circle to a thousandth.
fn oval(content: &mut Content, rect: Rect) {
    const BEND: f32 = 0.552_284_8;
    let (middle, rx, ry) = (rect.center(), rect.w / 2.0, rect.h / 2.0);
    let at = |x: f32, y: f32| (middle.x + x * rx, middle.y + y * ry);
    let (x, y) = at(1.0, 0.0);
    content.move_to(x, y);
    for (from, to) in [
        ((1.0, 0.0), (0.0, 1.0)),
        ((0.0, 1.0), (-1.0, 0.0)),
        ((-1.0, 0.0), (0.0, -1.0)),
        ((0.0, -1.0), (1.0, 0.0)),
    ] {
        let (x1, y1) = at(from.0 + to.0 * BEND, from.1 + to.1 * BEND);
        let (x2, y2) = at(to.0 + from.0 * BEND, to.1 + from.1 * BEND);
        let (x3, y3) = at(to.0, to.1);
        content.cubic_to(x1, y1, x2, y2, x3, y3);
    }
    content.close_path();
}

/// Letters stand upright although y runs downwards.
fn text(content: &mut Content, text: &Text, alphas: &mut BTreeSet<u8>) {
    fill(content, text.color, alphas);
    let (sin, cos) = text.rise.to_radians().sin_cos();
    let font = if text.bold { Name(b"B") } else { Name(b"R") };
    // Latin-1 is what WinAnsi has at the same places.
    let bytes: Vec<u8> = text
        .text
        .chars()
        .map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?'))
        .collect();
    content
        .begin_text()
        .set_font(font, text.size)
        .set_text_matrix([cos, -sin, -sin, -cos, text.at.x, text.at.y])
        .show(Str(&bytes))
        .end_text();
}

/// Actas on a page of a cover list.
const LINES: usize = 56;

/// The pages that go before a batch: what is in it, in the order of its sheets.
pub fn cover(title: &str, word: Option<&str>, lines: &[String]) -> Vec<Drawing> {
    let chunks: Vec<&[String]> = if lines.is_empty() {
        vec![lines]
    } else {
        lines.chunks(LINES).collect()
    };
    let count = chunks.len();
    let pages = chunks.into_iter().enumerate().map(|(at, chunk)| {
        let mut drawing = Drawing::default();
        let edges = |y| (15.0, 264.0, y);
        drawing.text(
            title,
            edges(22.0),
            Face::bold(6.0, Color::BLACK),
            Align::Left,
        );
        let page = format!("Relación de actas, hoja {} de {count}", at + 1);
        drawing.text(
            &page,
            edges(29.0),
            Face::regular(3.6, Color::BLACK),
            Align::Left,
        );
        if let Some(word) = word {
            drawing.text(
                word,
                edges(22.0),
                Face::bold(6.0, Color::BLACK),
                Align::Right,
            );
        }
        let (left, right) = chunk.split_at(chunk.len().min(LINES / 2));
        for (x, column) in [(15.0, left), (145.0, right)] {
            let mut y = 38.0;
            for line in column {
                drawing.text(
                    line,
                    (x, x + 124.0, y),
                    Face::regular(3.2, Color::BLACK),
                    Align::Left,
                );
                y += 5.8;
            }
        }
        drawing
    });
    pages.collect()
}
