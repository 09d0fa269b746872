//! Each code fires exactly when a change breaks its rule: for every code that one file can show, a
//! change of a clean database after which that code, and no other, is reported.

use std::collections::{BTreeMap, BTreeSet};

use difusion::check::{CheckOptions, Code, Kind, Ventana, check_database};
use prep_model::perfiles::Perfil;
use proceso_files::published::table::FechaHora;
use proptest::prelude::*;

use crate::night::{Change, Fila, VOTES, database, identify, rounded, set, suma, total, truncated};

use Change::{Bytes, Lines, Resumen, Rows};

/// An ordinary row, the especial, those with labels and the last before the fuera de catálogo, from
/// the end.
const FIRST: usize = 2;
const ESPECIAL: usize = 7;
const ALGUN: usize = 6;
const SIN_ACTA: usize = 3;
const LAST: usize = 2;

fn from_end(rows: &mut [Fila], back: usize) -> &mut Fila {
    let at = rows.len() - back;
    &mut rows[at]
}

fn value<'a>(resumen: &'a mut [(String, String)], name: &str) -> &'a mut String {
    let own = resumen.iter_mut().find(|(own, _)| own == name);
    &mut own.expect("a variable of the summary").1
}

fn number(resumen: &mut [(String, String)], name: &str) -> u64 {
    value(resumen, name).parse().expect("a number")
}

fn plus_one(resumen: &mut [(String, String)], name: &str) {
    let next = number(resumen, name) + 1;
    *value(resumen, name) = next.to_string();
}

fn cell(lines: &mut [String], line: usize, from: &str, to: &str) {
    assert!(lines[line].contains(from), "{} has no {from}", lines[line]);
    lines[line] = lines[line].replacen(from, to, 1);
}

#[rustfmt::skip]
fn arithmetic() -> Vec<(Code, Change)> {
    vec![
        (Code::RoundedPercentage, Resumen(|resumen| {
            let (part, whole) = (number(resumen, "ACTAS_CAPTURADAS"), number(resumen, "ACTAS_ESPERADAS"));
            *value(resumen, "PORCENTAJE_ACTAS_CAPTURADAS") = rounded(part, whole);
        })),
        (Code::InconsistenciasNumerator, Resumen(|resumen| {
            let whole = number(resumen, "ACTAS_ESPERADAS");
            *value(resumen, "PORCENTAJE_ACTAS_INCONSISTENCIAS") = truncated(4, whole);
        })),
        (Code::VotosSinEspeciales, Resumen(|resumen| plus_one(resumen, "TOTAL_VOTOS_S_CS"))),
        (Code::VotosConEspeciales, Resumen(|resumen| plus_one(resumen, "TOTAL_VOTOS_C_CS"))),
        (Code::ListaNominalSum, Resumen(|resumen| plus_one(resumen, "LISTA_NOMINAL_ACTAS_CONTABILIZADAS"))),
        (Code::ActaCount, Resumen(|resumen| plus_one(resumen, "ACTAS_NO_CONTABILIZADAS"))),
        (Code::ActaPercentage, Resumen(|resumen| {
            let (part, whole) = (number(resumen, "ACTAS_CONTABILIZADAS"), number(resumen, "ACTAS_ESPERADAS"));
            *value(resumen, "PORCENTAJE_ACTAS_CONTABILIZADAS") = truncated(part + 1, whole);
        })),
        (Code::Participacion, Resumen(|resumen| {
            "99.9999".clone_into(value(resumen, "PORCENTAJE_PARTICIPACION_CIUDADANA"));
        })),
        (Code::MoreThanExpected, Resumen(|resumen| {
            let capturadas = number(resumen, "ACTAS_CAPTURADAS");
            let whole = capturadas - 1;
            *value(resumen, "ACTAS_ESPERADAS") = whole.to_string();
            *value(resumen, "PORCENTAJE_ACTAS_CAPTURADAS") = truncated(capturadas, whole);
            let contabilizadas = number(resumen, "ACTAS_CONTABILIZADAS");
            *value(resumen, "PORCENTAJE_ACTAS_CONTABILIZADAS") = truncated(contabilizadas, whole);
            *value(resumen, "PORCENTAJE_ACTAS_INCONSISTENCIAS") = truncated(3, whole);
        })),
        (Code::CalculatedTotal, Rows(|rows| {
            let more = (suma(&rows[FIRST]) + 1).to_string();
            set(&mut rows[FIRST], &[("TOTAL_VOTOS_CALCULADO", &more)]);
        })),
        (Code::CountedWithoutVotes, Rows(|rows| {
            let row = &mut rows[FIRST];
            for column in VOTES {
                set(row, &[(column, "ILEGIBLE")]);
            }
            set(row, &[("OBSERVACIONES", "TODOS ILEGIBLES O SIN DATO")]);
            total(row);
        })),
        (Code::UncountedWithoutReason, Rows(|rows| set(&mut rows[FIRST], &[("CONTABILIZADA", "0")]))),
        (Code::ExceedsUntold, Rows(|rows| {
            set(&mut rows[FIRST], &[("PAN", "715")]);
            total(&mut rows[FIRST]);
        })),
        (Code::ExceedsFalsely, Rows(|rows| {
            set(&mut rows[FIRST], &[("OBSERVACIONES", "EXCEDE LISTA NOMINAL"), ("CONTABILIZADA", "0")]);
        })),
        (Code::FueraDeCatalogo, Rows(|rows| set(from_end(rows, LAST), &[("CONTABILIZADA", "2")]))),
    ]
}

#[rustfmt::skip]
fn identity() -> Vec<(Code, Change)> {
    vec![
        (Code::ClaveActa, Rows(|rows| {
            let clave = format!("{}B01", rows[FIRST]["CLAVE_CASILLA"]);
            set(&mut rows[FIRST], &[("CLAVE_ACTA", &clave)]);
        })),
        (Code::ClaveCasilla, Rows(|rows| {
            set(&mut rows[FIRST], &[("CLAVE_CASILLA", "090001B100"), ("CLAVE_ACTA", "090001B100A02")]);
        })),
        (Code::ClaveParts, Rows(|rows| set(&mut rows[FIRST], &[("SECCION", "8000")]))),
        (Code::RepeatedActa, Rows(|rows| {
            let mut again = rows[FIRST].clone();
            set(&mut again, &[("CODIGO_INTEGRIDAD", &"f".repeat(64))]);
            rows.insert(FIRST, again);
        })),
        (Code::Width, Rows(|rows| set(&mut rows[FIRST], &[("ID_CASILLA", "1")]))),
        (Code::TipoCasilla, Rows(|rows| set(&mut rows[FIRST], &[("TIPO_CASILLA", "X")]))),
        (Code::RowOrder, Rows(|rows| {
            let abroad = rows.remove(0);
            rows.insert(rows.len() - 1, abroad);
        })),
        (Code::MesaNoAplica, Rows(|rows| set(&mut rows[0], &[("SECCION", "0000")]))),
        (Code::EspecialListaNominal, Rows(|rows| set(from_end(rows, ESPECIAL), &[("LISTA_NOMINAL", "1000")]))),
    ]
}

#[rustfmt::skip]
fn values() -> Vec<(Code, Change)> {
    vec![
        (Code::Ubicacion, Rows(|rows| set(&mut rows[FIRST], &[("UBICACION_CASILLA", "01")]))),
        (Code::Mecanismo, Rows(|rows| set(&mut rows[FIRST], &[("MECANISMOS_TRASLADO", "X")]))),
        (Code::Origen, Rows(|rows| set(&mut rows[FIRST], &[("ORIGEN", "BODEGA")]))),
        (Code::Digitalizacion, Rows(|rows| set(&mut rows[FIRST], &[("DIGITALIZACION", "FAX")]))),
        (Code::TipoDocumento, Rows(|rows| set(&mut rows[FIRST], &[("TIPO_DOCUMENTO", "COPIA")]))),
        (Code::TipoDocumentoModalidad, Rows(|rows| set(&mut rows[FIRST], &[("TIPO_DOCUMENTO", "ACTA VA")]))),
        (Code::Contabilizada, Rows(|rows| set(&mut rows[FIRST], &[("CONTABILIZADA", "7")]))),
        (Code::OrigenAndDigitalizacion, Rows(|rows| {
            set(&mut rows[FIRST], &[("ORIGEN", "CASILLA"), ("DIGITALIZACION", "ESCANER")]);
        })),
        (Code::Spaces, Rows(|rows| set(from_end(rows, ALGUN), &[("PRI", "ILEGIBLE ")]))),
        (Code::VoteValue, Rows(|rows| {
            set(&mut rows[FIRST], &[("PAN", "doce")]);
            total(&mut rows[FIRST]);
        })),
        (Code::CalculatedMissing, Rows(|rows| set(&mut rows[FIRST], &[("TOTAL_VOTOS_CALCULADO", "SIN DATO")]))),
        (Code::EmptyField, Rows(|rows| set(&mut rows[FIRST], &[("TOTAL_VOTOS_ASENTADO", "")]))),
        (Code::Observaciones, Rows(|rows| {
            set(&mut rows[FIRST], &[("OBSERVACIONES", "ALGÚN CAMPO ILEGIBLE O SIN DATO")]);
        })),
        (Code::ObservacionesWords, Rows(|rows| {
            set(from_end(rows, ALGUN), &[("OBSERVACIONES", "ALGUN CAMPO ILEGIBLE O SIN DATOS")]);
        })),
        (Code::ObservacionesNone, Rows(|rows| set(&mut rows[FIRST], &[("OBSERVACIONES", "--")]))),
    ]
}

#[rustfmt::skip]
fn image() -> Vec<(Code, Change)> {
    vec![
        (Code::SinActaHash, Rows(|rows| set(from_end(rows, SIN_ACTA), &[("CODIGO_INTEGRIDAD", &"e".repeat(64))]))),
        (Code::SinActaImage, Rows(|rows| set(from_end(rows, SIN_ACTA), &[("ORIGEN", "CATD")]))),
        (Code::SinActaFields, Rows(|rows| set(from_end(rows, SIN_ACTA), &[("PAN", "SIN DATO")]))),
        (Code::SinActaReason, Rows(|rows| set(from_end(rows, SIN_ACTA), &[("OBSERVACIONES", "SIN ACTA")]))),
        (Code::CountedWithoutHash, Rows(|rows| set(&mut rows[FIRST], &[("CODIGO_INTEGRIDAD", "N/A")]))),
        (Code::HashForm, Rows(|rows| set(&mut rows[FIRST], &[("CODIGO_INTEGRIDAD", "ABC123")]))),
        (Code::RepeatedHash, Rows(|rows| {
            let other = rows[0]["CODIGO_INTEGRIDAD"].to_uppercase();
            set(&mut rows[FIRST], &[("CODIGO_INTEGRIDAD", &other)]);
        })),
        (Code::MissingTime, Rows(|rows| set(&mut rows[FIRST], &[("FECHA_HORA_CAPTURA", "")]))),
        (Code::TimeForm, Rows(|rows| set(&mut rows[FIRST], &[("FECHA_HORA_CAPTURA", "2/6/2024 22:59 (UTC-6)")]))),
        (Code::CapturaBeforeAcopio, Rows(|rows| {
            set(&mut rows[FIRST], &[("FECHA_HORA_CAPTURA", "02/06/2024 20:59:59 (UTC-6)")]);
        })),
        (Code::VerificacionBeforeCaptura, Rows(|rows| {
            set(&mut rows[FIRST], &[("FECHA_HORA_VERIFICACION", "02/06/2024 21:59:59 (UTC-6)")]);
        })),
        (Code::AfterCorte, Rows(|rows| {
            set(&mut rows[FIRST], &[("FECHA_HORA_VERIFICACION", "03/06/2024 20:01:00 (UTC-6)")]);
        })),
        (Code::OutsideVentana, Rows(|rows| {
            set(&mut rows[FIRST], &[("FECHA_HORA_ACOPIO", "02/06/2024 19:59:59 (UTC-6)")]);
        })),
    ]
}

#[rustfmt::skip]
fn file_form() -> Vec<(Code, Change)> {
    vec![
        (Code::CellCount, Lines(|lines| lines[9].push_str(",x"))),
        (Code::NotAnActa, Lines(|lines| {
            let empty = lines[6].chars().filter(|c| *c == ',').collect::<String>();
            lines.push(format!("{}47.53{}", &empty[..6], &empty[6..]));
        })),
        (Code::Head, Lines(|lines| { lines.remove(5); })),
        (Code::CorteForm, Lines(|lines| cell(lines, 1, " (", "("))),
        (Code::ResumenForm, Resumen(|resumen| value(resumen, "ACTAS_NO_CONTABILIZADAS").insert(0, '+'))),
        (Code::ResumenCells, Lines(|lines| {
            let (first, rest) = lines[4].split_once(',').expect("thirteen values");
            lines[4] = format!("{first},0,{rest}");
        })),
        (Code::MixedEncoding, Bytes(|bytes| {
            let at = bytes.windows(2).position(|pair| pair == "É".as_bytes()).expect("an accent");
            bytes.splice(at..at + 2, [0xc9]);
        })),
        (Code::FileForm, Bytes(|bytes| { bytes.splice(0..0, *b"\xef\xbb\xbf"); })),
        (Code::StrayQuote, Lines(|lines| {
            let last = lines.len() - 1;
            cell(lines, last, "CIUDAD", "\"CIUDAD");
        })),
    ]
}

#[rustfmt::skip]
fn names() -> Vec<(Code, Change)> {
    vec![
        (Code::ColumnAlias, Lines(|lines| cell(lines, 6, "TOTAL_PERSONAS_VOTARON", "PERSONAS_VOTARON"))),
        (Code::ColumnMissing, Lines(|lines| {
            for line in &mut lines[6..] {
                let cut = line.rfind(',').expect("many columns");
                line.truncate(cut);
            }
        })),
        (Code::ColumnUnknown, Lines(|lines| {
            lines[6].push_str(",COTEJADA");
            lines[7..].iter_mut().for_each(|line| line.push_str(",1"));
        })),
        (Code::ColumnOrder, Lines(|lines| {
            for line in &mut lines[6..] {
                let mut cells: Vec<&str> = line.split(',').collect();
                cells.swap(32, 33);
                *line = cells.join(",");
            }
        })),
        (Code::ColumnRepeated, Lines(|lines| {
            lines[6].push_str(",ORIGEN");
            lines[7..].iter_mut().for_each(|line| line.push_str(",CATD"));
        })),
        (Code::ColumnGuessed, Lines(|lines| cell(lines, 6, "CODIGO_INTEGRIDAD", "CODIGO_INTEGRDAD"))),
        (Code::ResumenAlias, Lines(|lines| cell(lines, 3, "ACTAS_INCONSISTENCIAS", "ACTAS_CON_INCONSISTENCIAS"))),
        (Code::ResumenMissing, Resumen(|resumen| { resumen.remove(1); })),
        (Code::ResumenUnknown, Resumen(|resumen| resumen.push(("ACTAS_COTEJADAS".to_owned(), "0".to_owned())))),
    ]
}

fn all() -> BTreeMap<Code, Change> {
    let parts = [
        arithmetic(),
        identity(),
        values(),
        image(),
        file_form(),
        names(),
    ];
    parts.into_iter().flatten().collect()
}

fn options() -> CheckOptions {
    let moment = |text| FechaHora::parse(text).expect("a moment");
    CheckOptions {
        perfil: Perfil::built_in("iecm-2024"),
        ventana: Some(Ventana {
            from: moment("02/06/2024 20:00"),
            to: moment("03/06/2024 20:30"),
        }),
        ..CheckOptions::default()
    }
}

fn codes(bytes: &[u8]) -> BTreeSet<Code> {
    let report = check_database("noche.csv", bytes, &options()).expect("a database");
    report.defects.iter().map(|defect| defect.code).collect()
}

#[test]
fn every_code_that_a_file_can_show_has_a_mutation() {
    let own = Code::ALL
        .iter()
        .filter(|code| code.kind() != Kind::Integrity);
    // One needs a thousand rows, the others other files: they have their own tests.
    let elsewhere = [
        Code::ConstantColumn,
        Code::TerritorySum,
        Code::TerritoryPercentage,
        Code::ResultsFile,
    ];
    let own: BTreeSet<Code> = own
        .copied()
        .filter(|code| !elsewhere.contains(code))
        .collect();
    assert_eq!(all().into_keys().collect::<BTreeSet<_>>(), own);
}

#[test]
fn a_column_that_never_varies_is_told_in_a_large_file_only() {
    let seeds: Vec<u32> = (0..1_000).collect();
    assert_eq!(codes(&database(&seeds, Change::None)), BTreeSet::new());
    let constant = Rows(|rows| {
        for row in rows {
            set(row, &[("MECANISMOS_TRASLADO", "F")]);
        }
    });
    assert_eq!(
        codes(&database(&seeds, constant)),
        BTreeSet::from([Code::ConstantColumn])
    );
    assert_eq!(codes(&database(&[1, 2, 3], constant)), BTreeSet::new());
}

/// Most procesos have no contigua of an extraordinaria, and that is no defect; one that ID_CASILLA
/// tells instead is (E01 of a sección, and E11 for its first contigua).
#[test]
fn contiguas_are_missed_only_where_they_stand_in_another_column() {
    let seeds: Vec<u32> = (0..1_000).collect();
    let none = Rows(|rows| {
        for row in rows.iter_mut().filter(|row| row["TIPO_CASILLA"] == "E") {
            set(row, &[("EXT_CONTIGUA", "00")]);
            identify(row, 'E', "A02");
        }
    });
    assert_eq!(codes(&database(&seeds, none)), BTreeSet::new());
    let elsewhere = Rows(|rows| {
        let mut contigua = None;
        for row in rows.iter_mut().filter(|row| row["TIPO_CASILLA"] == "E") {
            let seccion = contigua
                .get_or_insert_with(|| row["SECCION"].clone())
                .clone();
            let id = if row["SECCION"] == seccion {
                "01"
            } else {
                "11"
            };
            if row["EXT_CONTIGUA"] == "01" {
                set(row, &[("SECCION", &seccion), ("ID_CASILLA", id)]);
            }
            set(row, &[("EXT_CONTIGUA", "00")]);
            identify(row, 'E', "A02");
        }
    });
    let expected = BTreeSet::from([Code::ConstantColumn]);
    assert_eq!(codes(&database(&seeds, elsewhere)), expected);
}

#[test]
fn the_keys_of_a_row_follow_its_columns() {
    let extra = Rows(|rows| {
        set(&mut rows[FIRST], &[("SECCION", "7777")]);
        identify(&mut rows[FIRST], 'C', "A02");
    });
    assert_eq!(codes(&database(&[1, 2, 3], extra)), BTreeSet::new());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_clean_night_has_no_defect_and_each_mutation_exactly_its_own(
        seeds in prop::collection::vec(0u32..100_000, 3..12)
    ) {
        prop_assert_eq!(codes(&database(&seeds, Change::None)), BTreeSet::new());
        for (code, change) in all() {
            let found = codes(&database(&seeds, change));
            prop_assert_eq!(found, BTreeSet::from([code]), "{}", code);
        }
    }
}
