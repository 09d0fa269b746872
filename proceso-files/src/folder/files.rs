use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use thiserror::Error;

use super::paths::{ELECCIONES, MAX_ENTRIES, max_bytes};

/// The files of a folder in memory, by their path relative to it, with `/`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Files {
    contents: BTreeMap<String, Vec<u8>>,
    unknown: Vec<String>,
}

/// A folder, or a file in it, that cannot be read at all.
#[derive(Debug, Error)]
#[error("{}: {message}", path.display())]
pub struct Unreadable {
    /// What could not be read.
    pub path: PathBuf,
    /// Why, as a sentence in Spanish.
    pub message: String,
    /// What to do, as a sentence in Spanish.
    pub remedy: String,
    /// What the operating system said, if it said something.
    pub source: Option<io::Error>,
}

impl Files {
    /// Adds a file. One that is not of the format is only remembered, to warn about it.
    pub fn insert(&mut self, path: &str, bytes: Vec<u8>) {
        if max_bytes(path).is_some() {
            self.contents.insert(path.to_owned(), bytes);
        } else {
            self.unknown.push(path.to_owned());
        }
    }

    /// The bytes of a file.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.contents.get(path).map(Vec::as_slice)
    }

    /// Every file of the format, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let contents = self.contents.iter();
        contents.map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// Paths that are not of the format.
    pub(super) fn unknown(&self) -> impl Iterator<Item = &str> {
        self.unknown.iter().map(String::as_str)
    }

    /// SHA-256 of each file in hexadecimal, by path.
    pub fn digests(&self) -> impl Iterator<Item = (&str, String)> {
        self.iter().map(|(path, bytes)| (path, sha256_hex(bytes)))
    }

    /// One SHA-256 for the whole folder: that of its list of files as `sha256sum` prints it
    /// (`<hex>  <path>`, one a line, in byte order of the paths).
    pub fn digest(&self) -> String {
        let list = self
            .digests()
            .fold(String::new(), |mut list, (path, digest)| {
                let _ = writeln!(list, "{digest}  {path}");
                list
            });
        sha256_hex(list.as_bytes())
    }

    /// Reads the files of the format that a folder holds. Links inside it are refused: what was
    /// checked must be what is there.
    pub fn load(dir: &Path) -> Result<Self, Unreadable> {
        let metadata = fs::metadata(dir).map_err(|error| folder_error(dir, error))?;
        if !metadata.is_dir() {
            let remedy = "indique la carpeta que contiene proceso.toml";
            return Err(unreadable(dir, "no es una carpeta", remedy, None));
        }
        let mut files = Self::default();
        files.load_dir(dir, "")?;
        let elecciones = dir.join(ELECCIONES);
        match fs::symlink_metadata(&elecciones) {
            Ok(metadata) if metadata.is_dir() => files.load_dir(&elecciones, "elecciones/")?,
            Ok(_) => {
                let remedy = "debe ser una carpeta con los archivos de cada elección";
                return Err(unreadable(&elecciones, "no es una carpeta", remedy, None));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(folder_error(&elecciones, error)),
        }
        Ok(files)
    }

    fn load_dir(&mut self, dir: &Path, prefix: &str) -> Result<(), Unreadable> {
        let entries = fs::read_dir(dir).map_err(|error| folder_error(dir, error))?;
        for (count, entry) in entries.enumerate() {
            let entry = entry.map_err(|error| folder_error(dir, error))?;
            if count >= MAX_ENTRIES {
                let message = format!("hay más de {MAX_ENTRIES} archivos en la carpeta");
                return Err(unreadable(dir, &message, "deje solo los del proceso", None));
            }
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with('.') || (prefix.is_empty() && name == ELECCIONES) {
                continue;
            }
            let path = format!("{prefix}{name}");
            match max_bytes(&path) {
                None => self.unknown.push(path),
                Some(max) => {
                    let bytes = read_regular_file(&entry.path(), max)?;
                    self.contents.insert(path, bytes);
                }
            }
        }
        self.unknown.sort();
        Ok(())
    }
}

/// At most one byte more than `max`, which is how the reader knows that there are too many.
fn read_regular_file(path: &Path, max: u64) -> Result<Vec<u8>, Unreadable> {
    let failed = |error: io::Error| {
        let remedy = "revise los permisos del archivo";
        unreadable(path, "no se pudo leer", remedy, Some(error))
    };
    let metadata = fs::symlink_metadata(path).map_err(failed)?;
    if !metadata.is_file() {
        let what = if metadata.is_symlink() {
            "es un enlace"
        } else {
            "no es un archivo"
        };
        let remedy = "ponga en la carpeta el archivo mismo";
        return Err(unreadable(path, what, remedy, None));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(failed)?;
    file.take(max + 1).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

fn folder_error(dir: &Path, error: io::Error) -> Unreadable {
    let linked = fs::symlink_metadata(dir).is_ok_and(|metadata| metadata.is_symlink());
    let (message, remedy) = match error.kind() {
        io::ErrorKind::NotFound if linked => (
            "es un enlace a una carpeta que no existe",
            "corrija el enlace",
        ),
        io::ErrorKind::NotFound => (
            "no existe",
            "revise cómo está escrito el nombre de la carpeta",
        ),
        io::ErrorKind::PermissionDenied => (
            "no hay permiso para leer la carpeta",
            "revise los permisos de la carpeta",
        ),
        _ => (
            "no se pudo leer la carpeta",
            "revise el disco y los permisos",
        ),
    };
    unreadable(dir, message, remedy, Some(error))
}

fn unreadable(path: &Path, message: &str, remedy: &str, source: Option<io::Error>) -> Unreadable {
    Unreadable {
        path: path.to_owned(),
        message: message.to_owned(),
        remedy: remedy.to_owned(),
        source,
    }
}

fn sha256_hex(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}
