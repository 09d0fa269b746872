//! What is printed where, and candidaturas.

use prep_model::elecciones::{AmbitoId, ContendienteId};

use super::super::{Rebuilt, rebuild};
use super::{database, file, options, says, unused};

const COLUMNS: &str = "DISTRITO_LOCAL,SECCION,ID_CASILLA,TIPO_CASILLA,TIPO_ACTA,TOTAL_VOTOS_SACADOS,\
                       A1,B2,C3,A1_B2,D4,E5,A1_B2_C3,D4_E5_C3,CSP,NO_REGISTRADAS,NULOS,\
                       TOTAL_VOTOS_ASENTADO,LISTA_NOMINAL";

/// Distrito 1 prints the coalición and D4_E5_C3; distrito 2 prints D4 and E5 alone and a CSP.
const ROWS: [&str; 4] = [
    "1,0001,01,B,A03,60,10,10,5,0,0,0,2,30,0,0,3,60,500",
    "1,0001,01,S,A03EMR,9,5,0,0,0,0,0,0,4,0,0,0,9,0",
    "1,0001,01,S,A03ERP,20,5,5,5,0,3,2,0,0,0,0,0,20,0",
    "2,0002,01,B,A03,60,10,10,5,0,12,8,0,0,1,0,3,60,500",
];

fn dip(rows: &[&str]) -> Rebuilt {
    rebuild(
        &options(),
        &[file("DIP_LOC", database("DIPUTACIONES", COLUMNS, rows))],
    )
    .unwrap()
}

fn printed(rebuilt: &Rebuilt, ambito: u16) -> Vec<&str> {
    let ambito = &rebuilt.proceso.elecciones()[0].ambitos[&AmbitoId::new(ambito).unwrap()];
    ambito.printed.iter().map(ContendienteId::as_str).collect()
}

#[test]
fn a_column_without_votes_in_an_ambito_is_not_printed_there() {
    let rebuilt = dip(&ROWS);
    assert_eq!(printed(&rebuilt, 2), ["A1", "B2", "C3", "D4", "E5", "CSP"]);
    assert!(says(
        &rebuilt,
        "no se imprimen D4 ni E5 ni CSP en 1 distrito (001)"
    ));
    assert!(says(
        &rebuilt,
        "no se imprimen A1_B2 ni A1_B2_C3 ni D4_E5_C3 en 1 distrito (002)"
    ));
}

#[test]
fn a_coalicion_is_printed_with_all_its_combinations() {
    // No acta of distrito 1 has a vote for A1_B2, but some has one for A1_B2_C3.
    assert!(printed(&dip(&ROWS), 1).contains(&"A1_B2"));
}

#[test]
fn actas_of_rp_print_the_parties_and_the_others_of_the_ambito_do_not() {
    let rebuilt = dip(&ROWS);
    let expected = ["A1", "B2", "C3", "A1_B2", "A1_B2_C3", "D4_E5_C3"];
    assert_eq!(printed(&rebuilt, 1), expected);
    assert!(says(
        &rebuilt,
        "las actas A03ERP imprimen en cualquier distrito A1, B2, C3, D4, E5, y no lo que"
    ));
    assert!(says(
        &rebuilt,
        "en 1 acta no hay votos para ninguna otra columna"
    ));
    let dip = &rebuilt.proceso.elecciones()[0];
    for ambito in [1, 2].map(|number| AmbitoId::new(number).unwrap()) {
        let form = dip.form(&"A03ERP".parse().unwrap(), ambito).unwrap();
        let votos = form.votos().map(|campo| campo.id.to_string());
        let votos: Vec<String> = votos.collect();
        assert_eq!(
            votos,
            ["A1", "B2", "C3", "D4", "E5", "NO_REGISTRADAS", "NULOS"]
        );
    }
    let others = dip.tipos_acta.iter().filter(|def| def.prints.is_none());
    assert_eq!(others.count(), 2);
}

#[test]
fn what_only_actas_of_rp_have_votes_for_is_printed_on_no_other() {
    // D4 and E5 run nowhere but together; the combination has a vote in the acta of RP too.
    let rp = "1,0001,01,S,A03ERP,20,5,5,5,0,3,1,0,1,0,0,0,20,0";
    let rebuilt = dip(&[ROWS[0], rp]);
    assert!(!printed(&rebuilt, 1).contains(&"D4"));
    let dip = &rebuilt.proceso.elecciones()[0];
    let rp = dip.tipo_acta(&"A03ERP".parse().unwrap()).unwrap();
    let list: Vec<&str> = rp
        .prints
        .iter()
        .flatten()
        .map(ContendienteId::as_str)
        .collect();
    assert_eq!(list, ["A1", "B2", "C3", "D4", "E5", "D4_E5_C3"]);
}

#[test]
fn a_column_without_votes_anywhere_is_printed_everywhere() {
    let rebuilt = dip(&["1,0001,01,B,A03,60,10,10,5,0,0,0,2,30,0,0,3,60,500"]);
    assert_eq!(printed(&rebuilt, 1).len(), 9);
}

#[test]
fn an_ambito_known_only_by_actas_that_did_not_arrive_prints_everything() {
    let sin_acta = ["SIN ACTA"; 12].join(",");
    let row = format!("3,0003,01,B,A03,SIN ACTA,{sin_acta},500");
    let rebuilt = dip(&[ROWS[0], ROWS[3], &row]);
    assert_eq!(printed(&rebuilt, 3).len(), 9);
    assert_eq!(rebuilt.counts[0].found, 3);
}

#[test]
fn where_empty_cells_mark_what_is_not_printed_a_zero_is_printed() {
    let rebuilt = dip(&[ROWS[0], "2,0002,01,B,A03,60,10,10,5,,12,8,,,0,0,3,60,500"]);
    assert_eq!(printed(&rebuilt, 2), ["A1", "B2", "C3", "D4", "E5", "CSP"]);
}

#[test]
fn digits_are_as_wide_as_the_votes_ask() {
    let rebuilt = dip(&[
        "34,0000,1,M,A02,21000,21000,10,5,0,0,0,2,30,0,0,3,21050,500",
        "1,0001,01,B,A03,6000,800,300,5,0,0,0,2,30,0,0,3,60,500",
    ]);
    let defs = rebuilt.proceso.elecciones()[0].tipos_acta.iter();
    let widths: Vec<_> = defs.map(|def| (def.digits, def.total_digits)).collect();
    assert_eq!(widths, [(5, 5), (3, 4)]);
    assert!(says(
        &rebuilt,
        "renglón 9: un dato que no es de votos no cabe"
    ));
}

#[test]
fn candidaturas_by_siglas_by_names_and_those_that_do_not_fit() {
    let mut options = options();
    options
        .candidaturas_comunes
        .push("DIP_LOC:D4_E5_C3=D4:50,E5:25,C3:25".parse().unwrap());
    let candidaturas = "ID_ENTIDAD,ID_DISTRITO_LOCAL,PARTIDO_CSP,CANDIDATURA_PROPIETARIA,\
                        CANDIDATURA_SUPLENTE\n\
                        9,1,\"A1, B2\",UNA  PERSONA,\n\
                        9,1,D4_E5_C3,OTRA PERSONA,SU SUPLENTE\n\
                        9,1,D4,DE LA LISTA,\n\
                        9,2,CANDIDATURA SIN PARTIDO POLITICO,SIN PARTIDO,\n\
                        9,2,NADIE,NADIE,\n\
                        9,7,A1,LEJOS,\n\
                        9,2,D4_E5_C3,NO IMPRESA,\n";
    options.candidaturas.push(file("DIP_LOC", candidaturas));
    let files = [file("DIP_LOC", database("DIPUTACIONES", COLUMNS, &ROWS))];
    let rebuilt = rebuild(&options, &files).unwrap();
    let ambitos = rebuilt.proceso.elecciones()[0].ambitos.values();
    let names: Vec<_> = ambitos
        .flat_map(|ambito| &ambito.candidaturas)
        .map(|c| {
            (
                c.contendientes.len(),
                c.propietaria.as_str(),
                c.suplente.as_deref(),
            )
        })
        .collect();
    let expected = [
        (2, "UNA PERSONA", None),
        (1, "OTRA PERSONA", Some("SU SUPLENTE")),
        (1, "SIN PARTIDO", None),
    ];
    assert_eq!(names, expected);
    let lines: Vec<u32> = unused(&rebuilt).iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [4, 6, 7, 8]);
}
