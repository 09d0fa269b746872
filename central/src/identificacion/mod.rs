//! Which acta an image is of, where only a person can say (DOMAIN 6, decision 4).
//!
//! An image waits here because nobody identified it, because what it names is not expected, because
//! the same bytes came for two actas, or because its captura sent it back. A supervisor says which
//! acta it is of, or that it is none, or writes down what they tried. After that one person may
//! propose that it is fuera de catálogo, with what can be read of it, and another confirms: then it
//! is published last. The bitácora keeps every identification, the first and those after it.

mod catalogue;
mod decide;
mod find_image;
mod identify_image;
mod pending;
#[cfg(test)]
mod tests;

use prep_model::machines::acta::ActaError;
use prep_model::machines::digitalizacion::DigitalizacionError;
use thiserror::Error;

use crate::UseCaseError;

pub use catalogue::{MAX_FOUND, search_catalogue};
pub use decide::{
    confirm_fuera, propose_fuera, reconsider_image, record_attempt, refuse_fuera, reject_image,
};
pub use find_image::find_pending_image;
pub use identify_image::identify_image;
pub use pending::{MAX_LISTED, PendingBoard, find_pending, pending_board};

/// Why a decision about an image was refused. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IdentificacionRefused {
    /// The ejercicio has no such image.
    #[error("no hay una digitalización con ese identificador en este ejercicio")]
    Unknown,
    /// A rule of the image.
    #[error(transparent)]
    Digitalizacion(#[from] DigitalizacionError),
    /// A rule of the acta that it would be of.
    #[error(transparent)]
    Acta(#[from] ActaError),
}

/// How a use case of identification ends when it does not succeed.
pub type IdentificacionError = UseCaseError<IdentificacionRefused>;

impl From<IdentificacionRefused> for IdentificacionError {
    fn from(refused: IdentificacionRefused) -> Self {
        Self::Refused(refused)
    }
}
