//! Folders on disk: what is read, what is refused, what is left behind.

use std::fs;
use std::path::Path;

use super::*;

fn written() -> (tempfile::TempDir, std::path::PathBuf) {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("proceso");
    write(&sample::proceso(), &["nota".to_owned()], &dir).unwrap();
    (temp, dir)
}

fn unreadable(dir: &Path) -> String {
    match read(dir) {
        Err(ReadError::Unreadable(unreadable)) => unreadable.message,
        other => panic!("{other:?}"),
    }
}

fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_written_folder_reads_back() {
    let (temp, dir) = written();
    let reading = read(&dir).unwrap();
    assert_eq!(reading.proceso, sample::proceso());
    assert_eq!(reading.notes, ["nota"]);
    assert_eq!(names(temp.path()), ["proceso"]);
    assert_eq!(
        names(&dir),
        ["casillas.csv", "elecciones", "perfil.toml", "proceso.toml"]
    );
}

#[test]
fn an_occupied_path_is_left_alone_and_an_empty_folder_filled() {
    let (temp, dir) = written();
    let again = write(&sample::proceso(), &[], &dir).unwrap_err();
    assert!(matches!(again, WriteError::Occupied(_)));
    assert_eq!(read(&dir).unwrap().notes, ["nota"]);

    let empty = temp.path().join("vacía");
    fs::create_dir(&empty).unwrap();
    write(&sample::proceso(), &[], &empty).unwrap();
    assert!(read(&empty).is_ok());

    let file = temp.path().join("archivo");
    fs::write(&file, "x").unwrap();
    assert!(matches!(
        write(&sample::proceso(), &[], &file),
        Err(WriteError::Occupied(_))
    ));
    let orphan = temp.path().join("no/hay");
    assert!(matches!(
        write(&sample::proceso(), &[], &orphan),
        Err(WriteError::NoParent(_))
    ));
    assert_eq!(names(temp.path()), ["archivo", "proceso", "vacía"]);
}

#[test]
fn a_proceso_that_would_not_read_back_is_not_written() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("proceso");
    let write_named = |name: &str| {
        let sample = sample::proceso();
        let mut elecciones = sample.elecciones().to_vec();
        elecciones[0].contendientes[0].nombre = name.to_owned();
        let proceso = prep_model::proceso::Proceso::new(
            sample.head().clone(),
            elecciones,
            sample.casillas().to_vec(),
            sample.perfil().clone(),
        );
        write(&proceso.unwrap(), &[], &dir).unwrap_err()
    };
    assert!(matches!(write_named("dos\nlíneas"), WriteError::Refused(_)));
    assert!(
        matches!(write_named(" espacio"), WriteError::Unfaithful(part) if part.contains("GUB"))
    );
    assert_eq!(names(temp.path()), [""; 0]);
}

#[test]
fn folders_that_cannot_be_read_say_why() {
    let (temp, dir) = written();
    assert_eq!(unreadable(&temp.path().join("otra")), "no existe");
    assert_eq!(unreadable(&dir.join("casillas.csv")), "no es una carpeta");
    fs::remove_file(dir.join("casillas.csv")).unwrap();
    fs::create_dir(dir.join("casillas.csv")).unwrap();
    assert_eq!(unreadable(&dir), "no es un archivo");
}

#[cfg(unix)]
#[test]
fn links_inside_the_folder_are_refused_and_to_the_folder_followed() {
    use std::os::unix::fs::symlink;
    let (temp, dir) = written();
    let link = temp.path().join("enlace");
    symlink(&dir, &link).unwrap();
    assert!(read(&link).is_ok());
    let broken = temp.path().join("roto");
    symlink(temp.path().join("nada"), &broken).unwrap();
    assert_eq!(
        unreadable(&broken),
        "es un enlace a una carpeta que no existe"
    );

    fs::rename(dir.join("perfil.toml"), temp.path().join("perfil.toml")).unwrap();
    symlink(temp.path().join("perfil.toml"), dir.join("perfil.toml")).unwrap();
    assert_eq!(unreadable(&dir), "es un enlace");
}

#[test]
fn other_files_are_warned_about_and_hidden_ones_passed_over() {
    let (_temp, dir) = written();
    fs::write(dir.join(".DS_Store"), "x").unwrap();
    fs::write(dir.join("elecciones/GUB.xlsx"), "x").unwrap();
    fs::create_dir(dir.join("actas")).unwrap();
    let warnings = read(&dir).unwrap().warnings;
    let files: Vec<_> = warnings
        .iter()
        .map(|warning| warning.file.as_str())
        .collect();
    assert_eq!(files, ["actas", "elecciones/GUB.xlsx"]);
}
