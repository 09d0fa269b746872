//! The folder of a corte on disk: made aside, durable, then renamed; never overwritten.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use prep_model::contract::Sha256Digest;
use thiserror::Error;

use crate::manifest::Manifest;

/// Why a folder was not written or read.
#[derive(Debug, Error)]
pub enum FolderError {
    /// It is there already; what is published is never overwritten.
    #[error("{0} ya existe: lo publicado no se sobrescribe; use otra carpeta")]
    AlreadyThere(PathBuf),
    /// The system refused.
    #[error("no se puede escribir o leer {path}: {source}")]
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> FolderError {
    let path = path.to_owned();
    move |source| FolderError::Io { path, source }
}

/// Where a folder is made before it is public.
fn aside(folder: &Path) -> PathBuf {
    folder.with_extension("tmp")
}

/// Writes `files` beside `folder`, every one durable. They are public after [`make_public`].
pub fn write_folder(folder: &Path, files: &[(&str, &[u8])]) -> Result<(), FolderError> {
    if folder.exists() {
        return Err(FolderError::AlreadyThere(folder.to_owned()));
    }
    let aside = aside(folder);
    if aside.exists() {
        // Left by a process that died: it was never public.
        fs::remove_dir_all(&aside).map_err(failed(&aside))?;
    }
    fs::create_dir_all(&aside).map_err(failed(&aside))?;
    for (name, bytes) in files {
        let path = aside.join(name);
        write_durably(&path, bytes).map_err(failed(&path))?;
    }
    sync_folder(&aside).map_err(failed(&aside))
}

/// Makes what [`write_folder`] wrote public in one step.
pub fn make_public(folder: &Path) -> Result<(), FolderError> {
    fs::rename(aside(folder), folder).map_err(failed(folder))?;
    let parent = folder.parent().unwrap_or(Path::new("."));
    sync_folder(parent).map_err(failed(parent))
}

/// True if corte `number` with that manifest is public below `out`.
pub fn is_published(
    out: &Path,
    number: u32,
    manifest_sha256: Sha256Digest,
) -> Result<bool, FolderError> {
    if !out.exists() {
        return Ok(false);
    }
    for entry in fs::read_dir(out).map_err(failed(out))? {
        let path = entry.map_err(failed(out))?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if !name.starts_with(&format!("{number:04}_")) || path.extension().is_some() {
            continue;
        }
        let manifest = path.join(Manifest::FILE);
        let bytes = fs::read(&manifest).map_err(failed(&manifest))?;
        if Sha256Digest::of(&bytes) == manifest_sha256 {
            return Ok(true);
        }
    }
    Ok(false)
}

fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
