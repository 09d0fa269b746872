use std::io;

use thiserror::Error;

use prep_model::contract::{DigitalizacionId, SealError};
use prep_model::machines::outbox::OutboxError as Refusal;

use crate::capture::PhotoError;

/// Why the outbox could not do something. Nothing is half done.
#[derive(Debug, Error)]
pub enum OutboxError {
    /// No room on the device.
    #[error("no queda espacio en el dispositivo; libere espacio y vuelva a intentarlo")]
    StorageFull,
    /// Another process holds the database.
    #[error("otro programa tiene abierta esta bandeja de salida; ciérrelo y vuelva a intentarlo")]
    InUse,
    /// The database is damaged. Opening the outbox again moves it aside and rebuilds it.
    #[error(
        "la base de datos de la bandeja de salida está dañada; ábrala de nuevo para reconstruirla: {0}"
    )]
    Damaged(String),
    /// The database failed in another way.
    #[error("la base de datos de la bandeja de salida falló: {0}")]
    Database(Box<redb::Error>),
    /// A file could not be read or written.
    #[error("no se pudo usar el archivo {name}")]
    Disk {
        /// Which file.
        name: String,
        /// What the system says.
        source: io::Error,
    },
    /// No such image here.
    #[error("la bandeja de salida no tiene la foto {0}")]
    NotFound(DigitalizacionId),
    /// The image is not where this can happen to it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Only what a receipt stands for may be freed.
    #[error("la foto no se ha entregado y no se puede borrar")]
    NotDelivered,
}

/// Why a photo did not get into the outbox. It can be taken again.
#[derive(Debug, Error)]
pub enum CaptureError {
    /// The photo itself.
    #[error(transparent)]
    Photo(#[from] PhotoError),
    /// The key, or a rule of the envelope.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The device's key is not the one this outbox was opened with.
    #[error("la llave del dispositivo cambió; vuelva a darlo de alta")]
    OtherKey,
    /// The disk.
    #[error(transparent)]
    Outbox(#[from] OutboxError),
}

impl OutboxError {
    /// For `map_err` on a step with the file `name`.
    pub(super) fn disk(name: &str) -> impl FnOnce(io::Error) -> Self + '_ {
        move |source| {
            if is_full(&source) {
                Self::StorageFull
            } else {
                Self::Disk {
                    name: name.to_owned(),
                    source,
                }
            }
        }
    }

    /// Sorts what the database says.
    pub(super) fn database(error: impl Into<redb::Error>) -> Self {
        match error.into() {
            redb::Error::Io(error) if is_full(&error) => Self::StorageFull,
            redb::Error::Io(error) if is_damage(&error) => Self::Damaged(error.to_string()),
            redb::Error::DatabaseAlreadyOpen | redb::Error::LockProtocolMismatch => Self::InUse,
            error @ (redb::Error::Corrupted(_)
            | redb::Error::RepairAborted
            | redb::Error::UpgradeRequired(_)
            | redb::Error::TableTypeMismatch { .. }
            | redb::Error::TableIsMultimap(_)) => Self::Damaged(error.to_string()),
            error => Self::Database(Box::new(error)),
        }
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    )
}

fn is_damage(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof
    )
}
