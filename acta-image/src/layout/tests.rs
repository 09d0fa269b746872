use prep_model::elecciones::{AmbitoTipo, Campo, CampoId, CampoRole, TipoActaDef};
use prep_model::publicacion::tipos_acta_2024;
use proptest::prelude::*;

use super::*;

const TIPOS: [AmbitoTipo; 3] = [
    AmbitoTipo::Entidad,
    AmbitoTipo::Distrito,
    AmbitoTipo::Municipio,
];

/// The form of a code with so many contendientes.
fn spec(tipo: AmbitoTipo, def: &TipoActaDef, contendientes: usize) -> FormSpec {
    let fields = def.campos.iter().flat_map(|role| {
        let names = match role.fixed_id() {
            Some(name) => vec![name.to_owned()],
            None => (0..contendientes).map(|at| format!("P{at}")).collect(),
        };
        names.into_iter().map(|name| SpecField {
            label: name.clone(),
            campo: Campo {
                id: CampoId::new(&name).unwrap(),
                role: *role,
                digits: if *role == CampoRole::TotalAsentado {
                    def.total_digits
                } else {
                    def.digits
                },
            },
            emblems: Vec::new(),
            coalicion: false,
        })
    });
    FormSpec {
        proceso: "Proceso".to_owned(),
        entidad: "Entidad".to_owned(),
        eleccion: "Elección".to_owned(),
        ambito_tipo: tipo,
        ambito: "Ámbito".to_owned(),
        tipo_acta: def.codigo.clone(),
        modalidad: def.modalidad,
        principio: def.principio,
        fields: fields.collect(),
        drill: None,
    }
}

/// Everything that must stand apart from everything else.
fn occupied(layout: &FormLayout) -> Vec<(String, Rect)> {
    let mut all: Vec<(String, Rect)> = Vec::new();
    let mut add = |name: &str, rect: Rect| all.push((name.to_owned(), rect));
    for mark in marks::SQUARES.iter().chain([&marks::ELL]) {
        add("mark", mark.inset(-marks::QUIET));
    }
    add("label", layout.label_box);
    add("stamp", layout.stamp_box);
    add("code", layout.code_circle);
    add("footer", layout.footer);
    add("questions", layout.questions);
    let id = &layout.identification;
    add("entidad", id.entidad);
    add("distrito", id.distrito);
    add("demarcacion", id.demarcacion);
    for rect in id.seccion.iter().chain(&id.domicilio) {
        add("identification", *rect);
    }
    for kind in &id.kinds {
        add("kind", kind.mark);
        kind.number.iter().for_each(|rect| add("number", *rect));
    }
    for field in &layout.fields {
        add(&field.label, field.words);
        field
            .digits
            .iter()
            .for_each(|rect| add(&field.label, *rect));
        field
            .heading
            .iter()
            .for_each(|rect| add(&field.label, *rect));
    }
    all
}

fn check(layout: &FormLayout) {
    let frame = marks::FRAME;
    let sheet = Rect::new(0.0, 0.0, SHEET.w, SHEET.h);
    assert!(sheet.contains(&frame));
    let all = occupied(layout);
    for (at, (name, rect)) in all.iter().enumerate() {
        assert!(rect.w > 0.0 && rect.h > 0.0, "{name} {rect:?}");
        assert!(frame.inset(-marks::QUIET).contains(rect), "{name} {rect:?}");
        for (other, second) in &all[at + 1..] {
            let apart = !rect.inset(0.01).overlaps(&second.inset(0.01));
            assert!(apart, "{name} {rect:?} on {other} {second:?}");
        }
    }
}

#[test]
fn every_code_of_2024_fits_with_any_number_of_rows() {
    for tipo in TIPOS {
        for def in tipos_acta_2024(tipo) {
            for contendientes in 1..=FormLayout::MAX_ROWS - 3 {
                let spec = spec(tipo, &def, contendientes);
                let layout = FormLayout::of(&spec).unwrap();
                check(&layout);
                assert_eq!(layout.rows().count(), contendientes + 3);
            }
        }
    }
}

#[test]
fn every_printed_field_has_its_boxes_in_printed_order() {
    for tipo in TIPOS {
        for def in tipos_acta_2024(tipo) {
            let spec = spec(tipo, &def, 9);
            let layout = FormLayout::of(&spec).unwrap();
            let placed = layout.fields.iter().filter_map(|field| match &field.key {
                FieldKey::Campo(id) => Some((id.clone(), field.digits.len())),
                FieldKey::TotalPersonas => None,
            });
            let printed = spec.fields.iter();
            let printed = printed.map(|f| (f.campo.id.clone(), usize::from(f.campo.digits)));
            assert!(placed.eq(printed), "{}", def.codigo);
        }
    }
}

#[test]
fn the_rows_of_a_jefatura_acta_are_as_tall_as_on_the_specimen() {
    // 18 rows in 457 of 957 pixels of a photograph of a sheet of 215.9 mm: 5.73 mm each.
    let def = &tipos_acta_2024(AmbitoTipo::Entidad)[0];
    let layout = FormLayout::of(&spec(AmbitoTipo::Entidad, def, 15)).unwrap();
    let rows: Vec<&Field> = layout.rows().collect();
    let height = rows[1].words.y - rows[0].words.y;
    assert!((5.6..5.9).contains(&height), "{height}");
    assert!(
        layout
            .digit_boxes()
            .all(|digit| digit.w >= 4.0 && digit.h >= 4.4)
    );
}

#[test]
fn a_diputacion_with_many_rows_keeps_its_boxes_large() {
    let def = &tipos_acta_2024(AmbitoTipo::Distrito)[0];
    let layout = FormLayout::of(&spec(AmbitoTipo::Distrito, def, 22)).unwrap();
    assert!(
        layout
            .digit_boxes()
            .all(|digit| digit.w >= 4.0 && digit.h >= 4.0)
    );
}

#[test]
fn what_does_not_fit_is_refused_with_its_size() {
    let def = tipos_acta_2024(AmbitoTipo::Entidad).remove(0);
    let many = spec(AmbitoTipo::Entidad, &def, 36);
    assert_eq!(FormLayout::of(&many), Err(LayoutError::TooManyRows(39)));
    let mut none = spec(AmbitoTipo::Entidad, &def, 3);
    none.fields.clear();
    assert_eq!(FormLayout::of(&none), Err(LayoutError::NoRows));
    let wide = TipoActaDef { digits: 9, ..def };
    let wide = spec(AmbitoTipo::Entidad, &wide, 3);
    assert_eq!(FormLayout::of(&wide), Err(LayoutError::TooManyDigits(9)));
}

proptest! {
    #[test]
    fn any_number_of_rows_and_digits_stands_apart_or_is_refused(
        rows in 0usize..60,
        digits in 1u8..12,
        total in 1u8..12,
        code in 0usize..6,
    ) {
        let def = tipos_acta_2024(AmbitoTipo::Entidad).remove(code);
        let def = TipoActaDef { digits, total_digits: total, ..def };
        if let Ok(layout) = FormLayout::of(&spec(AmbitoTipo::Entidad, &def, rows)) {
            check(&layout);
        }
    }
}
