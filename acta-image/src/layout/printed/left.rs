use prep_model::claves::TipoCasilla;
use prep_model::elecciones::CampoRole;

use super::super::form_layout::KINDS_FRAME;
use super::super::{Field, FieldKey};
use super::{
    Align, Drawing, Face, FormLayout, FormSpec, GREY, INK, LIGHT, Point, RED, ROSE, Rect, caption,
    heading, ring, texts, writing_line,
};
use super::{BOX, Item};

/// Header, identification and the numerals 2 to 5.
pub(super) fn draw(spec: &FormSpec, layout: &FormLayout, drawing: &mut Drawing) {
    header(spec, layout, drawing);
    let column = layout.columns[0];
    let edges = (column.x, column.right(), 54.2);
    let face = Face::regular(2.35, INK);
    let y = drawing.paragraph(texts::FUNDAMENTO, edges, face, Align::Left);
    let edges = (column.x, column.right(), y + 0.5);
    drawing.paragraph(texts::AVISO, edges, Face::bold(2.35, RED), Align::Left);
    identification(spec, layout, drawing);
    for (numeral, field) in numerals(layout) {
        stub(numeral, field, column, drawing);
    }
}

/// The numbers of this column with their numerals.
fn numerals(layout: &FormLayout) -> impl Iterator<Item = (u8, &Field)> {
    layout.fields.iter().filter_map(|field| {
        let numeral = match (&field.key, field.role) {
            (FieldKey::TotalPersonas, _) => 5,
            (_, Some(CampoRole::BoletasSobrantes)) => 2,
            (_, Some(CampoRole::PersonasVotaron)) => 3,
            (_, Some(CampoRole::RepresentantesVotaron)) => 4,
            _ => return None,
        };
        Some((numeral, field))
    })
}

fn header(spec: &FormSpec, layout: &FormLayout, drawing: &mut Drawing) {
    for (rect, note) in [
        (layout.stamp_box, "SELLO DE ACOPIO"),
        (layout.label_box, "ETIQUETA PREP"),
    ] {
        drawing.frame(rect, 0.25, INK);
        let edges = (rect.x, rect.right(), rect.bottom() - 1.2);
        drawing.text(note, edges, Face::regular(1.7, GREY), Align::Center);
    }
    let circle = layout.code_circle;
    drawing.add(Item::Disc(circle, ROSE));
    let code = spec.tipo_acta.as_str();
    let edges = (
        circle.x + 0.6,
        circle.right() - 0.6,
        circle.center().y + 1.4,
    );
    drawing.text(code, edges, Face::bold(4.4, INK), Align::Center);
    let band = Rect::new(22.0, 32.0, 40.6, 18.4);
    drawing.fill(band, LIGHT);
    let edges = |y: f32| (band.x + 1.0, band.right() - 1.0, y);
    let face = Face::regular(1.75, INK);
    let proceso = spec.proceso.to_uppercase();
    let y = drawing.paragraph(&proceso, edges(34.4), face, Align::Center);
    let face = Face::bold(2.05, INK);
    let y = drawing.paragraph(&texts::title(spec), edges(y + 0.7), face, Align::Center);
    let face = Face::bold(2.8, INK);
    drawing.text(&texts::eleccion(spec), edges(y + 0.9), face, Align::Center);
}

fn identification(spec: &FormSpec, layout: &FormLayout, drawing: &mut Drawing) {
    let column = layout.columns[0];
    heading(
        drawing,
        1,
        "DATOS DE IDENTIFICACIÓN DE CASILLA",
        (column.x, column.right(), 69.2),
    );
    let id = &layout.identification;
    let face = Face::regular(2.5, INK);
    for (label, rect) in [
        ("Entidad:", id.entidad),
        ("Distrito electoral local:", id.distrito),
        (texts::demarcacion(spec), id.demarcacion),
    ] {
        let left = if rect.x > 60.0 { 59.0 } else { column.x };
        drawing.text(
            label,
            (left, rect.x - 0.6, rect.bottom() - 0.7),
            face,
            Align::Left,
        );
        let y = rect.bottom();
        drawing.line(Point::new(rect.x, y), Point::new(rect.right(), y), 0.2, INK);
    }
    let entidad = spec.entidad.to_uppercase();
    let edges = (
        id.entidad.x + 1.0,
        id.entidad.right(),
        id.entidad.bottom() - 0.7,
    );
    drawing.text(&entidad, edges, Face::bold(2.5, INK), Align::Left);
    let first = id.seccion[0];
    drawing.text(
        "Sección:",
        (column.x, first.x - 0.6, first.bottom() - 0.8),
        face,
        Align::Left,
    );
    for digit in id.seccion {
        drawing.frame(digit, 0.2, GREY);
    }
    caption(
        drawing,
        "(Con número)",
        (first.x, id.seccion[3].right(), first.bottom() + 2.2),
    );
    kinds(layout, drawing);
    drawing.text(
        "La casilla se instaló en:",
        (column.x, 47.0, 101.6),
        face,
        Align::Left,
    );
    for rect in id.domicilio {
        let y = rect.bottom();
        drawing.line(Point::new(rect.x, y), Point::new(rect.right(), y), 0.2, INK);
    }
}

fn kinds(layout: &FormLayout, drawing: &mut Drawing) {
    let frame = KINDS_FRAME;
    drawing.fill(Rect::new(frame.x, frame.y, frame.w, 3.2), ROSE);
    drawing.frame(frame, 0.2, INK);
    let edges = (frame.x + 1.5, frame.right() - 1.5, frame.y + 2.2);
    let face = Face::bold(2.0, INK);
    drawing.text(
        "MARQUE CON X EL TIPO Y ESCRIBA EL NÚMERO",
        edges,
        face,
        Align::Center,
    );
    for kind in &layout.identification.kinds {
        drawing.add(ring(kind.mark, 0.25, INK));
        let edges = (
            kind.mark.x + 0.8,
            kind.mark.right() - 0.8,
            kind.mark.center().y + 0.6,
        );
        let name = kind_name(kind.tipo, kind.ext_contigua);
        drawing.text(name, edges, Face::bold(1.7, INK), Align::Center);
        for digit in &kind.number {
            drawing.frame(*digit, 0.2, BOX);
        }
    }
}

fn kind_name(tipo: TipoCasilla, ext_contigua: bool) -> &'static str {
    match (tipo, ext_contigua) {
        (TipoCasilla::Basica, _) => "BÁSICA",
        (TipoCasilla::Contigua, _) => "CONTIGUA",
        (TipoCasilla::Extraordinaria, false) => "EXTRAORD.",
        (TipoCasilla::Extraordinaria, true) => "EXTR. CONTIGUA",
        (TipoCasilla::Especial, _) => "ESPECIAL",
        (TipoCasilla::MesaExtranjero, _) => "MESA EXTR.",
        (TipoCasilla::MesaAnticipado, _) => "MESA V. A.",
        (TipoCasilla::MesaPrision, _) => "MESA P. P.",
    }
}

/// Title and instruction above the line, notes below it.
fn stub(numeral: u8, field: &Field, column: Rect, drawing: &mut Drawing) {
    let top = field.words.y;
    heading(
        drawing,
        numeral,
        &field.label,
        (column.x, column.right(), top - 8.2),
    );
    let text = match numeral {
        2 => "Copie del apartado 2 de la Hoja las boletas que no se usaron y se cancelaron.",
        3 => "Copie del apartado 3 de la Hoja las personas con la marca de que votaron.",
        4 => "Copie del apartado 4 de la Hoja las representaciones que votaron.",
        _ => "Sume los apartados 3 y 4.",
    };
    let edges = (column.x, column.right(), top - 1.4);
    drawing.text(text, edges, Face::regular(2.3, INK), Align::Left);
    line_with_captions(field, drawing);
}

/// The line to write on and what goes where.
pub(super) fn line_with_captions(field: &Field, drawing: &mut Drawing) {
    let (words, y) = (field.words, field.words.bottom());
    writing_line(drawing, words.x, words.right(), y);
    caption(drawing, "(Con letra)", (words.x, words.right(), y + 2.1));
    if let (Some(first), Some(last)) = (field.digits.first(), field.digits.last()) {
        caption(drawing, "(Con número)", (first.x, last.right(), y + 2.1));
    }
}
