//! What the checker finds in the real files of Ciudad de México 2024, code by code, and nothing else.
//! They stand beside the project; where they are absent a test says so and passes.

#![expect(clippy::print_stdout, reason = "an absent file is said aloud")]

use std::collections::BTreeMap;
use std::path::PathBuf;

use difusion::check::{CheckOptions, Report, Ventana, check_database, check_dir};
use prep_model::perfiles::Perfil;
use proceso_files::published::table::FechaHora;

fn beside(file: &str) -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/cdmx2024");
    let path = folder.join(file);
    if !path.exists() {
        println!("SKIPPED: {file} is not beside the project in shared/data/cdmx2024");
        return None;
    }
    Some(path)
}

fn iecm() -> CheckOptions {
    CheckOptions {
        perfil: Perfil::built_in("iecm-2024"),
        ..CheckOptions::default()
    }
}

fn report(file: &str, options: &CheckOptions) -> Option<Report> {
    let bytes = std::fs::read(beside(file)?).expect("the file can be read");
    Some(check_database(file, &bytes, options).expect("a database"))
}

fn counts(report: &Report) -> BTreeMap<&'static str, u64> {
    let defects = report.defects.iter();
    defects
        .map(|defect| (defect.code.as_str(), defect.count))
        .collect()
}

fn message(report: &Report, code: &str) -> String {
    let defect = report
        .defects
        .iter()
        .find(|defect| defect.code.as_str() == code);
    defect.expect("the defect").message.clone()
}

/// DOMAIN.md 2.7, items 1 to 7 and 10 to 13, and what else the file shows.
#[test]
fn simulacro_1_has_these_defects_and_no_other() {
    let moment = |text| FechaHora::parse(text).expect("a moment");
    let options = CheckOptions {
        ventana: Some(Ventana {
            from: moment("12/05/2024 07:00"),
            to: moment("12/05/2024 21:20"),
        }),
        ..iecm()
    };
    let Some(report) = report("simulacro1_CDMX_GUB_2024.csv", &options) else {
        return;
    };
    assert_eq!(report.actas, 13_424);
    #[rustfmt::skip]
    let expected = BTreeMap::from([
        // 1: 99.4739 and 3.8607. 2: 521 for 519. 3 and 4: both totals. The 41,000 of special casillas.
        ("A01", 2), ("A02", 1), ("A03", 1), ("A04", 1), ("A05", 1), ("A08", 1),
        // Counted with every vote ILEGIBLE; labelled TODOS with every vote legible.
        ("A11", 4), ("A12", 2), ("F27", 6),
        // 5 and 6.
        ("F01", 13_424), ("F02", 60), ("F05", 60),
        // 7: EXT_CONTIGUA and MECANISMO constant, UBICACION 01, mesas and especiales mis-typed, LN 1000.
        ("F06", 2), ("F07", 13_424), ("F12", 100), ("F29", 43),
        // 12: hashes, and `ILEGIBLE ` in 455 votes and 4 TOTAL_VOTOS_SACADOS.
        ("F23", 169), ("F20", 67), ("F25", 60), ("F16", 459),
        // 10 and 11.
        ("F35", 31_650), ("F32", 1_335),
        // 13: names; and what is published where a value is absent.
        ("N01", 4), ("N09", 374), ("N10", 12_826), ("F18", 57), ("F19", 53), ("F22", 158),
        ("F21", 474), ("F26", 6), ("F28", 2), ("F30", 31), ("F39", 1),
    ]);
    assert_eq!(counts(&report), expected);
    assert!(message(&report, "F25").contains("en 58 actas"));
    assert!(message(&report, "F35").contains("sumando 6 horas"));
    assert!(message(&report, "A02").contains("521 actas y los renglones dan 519"));
    assert!(message(&report, "A03").contains("se restaron 42"));
    assert!(message(&report, "A05").contains("incluye 41000"));
    let examples = report.defects.iter().flat_map(|defect| &defect.examples);
    assert!(
        examples
            .clone()
            .any(|e| e.found == "9715234" && e.expected == "9714484")
    );
    assert!(report.stops_corte());
}

#[test]
fn a_time_shift_needs_the_window() {
    let Some(report) = report("simulacro1_CDMX_GUB_2024.csv", &iecm()) else {
        return;
    };
    assert!(!counts(&report).contains_key("F35"));
}

/// They are computos and no PREP: only what holds for any file is held against them.
#[test]
fn the_computos_round_and_one_has_a_value_too_many() {
    for (file, expected) in [
        ("computos_gobierno.csv", BTreeMap::from([("A01", 1)])),
        ("computos_diputacion.csv", BTreeMap::from([("A01", 2)])),
        (
            "computos_alcaldia.csv",
            BTreeMap::from([("A01", 1), ("F41", 1)]),
        ),
    ] {
        let Some(report) = report(file, &CheckOptions::default()) else {
            return;
        };
        assert_eq!(counts(&report), expected, "{file}");
    }
}

/// The slips that prep-model/tests/prototipo.rs lists, and the forms that a prototype does not have.
#[test]
fn the_prototype_has_its_known_slips() {
    #[rustfmt::skip]
    let files = [
        ("GUB", BTreeMap::from([
            ("A02", 1), ("F01", 3), ("F04", 1), ("F11", 1), ("F24", 7), ("F31", 21), ("F39", 1), ("F40", 3),
        ])),
        ("ALC", BTreeMap::from([
            ("A03", 1), ("A05", 1), ("A08", 1), ("F01", 2), ("F05", 6), ("F11", 2), ("F23", 1), ("F26", 2),
            ("F30", 3), ("F31", 18), ("F37", 1), ("F39", 1), ("F40", 3), ("N01", 1), ("N09", 1),
        ])),
        ("DIP_LOC", BTreeMap::from([
            ("A02", 1), ("A03", 1), ("A04", 1), ("A06", 3), ("A07", 2), ("A08", 1), ("A10", 7), ("F01", 10),
            ("F04", 2), ("F05", 8), ("F11", 1), ("F12", 2), ("F26", 3), ("F31", 33), ("F37", 1), ("F39", 1),
            ("F40", 1), ("N01", 1), ("N09", 1),
        ])),
    ];
    for (eleccion, expected) in files {
        let file = format!("prototipo/CDMX_{eleccion}_2024.csv");
        let Some(report) = report(&file, &iecm()) else {
            return;
        };
        assert_eq!(counts(&report), expected, "{eleccion}");
    }
}

#[test]
fn a_folder_of_databases_is_read_whole() {
    let Some(folder) = beside("prototipo") else {
        return;
    };
    let report = check_dir(&folder, &iecm()).expect("three databases");
    assert_eq!(report.actas, 8 + 8 + 11);
    assert!(report.defects.iter().all(|defect| defect.file.is_some()));
}
