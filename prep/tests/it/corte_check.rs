//! `prep corte check`: how it ends, what a program reads, what it says of what it cannot read.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{prep, temp_dir};

const CLEAN: &str = "\
GUBERNATURA
02/06/2024 23:00 (UTC-6)

ACTAS_ESPERADAS,ACTAS_CAPTURADAS,PORCENTAJE_ACTAS_CAPTURADAS
3,2,66.6666

SECCION,ID_CASILLA,TIPO_CASILLA,PAN,PRI,NO_REGISTRADAS,NULOS,TOTAL_VOTOS_CALCULADO,LISTA_NOMINAL
0001,01,B,10,5,0,1,16,500
0001,01,C,20,5,0,1,26,500
";

fn write(dir: &Path, name: &str, text: impl AsRef<[u8]>) {
    fs::write(dir.join(name), text).expect("a file");
}

#[test]
fn a_clean_file_ends_with_0_and_a_wrong_one_with_1_and_where() {
    let temp = temp_dir();
    write(temp.path(), "bien.csv", CLEAN);
    write(
        temp.path(),
        "mal.csv",
        CLEAN.replace("66.6666", "66.6667").replace(",26,", ",27,"),
    );
    let run = prep(temp.path(), &["corte", "check", "bien.csv"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stdout.contains("Sin defectos."), "{}", run.stdout);
    let run = prep(temp.path(), &["corte", "check", "mal.csv"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    for part in [
        "Aritmética",
        "  A01 (1) ",
        "línea 5, PORCENTAJE_ACTAS_CAPTURADAS: 66.6667 → 66.6666 (2 de 3, sin redondear)",
        "  A10 (1) ",
        "línea 9, TOTAL_VOTOS_CALCULADO: 27 → 26",
        "Defectos de 2 clases: 2 en total.",
    ] {
        assert!(run.stdout.contains(part), "no «{part}» in {}", run.stdout);
    }
}

#[test]
fn a_program_reads_code_message_count_and_examples() {
    let temp = temp_dir();
    write(temp.path(), "mal.csv", CLEAN.replace(",26,", ",27,"));
    let run = prep(temp.path(), &["corte", "check", "mal.csv", "--json"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    let report: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let defect = &report["defects"][0];
    assert_eq!(defect["code"], "A10");
    assert_eq!(defect["kind"], "aritmetica");
    assert_eq!(defect["count"], 1);
    let example = &defect["examples"][0];
    assert_eq!(example["line"], 9);
    assert_eq!(example["column"], "TOTAL_VOTOS_CALCULADO");
    assert_eq!(
        (&example["found"], &example["expected"]),
        (&"27".into(), &"26".into())
    );
}

#[test]
fn what_cannot_be_read_ends_with_2_and_says_what_to_give() {
    let temp = temp_dir();
    write(temp.path(), "vacio.csv", "");
    write(temp.path(), "binario.csv", [0, 1, 2, 3]);
    write(
        temp.path(),
        "largo.csv",
        format!("SECCION,NO_REGISTRADAS\n{}", "9".repeat(100_000)),
    );
    write(temp.path(), "roto.zip", b"PK\x03\x04nada");
    write(temp.path(), "bien.csv", CLEAN);
    fs::create_dir(temp.path().join("nada")).expect("a folder");
    for arguments in [
        &["vacio.csv"][..],
        &["binario.csv"],
        &["largo.csv"],
        &["roto.zip"],
        &["nada"],
        &["no-hay.csv"],
        &["bien.csv", "--perfil", "no-hay"],
        &["bien.csv", "--ventana", "ayer", "hoy"],
        &[
            "bien.csv",
            "--ventana",
            "03/06/2024 20:00",
            "02/06/2024 20:00",
        ],
        &["bien.csv", "--llave", "bien.csv"],
    ] {
        let run = prep(temp.path(), &[&["corte", "check"], arguments].concat());
        assert_eq!(run.code, Some(2), "{arguments:?}: {run:?}");
        assert!(
            run.stderr.starts_with("error: ") && run.stderr.contains("  → "),
            "{run:?}"
        );
    }
    let run = prep(temp.path(), &["corte", "check", "nada", "--json"]);
    let answer: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(run.code, Some(2));
    assert!(answer["unreadable"]["remedy"].is_string());
}
