use central::cortes::{CorteLifeError, SnapshotRefusal};
use central::store::StoreError;
use central::{Failure, UseCaseError};
use prep_model::bitacora::Reason;
use prep_model::contract::SignError;
use prep_model::machines::corte::CorteError;
use prep_model::time::Timestamp;
use thiserror::Error;

use crate::folder::FolderError;
use crate::package::PackageError;

/// Why there is no corte. Nothing was published.
#[derive(Debug, Error)]
pub enum PublishError {
    /// What is stored does not fit together.
    #[error(transparent)]
    Snapshot(#[from] SnapshotRefusal),
    /// Its files cannot be made.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// The list of withheld actas cannot be written.
    #[error("no se puede escribir la lista de actas retenidas")]
    Csv(#[from] csv::Error),
    /// The rules of a corte say no.
    #[error(transparent)]
    Rule(#[from] CorteError),
    /// The manifest cannot be signed.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The folder cannot be written.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// A coordinador stopped the schedule.
    #[error("la publicación de cortes está detenida desde {at}: «{reason}»")]
    Stopped {
        /// Since when.
        at: Timestamp,
        /// Why.
        reason: Reason,
    },
    /// Another process is making one.
    #[error("otro proceso está haciendo un corte en este momento")]
    Busy,
    /// The lease was lost: another process goes on.
    #[error("otro proceso continuó con este corte")]
    TakenOver,
    /// There is no corte of that number, or it is not where this can happen.
    #[error("el corte {0} no está detenido por la revisión")]
    NotHeld(u32),
    /// The last corte closes the ejercicio.
    #[error("el último corte sólo se publica cuando el ejercicio está en cierre")]
    NotClosing,
    /// There is none after the last.
    #[error("ya se publicó el último corte")]
    Finished,
    /// Database or objects.
    #[error("no se puede leer lo registrado")]
    Failed(#[from] Failure),
}

impl From<CorteLifeError> for PublishError {
    fn from(error: CorteLifeError) -> Self {
        match error {
            UseCaseError::Refused(rule) => Self::Rule(rule),
            UseCaseError::Failed(failure) => Self::Failed(failure),
        }
    }
}

impl From<UseCaseError<SnapshotRefusal>> for PublishError {
    fn from(error: UseCaseError<SnapshotRefusal>) -> Self {
        match error {
            UseCaseError::Refused(refusal) => Self::Snapshot(refusal),
            UseCaseError::Failed(failure) => Self::Failed(failure),
        }
    }
}

impl From<StoreError> for PublishError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl PublishError {
    /// As the bitácora tells it.
    pub(super) fn reason(&self) -> Reason {
        let mut text = self.to_string();
        let mut source = std::error::Error::source(self);
        while let Some(cause) = source {
            text = format!("{text}: {cause}");
            source = cause.source();
        }
        reason(&text)
    }
}

/// Any text as a reason: one line, cut where a reason must end.
pub(super) fn reason(text: &str) -> Reason {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let text: String = text.chars().map(plain).take(Reason::MAX_CHARS).collect();
    Reason::new(&text).unwrap_or_else(|_| Reason::new("sin motivo").expect("a plain sentence"))
}
