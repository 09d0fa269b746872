//! One aviso: what supervisors tell people at work, until it is withdrawn. Who has acknowledged it is
//! kept beside it, one row for each person.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::bitacora::{Actor, Audience, AvisoEvent, Event, Reason, Subject, What};
use crate::claves::EjercicioId;
use crate::machines::{RoleRefused, Step, require};
use crate::people::{Action, Person, PersonId, Role};
use crate::time::Timestamp;

/// Whether it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case", deny_unknown_fields)]
pub enum AvisoState {
    /// It is shown to those who have not acknowledged it.
    Standing,
    /// It is shown to nobody any more.
    Withdrawn,
}

/// One aviso of an ejercicio.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aviso {
    ejercicio: EjercicioId,
    number: u32,
    sender: Role,
    audience: Audience,
    text: Reason,
    state: AvisoState,
}

/// Why something about an aviso was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AvisoError {
    /// The role does not do this.
    #[error(transparent)]
    Role(#[from] RoleRefused),
    /// It was withdrawn before.
    #[error("el aviso ya se había retirado")]
    Withdrawn,
}

impl Aviso {
    /// A supervisor or coordinador sends it; `number` is the next of the ejercicio.
    pub fn publish(
        (ejercicio, number): (EjercicioId, u32),
        by: &Person,
        audience: Audience,
        text: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, AvisoError> {
        require(by, Action::Supervise)?;
        let next = Self {
            ejercicio,
            number,
            sender: by.role,
            audience: audience.clone(),
            text: text.clone(),
            state: AvisoState::Standing,
        };
        let actor = Actor::Person(by.clone());
        Ok(next.step(actor, now, AvisoEvent::Published { audience, text }))
    }

    /// Its number in the ejercicio, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The role in which it was sent.
    pub fn sender(&self) -> Role {
        self.sender
    }

    /// Whom it is for.
    pub fn audience(&self) -> &Audience {
        &self.audience
    }

    /// What it says.
    pub fn text(&self) -> &Reason {
        &self.text
    }

    /// Whether it holds.
    pub fn state(&self) -> AvisoState {
        self.state
    }

    /// Somebody says that they know; a tablet may tell it long after, when it was withdrawn already.
    pub fn acknowledge(&self, actor: Actor, person: PersonId, now: Timestamp) -> Step<Self> {
        let next = self.clone();
        next.step(actor, now, AvisoEvent::Acknowledged { person })
    }

    /// A supervisor or coordinador, whoever sent it or another, says that it does not hold any more.
    pub fn withdraw(
        &self,
        by: &Person,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, AvisoError> {
        require(by, Action::Supervise)?;
        if self.state == AvisoState::Withdrawn {
            return Err(AvisoError::Withdrawn);
        }
        let next = Self {
            state: AvisoState::Withdrawn,
            ..self.clone()
        };
        let actor = Actor::Person(by.clone());
        Ok(next.step(actor, now, AvisoEvent::Withdrawn { reason }))
    }

    fn step(self, actor: Actor, at: Timestamp, what: AvisoEvent) -> Step<Self> {
        let subject = Subject::Aviso(self.number);
        let what = What::Aviso(what);
        let event = Event::new(self.ejercicio.clone(), at, actor, subject, what);
        Step { next: self, event }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machines::testing::{
        assert_in, at, capturista, coordinador, device, ejercicio, next, supervisor, why,
    };

    fn standing() -> Aviso {
        let sent = Aviso::publish(
            (ejercicio(), 3),
            &supervisor(),
            Audience::default(),
            why(),
            at(0),
        );
        next(sent.unwrap())
    }

    fn withdrawn() -> Aviso {
        next(standing().withdraw(&coordinador(), why(), at(9)).unwrap())
    }

    /// Standing --> Standing: acknowledge
    #[test]
    fn standing_to_standing() {
        let by = capturista("ana");
        let step = standing().acknowledge(Actor::Person(by.clone()), by.id, at(1));
        assert_eq!(step.event.name(), "aviso.acknowledged");
        assert_eq!(step.event.subject.to_string(), "aviso:3");
        assert_eq!(next(step), standing());
    }

    /// Standing --> Withdrawn: withdraw
    #[test]
    fn standing_to_withdrawn() {
        assert_in!(withdrawn(), AvisoState::Withdrawn);
        let refused = standing().withdraw(&capturista("ana"), why(), at(9));
        assert!(matches!(refused, Err(AvisoError::Role(_))));
        let twice = withdrawn().withdraw(&supervisor(), why(), at(10));
        assert_eq!(twice, Err(AvisoError::Withdrawn));
    }

    /// Withdrawn --> Withdrawn: acknowledge
    #[test]
    fn withdrawn_to_withdrawn() {
        let late = withdrawn().acknowledge(Actor::Device(device()), capturista("ana").id, at(99));
        assert_eq!(next(late), withdrawn());
    }

    #[test]
    fn only_who_supervises_sends() {
        let by = capturista("ana");
        let sent = Aviso::publish((ejercicio(), 1), &by, Audience::default(), why(), at(0));
        assert!(matches!(sent, Err(AvisoError::Role(_))));
    }
}
