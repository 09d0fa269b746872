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
