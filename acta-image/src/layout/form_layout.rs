use prep_model::claves::TipoCasilla;
use prep_model::elecciones::{CampoId, CampoRole, Modalidad};

use super::{FormSpec, LayoutError, Point, Rect, Size, marks, results, stubs};

/// Where everything stands on one form.
#[derive(Debug, Clone, PartialEq)]
pub struct FormLayout {
    /// Every field that a hand fills with a number, in printed order.
    pub fields: Vec<Field>,
    /// Where the QR label is stuck: the large empty box at the top left.
    pub label_box: Rect,
    /// The small empty box beside it, for the stamp of the acopio.
    pub stamp_box: Rect,
    /// The circle with the code.
    pub code_circle: Rect,
    /// What says which casilla it is.
    pub identification: IdentificationBoxes,
    /// The table of votes with its heading: party column, words, digit boxes.
    pub results: Rect,
    /// Columns of the sheet, left to right.
    pub columns: [Rect; 3],
    /// The line with the destination of this copy.
    pub footer: Rect,
    /// Where the questions 8 and 9 stand: below the table, or at the foot of the right column of
    /// a form with many rows.
    pub questions: Rect,
}

/// Which number a field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKey {
    /// One that the PREP captures.
    Campo(CampoId),
    /// Numeral 5, people and representatives together: printed and never captured.
    TotalPersonas,
}

/// A number to write, in words and in figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Which number.
    pub key: FieldKey,
    /// Its role; `None` for numeral 5.
    pub role: Option<CampoRole>,
    /// What is printed before it.
    pub label: String,
    /// Where the label or the emblems of a row of the table stand; `None` outside the table.
    pub heading: Option<Rect>,
    /// Where the words go.
    pub words: Rect,
    /// One box for each digit, left to right.
    pub digits: Vec<Rect>,
}

/// Which casilla, as the funcionarios write it.
#[derive(Debug, Clone, PartialEq)]
pub struct IdentificationBoxes {
    /// Line of the entidad, whose name is printed.
    pub entidad: Rect,
    /// Line of the distrito's number.
    pub distrito: Rect,
    /// Line of the municipio or alcaldía.
    pub demarcacion: Rect,
    /// The four digits of the sección.
    pub seccion: [Rect; 4],
    /// The kinds of casilla that this form serves.
    pub kinds: Vec<KindBoxes>,
    /// Two lines for the address.
    pub domicilio: [Rect; 2],
}

/// One kind of casilla to mark with an X.
#[derive(Debug, Clone, PartialEq)]
pub struct KindBoxes {
    /// The kind.
    pub tipo: TipoCasilla,
    /// True for the contigua of an extraordinaria, which has a number of its own.
    pub ext_contigua: bool,
    /// The oval to cross.
    pub mark: Rect,
    /// Boxes for its number, two digits each: none for the básica, two, or four with that of the
    /// contigua.
    pub number: Vec<Rect>,
}

impl FormLayout {
    /// Most rows of votes, the total and the fixed ones included.
    pub const MAX_ROWS: usize = 38;

    /// Most digit boxes of a field.
    pub const MAX_DIGITS: u8 = 8;

    /// Size of the sheet.
    pub const SHEET: Size = marks::SHEET;

    /// Places everything that `spec` prints.
    pub fn of(spec: &FormSpec) -> Result<Self, LayoutError> {
        let wide = spec.fields.iter().map(|field| field.campo.digits).max();
        if let Some(digits) = wide.filter(|digits| *digits > Self::MAX_DIGITS) {
            return Err(LayoutError::TooManyDigits(digits));
        }
        let table = results::Table::of(spec)?;
        let stubs = stubs::place(spec, table.below);
        let (before, after): (Vec<_>, Vec<_>) = stubs
            .into_iter()
            .partition(|field| field.role != Some(CampoRole::VotosSacados));
        Ok(Self {
            fields: before
                .into_iter()
                .chain(table.fields)
                .chain(after)
                .collect(),
            label_box: LABEL_BOX,
            stamp_box: STAMP_BOX,
            code_circle: CODE_CIRCLE,
            identification: identification(spec.modalidad),
            results: table.frame,
            columns: COLUMNS,
            footer: FOOTER,
            questions: table.questions,
        })
    }

    /// The field of a campo of the PREP.
    pub fn field(&self, campo: &CampoId) -> Option<&Field> {
        self.fields
            .iter()
            .find(|field| matches!(&field.key, FieldKey::Campo(id) if id == campo))
    }

    /// The fields that count as rows of votes: what a person must be able to read.
    pub fn rows(&self) -> impl Iterator<Item = &Field> {
        self.fields
            .iter()
            .filter(|field| field.role.is_some_and(results::in_table))
    }

    /// Every digit box.
    pub fn digit_boxes(&self) -> impl Iterator<Item = &Rect> {
        self.fields.iter().flat_map(|field| &field.digits)
    }

    /// The corners of the marks, which every form has in the same places.
    pub fn frame_corners() -> [Point; 4] {
        marks::frame_corners()
    }
}

/// The three columns, in the proportions of the acta of 2024.
pub(super) const COLUMNS: [Rect; 3] = [
    Rect::new(10.5, 22.5, 81.5, 162.0),
    Rect::new(95.7, 22.5, 85.1, 162.0),
    Rect::new(184.0, 22.5, 87.0, 162.0),
];
/// Square, since a label with a QR code is: 26 mm hold 33 modules with their margin at 0.6 mm each.
const LABEL_BOX: Rect = Rect::new(64.0, 22.5, 28.0, 28.0);
const STAMP_BOX: Rect = Rect::new(18.0, 22.5, 42.0, 7.8);
const CODE_CIRCLE: Rect = Rect::new(10.5, 31.0, 10.4, 10.4);
const FOOTER: Rect = Rect::new(18.0, 186.2, 242.0, 6.3);

/// The kinds of casilla a form serves, and where they are marked.
fn identification(modalidad: Modalidad) -> IdentificationBoxes {
    let digit = |at: u8| Rect::new(24.0 + 4.6 * f32::from(at), 86.2, 4.2, 5.2);
    IdentificationBoxes {
        entidad: Rect::new(22.0, 75.6, 36.0, 4.0),
        distrito: Rect::new(83.0, 74.6, 9.0, 5.0),
        demarcacion: Rect::new(28.0, 80.2, 64.0, 5.0),
        seccion: [0, 1, 2, 3].map(digit),
        kinds: kinds(modalidad),
        domicilio: [
            Rect::new(10.5, 102.4, 81.5, 5.0),
            Rect::new(10.5, 108.4, 81.5, 5.0),
        ],
    }
}

/// The box that holds the kinds, its heading included.
pub(super) const KINDS_FRAME: Rect = Rect::new(47.0, 86.2, 45.0, 14.6);

fn kinds(modalidad: Modalidad) -> Vec<KindBoxes> {
    let all: &[(TipoCasilla, bool)] = match modalidad {
        Modalidad::Ordinaria => &[
            (TipoCasilla::Basica, false),
            (TipoCasilla::Contigua, false),
            (TipoCasilla::Extraordinaria, false),
            (TipoCasilla::Extraordinaria, true),
        ],
        Modalidad::Especial | Modalidad::UrnaElectronica => &[(TipoCasilla::Especial, false)],
        Modalidad::Extranjero => &[(TipoCasilla::MesaExtranjero, false)],
        Modalidad::Anticipado => &[(TipoCasilla::MesaAnticipado, false)],
        Modalidad::Prision => &[(TipoCasilla::MesaPrision, false)],
    };
    let mut left = KINDS_FRAME.x + 0.6;
    let places = all.iter().map(|(tipo, ext_contigua)| {
        let boxes: u8 = match (tipo, ext_contigua) {
            (TipoCasilla::Basica, _) => 0,
            (_, false) => 2,
            (_, true) => 4,
        };
        let width = if boxes == 4 { 14.4 } else { 9.4 };
        let kind = KindBoxes {
            tipo: *tipo,
            ext_contigua: *ext_contigua,
            mark: Rect::new(left + 0.4, KINDS_FRAME.y + 3.6, width - 0.8, 4.4),
            number: (0..boxes)
                .map(|at| number_box(left, width, boxes, at))
                .collect(),
        };
        left += width + 0.4;
        kind
    });
    places.collect()
}

/// The box of one digit of a casilla's number, centred under its oval.
fn number_box(left: f32, width: f32, boxes: u8, at: u8) -> Rect {
    const SIDE: f32 = 3.3;
    let whole = f32::from(boxes) * SIDE;
    let x = left + (width - whole) / 2.0 + f32::from(at) * SIDE;
    Rect::new(x, KINDS_FRAME.y + 9.0, SIDE - 0.2, 4.6)
}
