//! The folders in which cortes are published.
//!
//! ```text
//! <root>/<proceso>/<ejercicio>/actual.json            which corte is the newest: the pointer
//! <root>/<proceso>/<ejercicio>/0001_20240602_2000/    a corte: manifest and files
//! <root>/<proceso>/<ejercicio>/imagenes/<sha256>.jpg  the images of published rows
//! <root>/.preparacion/<proceso>/<ejercicio>/<sha256>/ a corte that is not public, by its manifest
//! ```
//!
//! A corte is made whole beside the public place, every file durable, and becomes public by one
//! rename; then the pointer moves, also by one rename. Nothing public is overwritten or removed.
//! `.preparacion` is readable by its owner only: what is held there is not published.

mod aside;
mod disk;
mod images;
mod public;
mod second_place;
mod whole;

use std::io;
use std::path::{Path, PathBuf};

use prep_model::claves::{EjercicioId, ProcesoId};
use prep_model::contract::Sha256Digest;
use prep_model::time::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use aside::Unfinished;
pub use images::{IMAGES_LIST, images_text, listed_images};
pub use second_place::copy_and_verify;
pub use whole::{read_manifest, verify_whole};

/// Where cortes are published and copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// The folder that holds every published corte.
    pub root: PathBuf,
    /// The second place, if there is one: the same layout below it.
    pub copy: Option<PathBuf>,
}

/// The folders of one ejercicio.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorteFolder {
    public: PathBuf,
    aside: PathBuf,
}

/// Which corte is the newest: the text of `actual.json`. Readers poll it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pointer {
    /// Version of this format: 1.
    pub v: u8,
    /// Number of the corte.
    pub number: u32,
    /// Name of its folder.
    pub folder: String,
    /// The moment of its snapshot.
    pub at: Timestamp,
    /// Digest of its manifest.
    pub manifest_sha256: Sha256Digest,
}

/// Why a folder was not written or read.
#[derive(Debug, Error)]
pub enum FolderError {
    /// Another corte is there already; what is published is never overwritten.
    #[error("{0} ya existe y es de otro corte: lo publicado no se sobrescribe")]
    AlreadyThere(PathBuf),
    /// What is there is not what was written.
    #[error("{path}: {fault}")]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it, in Spanish.
        fault: String,
    },
    /// An image of a published row cannot be read.
    #[error("no se puede leer la imagen {digest}: {fault}")]
    Image {
        /// Which.
        digest: Sha256Digest,
        /// What the store said.
        fault: String,
    },
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

impl Pointer {
    /// Name of the file that holds it.
    pub const FILE: &'static str = "actual.json";
}

impl Places {
    /// The folders of an ejercicio in the first place.
    pub fn first(&self, proceso: &ProcesoId, ejercicio: &EjercicioId) -> CorteFolder {
        CorteFolder::below(&self.root, proceso, ejercicio)
    }

    /// The folders of an ejercicio in the second place.
    pub fn second(&self, proceso: &ProcesoId, ejercicio: &EjercicioId) -> Option<CorteFolder> {
        let copy = self.copy.as_deref()?;
        Some(CorteFolder::below(copy, proceso, ejercicio))
    }
}

impl CorteFolder {
    fn below(root: &Path, proceso: &ProcesoId, ejercicio: &EjercicioId) -> Self {
        let of = |root: &Path| root.join(proceso.as_str()).join(ejercicio.as_str());
        Self {
            public: of(root),
            aside: of(&root.join(".preparacion")),
        }
    }

    /// What the public may read.
    pub fn public(&self) -> &Path {
        &self.public
    }
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> FolderError {
    let path = path.to_owned();
    move |source| FolderError::Io { path, source }
}
