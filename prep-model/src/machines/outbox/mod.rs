//! One image on a tablet: from the shutter until the server's receipt verifies.
//!
//! Everything but an attempt in flight survives the program: after a kill, reboot or full disk an
//! item found sending goes back to the queue and the server, asked by id, says how much it has. So
//! a receipt may also arrive for an item that waits in the queue. Nothing leaves the outbox but by
//! a verified receipt; what the server refused for ever stays, visible, until a person asks to try
//! again. The bitácora events are the tablet's own journal.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Step;
use crate::bitacora::{Actor, Event, OutboxEvent, Reason, Subject, What};
use crate::claves::EjercicioId;
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
        /// Not to be tried before.
        not_before: Timestamp,
    },
    /// An attempt is in flight.
    Sending {
        /// Which attempt, from 1.
        attempt: u32,
    },
    /// The server's receipt verified.
    Delivered {
        /// The event of the server's bitácora that tells of it, as the receipt names it.
        event_sha256: Sha256Digest,
        /// When, by the tablet.
        at: Timestamp,
    },
    /// The server said: never again.
    Rejected {
        /// The problem, in its words.
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
    /// Its next attempt is later.
    #[error("todavía no es hora de volver a intentar el envío")]
    TooEarly,
}

impl OutboxItem {
    /// Longest wait between two attempts, whatever a server asks for.
    pub const MAX_WAIT_SECONDS: i64 = 3_600;

    /// A photo was accepted by the person and is on disk.
    pub fn capture(
        ejercicio: EjercicioId,
        id: DigitalizacionId,
        device: DeviceId,
        by: &Person,
        image_sha256: Sha256Digest,
        now: Timestamp,
    ) -> Step<Self> {
        let item = Self {
            ejercicio,
            id,
            device,
            state: OutboxState::Captured,
        };
        let what = OutboxEvent::Captured { image_sha256 };
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

    /// True until a receipt verified or the server refused it: what "en espera" counts.
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
        let state = OutboxState::Queued {
            attempts: 0,
            not_before: now,
        };
        Ok(self.step_by_device(state, now, OutboxEvent::Queued { envelope_sha256 }))
    }

    /// An attempt begins.
    pub fn send(&self, now: Timestamp) -> Result<Step<Self>, OutboxError> {
        let OutboxState::Queued {
            attempts,
            not_before,
        } = &self.state
        else {
            return Err(OutboxError::NotNow);
        };
        // Further ahead than any wait is set: the tablet's clock was moved back meanwhile.
        let clock_moved = *not_before > now.plus_seconds(Self::MAX_WAIT_SECONDS);
        if now < *not_before && !clock_moved {
            return Err(OutboxError::TooEarly);
        }
        let attempt = attempts.saturating_add(1);
        let what = OutboxEvent::SendingBegan { attempt };
        Ok(self.step_by_device(OutboxState::Sending { attempt }, now, what))
    }

    /// The attempt failed in a way that may pass; waits an hour at most.
    pub fn postpone(
        &self,
        not_before: Timestamp,
        now: Timestamp,
    ) -> Result<Step<Self>, OutboxError> {
        let OutboxState::Sending { attempt } = &self.state else {
            return Err(OutboxError::NotNow);
        };
        let not_before = not_before.min(now.plus_seconds(Self::MAX_WAIT_SECONDS));
        let state = OutboxState::Queued {
            attempts: *attempt,
            not_before,
        };
        Ok(self.step_by_device(state, now, OutboxEvent::Postponed { not_before }))
    }

    /// The program starts and finds an attempt that it is not making.
    pub fn resume(&self, now: Timestamp) -> Result<Step<Self>, OutboxError> {
        let OutboxState::Sending { attempt } = &self.state else {
            return Err(OutboxError::NotNow);
        };
        let state = OutboxState::Queued {
            attempts: *attempt,
            not_before: now,
        };
        Ok(self.step_by_device(state, now, OutboxEvent::Interrupted))
    }

    /// A receipt for it verified, naming event `event_sha256`. Also while it waits: the answer to an earlier attempt.
    pub fn deliver(
        &self,
        event_sha256: Sha256Digest,
        now: Timestamp,
    ) -> Result<Step<Self>, OutboxError> {
        match &self.state {
            OutboxState::Queued { .. } | OutboxState::Sending { .. } => {}
            OutboxState::Captured
            | OutboxState::Delivered { .. }
            | OutboxState::Rejected { .. } => {
                return Err(OutboxError::NotNow);
            }
        }
        let state = OutboxState::Delivered {
            event_sha256,
            at: now,
        };
        Ok(self.step_by_device(state, now, OutboxEvent::Delivered { event_sha256 }))
    }

    /// The server said: never again.
    pub fn reject(&self, reason: Reason, now: Timestamp) -> Result<Step<Self>, OutboxError> {
        let OutboxState::Sending { attempt } = &self.state else {
            return Err(OutboxError::NotNow);
        };
        let state = OutboxState::Rejected {
            reason: reason.clone(),
            attempts: *attempt,
        };
        Ok(self.step_by_device(state, now, OutboxEvent::Rejected { reason }))
    }

    /// A person asks to try once more what the server refused.
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
            not_before: now,
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
