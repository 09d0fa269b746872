use prep_model::elecciones::CampoRole;

use super::{
    Align, Color, Drawing, Face, FormLayout, FormSpec, GREY, INK, Point, RED, ROSE, Rect, choice,
    heading, texts,
};

/// Incidents, officers, representatives and what goes where: numerals 10 to 14.
pub(super) fn draw(spec: &FormSpec, layout: &FormLayout, drawing: &mut Drawing) {
    let column = layout.columns[2];
    // The square at the top right stands in this column.
    let narrow = column.right() - 9.0;
    heading(
        drawing,
        10,
        "INCIDENTES DURANTE EL ESCRUTINIO Y CÓMPUTO",
        (column.x, narrow, 22.5),
    );
    let face = Face::regular(2.3, INK);
    drawing.text(
        "¿Se presentaron incidentes?",
        (column.x, 214.0, 30.6),
        face,
        Align::Left,
    );
    choice(drawing, "Sí", (215.5, 27.6));
    choice(drawing, "No", (221.5, 27.6));
    drawing.text(
        "¿En cuántas hojas?",
        (229.0, 249.0, 30.6),
        face,
        Align::Left,
    );
    drawing.frame(Rect::new(250.5, 27.2, 5.0, 5.0), 0.2, GREY);
    let head = "FUNCIONARIADO DE MESA DIRECTIVA DE CASILLA";
    heading(drawing, 11, head, (column.x, column.right(), 34.4));
    let officers = [
        "PRESIDENTE/A",
        "1er. SECRETARIO/A",
        "2do. SECRETARIO/A",
        "1er. ESCRUTADOR/A",
        "2do. ESCRUTADOR/A",
        "3er. ESCRUTADOR/A",
    ];
    let columns = [(0.0, "CARGO"), (16.0, "NOMBRE"), (62.0, "FIRMA")];
    let table = Rect::new(column.x, 40.6, column.w, 27.6);
    grid(table, &columns, &officers, &[], drawing);
    representatives(spec, layout, drawing);
}

/// Numerals 12 to 14; they give way to the questions of a form with many rows.
fn representatives(spec: &FormSpec, layout: &FormLayout, drawing: &mut Drawing) {
    let column = layout.columns[2];
    let bottom = if layout.questions.x < column.x {
        column.bottom()
    } else {
        layout.questions.y - 1.0
    };
    heading(
        drawing,
        12,
        "REPRESENTACIONES PARTIDISTAS",
        (column.x, column.right(), 71.0),
    );
    let contendientes = spec.with_role(CampoRole::Contendiente);
    let single: Vec<_> = contendientes
        .filter(|field| field.emblems.len() == 1)
        .collect();
    let labels: Vec<&str> = single.iter().map(|field| field.label.as_str()).collect();
    let colors = single.iter().flat_map(|field| &field.emblems);
    let colors: Vec<[u8; 3]> = colors.map(|emblem| emblem.rgb).collect();
    let columns = [
        (0.0, "PARTIDO"),
        (14.0, "NOMBRE COMPLETO"),
        (54.0, "FIRMA"),
        (78.0, "NO FIRMÓ"),
    ];
    let foot = bottom - 17.4;
    let table = Rect::between(column.x, 77.2, column.right(), foot - 13.4);
    grid(table, &columns, &labels, &colors, drawing);
    heading(
        drawing,
        13,
        "ESCRITOS DE PROTESTA O INCIDENTES",
        (column.x, column.right(), foot - 11.8),
    );
    writs(&labels, column, foot - 6.6, drawing);
    heading(
        drawing,
        14,
        "INTEGRACIÓN DEL EXPEDIENTE",
        (column.x, column.right(), foot),
    );
    let mut y = foot + 6.6;
    for line in texts::INTEGRACION {
        drawing.text(
            line,
            (column.x, column.right() - 9.0, y),
            Face::regular(2.3, INK),
            Align::Left,
        );
        y += 3.2;
    }
}

/// A box for each party.
fn writs(labels: &[&str], column: Rect, y: f32, drawing: &mut Drawing) {
    let count = f32::from(u8::try_from(labels.len().max(1)).unwrap_or(u8::MAX));
    let pitch = (column.w / count).min(13.0);
    let mut x = column.x;
    for label in labels {
        let edges = (x, x + pitch * 0.5, y + 2.8);
        drawing.text(label, edges, Face::bold(2.0, INK), Align::Right);
        let side = 4.0_f32.min(pitch * 0.4);
        drawing.frame(Rect::new(x + pitch * 0.55, y, side, side), 0.2, GREY);
        x += pitch;
    }
}

/// A table with a heading and one row for each label.
fn grid(
    table: Rect,
    columns: &[(f32, &str)],
    labels: &[&str],
    colors: &[[u8; 3]],
    drawing: &mut Drawing,
) {
    const HEAD: f32 = 3.6;
    let count = f32::from(u8::try_from(labels.len().max(1)).unwrap_or(u8::MAX));
    let height = ((table.h - HEAD) / count).min(9.0);
    let bottom = table.y + HEAD + height * count;
    drawing.fill(Rect::new(table.x, table.y, table.w, HEAD), ROSE);
    let ends = columns.iter().skip(1).map(|(at, _)| *at).chain([table.w]);
    for ((at, name), end) in columns.iter().zip(ends) {
        let edges = (table.x + at + 0.4, table.x + end - 0.4, table.y + 2.5);
        drawing.text(name, edges, Face::bold(1.9, INK), Align::Center);
        let x = table.x + at;
        drawing.line(Point::new(x, table.y), Point::new(x, bottom), 0.2, GREY);
    }
    let first = columns.get(1).map_or(table.w, |(at, _)| *at);
    let left = if colors.is_empty() { 0.6 } else { 2.6 };
    let mut colors = colors.iter();
    let mut y = table.y + HEAD;
    for label in labels {
        drawing.line(
            Point::new(table.x, y),
            Point::new(table.right(), y),
            0.2,
            GREY,
        );
        if let Some(rgb) = colors.next() {
            let swatch = Rect::new(table.x + 0.6, y + height * 0.25, 1.6, height * 0.5);
            drawing.fill(swatch, Color::opaque(*rgb));
        }
        let face = Face::bold(2.0_f32.min(height * 0.6), INK);
        let edges = (
            table.x + left,
            table.x + first - 0.4,
            y + height / 2.0 + 0.7,
        );
        drawing.text(label, edges, face, Align::Left);
        y += height;
    }
    drawing.frame(
        Rect::between(table.x, table.y, table.right(), bottom),
        0.25,
        RED,
    );
}
