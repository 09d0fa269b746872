//! One incidencia: what the staff of a CATD tells by telephone, until somebody has seen to it.
//!
//! What is written of it goes into the bitácora and names nobody but by opaque ids; who telephoned is
//! kept beside it and never there.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::bitacora::{About, Actor, Event, IncidenciaEvent, Place, Reason, Subject, What};
use crate::claves::EjercicioId;
use crate::machines::{RoleRefused, Step, require};
use crate::people::{Action, Person, PersonId};
use crate::time::Timestamp;

/// How far it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case", deny_unknown_fields)]
pub enum IncidenciaState {
    /// Nobody has been asked to see to it.
    Open,
    /// Somebody has.
    Assigned {
        /// Who.
        to: PersonId,
    },
    /// It is seen to.
    Closed,
}

/// One incidencia of an ejercicio.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Incidencia {
    ejercicio: EjercicioId,
    number: u32,
    about: About,
    place: Option<Place>,
    what: Reason,
    state: IncidenciaState,
}

/// Why something about an incidencia was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum IncidenciaError {
    /// The role does not do this.
    #[error(transparent)]
    Role(#[from] RoleRefused),
    /// It is closed.
    #[error("la incidencia está cerrada; para seguir con ella, reábrala")]
    Closed,
    /// It is not closed.
    #[error("la incidencia no está cerrada")]
    NotClosed,
    /// That person has it already.
    #[error("esa persona ya la tiene a su cargo")]
    AlreadyTheirs,
}

impl Incidencia {
    /// Somebody at the CCV writes down what they were told; `number` is the next of the ejercicio.
    pub fn log(
        (ejercicio, number): (EjercicioId, u32),
        by: &Person,
        (about, place): (About, Option<Place>),
        what: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, IncidenciaError> {
        require(by, Action::Supervise)?;
        let next = Self {
            ejercicio,
            number,
            about: about.clone(),
            place: place.clone(),
            what: what.clone(),
            state: IncidenciaState::Open,
        };
        Ok(next.step(by, now, IncidenciaEvent::Logged { about, place, what }))
    }

    /// Its number in the ejercicio, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// What it is about.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// From where it was told.
    pub fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    /// What happened.
    pub fn what(&self) -> &Reason {
        &self.what
    }

    /// How far it is.
    pub fn state(&self) -> &IncidenciaState {
        &self.state
    }

    /// A supervisor gives it to somebody, or to somebody else.
    pub fn assign(
        &self,
        by: &Person,
        to: PersonId,
        now: Timestamp,
    ) -> Result<Step<Self>, IncidenciaError> {
        self.require_open(by)?;
        let state = IncidenciaState::Assigned { to: to.clone() };
        if self.state == state {
            return Err(IncidenciaError::AlreadyTheirs);
        }
        Ok(self
            .with(state)
            .step(by, now, IncidenciaEvent::Assigned { to }))
    }

    /// A supervisor adds something, also to one that is closed.
    pub fn comment(
        &self,
        by: &Person,
        words: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, IncidenciaError> {
        require(by, Action::Supervise)?;
        let next = self.clone();
        Ok(next.step(by, now, IncidenciaEvent::Commented { words }))
    }

    /// A supervisor says that it is seen to, and how.
    pub fn close(
        &self,
        by: &Person,
        words: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, IncidenciaError> {
        self.require_open(by)?;
        let next = self.with(IncidenciaState::Closed);
        Ok(next.step(by, now, IncidenciaEvent::Closed { words }))
    }

    /// A supervisor says that it is not, and why.
    pub fn reopen(
        &self,
        by: &Person,
        words: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, IncidenciaError> {
        require(by, Action::Supervise)?;
        if self.state != IncidenciaState::Closed {
            return Err(IncidenciaError::NotClosed);
        }
        let next = self.with(IncidenciaState::Open);
        Ok(next.step(by, now, IncidenciaEvent::Reopened { words }))
    }

    fn require_open(&self, by: &Person) -> Result<(), IncidenciaError> {
        require(by, Action::Supervise)?;
        if self.state == IncidenciaState::Closed {
            return Err(IncidenciaError::Closed);
        }
        Ok(())
    }

    fn with(&self, state: IncidenciaState) -> Self {
        Self {
            state,
            ..self.clone()
        }
    }

    fn step(self, by: &Person, at: Timestamp, what: IncidenciaEvent) -> Step<Self> {
        let event = Event::new(
            self.ejercicio.clone(),
            at,
            Actor::Person(by.clone()),
            Subject::Incidencia(self.number),
            What::Incidencia(what),
        );
        Step { next: self, event }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machines::testing::{
        assert_in, at, capturista, coordinador, ejercicio, next, supervisor, why,
    };

    fn open() -> Incidencia {
        let place = Place::new("catd:09-1").unwrap();
        let about = (About::General, Some(place));
        let logged = Incidencia::log((ejercicio(), 7), &supervisor(), about, why(), at(0));
        next(logged.unwrap())
    }

    fn assigned() -> Incidencia {
        let to = coordinador().id;
        next(open().assign(&supervisor(), to, at(1)).unwrap())
    }

    fn closed() -> Incidencia {
        next(assigned().close(&coordinador(), why(), at(2)).unwrap())
    }

    /// Open --> Assigned: assign
    #[test]
    fn open_to_assigned() {
        assert_in!(assigned(), IncidenciaState::Assigned);
        let refused = open().assign(&capturista("ana"), supervisor().id, at(1));
        assert!(matches!(refused, Err(IncidenciaError::Role(_))));
    }

    /// Assigned --> Assigned: assign
    #[test]
    fn assigned_to_assigned_by_assign() {
        let other = assigned().assign(&supervisor(), supervisor().id, at(2));
        assert_ne!(next(other.unwrap()), assigned());
        let same = assigned().assign(&supervisor(), coordinador().id, at(2));
        assert_eq!(same, Err(IncidenciaError::AlreadyTheirs));
    }

    /// Open --> Open: comment
    #[test]
    fn open_to_open() {
        let step = open().comment(&supervisor(), why(), at(1)).unwrap();
        assert_eq!(step.event.subject.to_string(), "incidencia:7");
        assert_eq!(next(step), open());
    }

    /// Assigned --> Assigned: comment
    #[test]
    fn assigned_to_assigned_by_comment() {
        let step = assigned().comment(&supervisor(), why(), at(3)).unwrap();
        assert_eq!(next(step), assigned());
    }

    /// Closed --> Closed: comment
    #[test]
    fn closed_to_closed() {
        let step = closed().comment(&supervisor(), why(), at(3)).unwrap();
        assert_eq!(next(step), closed());
    }

    /// Open --> Closed: close
    #[test]
    fn open_to_closed() {
        let step = open().close(&supervisor(), why(), at(1)).unwrap();
        assert_in!(next(step), IncidenciaState::Closed);
    }

    /// Assigned --> Closed: close
    #[test]
    fn assigned_to_closed() {
        assert_in!(closed(), IncidenciaState::Closed);
        let twice = closed().close(&supervisor(), why(), at(3));
        assert_eq!(twice, Err(IncidenciaError::Closed));
        let given = closed().assign(&supervisor(), supervisor().id, at(3));
        assert_eq!(given, Err(IncidenciaError::Closed));
    }

    /// Closed --> Open: reopen
    #[test]
    fn closed_to_open() {
        let again = closed().reopen(&supervisor(), why(), at(3)).unwrap();
        assert_in!(next(again), IncidenciaState::Open);
        let early = open().reopen(&supervisor(), why(), at(3));
        assert_eq!(early, Err(IncidenciaError::NotClosed));
    }
}
