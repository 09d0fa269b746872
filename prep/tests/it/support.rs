//! Running the binary, and a folder to run it on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use proceso_files::{folder, sample};

/// What a run of the binary wrote, and its exit code.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs `prep` in a folder.
pub(crate) fn prep(dir: &Path, arguments: &[&str]) -> Run {
    prep_with(dir, &[], arguments)
}

/// Runs `prep` in a folder with some settings.
pub(crate) fn prep_with(dir: &Path, settings: &[(&str, &str)], arguments: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_prep"));
    // The settings of whoever runs the tests are not the tests'.
    for name in [
        "PREP_CONFIG",
        "PREP_LISTEN",
        "PREP_PUBLIC_URL",
        "PREP_TRUSTED_PROXIES",
        "PREP_DATABASE_URL",
        "PREP_DATABASE_OWNER_URL",
        "PREP_DATABASE_CONNECTIONS",
        "PREP_OBJECTS_URL",
        "PREP_CORTES_DIR",
        "PREP_CORTES_COPY",
    ] {
        command.env_remove(name);
    }
    let command = command.args(arguments).current_dir(dir);
    let command = command.env("PREP_DATA_DIR", dir.join("datos"));
    let command = command.envs(settings.iter().copied());
    let output = command
        .output()
        .expect("the binary was built for this test");
    let text = |bytes| String::from_utf8(bytes).expect("the binary writes UTF-8");
    Run {
        code: output.status.code(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// A temporary folder that holds the sample as `muestra`, and the path of that.
pub(crate) fn sample_folder() -> (tempfile::TempDir, PathBuf) {
    let temp = temp_dir();
    let dir = temp.path().join("muestra");
    folder::write(&sample::proceso(), &["De muestra.".to_owned()], &dir)
        .expect("the sample can be written");
    (temp, dir)
}

pub(crate) fn temp_dir() -> tempfile::TempDir {
    tempfile::tempdir().expect("there is a temporary folder")
}

/// Replaces the only occurrence of `from` in a file.
pub(crate) fn edit(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).expect("the file is there");
    assert_eq!(text.matches(from).count(), 1, "{from:?}");
    fs::write(file, text.replace(from, to)).expect("the file can be written");
}
