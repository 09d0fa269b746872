use prep_model::contract::Sha256Digest;
use thiserror::Error;

use crate::Failure;
use crate::objects::ObjectError;
use crate::store::StoreError;
use crate::store::copy::CopyError;

/// Why a backup was not made, is not good or was not restored. Sentences for people.
#[derive(Debug, Error)]
pub enum BackupError {
    /// The place holds no backup, or none of that name.
    #[error("no hay {}", .0.as_ref().map_or("ningún respaldo ahí".to_owned(), |name| format!("un respaldo «{name}» ahí")))]
    NoBackup(Option<String>),
    /// Its manifest cannot be understood.
    #[error("el manifiesto del respaldo «{name}» no se entiende: {reason}")]
    Manifest {
        /// Which backup.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A block of the database is missing or is not what its name says.
    #[error("el respaldo está dañado: falta o no corresponde el bloque {0} de la base de datos")]
    Block(Sha256Digest),
    /// The file of the database does not hash to what the manifest says.
    #[error("el respaldo está dañado: la base de datos no es la que dice su manifiesto")]
    Database,
    /// A bitácora of the backup is not the one whose head its manifest names.
    #[error("el respaldo está dañado: la bitácora de {0} no termina donde dice su manifiesto")]
    Head(String),
    /// An image that the backup must have is missing or damaged in it.
    #[error("el respaldo está dañado: {0} imágenes faltan o no son las que dice su nombre")]
    Images(u64),
    /// Where it is to be restored there are other keys.
    #[error(
        "en {0} hay otras llaves que las del respaldo: lo que se firmó con unas no se comprueba \
         con las otras"
    )]
    OtherKeys(String),
    /// The database was not copied.
    #[error(transparent)]
    Copy(#[from] CopyError),
    /// Database or objects failed.
    #[error(transparent)]
    Failed(#[from] Failure),
    /// A file could not be read or written.
    #[error("{what}: {source}")]
    Io {
        /// What was being done, to which file.
        what: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}

impl From<ObjectError> for BackupError {
    fn from(error: ObjectError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<StoreError> for BackupError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// Adds to an error of the system what was being done.
pub(super) fn doing(
    what: &str,
    path: &std::path::Path,
) -> impl FnOnce(std::io::Error) -> BackupError {
    let what = format!("no se puede {what} {}", path.display());
    |source| BackupError::Io { what, source }
}
