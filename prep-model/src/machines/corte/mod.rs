//! One corte: built from one snapshot, checked, published whole or not at all.
//!
//! Only arithmetic, signature or structure defects stop it (DOMAIN 6, decision 9); a defective row
//! is withheld and named, and the corte goes on. Publishing over the checker takes two people and
//! is itself published. Nothing is published before the authorised start. Numbers only grow: a
//! corte that fails for good leaves its number unused.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{RoleRefused, Step, require};
use crate::bitacora::{Actor, Chain, CorteEvent, Event, HoldReason, Reason, Subject, What};
use crate::claves::EjercicioId;
use crate::contract::Sha256Digest;
use crate::people::{Action, Person, PersonId};
use crate::time::Timestamp;

/// Where a corte stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case", deny_unknown_fields)]
pub enum CorteState {
    /// Its turn will come.
    Scheduled {
        /// When.
        due: Timestamp,
    },
    /// It is being built.
    Building {
        /// The prefix of the bitácora its snapshot stands for.
        snapshot: Chain,
    },
    /// Built, and the checker found nothing that stops it.
    Checked {
        /// Digest of its manifest.
        manifest_sha256: Sha256Digest,
    },
    /// Built, and the checker found something that stops it.
    Held {
        /// Digest of its manifest.
        manifest_sha256: Sha256Digest,
        /// What.
        cause: HoldReason,
    },
    /// Somebody asks to publish it over the checker.
    OverrideProposed {
        /// Digest of its manifest.
        manifest_sha256: Sha256Digest,
        /// What the checker found.
        cause: HoldReason,
        /// Who asks.
        proposed_by: PersonId,
        /// Why.
        reason: Reason,
    },
    /// It is public.
    Published {
        /// Digest of its manifest.
        manifest_sha256: Sha256Digest,
        /// Since when.
        at: Timestamp,
    },
    /// It could not be built or published.
    Failed {
        /// What failed.
        reason: Reason,
    },
}

/// One corte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Corte {
    ejercicio: EjercicioId,
    number: u32,
    state: CorteState,
}

/// Why a transition of a corte was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CorteError {
    /// The role does not do this.
    #[error(transparent)]
    Role(#[from] RoleRefused),
    /// The corte is not where this can happen.
    #[error("el corte no está en un estado que lo permita")]
    NotNow,
    /// Its turn has not come.
    #[error("el corte está programado para {0}")]
    NotDue(Timestamp),
    /// The norm allows no publication yet.
    #[error("no se publica nada antes de {0}")]
    BeforeStart(Timestamp),
    /// The same person cannot propose and approve.
    #[error("lo propuso usted: debe aprobarlo otra persona")]
    SamePerson,
    /// Numbers only grow.
    #[error("no quedan números de corte")]
    NoNumber,
}

impl Corte {
    /// Sets the turn of the corte after number `last` (0 before the first).
    pub fn schedule(
        ejercicio: EjercicioId,
        last: u32,
        due: Timestamp,
        now: Timestamp,
    ) -> Result<Step<Self>, CorteError> {
        let number = last.checked_add(1).ok_or(CorteError::NoNumber)?;
        let state = CorteState::Scheduled { due };
        let corte = Self {
            ejercicio,
            number,
            state: state.clone(),
        };
        Ok(corte.step(state, now, Actor::System, CorteEvent::Scheduled { due }))
    }

    /// Its number, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Where it stands.
    pub fn state(&self) -> &CorteState {
        &self.state
    }

    /// Building begins from the snapshot of the bitácora up to `snapshot`. A held corte is built
    /// again, once its defect was corrected.
    pub fn build(&self, snapshot: Chain, now: Timestamp) -> Result<Step<Self>, CorteError> {
        match &self.state {
            CorteState::Scheduled { due } if now < *due => return Err(CorteError::NotDue(*due)),
            CorteState::Scheduled { .. } | CorteState::Held { .. } => {}
            CorteState::Building { .. }
            | CorteState::Checked { .. }
            | CorteState::OverrideProposed { .. }
            | CorteState::Published { .. }
            | CorteState::Failed { .. } => return Err(CorteError::NotNow),
        }
        let what = CorteEvent::BuildingBegan { snapshot };
        Ok(self.step(CorteState::Building { snapshot }, now, Actor::System, what))
    }

    /// Whoever was building it is gone; somebody else may begin at once.
    pub fn abandon(&self, now: Timestamp) -> Result<Step<Self>, CorteError> {
        self.check_building()?;
        let state = CorteState::Scheduled { due: now };
        Ok(self.step(state, now, Actor::System, CorteEvent::Abandoned))
    }

    /// Built, and nothing stops it; `withheld` rows are named in it.
    pub fn pass(
        &self,
        manifest_sha256: Sha256Digest,
        withheld: u32,
        now: Timestamp,
    ) -> Result<Step<Self>, CorteError> {
        self.check_building()?;
        let what = CorteEvent::Checked {
            manifest_sha256,
            withheld,
        };
        Ok(self.step(
            CorteState::Checked { manifest_sha256 },
            now,
            Actor::System,
            what,
        ))
    }

    /// Built, and the checker stops it.
    pub fn hold(
        &self,
        manifest_sha256: Sha256Digest,
        cause: HoldReason,
        now: Timestamp,
    ) -> Result<Step<Self>, CorteError> {
        self.check_building()?;
        let what = CorteEvent::Held {
            manifest_sha256,
            cause,
        };
        let state = CorteState::Held {
            manifest_sha256,
            cause,
        };
        Ok(self.step(state, now, Actor::System, what))
    }

    /// The pointer moved to it. `start` is the moment from which results may be published.
    pub fn publish(&self, start: Timestamp, now: Timestamp) -> Result<Step<Self>, CorteError> {
        let CorteState::Checked { manifest_sha256 } = self.state else {
            return Err(CorteError::NotNow);
        };
        check_start(start, now)?;
        let what = CorteEvent::Published { manifest_sha256 };
        let state = CorteState::Published {
            manifest_sha256,
            at: now,
        };
        Ok(self.step(state, now, Actor::System, what))
    }

    /// A coordinador asks to publish over the checker.
    pub fn propose_override(
        &self,
        by: &Person,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, CorteError> {
        require(by, Action::Approve)?;
        let CorteState::Held {
            manifest_sha256,
            cause,
        } = self.state
        else {
            return Err(CorteError::NotNow);
        };
        let state = CorteState::OverrideProposed {
            manifest_sha256,
            cause,
            proposed_by: by.id.clone(),
            reason: reason.clone(),
        };
        let what = CorteEvent::OverrideProposed { reason };
        Ok(self.step(state, now, Actor::Person(by.clone()), what))
    }

    /// Another coordinador agrees: it is published, and that it was over the checker too.
    pub fn approve_override(
        &self,
        by: &Person,
        start: Timestamp,
        now: Timestamp,
    ) -> Result<Step<Self>, CorteError> {
        require(by, Action::Approve)?;
        let CorteState::OverrideProposed {
            manifest_sha256,
            cause,
            proposed_by,
            reason,
        } = &self.state
        else {
            return Err(CorteError::NotNow);
        };
        if *proposed_by == by.id {
            return Err(CorteError::SamePerson);
        }
        check_start(start, now)?;
        let what = CorteEvent::OverrideApproved {
            manifest_sha256: *manifest_sha256,
            cause: *cause,
            proposed_by: proposed_by.clone(),
            reason: reason.clone(),
        };
        let state = CorteState::Published {
            manifest_sha256: *manifest_sha256,
            at: now,
        };
        Ok(self.step(state, now, Actor::Person(by.clone()), what))
    }

    /// A coordinador, the proposer too, says no to publishing over the checker.
    pub fn reject_override(
        &self,
        by: &Person,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, CorteError> {
        require(by, Action::Approve)?;
        let CorteState::OverrideProposed {
            manifest_sha256,
            cause,
            ..
        } = &self.state
        else {
            return Err(CorteError::NotNow);
        };
        let state = CorteState::Held {
            manifest_sha256: *manifest_sha256,
            cause: *cause,
        };
        let what = CorteEvent::OverrideRejected { reason };
        Ok(self.step(state, now, Actor::Person(by.clone()), what))
    }

    /// It cannot be built or published now, or a held one is given up for the next.
    pub fn fail(&self, reason: Reason, now: Timestamp) -> Result<Step<Self>, CorteError> {
        match &self.state {
            CorteState::Building { .. } | CorteState::Checked { .. } | CorteState::Held { .. } => {}
            CorteState::Scheduled { .. }
            | CorteState::OverrideProposed { .. }
            | CorteState::Published { .. }
            | CorteState::Failed { .. } => return Err(CorteError::NotNow),
        }
        let state = CorteState::Failed {
            reason: reason.clone(),
        };
        Ok(self.step(state, now, Actor::System, CorteEvent::Failed { reason }))
    }

    /// It is tried again, under the same number.
    pub fn reschedule(&self, due: Timestamp, now: Timestamp) -> Result<Step<Self>, CorteError> {
        let CorteState::Failed { .. } = &self.state else {
            return Err(CorteError::NotNow);
        };
        let state = CorteState::Scheduled { due };
        Ok(self.step(state, now, Actor::System, CorteEvent::Rescheduled { due }))
    }

    fn check_building(&self) -> Result<(), CorteError> {
        match &self.state {
            CorteState::Building { .. } => Ok(()),
            CorteState::Scheduled { .. }
            | CorteState::Checked { .. }
            | CorteState::Held { .. }
            | CorteState::OverrideProposed { .. }
            | CorteState::Published { .. }
            | CorteState::Failed { .. } => Err(CorteError::NotNow),
        }
    }

    fn step(&self, state: CorteState, at: Timestamp, actor: Actor, what: CorteEvent) -> Step<Self> {
        let subject = Subject::Corte(self.number);
        let what = What::Corte(what);
        Step {
            event: Event::new(self.ejercicio.clone(), at, actor, subject, what),
            next: Self {
                state,
                ..self.clone()
            },
        }
    }
}

fn check_start(start: Timestamp, now: Timestamp) -> Result<(), CorteError> {
    if now < start {
        Err(CorteError::BeforeStart(start))
    } else {
        Ok(())
    }
}
