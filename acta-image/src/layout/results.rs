//! The table of votes in the middle column.

use prep_model::elecciones::CampoRole;

use super::form_layout::COLUMNS;
use super::{Field, FieldKey, FormLayout, FormSpec, LayoutError, Rect, SpecField};

/// Upper edge of the first row.
const TOP: f32 = 40.8;
/// Height of the heading above it.
const HEADING: f32 = 6.2;
/// Lower edge of the last row of a form with few rows, and of one with many.
const BOTTOM: [f32; 2] = [144.6, 164.2];
/// From so many rows on, the questions 8 and 9 make room for the table.
const MANY: usize = 20;
/// Tallest row.
const MAX_HEIGHT: f32 = 7.2;
/// Width of the column of emblems.
const HEADINGS: f32 = 15.4;
/// From one digit box to the next.
const PITCH: f32 = 4.9;
/// Width of a digit box.
const BOX: f32 = 4.3;

/// The table as placed, and what its height leaves to others.
pub(super) struct Table {
    pub(super) fields: Vec<Field>,
    pub(super) frame: Rect,
    /// Where the middle column goes on below the table.
    pub(super) below: f32,
    pub(super) questions: Rect,
}

/// True for the roles that the table prints.
pub(super) fn in_table(role: CampoRole) -> bool {
    role.is_voto() || role == CampoRole::TotalAsentado
}

impl Table {
    pub(super) fn of(spec: &FormSpec) -> Result<Self, LayoutError> {
        let printed = spec.fields.iter();
        let rows: Vec<&SpecField> = printed.filter(|field| in_table(field.campo.role)).collect();
        if rows.len() > FormLayout::MAX_ROWS {
            return Err(LayoutError::TooManyRows(rows.len()));
        }
        let count = u8::try_from(rows.len()).unwrap_or(u8::MAX);
        let digits = rows.iter().map(|row| row.campo.digits).max();
        let digits = digits.filter(|_| count > 0).ok_or(LayoutError::NoRows)?;
        let many = rows.len() > MANY;
        let bottom = BOTTOM[usize::from(many)];
        let height = ((bottom - TOP) / f32::from(count)).min(MAX_HEIGHT);
        let place = Place::new(height, digits);
        let fields = (0..count).zip(&rows).map(|(at, row)| place.row(at, row));
        let below = TOP + height * f32::from(count);
        Ok(Self {
            fields: fields.collect(),
            frame: Rect::between(COLUMNS[1].x, TOP - HEADING, COLUMNS[1].right(), below),
            below: if many { below } else { BOTTOM[0] },
            questions: if many {
                Rect::new(COLUMNS[2].x, 163.0, COLUMNS[2].w, 21.0)
            } else {
                Rect::new(COLUMNS[1].x, 162.6, COLUMNS[1].w, 21.9)
            },
        })
    }
}

/// What the rows share.
struct Place {
    height: f32,
    /// Left edge of the digit column, as wide as the widest field needs.
    digits: f32,
}

impl Place {
    fn new(height: f32, digits: u8) -> Self {
        let width = PITCH * f32::from(digits.max(3)) + 0.6;
        Self {
            height,
            digits: COLUMNS[1].right() - width,
        }
    }

    fn row(&self, at: u8, row: &SpecField) -> Field {
        let top = TOP + self.height * f32::from(at);
        let words = COLUMNS[1].x + HEADINGS;
        Field {
            key: FieldKey::Campo(row.campo.id.clone()),
            role: Some(row.campo.role),
            label: row.label.clone(),
            heading: Some(Rect::new(COLUMNS[1].x, top, HEADINGS, self.height)),
            words: Rect::between(words, top, self.digits, top + self.height),
            digits: digit_boxes(COLUMNS[1].right(), top, self.height, row.campo.digits),
        }
    }
}

/// Boxes that end at `right`, in a row of this height.
pub(super) fn digit_boxes(right: f32, top: f32, height: f32, digits: u8) -> Vec<Rect> {
    let left = right - PITCH * f32::from(digits);
    let gap = if height > 5.0 { 0.45 } else { 0.25 };
    let boxes = (0..digits).map(|at| {
        let x = left + PITCH * f32::from(at);
        Rect::new(x, top + gap, BOX, height - 2.0 * gap)
    });
    boxes.collect()
}
