//! `prep demo`.

use std::path::Path;

use proceso_files::folder::{self, Files};

use crate::support::{prep, temp_dir};

#[test]
fn a_demo_is_a_sound_proceso_without_warnings_and_the_same_each_time() {
    let temp = temp_dir();
    let digest = |name: &str, seed: &str| {
        let run = prep(temp.path(), &["demo", "--out", name, "--seed", seed]);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
        assert!(run.stdout.ends_with(&format!("\nSe escribió {name}.\n")));
        let dir: &Path = &temp.path().join(name);
        Files::load(dir).map(|files| files.digest()).ok()
    };
    let one = digest("uno", "7");
    assert_eq!(one, digest("otra-vez", "7"));
    assert_ne!(one, digest("dos", "8"));
    let reading = folder::read(&temp.path().join("uno")).unwrap();
    assert_eq!(reading.warnings, []);
    assert!(reading.notes[0].contains("--seed 7"));
}

#[test]
fn a_small_demo_has_the_size_that_was_asked_for() {
    let temp = temp_dir();
    let size = ["--distritos", "2", "--casillas", "20"];
    let run = prep(
        temp.path(),
        &[&["demo", "--out", "chico"][..], &size].concat(),
    );
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    let reading = folder::read(&temp.path().join("chico")).unwrap();
    assert_eq!(reading.proceso.casillas().len(), 40);
    assert_eq!(reading.warnings, []);
    assert!(reading.notes[0].contains("prep demo --seed 1 --distritos 2 --casillas 20;"));
}

#[test]
fn a_size_that_no_demo_has_is_refused_with_what_one_may_have() {
    let temp = temp_dir();
    let refused = |size: &[&str]| {
        let run = prep(temp.path(), &[&["demo", "--out", "x"][..], size].concat());
        assert_eq!(run.code, Some(2), "{size:?}");
        assert!(!temp.path().join("x").exists());
        run.stderr
    };
    let alone = refused(&["--distritos", "2"]);
    assert!(
        alone.starts_with("error: falta --casillas <NUMERO>"),
        "{alone}"
    );
    let many = refused(&["--distritos", "34", "--casillas", "20"]);
    assert!(
        many.starts_with("error: «34» no es un valor de --distritos"),
        "{many}"
    );
    let few = refused(&["--distritos", "2", "--casillas", "11"]);
    assert!(
        few.starts_with("error: «11» no es un valor de --casillas"),
        "{few}"
    );
}
