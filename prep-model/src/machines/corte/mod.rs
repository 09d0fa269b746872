//! One corte: built from one snapshot, checked, published whole or not at all.
//!
//! Only arithmetic, signature or structure defects stop it (DOMAIN 6, decision 9); a defective row
//! is withheld and named, and the corte goes on. Publishing over the checker takes two people and
//! is itself published. Nothing is published before the authorised start. Numbers only grow, and
//! whatever fails is tried again under its own number.
//!
//! * [`Schedule`] — the turns at which cortes are due, and what comes [`Next`].
//! * [`Agenda`] — the schedule as people govern it: stopped, released, a drill's start.
//! * [`Corte`] — the life of one corte.

mod agenda;
mod building;
mod copy;
mod next;
mod overrides;
mod schedule;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{RoleRefused, Step, require};
use crate::bitacora::{Actor, Chain, CorteEvent, Event, HoldReason, Reason, Subject, What};
use crate::claves::EjercicioId;
use crate::contract::Sha256Digest;
use crate::people::PersonId;
use crate::time::Timestamp;

pub use agenda::{Agenda, AgendaState};
pub use copy::CopyState;
pub use next::Next;
pub use schedule::Schedule;

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
    /// The turn it answers.
    #[serde(default = "before_it_was_kept")]
    turn: Timestamp,
    /// Since when it stands where it does.
    #[serde(default = "before_it_was_kept")]
    since: Timestamp,
    /// True if it is the last one.
    #[serde(default)]
    last: bool,
    #[serde(default)]
    overridden: Option<Override>,
    #[serde(default)]
    copy: CopyState,
}

/// What rows say that were written before these moments were kept.
fn before_it_was_kept() -> Timestamp {
    Timestamp::from_micros(0).expect("0 is in range")
}

/// That a corte is published over the checker, and on whose word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// What the checker found.
    pub cause: HoldReason,
    /// Who asked.
    pub proposed_by: PersonId,
    /// Who agreed.
    pub approved_by: PersonId,
    /// Why.
    pub reason: Reason,
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
    /// The schedule is stopped.
    #[error("la publicación de cortes ya está detenida")]
    AlreadyStopped,
    /// The schedule is not stopped.
    #[error("la publicación de cortes no está detenida")]
    NotStopped,
    /// The oficial's start is the proceso's.
    #[error("el inicio de la publicación del ejercicio oficial es el del proceso y no se cambia")]
    StartIsFixed,
    /// Something was built already.
    #[error("ya se hizo un corte: el inicio de la publicación no se cambia")]
    AlreadyBegun,
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
            turn: due,
            since: now,
            last: false,
            overridden: None,
            copy: CopyState::Pending,
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

    /// The turn of the schedule that it answers.
    pub fn turn(&self) -> Timestamp {
        self.turn
    }

    /// Since when it stands where it does.
    pub fn since(&self) -> Timestamp {
        self.since
    }

    /// True if it was built as the last corte of its ejercicio.
    pub fn is_last(&self) -> bool {
        self.last
    }

    /// On whose word it is published over the checker, if it is.
    pub fn overridden(&self) -> Option<&Override> {
        self.overridden.as_ref()
    }

    /// How its copy in the second place stands.
    pub fn copy(&self) -> &CopyState {
        &self.copy
    }

    /// The moment after which the next turn is looked for; `None` while it is being made. A corte
    /// that is held leaves its turn to the next, in which it is built again.
    pub fn turn_taken(&self) -> Option<Timestamp> {
        match &self.state {
            CorteState::Published { at, .. } => Some(self.turn.max(*at)),
            CorteState::Held { .. } | CorteState::OverrideProposed { .. } => {
                Some(self.turn.max(self.since))
            }
            CorteState::Scheduled { .. }
            | CorteState::Building { .. }
            | CorteState::Checked { .. }
            | CorteState::Failed { .. } => None,
        }
    }

    fn step(&self, state: CorteState, at: Timestamp, actor: Actor, what: CorteEvent) -> Step<Self> {
        let next = Self {
            state,
            since: at,
            ..self.clone()
        };
        next.told(at, actor, what)
    }

    /// This corte with the event that tells how it came to be so.
    fn told(self, at: Timestamp, actor: Actor, what: CorteEvent) -> Step<Self> {
        let subject = Subject::Corte(self.number);
        let what = What::Corte(what);
        let event = Event::new(self.ejercicio.clone(), at, actor, subject, what);
        Step { next: self, event }
    }
}

fn check_start(start: Timestamp, now: Timestamp) -> Result<(), CorteError> {
    if now < start {
        Err(CorteError::BeforeStart(start))
    } else {
        Ok(())
    }
}
