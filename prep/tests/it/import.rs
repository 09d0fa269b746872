//! `prep proceso import`.

use std::fs;

use proceso_files::folder::Files;

use crate::installation::Installation;
use crate::support::edit;

const IMPORT: [&str; 3] = ["proceso", "import", "muestra"];

#[test]
fn a_second_import_of_the_same_is_said_and_changes_nothing() {
    let here = Installation::empty();
    let digest = Files::load(&here.path("muestra")).unwrap().digest();
    let first = here.done(&IMPORT);
    assert!(first.starts_with("muestra-2027 — "), "{first}");
    assert!(first.contains(&format!("\n  huella {digest}\n")), "{first}");
    let end = "\nSe importó muestra-2027, con 38 actas en su catálogo.\n";
    assert!(first.ends_with(end), "{first}");
    let again = here.done(&IMPORT);
    let end = "\nmuestra-2027 ya estaba importado igual; no se cambió nada.\n";
    assert!(again.ends_with(end), "{again}");
    let json = here.json(&IMPORT);
    assert_eq!(json["catalogue_sha256"], digest);
    assert_eq!(
        (&json["changed"], &json["actas"]),
        (&false.into(), &38.into())
    );
}

#[test]
fn other_files_take_their_place_until_there_is_an_ejercicio() {
    let here = Installation::with_people();
    here.done(&IMPORT);
    let toml = here.path("muestra/proceso.toml");
    edit(&toml, "Proceso Electoral Local de Muestra", "Otro");
    let other = here.done(&IMPORT);
    assert!(other.ends_with(", en lugar del que había.\n"), "{other}");
    here.done(&[
        "ejercicio",
        "begin",
        "simulacro-1",
        "--proceso",
        "muestra-2027",
        "--by",
        "administrador",
    ]);
    edit(&toml, "Otro", "Otro más");
    let refused = here.refused(&IMPORT);
    assert!(
        refused.contains("ya tiene un ejercicio con otros archivos"),
        "{refused}"
    );
    assert!(refused.contains("cambie id en proceso.toml"), "{refused}");
}

#[test]
fn faults_are_told_and_nothing_is_imported() {
    let here = Installation::empty();
    let toml = here.path("muestra/proceso.toml");
    edit(&toml, "entidad = 9", "entidad = 99");
    let run = here.run(&IMPORT);
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""));
    assert!(
        run.stdout.starts_with("proceso.toml:4:11: "),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.ends_with("\nNo se importó nada: 1 falta.\n"),
        "{}",
        run.stdout
    );
    fs::remove_dir_all(here.path("muestra")).unwrap();
    let run = here.run(&IMPORT);
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.starts_with("error: muestra: no existe"),
        "{}",
        run.stderr
    );
}
