use serde::{Deserialize, Serialize};

use super::{CorteError, Step, require};
use crate::bitacora::{Actor, CorteEvent, Event, Reason, Subject, What};
use crate::claves::EjercicioId;
use crate::people::{Action, Person, PersonId};
use crate::time::Timestamp;

/// Whether the turns of an ejercicio are taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case", deny_unknown_fields)]
pub enum AgendaState {
    /// They are.
    Running,
    /// None is, until a coordinador releases the schedule.
    Stopped {
        /// Who stopped it.
        by: PersonId,
        /// Why.
        reason: Reason,
        /// Since when.
        at: Timestamp,
    },
}

/// The schedule of one ejercicio as people govern it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agenda {
    ejercicio: EjercicioId,
    from: Option<Timestamp>,
    state: AgendaState,
}

impl Agenda {
    /// As it is before anybody touches it.
    pub fn new(ejercicio: EjercicioId) -> Self {
        Self {
            ejercicio,
            from: None,
            state: AgendaState::Running,
        }
    }

    /// Whether turns are taken.
    pub fn state(&self) -> &AgendaState {
        &self.state
    }

    /// The start that a coordinador authorised for a drill; `None` for what the proceso says.
    pub fn from(&self) -> Option<Timestamp> {
        self.from
    }

    /// A coordinador stops the schedule.
    pub fn stop(
        &self,
        by: &Person,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, CorteError> {
        require(by, Action::Approve)?;
        let AgendaState::Running = &self.state else {
            return Err(CorteError::AlreadyStopped);
        };
        let state = AgendaState::Stopped {
            by: by.id.clone(),
            reason: reason.clone(),
            at: now,
        };
        let next = Self {
            state,
            ..self.clone()
        };
        Ok(next.step(by, now, CorteEvent::ScheduleStopped { reason }))
    }

    /// A coordinador, whoever stopped it or another, releases it.
    pub fn release(
        &self,
        by: &Person,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, CorteError> {
        require(by, Action::Approve)?;
        let AgendaState::Stopped { .. } = &self.state else {
            return Err(CorteError::NotStopped);
        };
        let next = Self {
            state: AgendaState::Running,
            ..self.clone()
        };
        Ok(next.step(by, now, CorteEvent::ScheduleReleased { reason }))
    }

    /// A coordinador says from when a drill publishes, while nothing of it has been built. The
    /// oficial's start is the proceso's and nobody's to move.
    pub fn authorise(
        &self,
        by: &Person,
        from: Timestamp,
        begun: bool,
        now: Timestamp,
    ) -> Result<Step<Self>, CorteError> {
        require(by, Action::Approve)?;
        if self.ejercicio.is_oficial() {
            return Err(CorteError::StartIsFixed);
        }
        if begun {
            return Err(CorteError::AlreadyBegun);
        }
        let next = Self {
            from: Some(from),
            ..self.clone()
        };
        Ok(next.step(by, now, CorteEvent::StartAuthorised { from }))
    }

    fn step(self, by: &Person, at: Timestamp, what: CorteEvent) -> Step<Self> {
        let event = Event::new(
            self.ejercicio.clone(),
            at,
            Actor::Person(by.clone()),
            Subject::Ejercicio,
            What::Corte(what),
        );
        Step { next: self, event }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machines::testing::*;
    use crate::people::Role;

    fn running() -> Agenda {
        Agenda::new(ejercicio())
    }

    fn stopped() -> Agenda {
        next(running().stop(&coordinador(), why(), at(10)).unwrap())
    }

    /// Running --> Stopped: stop
    #[test]
    fn running_to_stopped() {
        assert_in!(stopped(), AgendaState::Stopped);
        let refused = running().stop(&supervisor(), why(), at(10));
        assert!(matches!(refused, Err(CorteError::Role(_))));
        let twice = stopped().stop(&coordinador(), why(), at(11));
        assert_eq!(twice, Err(CorteError::AlreadyStopped));
    }

    /// Stopped --> Running: release
    #[test]
    fn stopped_to_running() {
        let another = person("coo2", Role::Coordinador);
        let released = next(stopped().release(&another, why(), at(20)).unwrap());
        assert_eq!(released, running());
        let twice = released.release(&another, why(), at(21));
        assert_eq!(twice, Err(CorteError::NotStopped));
    }

    /// Running --> Running: authorise
    #[test]
    fn running_to_running() {
        let by = coordinador();
        let agenda = next(running().authorise(&by, at(500), false, at(10)).unwrap());
        assert_eq!(agenda.from(), Some(at(500)));
        assert_in!(agenda, AgendaState::Running);
        let late = agenda.authorise(&by, at(900), true, at(600));
        assert_eq!(late, Err(CorteError::AlreadyBegun));
        let role = running().authorise(&supervisor(), at(500), false, at(10));
        assert!(matches!(role, Err(CorteError::Role(_))));
    }

    /// Stopped --> Stopped: authorise
    #[test]
    fn stopped_to_stopped() {
        let by = coordinador();
        let agenda = next(stopped().authorise(&by, at(500), false, at(11)).unwrap());
        assert_eq!(agenda.state(), stopped().state());
    }

    #[test]
    fn domain_6_10_nobody_moves_the_start_of_the_oficial() {
        let oficial = Agenda::new("oficial".parse().unwrap());
        let moved = oficial.authorise(&coordinador(), at(0), false, at(0));
        assert_eq!(moved, Err(CorteError::StartIsFixed));
    }
}
