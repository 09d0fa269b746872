//! Actas that are missing: those that wait for another image, and SIN ACTA (DOMAIN 6, decision 3).
//!
//! SIN ACTA is never automatic: a supervisor proposes it for one or several actas of a casilla, with
//! the reason and what that rests on, and a coordinador approves. Any copy that appears undoes it.

mod missing;
mod sin_acta;
#[cfg(test)]
mod tests;

use prep_model::claves::ActaKey;
use prep_model::machines::acta::ActaError;
use thiserror::Error;

use crate::UseCaseError;

pub use missing::{MAX_MISSING, MissingBoard, find_actas, missing_board};
pub use sin_acta::{approve_sin_acta, propose_sin_acta, reject_sin_acta, reverse_sin_acta};

/// Why a decision about missing actas was refused. None of them was changed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FaltantesRefused {
    /// Nothing was chosen.
    #[error("elija al menos un acta")]
    Nothing,
    /// The proceso does not expect this acta.
    #[error("el acta {0} no está en el catálogo de este proceso")]
    NotEsperada(ActaKey),
    /// A rule of one of the actas.
    #[error("{acta}: {error}")]
    Acta {
        /// Which.
        acta: ActaKey,
        /// Which rule.
        error: ActaError,
    },
}

/// How a use case about missing actas ends when it does not succeed.
pub type FaltantesError = UseCaseError<FaltantesRefused>;

impl From<FaltantesRefused> for FaltantesError {
    fn from(refused: FaltantesRefused) -> Self {
        Self::Refused(refused)
    }
}
