use prep_model::elecciones::CampoRole;

use super::super::{Emblem, Field, SpecField};
use super::left::line_with_captions;
use super::{
    Align, Color, Drawing, Face, FormLayout, FormSpec, INK, Item, Point, RED, ROSE, Rect, choice,
    heading, texts,
};

/// The table of votes, numeral 7 and the questions 8 and 9.
pub(super) fn draw(spec: &FormSpec, layout: &FormLayout, drawing: &mut Drawing) {
    let column = layout.columns[1];
    heading(
        drawing,
        6,
        "RESULTADOS DE LA VOTACIÓN",
        (column.x, column.right(), 22.5),
    );
    let edges = (column.x, column.right(), 28.8);
    drawing.paragraph(
        texts::RESULTADOS,
        edges,
        Face::regular(2.1, INK),
        Align::Left,
    );
    table_head(spec, layout, drawing);
    let rows = layout.rows();
    let printed = spec.fields.iter();
    let printed = printed.filter(|field| layout.rows().any(|row| is_of(row, field)));
    for (row, field) in rows.zip(printed) {
        draw_row(row, field, drawing);
    }
    let table = layout.results;
    drawing.frame(table, 0.25, INK);
    let field = |role| {
        layout
            .fields
            .iter()
            .find(move |field| field.role == Some(role))
    };
    if let Some(field) = field(CampoRole::VotosSacados) {
        let top = field.words.y;
        heading(
            drawing,
            7,
            &field.label,
            (column.x, column.right(), top - 8.4),
        );
        let edges = (column.x, column.right(), top - 1.6);
        let text = "Copie del apartado 7 de la Hoja los votos que se sacaron de todas las urnas.";
        drawing.text(text, edges, Face::regular(2.3, INK), Align::Left);
        line_with_captions(field, drawing);
        questions(layout.questions, drawing);
    }
}

fn is_of(row: &Field, field: &SpecField) -> bool {
    row.key == super::super::FieldKey::Campo(field.campo.id.clone())
}

fn table_head(spec: &FormSpec, layout: &FormLayout, drawing: &mut Drawing) {
    let table = layout.results;
    let Some(first) = layout.rows().next() else {
        return;
    };
    let head = Rect::between(table.x, table.y, table.right(), first.words.y);
    drawing.fill(head, ROSE);
    let face = Face::bold(1.65, INK);
    let edges = (head.x + 0.5, first.words.x - 0.5, head.y + 2.0);
    drawing.paragraph(
        "PARTIDO, COALICIÓN O CANDIDATURA",
        edges,
        face,
        Align::Center,
    );
    let edges = (first.words.x + 1.0, first.words.right() - 1.0, head.y + 2.6);
    let title = format!(
        "RESULTADOS DE LA VOTACIÓN DE {}",
        spec.eleccion.to_uppercase()
    );
    drawing.text(&title, edges, Face::bold(2.2, INK), Align::Center);
    let edges = (edges.0, edges.1, head.y + 5.2);
    let face = Face::regular(2.0, INK);
    drawing.text("(Con letra)", edges, face, Align::Center);
    let edges = (first.words.right(), table.right(), head.y + 3.8);
    drawing.text("(Con número)", edges, face, Align::Center);
    for x in [first.words.x, first.words.right()] {
        let (from, to) = (Point::new(x, head.y), Point::new(x, table.bottom()));
        drawing.line(from, to, 0.2, INK);
    }
}

fn draw_row(row: &Field, field: &SpecField, drawing: &mut Drawing) {
    let Some(cell) = row.heading else {
        return;
    };
    if field.campo.role == CampoRole::TotalAsentado {
        drawing.fill(cell, RED);
        let edges = (cell.x, cell.right(), cell.center().y + 1.0);
        drawing.text("TOTAL", edges, Face::bold(2.8, Color::WHITE), Align::Center);
    } else if field.emblems.is_empty() {
        fixed_label(&field.label, cell, drawing);
    } else {
        emblems(&field.emblems, cell, drawing);
    }
    if field.coalicion {
        drawing.fill(Rect::new(cell.x, cell.y, 1.2, cell.h), RED);
    }
    let (y, right) = (
        cell.bottom(),
        row.digits.last().map_or(cell.right(), Rect::right),
    );
    drawing.line(Point::new(cell.x, y), Point::new(right + 0.5, y), 0.2, INK);
    for x in [cell.right(), right + 0.4] {
        drawing.add(Item::Disc(Rect::new(x - 0.6, y - 0.6, 1.2, 1.2), INK));
    }
}

/// Two lines at most, centred.
fn fixed_label(label: &str, cell: Rect, drawing: &mut Drawing) {
    let words: Vec<&str> = label.split(' ').collect();
    let (first, second) = words.split_at(words.len().div_ceil(2));
    let face = Face::bold(1.9_f32.min(cell.h * 0.36), INK);
    let y = cell.center().y - 0.1;
    for (words, y) in [(first, y), (second, y + face.size * 1.1)] {
        let edges = (cell.x + 0.5, cell.right() - 0.5, y);
        drawing.text(&words.join(" "), edges, face, Align::Center);
    }
}

/// Siglas on their colours, side by side.
fn emblems(emblems: &[Emblem], cell: Rect, drawing: &mut Drawing) {
    let count = f32::from(u8::try_from(emblems.len()).unwrap_or(u8::MAX));
    let pitch = (cell.w - 2.4) / count;
    let width = (pitch - 0.4).min(6.6);
    let side = (cell.h - 1.0).min(4.8);
    let mut x = cell.x + 1.7 + (cell.w - 2.4 - pitch * count) / 2.0 + (pitch - width) / 2.0;
    if emblems.len() > 1 && width > 5.0 {
        x = cell.center().x + 0.5 - (pitch * count) / 2.0 + (pitch - width) / 2.0;
    }
    for emblem in emblems {
        let plate = Rect::new(x, cell.center().y - side / 2.0, width, side);
        drawing.fill(plate, Color::opaque(emblem.rgb));
        let edges = (plate.x + 0.3, plate.right() - 0.3, plate.center().y + 0.75);
        let face = Face::bold(2.3, contrast(emblem.rgb));
        drawing.text(&emblem.text, edges, face, Align::Center);
        x += pitch;
    }
}

/// White on dark colours, ink on light ones.
fn contrast([red, green, blue]: [u8; 3]) -> Color {
    let luma = u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114;
    if luma > 150_000 { INK } else { Color::WHITE }
}

fn questions(place: Rect, drawing: &mut Drawing) {
    let all = [
        (
            8,
            "¿SON IGUALES LOS APARTADOS 5 Y 7?",
            "Copie esta respuesta de la Hoja para hacer operaciones.",
        ),
        (
            9,
            "¿SON IGUALES EL APARTADO 7 Y EL TOTAL?",
            "Compare los votos sacados con el total de la votación.",
        ),
    ];
    let mut y = place.y + 0.4;
    for (numeral, title, text) in all {
        heading(drawing, numeral, title, (place.x, place.right() - 14.0, y));
        let edges = (place.x, place.right() - 16.0, y + 6.8);
        drawing.text(text, edges, Face::regular(2.2, INK), Align::Left);
        choice(drawing, "Sí", (place.right() - 11.0, y + 1.6));
        choice(drawing, "No", (place.right() - 5.4, y + 1.6));
        y += 10.6;
    }
}
