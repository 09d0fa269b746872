//! `prep proceso from-results`.

use std::fs;

use proceso_files::folder;

use crate::support::{prep, temp_dir};

const DATABASE: &str = "\
\"GUBERNATURA\"
\"02/06/2024 21:20 (UTC-6)\"

ACTAS_ESPERADAS,ACTAS_CAPTURADAS,PORCENTAJE_ACTAS_CAPTURADAS
2,2,100.0000

DISTRITO_LOCAL,SECCION,ID_CASILLA,TIPO_CASILLA,EXT_CONTIGUA,UBICACION_CASILLA,TIPO_ACTA,PERSONAS_VOTARON,TOTAL_VOTOS_SACADOS,ROJO,AZUL,NO_REGISTRADAS,NULOS,TOTAL_VOTOS_ASENTADO,LISTA_NOMINAL
1,1,1,B,0,1,A02,30,30,10,20,0,0,30,500
1,1,1,C,0,1,A02,33,33,11,22,0,0,33,501
1,1,X,C,0,1,A02,33,33,11,22,0,0,33,501
";

const ARGUMENTS: [&str; 7] = [
    "proceso",
    "from-results",
    "--entidad",
    "9",
    "--out",
    "nueva",
    "GUB=gub.csv",
];

#[test]
fn a_database_becomes_a_folder_that_says_what_was_supposed() {
    let temp = temp_dir();
    fs::write(temp.path().join("gub.csv"), DATABASE).unwrap();
    let run = prep(temp.path(), &ARGUMENTS);
    assert_eq!(
        (run.code, run.stderr.as_str()),
        (Some(0), ""),
        "{}",
        run.stdout
    );
    for part in [
        "Se supuso:\n  - ",
        "No se usaron:\n  - gub.csv:10: ",
        "Se escribió nueva.",
    ] {
        assert!(run.stdout.contains(part), "{part}\n{}", run.stdout);
    }
    let reading = folder::read(&temp.path().join("nueva")).unwrap();
    assert_eq!(reading.proceso.casillas().len(), 2);
    assert!(
        reading
            .notes
            .iter()
            .any(|note| note.starts_with("No se usó gub.csv:10: "))
    );

    let again = prep(temp.path(), &ARGUMENTS);
    assert_eq!(again.code, Some(2));
    assert!(
        again.stderr.starts_with("error: nueva ya existe"),
        "{}",
        again.stderr
    );
}

#[test]
fn what_is_not_a_database_is_refused_and_nothing_written() {
    let temp = temp_dir();
    fs::write(temp.path().join("gub.csv"), "esto no es una base\n").unwrap();
    let run = prep(temp.path(), &ARGUMENTS);
    assert_eq!(run.code, Some(1));
    assert!(run.stdout.starts_with("gub.csv"), "{}", run.stdout);
    assert!(
        run.stdout
            .ends_with("\nNo se reconstruyó el proceso: 1 falta.\n"),
        "{}",
        run.stdout
    );
    assert!(!temp.path().join("nueva").exists());
}

#[test]
fn a_missing_database_or_perfil_is_named() {
    let temp = temp_dir();
    let run = prep(temp.path(), &ARGUMENTS);
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.starts_with("error: no se pudo leer gub.csv: "),
        "{}",
        run.stderr
    );
    let run = prep(
        temp.path(),
        &[&ARGUMENTS[..], &["--perfil", "otro"]].concat(),
    );
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr
            .starts_with("error: no hay un perfil ni un archivo «otro»"),
        "{}",
        run.stderr
    );
}
