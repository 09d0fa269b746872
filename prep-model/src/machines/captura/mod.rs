//! One round of captura of one acta: two people type it, neither seeing what the other typed;
//! equal settles, different goes to a verificador, and what only the verificador says goes to a
//! second one (DESIGN 7). In a perfil of captura + verificación one person types and a verificador
//! confirms.
//!
//! Rules the machine holds, whatever the order in which people and timers reach it:
//!
//! * Nobody does two of the tasks of a round. Who left nothing standing (gave the turn back, let it
//!   lapse) has not taken part. Who took part in an earlier round takes no part in a later one; a
//!   perfil for small teams may let capturistas (never verificadores, who saw both) return.
//! * A lease is a right, not a deadline: while nobody else took the turn and nobody returned it to
//!   the queue, its holder may finish after it lapsed. Otherwise the finish is refused and nothing
//!   is lost: the caller keeps the draft. So return lapsed leases when somebody wants the turn, not
//!   by the clock.
//! * Recall: the author of the first captura may correct it until the second is finished. What they
//!   had finished stands until they finish again: an edit that lapses changes nothing. If the
//!   second finishes meanwhile, the pair is compared with what stands and the recall ends.
//! * Equal means every field, the total among them; marks of letra contra número may differ and the
//!   union of them stays. "Illegible image" against values is a difference like any other.
//! * The verificador decides only the fields that differ. If every field of the decision is what
//!   one of the captures says, it settles; otherwise a second verificador decides, and that stands.
//! * A correction is a new round. The old one is never changed.

mod claim;
mod content;
mod fila;
mod finish;
mod lease;
mod resolve;
mod state;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{RoleRefused, Step};
use crate::bitacora::{Actor, CapturaEvent, Event, Subject, What};
use crate::claves::{ActaKey, EjercicioId};
use crate::contract::DigitalizacionId;
use crate::people::{Person, PersonId};
use crate::perfiles::{ModoCaptura, ReglasCaptura};
use crate::time::Timestamp;

pub use content::{CapturaContent, Captured, MarkError, OtherProblem};
pub use fila::{Fila, FilaError};
pub use resolve::{Choice, Decision, Resolution, ResolutionError, Side};
pub use state::{CapturaState, Captures, Done, Lease, Verificacion, Work};

/// What is captured.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CapturaOf {
    /// An acta of the catalogue.
    Acta(ActaKey),
    /// An image that was found to be fuera de catálogo.
    FueraDeCatalogo(DigitalizacionId),
}

/// What the perfil settles about a round; fixed when it opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapturaRules {
    /// How many people it takes.
    pub modo: ModoCaptura,
    /// A value that only the verificador gives needs a second verificador.
    pub second_verificador: bool,
    /// Capturistas of earlier rounds may take part in later ones.
    pub capturistas_return: bool,
}

impl Default for CapturaRules {
    fn default() -> Self {
        Self {
            modo: ModoCaptura::DobleCiega,
            second_verificador: true,
            capturistas_return: false,
        }
    }
}

impl From<&ReglasCaptura> for CapturaRules {
    fn from(reglas: &ReglasCaptura) -> Self {
        Self {
            modo: reglas.modo,
            second_verificador: reglas.segundo_verificador,
            ..Self::default()
        }
    }
}

/// One round of captura.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Captura {
    ejercicio: EjercicioId,
    of: CapturaOf,
    round: u16,
    rules: CapturaRules,
    /// Who took part in earlier rounds and may not in this one.
    barred: BTreeSet<PersonId>,
    /// Leases given so far in this round.
    tokens: u64,
    state: CapturaState,
}

/// Why a transition of a captura was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CapturaError {
    /// The role does not do this.
    #[error(transparent)]
    Role(#[from] RoleRefused),
    /// Nothing waits for this kind of work.
    #[error("el acta no está en espera de esta tarea")]
    NotWaiting,
    /// This person made the other captura.
    #[error("usted ya capturó esta acta: la segunda captura es de otra persona")]
    SamePerson,
    /// This person captured or verified it.
    #[error("usted ya intervino en esta acta: la verificación es de otra persona")]
    AlreadyWorked,
    /// This person took part in an earlier round.
    #[error("usted ya intervino en una captura anterior de esta acta")]
    Barred,
    /// The lease would end in the past or last too long.
    #[error(
        "el turno debe durar entre un instante y {} segundos",
        Captura::MAX_LEASE_SECONDS
    )]
    LeaseTerm,
    /// The turn is somebody else's or went back to the queue.
    #[error("el turno ya no es suyo; lo que escribió no se envió y sigue en su pantalla")]
    LeaseLost,
    /// The lease has not lapsed, or is not held.
    #[error("ese turno no está vencido")]
    NotLapsed,
    /// There is no captura of this person that has not been paired.
    #[error("ya no hay una captura suya que pueda recuperar en esta acta")]
    NothingToRecall,
    /// The decision cannot be taken as it is.
    #[error(transparent)]
    Resolution(#[from] ResolutionError),
    /// The round has not ended.
    #[error("la captura de esta acta no ha terminado")]
    NotEnded,
    /// Rounds without end are a sign of something else being wrong.
    #[error("el acta ya se capturó {} veces", Captura::MAX_ROUNDS)]
    TooManyRounds,
}

impl Captura {
    /// Longest lease.
    pub const MAX_LEASE_SECONDS: i64 = 3_600;
    /// Most rounds of one acta.
    pub const MAX_ROUNDS: u16 = 99;

    /// The first round, waiting. Its event is the acta's (`captura_opened`).
    pub fn open(ejercicio: EjercicioId, of: CapturaOf, rules: CapturaRules) -> Self {
        Self {
            ejercicio,
            of,
            round: 1,
            rules,
            barred: BTreeSet::new(),
            tokens: 0,
            state: CapturaState::Pending,
        }
    }

    /// The run of the proceso it belongs to.
    pub fn ejercicio(&self) -> &EjercicioId {
        &self.ejercicio
    }

    /// What is captured.
    pub fn of(&self) -> &CapturaOf {
        &self.of
    }

    /// Which round, from 1.
    pub fn round(&self) -> u16 {
        self.round
    }

    /// What the perfil settled about it.
    pub fn rules(&self) -> CapturaRules {
        self.rules
    }

    /// Where it stands.
    pub fn state(&self) -> &CapturaState {
        &self.state
    }

    /// Who may take no part because of earlier rounds.
    pub fn barred(&self) -> &BTreeSet<PersonId> {
        &self.barred
    }

    /// True if something this person finished stands in this round, if they hold its lease, or if
    /// an earlier round bars them.
    pub fn touched_by(&self, person: &PersonId) -> bool {
        self.worked(person)
            || self
                .state
                .leases()
                .iter()
                .any(|(_, lease)| lease.person == *person)
            || self.barred.contains(person)
    }

    /// When the first captura was finished: FECHA_HORA_CAPTURA.
    pub fn captured_at(&self) -> Option<Timestamp> {
        self.state.done().first().map(|done| done.at)
    }

    fn worked(&self, person: &PersonId) -> bool {
        self.state.done().iter().any(|done| done.person == *person)
    }

    fn step(
        &self,
        state: CapturaState,
        at: Timestamp,
        actor: Actor,
        what: CapturaEvent,
    ) -> Step<Self> {
        let subject = match &self.of {
            CapturaOf::Acta(acta) => Subject::Acta(acta.clone()),
            CapturaOf::FueraDeCatalogo(id) => Subject::Digitalizacion(*id),
        };
        let what = What::Captura(what);
        Step {
            event: Event::new(self.ejercicio.clone(), at, actor, subject, what),
            next: Self {
                state,
                ..self.clone()
            },
        }
    }

    fn step_by(
        &self,
        state: CapturaState,
        at: Timestamp,
        by: &Person,
        what: CapturaEvent,
    ) -> Step<Self> {
        self.step(state, at, Actor::Person(by.clone()), what)
    }
}
