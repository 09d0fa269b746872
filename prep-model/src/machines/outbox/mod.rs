//! One image on a tablet: from the shutter until the server's receipt verifies. The reception of a
//! Bolsa PREP goes the same way, under an id of the same form, with no bytes to send.
//!
//! Everything survives the program: after a kill, reboot or full disk an item found sending goes on
//! with the upload it has, and the server says how much arrived. The answer to any attempt may have
//! been lost, so a receipt counts wherever the signed item stands. Nothing leaves the outbox but by
//! a verified receipt; what can only fail stays, visible, until a person asks to try again. How long
//! to wait before the next attempt depends on the line more than on the item and is not kept here.
//! The bitácora events are the tablet's own journal.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Step;
use crate::bitacora::{Actor, Event, OutboxEvent, Reason, Subject, What};
use crate::claves::{ClaveCasilla, EjercicioId};
use crate::contract::{DigitalizacionId, Sha256Digest};
use crate::people::{DeviceId, Person};
use crate::time::Timestamp;

/// Where an item stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case", deny_unknown_fields)]
pub enum OutboxState {
    /// The image is on disk; its envelope is not signed.
    Captured,
    /// It waits for its turn.
    Queued {
        /// Attempts made so far.
        attempts: u32,
    },
    /// The server knows it and takes its bytes.
    Sending {
        /// Which attempt, from 1.
        attempt: u32,
        /// The URL of the upload, a capability.
        upload: String,
    },
    /// The server's receipt verified.
    Delivered {
        /// The event of the server's bitácora that tells of it, as the receipt names it.
        event_sha256: Sha256Digest,
        /// When, by the tablet.
        at: Timestamp,
    },
    /// Sending it again can only fail again.
    Rejected {
        /// The problem, in the server's words or the tablet's.
        reason: Reason,
        /// Attempts made so far.
        attempts: u32,
    },
}

/// One item of a tablet's outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutboxItem {
    ejercicio: EjercicioId,
    id: DigitalizacionId,
    device: DeviceId,
    state: OutboxState,
}

/// Why a transition of an item was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum OutboxError {
    /// The item is not where this can happen.
    #[error("el envío no está en un estado que lo permita")]
    NotNow,
}

impl OutboxItem {
    /// A photo was accepted by the person and is on disk.
    pub fn capture(
        ejercicio: EjercicioId,
        id: DigitalizacionId,
        device: DeviceId,
        by: &Person,
        image_sha256: Sha256Digest,
        now: Timestamp,
    ) -> Step<Self> {
        let what = OutboxEvent::Captured { image_sha256 };
        Self::first((ejercicio, id, device), by, now, what)
    }

    /// A person received a Bolsa PREP; from here on it goes the way of a photo, without bytes.
    pub fn receive_bolsa(
        ejercicio: EjercicioId,
        id: DigitalizacionId,
        device: DeviceId,
        by: &Person,
        casilla: ClaveCasilla,
        now: Timestamp,
    ) -> Step<Self> {
        let what = OutboxEvent::BolsaReceived { casilla };
        Self::first((ejercicio, id, device), by, now, what)
    }

    fn first(
        (ejercicio, id, device): (EjercicioId, DigitalizacionId, DeviceId),
        by: &Person,
        now: Timestamp,
        what: OutboxEvent,
    ) -> Step<Self> {
        let item = Self {
            ejercicio,
            id,
            device,
            state: OutboxState::Captured,
        };
        item.step(OutboxState::Captured, now, Actor::Person(by.clone()), what)
    }

    /// Its id.
    pub fn id(&self) -> DigitalizacionId {
        self.id
    }

    /// Where it stands.
    pub fn state(&self) -> &OutboxState {
        &self.state
    }

    /// True once a receipt verified.
    pub fn is_delivered(&self) -> bool {
        matches!(self.state, OutboxState::Delivered { .. })
    }

    /// True until a receipt verified or it was rejected: what "en espera" counts.
    pub fn is_waiting(&self) -> bool {
        match &self.state {
            OutboxState::Captured | OutboxState::Queued { .. } | OutboxState::Sending { .. } => {
                true
            }
            OutboxState::Delivered { .. } | OutboxState::Rejected { .. } => false,
        }
    }

    /// Its envelope was signed and is on disk beside it.
    pub fn queue(
        &self,
        envelope_sha256: Sha256Digest,
        now: Timestamp,
    ) -> Result<Step<Self>, OutboxError> {
        let OutboxState::Captured = &self.state else {
            return Err(OutboxError::NotNow);
        };
        let state = OutboxState::Queued { attempts: 0 };
        Ok(self.step_by_device(state, now, OutboxEvent::Queued { envelope_sha256 }))
    }

    /// The server knows it and takes its bytes at `upload`; while it is sent, at another one.
    pub fn send(&self, upload: &str, now: Timestamp) -> Result<Step<Self>, OutboxError> {
        let attempts = match &self.state {
            OutboxState::Queued { attempts } => *attempts,
            OutboxState::Sending { attempt, .. } => *attempt,
            OutboxState::Captured
            | OutboxState::Delivered { .. }
            | OutboxState::Rejected { .. } => return Err(OutboxError::NotNow),
        };
        let attempt = attempts.saturating_add(1);
        let state = OutboxState::Sending {
            attempt,
            upload: upload.to_owned(),
        };
        Ok(self.step_by_device(state, now, OutboxEvent::SendingBegan { attempt }))
    }

    /// The upload is gone: it has to be registered again, not before `not_before`.
    pub fn postpone(
        &self,
        not_before: Timestamp,
        now: Timestamp,
    ) -> Result<Step<Self>, OutboxError> {
        let OutboxState::Sending { attempt, .. } = &self.state else {
            return Err(OutboxError::NotNow);
        };
        let state = OutboxState::Queued { attempts: *attempt };
        Ok(self.step_by_device(state, now, OutboxEvent::Postponed { not_before }))
    }

    /// A receipt for it verified, naming event `event_sha256`. Also while it waits, as the answer to
    /// an earlier attempt, and after it was rejected: a supervisor may have admitted it.
    pub fn deliver(
        &self,
        event_sha256: Sha256Digest,
        now: Timestamp,
    ) -> Result<Step<Self>, OutboxError> {
        match &self.state {
            OutboxState::Queued { .. }
            | OutboxState::Sending { .. }
            | OutboxState::Rejected { .. } => {}
            OutboxState::Captured | OutboxState::Delivered { .. } => {
                return Err(OutboxError::NotNow);
            }
        }
        let state = OutboxState::Delivered {
            event_sha256,
            at: now,
        };
        Ok(self.step_by_device(state, now, OutboxEvent::Delivered { event_sha256 }))
    }

    /// The server said: never again. Or the tablet did, whose files of it are gone or damaged.
    pub fn reject(&self, reason: Reason, now: Timestamp) -> Result<Step<Self>, OutboxError> {
        let attempts = match &self.state {
            OutboxState::Queued { attempts } => *attempts,
            OutboxState::Sending { attempt, .. } => *attempt,
            OutboxState::Captured
            | OutboxState::Delivered { .. }
            | OutboxState::Rejected { .. } => return Err(OutboxError::NotNow),
        };
        let state = OutboxState::Rejected {
            reason: reason.clone(),
            attempts,
        };
        Ok(self.step_by_device(state, now, OutboxEvent::Rejected { reason }))
    }

    /// A person asks to try once more what was rejected.
    pub fn retry(
        &self,
        by: &Person,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, OutboxError> {
        let OutboxState::Rejected { attempts, .. } = &self.state else {
            return Err(OutboxError::NotNow);
        };
        let state = OutboxState::Queued {
            attempts: *attempts,
        };
        let actor = Actor::Person(by.clone());
        Ok(self.step(state, now, actor, OutboxEvent::Retried { reason }))
    }

    fn step_by_device(&self, state: OutboxState, at: Timestamp, what: OutboxEvent) -> Step<Self> {
        self.step(state, at, Actor::Device(self.device), what)
    }

    fn step(
        &self,
        state: OutboxState,
        at: Timestamp,
        actor: Actor,
        what: OutboxEvent,
    ) -> Step<Self> {
        let subject = Subject::Digitalizacion(self.id);
        let what = What::Outbox(what);
        Step {
            event: Event::new(self.ejercicio.clone(), at, actor, subject, what),
            next: Self {
                state,
                ..self.clone()
            },
        }
    }
}
