//! The images, each named by the SHA-256 of its bytes under `<proceso>/<ejercicio>/`.
//!
//! An object is written once, whole or not at all, and never changed or removed. While a device is
//! still sending one, its bytes lie in a *part*, which is not an object.

mod filesystem;

use std::io;
use std::path::PathBuf;

use prep_model::claves::{EjercicioId, ProcesoId};
use prep_model::contract::Sha256Digest;
use thiserror::Error;

pub use filesystem::FilesystemObjects;

/// Why the object store did not do what was asked.
#[derive(Debug, Error)]
pub enum ObjectError {
    /// No space is left: nothing was stored, and trying later may work.
    #[error("no space is left for {0}")]
    Full(String),
    /// The bytes are not those of the name; nothing was stored under it.
    #[error("the bytes have SHA-256 {found} and not {expected}")]
    Digest {
        /// The name.
        expected: Sha256Digest,
        /// What the bytes have.
        found: Sha256Digest,
    },
    /// A part is shorter than the offset at which it is to go on.
    #[error("the part holds {held} bytes and cannot go on at {offset}")]
    Offset {
        /// Bytes held.
        held: u64,
        /// Where the caller wanted to go on.
        offset: u64,
    },
    /// Anything else.
    #[error("{what}")]
    Io {
        /// What was being done, to which object.
        what: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

/// Whose objects: the prefix that keeps drills and elections apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ObjectScope {
    /// The proceso.
    pub proceso: ProcesoId,
    /// The run of it.
    pub ejercicio: EjercicioId,
}

/// Where the images are kept.
#[derive(Debug, Clone)]
pub enum Objects {
    /// Files in a folder.
    Filesystem(FilesystemObjects),
}

impl Objects {
    /// Objects as files below `folder`, which is made if it is not there.
    pub async fn open_filesystem(folder: PathBuf) -> Result<Self, ObjectError> {
        Ok(Self::Filesystem(FilesystemObjects::open(folder).await?))
    }

    /// Adds `bytes` to the part named `upload`, which must hold exactly `offset` bytes or more; what
    /// it holds beyond `offset` was never acknowledged and is cut off. Durable when it returns.
    pub async fn append_part(
        &self,
        upload: &str,
        offset: u64,
        bytes: &[u8],
    ) -> Result<(), ObjectError> {
        match self {
            Self::Filesystem(files) => files.append_part(upload, offset, bytes).await,
        }
    }

    /// Bytes that the part holds; 0 if there is none.
    pub async fn part_len(&self, upload: &str) -> Result<u64, ObjectError> {
        match self {
            Self::Filesystem(files) => files.part_len(upload).await,
        }
    }

    /// The bytes of a part.
    pub async fn read_part(&self, upload: &str) -> Result<Vec<u8>, ObjectError> {
        match self {
            Self::Filesystem(files) => files.read_part(upload).await,
        }
    }

    /// Forgets a part. One that is not there is no error.
    pub async fn remove_part(&self, upload: &str) -> Result<(), ObjectError> {
        match self {
            Self::Filesystem(files) => files.remove_part(upload).await,
        }
    }

    /// The names of all parts, to find those nobody will finish.
    pub async fn list_parts(&self) -> Result<Vec<String>, ObjectError> {
        match self {
            Self::Filesystem(files) => files.list_parts().await,
        }
    }

    /// True if objects can be reached.
    pub async fn is_ready(&self) -> bool {
        match self {
            Self::Filesystem(files) => files.list_parts().await.is_ok(),
        }
    }

    /// Stores `bytes` under their digest, checked, durable when it returns. Stored twice is once.
    pub async fn put(
        &self,
        scope: &ObjectScope,
        digest: Sha256Digest,
        bytes: Vec<u8>,
    ) -> Result<(), ObjectError> {
        let found = Sha256Digest::of(&bytes);
        if found != digest {
            return Err(ObjectError::Digest {
                expected: digest,
                found,
            });
        }
        match self {
            Self::Filesystem(files) => files.put(scope, digest, bytes).await,
        }
    }

    /// The bytes of an object, checked against the name; `None` if there is none.
    pub async fn get(
        &self,
        scope: &ObjectScope,
        digest: Sha256Digest,
    ) -> Result<Option<Vec<u8>>, ObjectError> {
        let bytes = match self {
            Self::Filesystem(files) => files.get(scope, digest).await?,
        };
        match bytes.as_deref().map(Sha256Digest::of) {
            Some(found) if found != digest => Err(ObjectError::Digest {
                expected: digest,
                found,
            }),
            _ => Ok(bytes),
        }
    }
    /// Makes every write fail as on a full disk, or succeed again.
    #[cfg(any(test, feature = "testing"))]
    pub fn set_full(&self, full: bool) {
        match self {
            Self::Filesystem(files) => files.set_full(full),
        }
    }
}
