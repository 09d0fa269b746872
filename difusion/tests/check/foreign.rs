//! Files of other institutes, and what is no database.

use difusion::check::{CheckOptions, check_database, check_dir, check_package_zip};
use prep_model::perfiles::Perfil;

use crate::night::{Change, database};

fn defects(bytes: &[u8], options: &CheckOptions) -> Vec<String> {
    let report = check_database("ajena.csv", bytes, options).expect("a database");
    report.defects.iter().map(ToString::to_string).collect()
}

/// Federal columns of 2021: other names, a pipe, apostrophes, latin-1, unknown columns on both sides.
#[test]
fn a_federal_file_is_read_with_its_own_names() {
    let text = "\
DIPUTACIONES FEDERALES\n\
06/06/2021 21:00 (UTC-5)\n\
\n\
ACTAS_ESPERADAS|ACTAS_CAPTURADAS|PORCENTAJE_ACTAS_CAPTURADAS\n\
3|2|66.6666\n\
\n\
CLAVE_CIRCUNSCRIPCION|ID_ESTADO|NOMBRE_ESTADO|SECCION|ID_CASILLA|TIPO_CASILLA|MORENA|FUERZA_M\u{c9}XICO|\
CANDIDATO/A NO REGISTRADO/A|VOTOS NULOS|TOTAL_VOTOS_CALCULADOS|LISTA_NOMINAL_CASILLA|COTEJADA\n\
1|'09|CIUDAD DE M\u{c9}XICO|'0001|01|B|10|5|0|1|16|500|1\n\
1|'09|CIUDAD DE M\u{c9}XICO|'0001|01|C|20|5|0|1|26|500|1\n";
    let latin1: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).expect("latin-1"))
        .collect();
    assert_eq!(
        defects(&latin1, &CheckOptions::default()),
        Vec::<String>::new()
    );
    let wrong = String::from_utf8_lossy(&latin1).replace("|26|", "|27|");
    let found = defects(wrong.as_bytes(), &CheckOptions::default());
    assert!(
        found.len() == 1 && found[0].starts_with("A10 "),
        "{found:?}"
    );
}

#[test]
fn another_perfil_changes_names_delimiter_and_texts_without_code() {
    let text = include_str!("perfil_ajeno.toml");
    let perfil = Perfil::from_toml(text).expect("a perfil");
    let bytes = database(&[5, 60, 700], Change::None);
    let text = String::from_utf8(bytes).expect("UTF-8");
    let other = text
        .replace(',', "|")
        .replace("SECCION", "SECC")
        .replace("|NULOS", "|VOTOS_ANULADOS")
        .replace("ILEGIBLE|", "NO SE LEE|");
    let other = format!("\u{feff}{other}");
    let options = CheckOptions::with_perfil(perfil);
    assert_eq!(defects(other.as_bytes(), &options), Vec::<String>::new());
    let iecm = CheckOptions::with_perfil(Perfil::built_in("iecm-2024").expect("built in"));
    let found = defects(other.as_bytes(), &iecm);
    for code in ["N02 ", "N03 "] {
        let told = found.iter().any(|defect| defect.starts_with(code));
        assert!(told, "{code}: {found:?}");
    }
}

#[test]
fn what_is_no_database_is_unreadable_and_says_what_to_give() {
    let long = format!("SECCION,NO_REGISTRADAS\n{}", "9".repeat(70_000));
    for (bytes, says) in [
        (&b""[..], "vacío"),
        (b"\x00\x01\x02\x03", "binario"),
        (b"hola, mundo\n", "encabezado"),
        (long.as_bytes(), "65536"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "binario"),
    ] {
        let error = check_database("x", bytes, &CheckOptions::default()).expect_err("no database");
        assert!(error.message.contains(says), "{error}");
        assert!(!error.remedy.is_empty());
    }
    assert!(check_package_zip("x.zip", b"PK\x03\x04nada", &CheckOptions::default()).is_err());
    let empty = tempfile::tempdir().expect("a folder");
    assert!(check_dir(empty.path(), &CheckOptions::default()).is_err());
    assert!(check_dir(&empty.path().join("no-hay"), &CheckOptions::default()).is_err());
}

mod any_input {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Cut, doubled and overwritten anywhere: an answer, never a panic.
        #[test]
        fn damage_is_answered(at in 0usize..4_000, len in 0usize..200, with in prop::collection::vec(any::<u8>(), 0..40)) {
            let mut bytes = database(&[5, 60, 700], Change::None);
            let from = at.min(bytes.len());
            let to = (from + len).min(bytes.len());
            bytes.splice(from..to, with);
            let options = CheckOptions::with_perfil(Perfil::built_in("iecm-2024").expect("built in"));
            let _ = check_database("x", &bytes, &options);
            let _ = check_database("x", &bytes, &CheckOptions::default());
        }
    }
}
