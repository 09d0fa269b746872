//! Captura and verificación: who gets the next acta, what they type, and what comes of it.
//!
//! The machine in `prep-model` decides; a use case here loads a round, asks it, and saves the next
//! state with its event in one transaction. What the machine cannot know is kept here:
//!
//! * A claim gives the oldest acta of which the person has done nothing, and yields a little where one
//!   distrito sends much at once, so that all of them advance. Somebody who already holds an acta
//!   gets that one, with what they had typed: a reload never takes a second.
//! * Supervisors govern the queue ([`Fila`](prep_model::machines::captura::Fila)): pauses, modalidades
//!   reserved for some people, a limit for each person; and take turns back.
//! * An image that a round refused is looked at by a supervisor
//!   ([`identificacion`](crate::identificacion)); if the acta has another, the next round begins.
//! * A lapsed turn goes back to the queue only when somebody else is about to get that very acta;
//!   until then its holder may still finish.
//! * **Blindness.** Nothing that a capturista is given depends on whether somebody else has captured
//!   the acta: a lease is named by random bytes and not by its number, the queue is counted without
//!   what is the person's own, and finishing answers the same whatever came of it.
//! * A verificador sees the sides in an order decided by chance when they claim, the same on every
//!   reload, and never whose they are.
//! * Everything finished is kept with its digest, which is all that the bitácora tells of it.

mod acta_versions;
mod claim_captura;
mod claim_verificacion;
mod fila;
mod find_claimed;
mod find_image;
mod find_open_run;
mod finish_captura;
mod lease_key;
mod onwards;
mod open_captura;
mod queue_figures;
mod recall_captura;
mod release_captura;
mod renew_lease;
mod reopen_captura;
mod report_problem;
mod resolve_verificacion;
mod save_draft;
mod shown;
mod step;
mod take_back;
#[cfg(test)]
mod tests;
mod typed;

use prep_model::claves::ActaKey;
use prep_model::elecciones::ActaForm;
use prep_model::machines::acta::ActaError;
use prep_model::machines::captura::{CapturaError, MarkError};
use prep_model::proceso::Proceso;
use thiserror::Error;

use crate::UseCaseError;

pub use acta_versions::{ActaVersions, acta_versions};
pub use claim_captura::{ClaimedCaptura, claim_captura};
pub use claim_verificacion::{ClaimedVerificacion, claim_verificacion};
pub use fila::{FilaBoard, MAX_TURNS, change_fila, fila_board};
pub use find_claimed::{find_claimed_captura, find_claimed_verificacion, find_held_lease};
pub use find_image::{CapturaImage, find_image, find_next_image, peek_next_image};
pub use find_open_run::find_open_run;
pub use finish_captura::{finish_and_claim, finish_captura};
pub use lease_key::{LeaseKey, LeaseKeyError};
pub use open_captura::open_captura;
pub use queue_figures::{MAX_COUNTED, QueueFigures, QueueHalt, queue_figures};
pub use recall_captura::recall_captura;
pub use release_captura::release_captura;
pub use renew_lease::renew_lease;
pub use reopen_captura::reopen_captura;
pub use report_problem::{Problem, report_and_claim, report_problem};
pub use resolve_verificacion::{
    ShownChoice, ShownDecision, ShownResolution, resolve_and_claim, resolve_verificacion,
};
pub use save_draft::save_draft;
pub use shown::{Letter, ShownSide};
pub use take_back::take_back;
pub use typed::{CampoTextFault, TypedActa, TypedFault, parse_campo};

/// How long a turn lasts unless it is renewed, which saving a draft does.
pub const LEASE_SECONDS: i64 = 300;

/// Why captura or verificación said no. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CapturaRefused {
    /// A rule of the round.
    #[error(transparent)]
    Round(#[from] CapturaError),
    /// A rule of the acta.
    #[error(transparent)]
    Acta(#[from] ActaError),
    /// Fields that cannot be accepted as typed, in printed order.
    #[error("hay {} campos que corregir", .0.len())]
    Campos(Vec<TypedFault>),
    /// A mark on a field that the acta does not print.
    #[error(transparent)]
    Mark(#[from] MarkError),
    /// The proceso does not expect this acta.
    #[error("el acta {0} no está en el catálogo de este proceso")]
    NotEsperada(ActaKey),
    /// There is no round to open again.
    #[error("el acta {0} no se ha capturado")]
    NeverCaptured(ActaKey),
    /// A decision names a side that is not shown.
    #[error("no hay captura {0} en esta acta")]
    NoSuchSide(Letter),
}

/// How a use case of captura ends when it does not succeed.
pub type CapturaUseCaseError = UseCaseError<CapturaRefused>;

impl From<CapturaRefused> for CapturaUseCaseError {
    fn from(refused: CapturaRefused) -> Self {
        Self::Refused(refused)
    }
}

impl From<CapturaError> for CapturaUseCaseError {
    fn from(refused: CapturaError) -> Self {
        Self::Refused(refused.into())
    }
}

impl From<ActaError> for CapturaUseCaseError {
    fn from(refused: ActaError) -> Self {
        Self::Refused(refused.into())
    }
}

/// The fields of an acta that are captured, in printed order.
pub fn captured_form(proceso: &Proceso, acta: &ActaKey) -> Result<ActaForm, CapturaRefused> {
    let form = proceso
        .form(acta)
        .ok_or_else(|| CapturaRefused::NotEsperada(acta.clone()))?;
    Ok(proceso.perfil().captured(form))
}
