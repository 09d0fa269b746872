//! One run of the proceso: a simulacro or the official one (DOMAIN 6, decision 13).
//!
//! It begins empty and somebody attests it (*puesta en ceros*); a second person opens it. It is
//! closed with its last corte and then archived; nothing of a closed ejercicio changes.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{RoleRefused, Step, require};
use crate::bitacora::{Actor, EjercicioEvent, Event, Reason, Subject, What};
use crate::claves::EjercicioId;
use crate::contract::Sha256Digest;
use crate::people::{Action, Person, PersonId};
use crate::time::Timestamp;

/// Where an ejercicio stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case", deny_unknown_fields)]
pub enum EjercicioState {
    /// It exists; people and devices may be prepared.
    Created,
    /// Somebody attested that it is empty.
    PuestaEnCeros {
        /// Who.
        attested_by: PersonId,
        /// Digest of the proceso's files it runs with.
        proceso_sha256: Sha256Digest,
    },
    /// It takes actas.
    Open,
    /// Only what was begun is finished, and what is left is settled: SIN ACTA, last corte.
    Closing,
    /// Nothing changes any more.
    Closed {
        /// Number of the last corte.
        last_corte: u32,
    },
    /// It is in the archive.
    Archived,
}

/// One run of the proceso.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ejercicio {
    id: EjercicioId,
    state: EjercicioState,
}

/// What the databases of an ejercicio hold, counted for the puesta en ceros.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holdings {
    /// Images received, in any state.
    pub digitalizaciones: u64,
    /// Actas of which something arrived.
    pub arrived: u64,
    /// Captures finished.
    pub capturas: u64,
    /// Cortes built.
    pub cortes: u64,
}

/// Why a transition of an ejercicio was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EjercicioError {
    /// The role does not do this.
    #[error(transparent)]
    Role(#[from] RoleRefused),
    /// The ejercicio is not where this can happen.
    #[error("el ejercicio no está en un estado que lo permita")]
    NotNow,
    /// It holds something already.
    #[error("no está en ceros: hay {} registros", total(.0))]
    NotEmpty(Holdings),
    /// The same person cannot attest and open.
    #[error("usted certificó la puesta en ceros: debe abrirlo otra persona")]
    SamePerson,
}

fn total(held: &Holdings) -> u64 {
    let Holdings {
        digitalizaciones,
        arrived,
        capturas,
        cortes,
    } = *held;
    [arrived, capturas, cortes]
        .into_iter()
        .fold(digitalizaciones, u64::saturating_add)
}

impl Ejercicio {
    /// A new run begins to be prepared.
    pub fn create(
        id: EjercicioId,
        by: &Person,
        now: Timestamp,
    ) -> Result<Step<Self>, EjercicioError> {
        require(by, Action::Administer)?;
        let ejercicio = Self {
            id,
            state: EjercicioState::Created,
        };
        Ok(ejercicio.step(EjercicioState::Created, now, by, EjercicioEvent::Created))
    }

    /// Which run.
    pub fn id(&self) -> &EjercicioId {
        &self.id
    }

    /// Where it stands.
    pub fn state(&self) -> &EjercicioState {
        &self.state
    }

    /// True if new actas and images may enter.
    pub fn is_open(&self) -> bool {
        match &self.state {
            EjercicioState::Open => true,
            EjercicioState::Created
            | EjercicioState::PuestaEnCeros { .. }
            | EjercicioState::Closing
            | EjercicioState::Closed { .. }
            | EjercicioState::Archived => false,
        }
    }

    /// An administrador attests that it is empty and with which files it runs. Again, if either
    /// changed.
    pub fn attest(
        &self,
        by: &Person,
        held: Holdings,
        esperadas: u32,
        proceso_sha256: Sha256Digest,
        now: Timestamp,
    ) -> Result<Step<Self>, EjercicioError> {
        require(by, Action::Administer)?;
        let EjercicioState::Created = &self.state else {
            return Err(EjercicioError::NotNow);
        };
        if total(&held) > 0 {
            return Err(EjercicioError::NotEmpty(held));
        }
        let attested_by = by.id.clone();
        let state = EjercicioState::PuestaEnCeros {
            attested_by,
            proceso_sha256,
        };
        let what = EjercicioEvent::PuestaEnCerosAttested {
            esperadas,
            proceso_sha256,
        };
        Ok(self.step(state, now, by, what))
    }

    /// The attestation no longer holds; it must be given again.
    pub fn void(
        &self,
        by: &Person,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, EjercicioError> {
        require(by, Action::Administer)?;
        let EjercicioState::PuestaEnCeros { .. } = &self.state else {
            return Err(EjercicioError::NotNow);
        };
        let what = EjercicioEvent::PuestaEnCerosVoided { reason };
        Ok(self.step(EjercicioState::Created, now, by, what))
    }

    /// A coordinador other than who attested opens it; `held` is counted again.
    pub fn open(
        &self,
        by: &Person,
        held: Holdings,
        now: Timestamp,
    ) -> Result<Step<Self>, EjercicioError> {
        require(by, Action::Approve)?;
        let EjercicioState::PuestaEnCeros { attested_by, .. } = &self.state else {
            return Err(EjercicioError::NotNow);
        };
        if *attested_by == by.id {
            return Err(EjercicioError::SamePerson);
        }
        if total(&held) > 0 {
            return Err(EjercicioError::NotEmpty(held));
        }
        let what = EjercicioEvent::Opened {
            attested_by: attested_by.clone(),
        };
        Ok(self.step(EjercicioState::Open, now, by, what))
    }

    /// The closing window begins: at 24 hours, or at 100 % with recovery exhausted.
    pub fn begin_closing(
        &self,
        by: &Person,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, EjercicioError> {
        require(by, Action::Approve)?;
        let EjercicioState::Open = &self.state else {
            return Err(EjercicioError::NotNow);
        };
        let what = EjercicioEvent::ClosingBegan { reason };
        Ok(self.step(EjercicioState::Closing, now, by, what))
    }

    /// It takes actas again: the period was extended.
    pub fn resume(
        &self,
        by: &Person,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, EjercicioError> {
        require(by, Action::Approve)?;
        let EjercicioState::Closing = &self.state else {
            return Err(EjercicioError::NotNow);
        };
        Ok(self.step(
            EjercicioState::Open,
            now,
            by,
            EjercicioEvent::Resumed { reason },
        ))
    }

    /// The last corte is published.
    pub fn close(
        &self,
        by: &Person,
        last_corte: u32,
        manifest_sha256: Sha256Digest,
        now: Timestamp,
    ) -> Result<Step<Self>, EjercicioError> {
        require(by, Action::Approve)?;
        let EjercicioState::Closing = &self.state else {
            return Err(EjercicioError::NotNow);
        };
        let what = EjercicioEvent::Closed {
            last_corte,
            manifest_sha256,
        };
        Ok(self.step(EjercicioState::Closed { last_corte }, now, by, what))
    }

    /// Everything of it was copied to the archive and checked there.
    pub fn archive(
        &self,
        by: &Person,
        archive_sha256: Sha256Digest,
        now: Timestamp,
    ) -> Result<Step<Self>, EjercicioError> {
        require(by, Action::Administer)?;
        let EjercicioState::Closed { .. } = &self.state else {
            return Err(EjercicioError::NotNow);
        };
        let what = EjercicioEvent::Archived { archive_sha256 };
        Ok(self.step(EjercicioState::Archived, now, by, what))
    }

    fn step(
        &self,
        state: EjercicioState,
        at: Timestamp,
        by: &Person,
        what: EjercicioEvent,
    ) -> Step<Self> {
        let actor = Actor::Person(by.clone());
        let what = What::Ejercicio(what);
        Step {
            event: Event::new(self.id.clone(), at, actor, Subject::Ejercicio, what),
            next: Self {
                state,
                ..self.clone()
            },
        }
    }
}
