use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use prep_model::proceso::Proceso;
use thiserror::Error;

use super::paths::ELECCIONES;
use super::{FileFault, Files, parse, render};

/// Why a proceso was not written. Nothing is left behind.
#[derive(Debug, Error)]
pub enum WriteError {
    /// There is something at that path, and it is not an empty folder.
    #[error("{} ya existe y no es una carpeta vacía: indique otra o quítela", .0.display())]
    Occupied(PathBuf),
    /// The folder in which the new one would be does not exist.
    #[error("no existe la carpeta {}: créela primero", .0.display())]
    NoParent(PathBuf),
    /// The files would be refused when read: a name with a line break, for example.
    #[error("el proceso no puede escribirse: {}", .0.first().map(ToString::to_string).unwrap_or_default())]
    Refused(Vec<FileFault>),
    /// The files would be read as another proceso.
    #[error("el proceso no puede escribirse: {0} no se leería igual")]
    Unfaithful(String),
    /// The disk failed.
    #[error("no se pudo escribir {}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

/// Writes a proceso as a new folder `dir`, completely or not at all.
///
/// What is written is read back in memory first and must give the same proceso.
pub fn write(proceso: &Proceso, notes: &[String], dir: &Path) -> Result<(), WriteError> {
    let files = render(proceso, notes);
    let reading = parse(&files).map_err(|refusal| WriteError::Refused(refusal.faults))?;
    if let Some(part) = difference(proceso, &reading.proceso) {
        return Err(WriteError::Unfaithful(part));
    }
    write_files(&files, dir)
}

/// Writes files as a new folder `dir`, completely or not at all.
fn write_files(files: &Files, dir: &Path) -> Result<(), WriteError> {
    let occupied = || WriteError::Occupied(dir.to_owned());
    let empty = match fs::symlink_metadata(dir) {
        Ok(metadata) if metadata.is_dir() => fs::read_dir(dir)
            .map_err(|e| failed(dir, e))?
            .next()
            .is_none(),
        Ok(_) => false,
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(error) => return Err(failed(dir, error)),
    };
    let name = dir.file_name().filter(|_| empty).ok_or_else(occupied)?;
    let parent = match dir.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    if !parent.is_dir() {
        return Err(WriteError::NoParent(parent.to_owned()));
    }
    let partial = format!(".{}.{}.parcial", name.to_string_lossy(), std::process::id());
    let partial = Partial(parent.join(partial));
    create_dir(&partial.0)?;
    create_dir(&partial.0.join(ELECCIONES))?;
    for (path, bytes) in files.iter() {
        write_file(&partial.0.join(path), bytes)?;
    }
    sync_dir(&partial.0.join(ELECCIONES))?;
    sync_dir(&partial.0)?;
    // Replaces an empty folder; fails if somebody filled it meanwhile.
    fs::rename(&partial.0, dir).map_err(|error| match error.kind() {
        io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::AlreadyExists => occupied(),
        _ => failed(dir, error),
    })?;
    std::mem::forget(partial);
    sync_dir(parent)
}

/// A folder being filled, removed unless it was renamed.
struct Partial(PathBuf);

impl Drop for Partial {
    fn drop(&mut self) {
        // Nothing to do about a failure here: the error that led here is the one to tell.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn create_dir(path: &Path) -> Result<(), WriteError> {
    fs::create_dir(path).map_err(|error| failed(path, error))
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let written = File::create_new(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|error| failed(path, error))
}

fn sync_dir(path: &Path) -> Result<(), WriteError> {
    let synced = File::open(path).and_then(|dir| dir.sync_all());
    synced.map_err(|error| failed(path, error))
}

fn failed(path: &Path, source: io::Error) -> WriteError {
    WriteError::Io {
        path: path.to_owned(),
        source,
    }
}

/// The first part in which two procesos differ.
fn difference(one: &Proceso, other: &Proceso) -> Option<String> {
    if one == other {
        return None;
    }
    if one.head() != other.head() {
        return Some("el encabezado".to_owned());
    }
    if one.perfil() != other.perfil() {
        return Some("el perfil".to_owned());
    }
    let elecciones = one.elecciones().iter().zip(other.elecciones());
    if let Some((one, _)) = elecciones.into_iter().find(|(one, other)| one != other) {
        return Some(format!("la elección {}", one.id));
    }
    let mut casillas = one.casillas().iter().zip(other.casillas());
    let differing = casillas.find(|(one, other)| one != other);
    Some(differing.map_or("el catálogo".to_owned(), |(one, _)| {
        format!("la casilla {}", one.clave)
    }))
}
