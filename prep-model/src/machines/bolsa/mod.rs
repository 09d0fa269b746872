//! One reception of a Bolsa PREP: what the acopiador's tablet signed, from when the server has it.
//!
//! Its actas become acopiadas by their own machine ([`acta`](super::acta)), in the same transaction. A
//! bag may be received again: another reception, which adds the actas that had not come. What a
//! revoked device sends waits for a supervisor and changes no acta meanwhile.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{RoleRefused, Step, require};
use crate::bitacora::{
    Actor, BolsaArrival, BolsaEvent, Event, QuarantineReason, Reason, Subject, What,
};
use crate::claves::{ClaveCasilla, EjercicioId};
use crate::contract::BolsaId;
use crate::people::{Action, Person};
use crate::time::Timestamp;

/// Where a reception stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case", deny_unknown_fields)]
pub enum BolsaState {
    /// It counts.
    Received,
    /// It waits for a supervisor: its device had been revoked.
    Quarantined,
    /// It takes no part.
    Rejected,
}

/// One reception.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bolsa {
    ejercicio: EjercicioId,
    id: BolsaId,
    casilla: ClaveCasilla,
    state: BolsaState,
}

/// Why a transition of a reception was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BolsaError {
    /// The role does not do this.
    #[error(transparent)]
    Role(#[from] RoleRefused),
    /// It is not where this can happen.
    #[error("la recepción de la bolsa no está en un estado que lo permita")]
    NotNow,
}

impl Bolsa {
    /// A person received a bag and a device signed it; from a `revoked` one it is kept apart.
    pub fn receive(
        ejercicio: EjercicioId,
        casilla: ClaveCasilla,
        arrival: BolsaArrival,
        revoked: bool,
        by: &Person,
        now: Timestamp,
    ) -> Result<Step<Self>, BolsaError> {
        require(by, Action::Acopiar)?;
        let (state, what) = if revoked {
            let cause = QuarantineReason::RevokedDevice;
            let id = arrival.id;
            let what = BolsaEvent::Quarantined { arrival, cause };
            (BolsaState::Quarantined, (id, what))
        } else {
            let id = arrival.id;
            (BolsaState::Received, (id, BolsaEvent::Received { arrival }))
        };
        let bolsa = Self {
            ejercicio,
            id: what.0,
            casilla,
            state,
        };
        Ok(bolsa.step(state, by, now, what.1))
    }

    /// Its id.
    pub fn id(&self) -> BolsaId {
        self.id
    }

    /// Whose bag it is.
    pub fn casilla(&self) -> ClaveCasilla {
        self.casilla
    }

    /// Where it stands.
    pub fn state(&self) -> &BolsaState {
        &self.state
    }

    /// A supervisor vouches for what a revoked device sent.
    pub fn release(
        &self,
        by: &Person,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, BolsaError> {
        self.decide(by)?;
        let what = BolsaEvent::QuarantineReleased {
            id: self.id,
            reason,
        };
        Ok(self.step(BolsaState::Received, by, now, what))
    }

    /// Nobody vouches for it. What was signed stays.
    pub fn reject(
        &self,
        by: &Person,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, BolsaError> {
        self.decide(by)?;
        let what = BolsaEvent::Rejected {
            id: self.id,
            reason,
        };
        Ok(self.step(BolsaState::Rejected, by, now, what))
    }

    fn decide(&self, by: &Person) -> Result<(), BolsaError> {
        require(by, Action::Supervise)?;
        match self.state {
            BolsaState::Quarantined => Ok(()),
            BolsaState::Received | BolsaState::Rejected => Err(BolsaError::NotNow),
        }
    }

    fn step(&self, state: BolsaState, by: &Person, at: Timestamp, what: BolsaEvent) -> Step<Self> {
        let actor = Actor::Person(by.clone());
        let subject = Subject::Bolsa(self.casilla);
        let what = What::Bolsa(what);
        Step {
            event: Event::new(self.ejercicio.clone(), at, actor, subject, what),
            next: Self {
                state,
                ..self.clone()
            },
        }
    }
}
