//! The numbers outside the table: numerals 2 to 5 in the left column, 7 below the table.

use prep_model::elecciones::CampoRole;

use super::form_layout::COLUMNS;
use super::results::digit_boxes;
use super::{Field, FieldKey, FormSpec, Rect};

/// Numeral, role and upper edge of the line to write on, in the left column.
const LEFT: [(CampoRole, f32); 3] = [
    (CampoRole::BoletasSobrantes, 123.2),
    (CampoRole::PersonasVotaron, 142.8),
    (CampoRole::RepresentantesVotaron, 160.4),
];
/// Upper edge of the line of numeral 5.
const TOTAL_PERSONAS: f32 = 177.8;
/// Height of a line.
const HEIGHT: f32 = 5.6;
/// From the end of the table to the line of numeral 7.
const BELOW: f32 = 10.2;

/// The printed ones, numeral 7 last.
pub(super) fn place(spec: &FormSpec, below: f32) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for (role, top) in LEFT {
        fields.extend(spec.with_role(role).map(|field| {
            let key = FieldKey::Campo(field.campo.id.clone());
            stub(
                key,
                Some(role),
                &field.label,
                field.campo.digits,
                (COLUMNS[0], top),
            )
        }));
    }
    let digits = |role| spec.with_role(role).map(|field| field.campo.digits).next();
    if let (Some(people), Some(parties)) = (
        digits(CampoRole::PersonasVotaron),
        digits(CampoRole::RepresentantesVotaron),
    ) {
        let label = "TOTAL DE PERSONAS Y REPRESENTANTES QUE VOTARON";
        let at = (COLUMNS[0], TOTAL_PERSONAS);
        let digits = people.max(parties);
        fields.push(stub(FieldKey::TotalPersonas, None, label, digits, at));
    }
    let role = CampoRole::VotosSacados;
    fields.extend(spec.with_role(role).map(|field| {
        let key = FieldKey::Campo(field.campo.id.clone());
        let at = (COLUMNS[1], below + BELOW);
        stub(key, Some(role), &field.label, field.campo.digits, at)
    }));
    fields
}

fn stub(
    key: FieldKey,
    role: Option<CampoRole>,
    label: &str,
    digits: u8,
    (column, top): (Rect, f32),
) -> Field {
    let boxes = digit_boxes(column.right(), top, HEIGHT, digits);
    let right = boxes.first().map_or(column.right(), |first| first.x - 0.6);
    Field {
        key,
        role,
        label: label.to_owned(),
        heading: None,
        words: Rect::between(column.x, top, right, top + HEIGHT),
        digits: boxes,
    }
}
