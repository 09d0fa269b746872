//! The images, each named by the SHA-256 of its bytes under `<proceso>/<ejercicio>/`.
//!
//! An object is written once, whole or not at all, and never changed or removed. While a device is
//! still sending one, its bytes lie apart: in a *part* on the disk, or in *pieces* in an S3 store
//! (`crate::recepcion` knows which). Both stores behave alike: `conformance.rs` runs every
//! behaviour on both.
//!
//! Objects are read whole and checked before anybody sees them, at most
//! [`crate::recepcion::MAX_IMAGE_BYTES`] at a time; only [`Objects::hash_object`] reads in pieces.

#[cfg(test)]
mod conformance;
mod error;
mod filesystem;
mod location;
mod s3;

use prep_model::claves::{EjercicioId, ProcesoId};
use prep_model::contract::Sha256Digest;

pub use error::ObjectError;
pub use filesystem::FilesystemObjects;
pub use location::{ObjectsUrl, S3Credentials, S3Location};
pub(crate) use s3::Piece;
pub use s3::S3Objects;

/// Whose objects: the prefix that keeps drills and elections apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectScope {
    /// The proceso.
    pub proceso: ProcesoId,
    /// The run of it.
    pub ejercicio: EjercicioId,
}

/// An object as its store lists it, its bytes not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedObject {
    /// Its name.
    pub digest: Sha256Digest,
    /// Its size in bytes.
    pub bytes: u64,
}

/// Some objects of a scope, in the order of their digests.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ObjectsPage {
    /// The objects.
    pub objects: Vec<ListedObject>,
    /// What stands among them and has no object's name.
    pub others: Vec<String>,
    /// True if no object comes after these.
    pub is_last: bool,
}

/// Where the images are kept.
#[derive(Debug, Clone)]
pub enum Objects {
    /// Files in a folder.
    Filesystem(FilesystemObjects),
    /// Keys of a bucket.
    S3(S3Objects),
}

impl Objects {
    /// Opens the store of an address: a folder is made if it is not there, a bucket must be there.
    pub async fn open(
        url: &ObjectsUrl,
        credentials: Option<&S3Credentials>,
    ) -> Result<Self, ObjectError> {
        match (url, credentials) {
            (ObjectsUrl::Folder(folder), _) => Self::open_filesystem(folder.clone()).await,
            (ObjectsUrl::S3(place), Some(credentials)) => {
                Ok(Self::S3(S3Objects::open(place.clone(), credentials).await?))
            }
            (ObjectsUrl::S3(_), None) => Err(ObjectError::Open(
                "faltan las credenciales del almacén S3: póngalas en AWS_ACCESS_KEY_ID y \
                 AWS_SECRET_ACCESS_KEY"
                    .to_owned(),
            )),
        }
    }

    /// Objects as files below `folder`, which is made if it is not there.
    pub async fn open_filesystem(folder: std::path::PathBuf) -> Result<Self, ObjectError> {
        Ok(Self::Filesystem(FilesystemObjects::open(folder).await?))
    }

    /// True if objects can be reached.
    pub async fn is_ready(&self) -> bool {
        match self {
            Self::Filesystem(files) => files.list_parts().await.is_ok(),
            Self::S3(bucket) => Box::pin(bucket.is_ready()).await,
        }
    }

    /// Stores `bytes` under their digest, checked, durable when it returns. Stored twice is once.
    pub async fn put(
        &self,
        scope: &ObjectScope,
        digest: Sha256Digest,
        bytes: Vec<u8>,
    ) -> Result<(), ObjectError> {
        check(digest, &bytes)?;
        self.put_checked(scope, digest, bytes).await
    }

    /// The same for bytes that are known to have the digest.
    pub(crate) async fn put_checked(
        &self,
        scope: &ObjectScope,
        digest: Sha256Digest,
        bytes: Vec<u8>,
    ) -> Result<(), ObjectError> {
        match self {
            Self::Filesystem(files) => files.put(scope, digest, bytes).await,
            Self::S3(bucket) => Box::pin(bucket.put(scope, digest, &bytes)).await,
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
            Self::S3(bucket) => Box::pin(bucket.get(scope, digest)).await?,
        };
        if let Some(bytes) = &bytes {
            check(digest, bytes)?;
        }
        Ok(bytes)
    }

    /// What the bytes of an object hash to, and how many they are, whatever its name says; `None` if
    /// there is none. Reads it in pieces.
    pub async fn hash_object(
        &self,
        scope: &ObjectScope,
        digest: Sha256Digest,
    ) -> Result<Option<(Sha256Digest, u64)>, ObjectError> {
        match self {
            Self::Filesystem(files) => files.hash_object(scope, digest).await,
            Self::S3(bucket) => Box::pin(bucket.hash_object(scope, digest)).await,
        }
    }

    /// Some objects of a scope after `after`, in the order of their digests. Only the last
    /// page may be empty.
    pub async fn list(
        &self,
        scope: &ObjectScope,
        after: Option<Sha256Digest>,
    ) -> Result<ObjectsPage, ObjectError> {
        match self {
            Self::Filesystem(files) => files.list(scope, after).await,
            Self::S3(bucket) => Box::pin(bucket.list(scope, after)).await,
        }
    }

    /// Every scope that holds something, in order.
    pub async fn list_scopes(&self) -> Result<Vec<ObjectScope>, ObjectError> {
        let mut scopes = match self {
            Self::Filesystem(files) => files.list_scopes().await?,
            Self::S3(bucket) => Box::pin(bucket.list_scopes()).await?,
        };
        scopes.sort_unstable();
        Ok(scopes)
    }

    /// Stores a file that is no image, under a name with slashes, in place of what was there.
    /// Whole or not at all, durable when it returns. For backups.
    pub async fn put_file(&self, name: &str, bytes: Vec<u8>) -> Result<(), ObjectError> {
        match self {
            Self::Filesystem(files) => files.put_file(name, bytes).await,
            Self::S3(bucket) => {
                let digest = Sha256Digest::of(&bytes);
                bucket.put_file(name, digest, &bytes).await
            }
        }
    }

    /// The bytes of such a file, unchecked; `None` if there is none.
    pub async fn get_file(&self, name: &str) -> Result<Option<Vec<u8>>, ObjectError> {
        match self {
            Self::Filesystem(files) => files.get_file(name).await,
            Self::S3(bucket) => Box::pin(bucket.get_file(name)).await,
        }
    }

    /// Names up to the next slash that stand right below `folder`, in order. For backups.
    pub async fn list_folders(&self, folder: &str) -> Result<Vec<String>, ObjectError> {
        match self {
            Self::Filesystem(files) => files.list_folders(folder).await,
            Self::S3(bucket) => Box::pin(bucket.list_names(folder)).await,
        }
    }

    /// Makes every write fail as on a full disk, or succeed again.
    #[cfg(any(test, feature = "testing"))]
    pub fn set_full(&self, full: bool) {
        match self {
            Self::Filesystem(files) => files.set_full(full),
            Self::S3(bucket) => bucket.set_full(full),
        }
    }
}

fn check(expected: Sha256Digest, bytes: &[u8]) -> Result<(), ObjectError> {
    let found = Sha256Digest::of(bytes);
    if found == expected {
        return Ok(());
    }
    Err(ObjectError::Digest { expected, found })
}

/// The scope of two names, if they are of one: what else lies in a store (parts, pieces, backups)
/// is none.
fn scope_of(proceso: &str, ejercicio: &str) -> Option<ObjectScope> {
    let is_ours = !["parts", "uploads", "backups"].contains(&proceso);
    Some(ObjectScope {
        proceso: ProcesoId::new(proceso).ok().filter(|_| is_ours)?,
        ejercicio: EjercicioId::new(ejercicio).ok()?,
    })
}
