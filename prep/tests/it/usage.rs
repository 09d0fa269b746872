//! Help and wrong arguments, in Spanish throughout.

use crate::support::{prep, temp_dir};

#[test]
fn arguments_are_explained_in_spanish() {
    let temp = temp_dir();
    let refused = |arguments: &[&str]| {
        let output = prep(temp.path(), arguments);
        assert_eq!(output.code, Some(2), "{arguments:?}");
        output.stderr
    };
    assert!(refused(&["proceso", "check"]).starts_with("error: falta <CARPETA>\n"));
    assert!(refused(&["proceso", "revisa"]).starts_with("error: no hay una orden «revisa»\n"));
    assert!(
        refused(&["proceso", "check", "x", "--xml"]).starts_with("error: no se conoce «--xml»")
    );
    let wrong = refused(&[
        "proceso",
        "from-results",
        "--entidad",
        "40",
        "--out",
        "x",
        "GUB=x.csv",
    ]);
    assert!(
        wrong.starts_with("error: «40» no es un valor de --entidad"),
        "{wrong}"
    );
    assert!(wrong.contains("van de 01 a 32"), "{wrong}");
}

#[test]
fn every_command_has_its_help_in_spanish() {
    let temp = temp_dir();
    for arguments in [
        &["--help"][..],
        &["proceso", "check", "--help"],
        &["proceso", "from-results", "-h"],
        &["demo", "-h"],
        &["proceso", "import", "-h"],
        &["user", "-h"],
        &["user", "add", "-h"],
        &["user", "list", "-h"],
        &["user", "disable", "-h"],
        &["user", "reset", "-h"],
        &["device", "-h"],
        &["device", "enroll", "-h"],
        &["device", "list", "-h"],
        &["device", "revoke", "-h"],
        &["device", "quarantine", "-h"],
        &["device", "quarantine", "list", "-h"],
        &["device", "quarantine", "admit", "-h"],
        &["device", "quarantine", "reject", "-h"],
        &["ejercicio", "-h"],
        &["ejercicio", "begin", "-h"],
        &["ejercicio", "open", "-h"],
        &["ejercicio", "close", "-h"],
        &["ejercicio", "list", "-h"],
        &["acta", "-h"],
        &["acta", "show", "-h"],
        &["bitacora", "-h"],
        &["bitacora", "verify", "-h"],
    ] {
        let output = prep(temp.path(), arguments);
        assert_eq!(output.code, Some(0), "{arguments:?}");
        let help = output.stdout;
        assert!(
            help.contains("Uso: prep") && !help.contains("Usage"),
            "{help}"
        );
    }
}
