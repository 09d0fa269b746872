//! Mesas without number, paired between elecciones.

use super::super::{Rebuilt, rebuild};
use super::{ALC, DIP, GUB, claves, database, file, options, says};

/// Three elecciones of one entidad: distrito 1 is alcaldía 2, distritos 2 and 3 alcaldía 3.
fn three(gub: &[&str], dip: &[&str], alc: &[&str]) -> Rebuilt {
    let ordinary = |distrito, seccion, code| {
        format!("{distrito},{seccion},01,B,00,01,{code},60,60,20,20,10,5,1,4,60,500")
    };
    let mut gub_rows = vec![
        ordinary("001", "0010", "A02"),
        ordinary("002", "0020", "A02"),
        ordinary("003", "0030", "A02"),
    ];
    let mut dip_rows: Vec<String> = gub_rows
        .iter()
        .map(|row| row.replace("A02", "A03"))
        .collect();
    let mut alc_rows = [("002", "0010"), ("003", "0020"), ("003", "0030")]
        .map(|(id, seccion)| format!("{id},X,{seccion},01,B,00,01,A04,60,60,20,20,15,1,4,60,500"))
        .to_vec();
    let own = |rows: &[&str]| rows.iter().map(|row| (*row).to_owned()).collect::<Vec<_>>();
    gub_rows.extend(own(gub));
    dip_rows.extend(own(dip));
    alc_rows.extend(own(alc));
    let text = |title, columns, rows: &[String]| {
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        database(title, columns, &rows)
    };
    let files = [
        file("GUB", text("GUBERNATURA", GUB, &gub_rows)),
        file("DIP_LOC", text("DIPUTACIONES", DIP, &dip_rows)),
        file("ALC", text("ALCALDIAS", ALC, &alc_rows)),
    ];
    rebuild(&options(), &files).unwrap()
}

#[test]
fn mesas_are_numbered_by_distrito_and_paired_by_lista_and_personas() {
    let rebuilt = three(
        &[
            "003,N/A,N/A,A,00,01,A01VA,18,18,9,9,0,0,0,0,18,20",
            "003,N/A,N/A,A,00,01,A01VA,3,3,3,0,0,0,0,0,3,5",
            "002,N/A,N/A,A,00,01,A01VA,4,4,4,0,0,0,0,0,4,5",
        ],
        &[
            "002,N/A,N/A,A,00,01,A02VA,4,4,4,0,0,0,0,0,4,5",
            "003,N/A,N/A,A,00,01,A02VA,3,3,3,0,0,0,0,0,3,5",
            "003,N/A,N/A,A,00,01,A02VA,18,18,9,9,0,0,0,0,18,20",
        ],
        &[
            "003,X,N/A,N/A,A,00,01,A03VA,4,4,4,0,0,0,0,4,5",
            "003,X,N/A,N/A,A,00,01,A03VA,18,18,9,9,0,0,0,18,20",
            "003,X,N/A,N/A,A,00,01,A03VA,3,3,3,0,0,0,0,3,5",
        ],
    );
    let mesas = &rebuilt.proceso.casillas()[..3];
    let facts: Vec<_> = mesas
        .iter()
        .map(|m| {
            (
                m.clave.to_string(),
                m.distrito.unwrap().number(),
                m.lista_nominal,
                m.actas.len(),
            )
        })
        .collect();
    let expected = [
        ("090000A0100".to_owned(), 2, 5, 3),
        ("090000A0200".to_owned(), 3, 20, 3),
        ("090000A0300".to_owned(), 3, 5, 3),
    ];
    assert_eq!(facts, expected);
    assert!(
        mesas
            .iter()
            .all(|mesa| mesa.municipio.unwrap().number() == 3)
    );
    assert!(says(
        &rebuilt,
        "3 de 3 se identificaron en las 3 elecciones"
    ));
}

#[test]
fn a_mesa_that_is_nowhere_else_is_told() {
    let rebuilt = three(
        &["003,N/A,N/A,A,00,01,A01VA,18,18,9,9,0,0,0,0,18,20"],
        &["001,N/A,N/A,A,00,01,A02VA,18,18,9,9,0,0,0,0,18,20"],
        &[],
    );
    assert_eq!(claves(&rebuilt)[..2], ["090000A0100", "090000A0200"]);
    assert!(says(
        &rebuilt,
        "GUB.csv:11: no se encontró en DIP_LOC la mesa A"
    ));
    assert!(says(
        &rebuilt,
        "DIP_LOC.csv:11: no se encontró en GUB la mesa A"
    ));
    assert!(says(&rebuilt, "0 de 2 se identificaron"));
}

#[test]
fn contiguas_of_an_extraordinaria_are_numbered_in_file_order() {
    let e = |id, personas| format!("001,7001,{id},E,00,01,A02,{personas},60,20,20,10,5,1,4,60,610");
    let rows = [
        e("01", 1),
        e("1C", 301),
        e("1C", 302),
        e("1C2", 9),
        e("01C", 303),
    ];
    let dip: Vec<String> = [3, 1, 2]
        .map(|i: usize| rows[[0, 1, 2, 4][i]].replace("A02", "A03"))
        .into();
    let slices = |rows: &[String]| rows.to_vec();
    let (gub, dip) = (slices(&rows), slices(&dip));
    let gub: Vec<&str> = gub.iter().map(String::as_str).collect();
    let dip: Vec<&str> = dip.iter().map(String::as_str).collect();
    let rebuilt = three(&gub, &dip, &[]);
    let casillas = rebuilt
        .proceso
        .casillas()
        .iter()
        .filter(|c| c.clave.seccion() == 7001);
    let facts: Vec<_> = casillas
        .map(|c| (c.clave.to_string(), c.actas.len()))
        .collect();
    // The 1C2 keeps its number, so the unnumbered ones take 01, 03 and 04.
    let expected = [
        ("097001E0100", 1),
        ("097001E0101", 2),
        ("097001E0102", 1),
        ("097001E0103", 2),
        ("097001E0104", 2),
    ];
    assert_eq!(
        facts,
        expected.map(|(clave, actas)| (clave.to_owned(), actas))
    );
}

#[test]
fn rows_of_small_mesas_may_be_equal_unless_they_have_a_moment() {
    let row = "003,N/A,N/A,A,00,01,A01VA,1,1,1,0,0,0,0,0,1,2";
    assert_eq!(three(&[row, row], &[], &[]).proceso.casillas().len(), 5);
    let columns = format!("{GUB},FECHA_HORA_CAPTURA");
    let row = format!("{row},\"03/06/2024 05:55:10 (UTC-6)\"");
    let text = database("GUBERNATURA", &columns, &[&row, &row]);
    let rebuilt = rebuild(&options(), &[file("GUB", text)]).unwrap();
    assert_eq!(claves(&rebuilt), ["090000A0100"]);
    assert_eq!(super::unused(&rebuilt), [(9, "repite el renglón 8")]);
}

#[test]
fn the_hundredth_mesa_has_no_number() {
    let rows: Vec<String> = (1..=100)
        .map(|lista| format!("003,N/A,N/A,A,00,01,A01VA,1,1,1,0,0,0,0,0,1,{lista}"))
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let rebuilt = super::gub(&rows).unwrap();
    assert_eq!(rebuilt.proceso.casillas().len(), 99);
    assert_eq!(rebuilt.unused_rows.len(), 1);
}
