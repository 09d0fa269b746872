use super::{Acta, ActaError, ActaState};
use crate::actas::SinActa;
use crate::bitacora::{ActaEvent, Actor, Reason};
use crate::machines::{Step, require};
use crate::people::{Action, Person, PersonId};
use crate::time::Timestamp;

impl Acta {
    /// A supervisor of the CATD says that there is no acta, and what that rests on. `closing` is
    /// true in the closing window, when alone a package counts as not delivered.
    pub fn propose_sin_acta(
        &self,
        by: &Person,
        sin_acta: SinActa,
        evidence: Reason,
        closing: bool,
        now: Timestamp,
    ) -> Result<Step<Self>, ActaError> {
        require(by, Action::Supervise)?;
        match &self.state {
            ActaState::Esperada if self.images.is_empty() => {}
            ActaState::Esperada
            | ActaState::Acopiada
            | ActaState::Digitalizada
            | ActaState::InCaptura
            | ActaState::Settled { .. }
            | ActaState::InRecapture { .. } => return Err(ActaError::CopyExists),
            ActaState::SinActaProposed { .. } | ActaState::SinActa { .. } => {
                return Err(ActaError::NotNow);
            }
        }
        if sin_acta == SinActa::PaqueteNoEntregado && !closing {
            return Err(ActaError::NotClosing);
        }
        let state = ActaState::SinActaProposed {
            sin_acta,
            proposed_by: by.id.clone(),
        };
        let next = Self {
            state,
            ..self.clone()
        };
        let what = ActaEvent::SinActaProposed { sin_acta, evidence };
        Ok(self.step(next, now, Actor::Person(by.clone()), what))
    }

    /// A coordinador other than the proposer agrees.
    pub fn approve_sin_acta(&self, by: &Person, now: Timestamp) -> Result<Step<Self>, ActaError> {
        require(by, Action::Approve)?;
        let (sin_acta, proposed_by) = self.proposed_sin_acta()?;
        if proposed_by == by.id {
            return Err(ActaError::SamePerson);
        }
        let approved_by = by.id.clone();
        let state = ActaState::SinActa {
            sin_acta,
            proposed_by: proposed_by.clone(),
            approved_by,
        };
        let next = Self {
            state,
            ..self.clone()
        };
        let what = ActaEvent::SinActaApproved {
            sin_acta,
            proposed_by,
        };
        Ok(self.step(next, now, Actor::Person(by.clone()), what))
    }

    /// Somebody, the proposer too, says no to the proposal.
    pub fn reject_sin_acta(
        &self,
        by: &Person,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, ActaError> {
        require(by, Action::Supervise)?;
        self.proposed_sin_acta()?;
        let next = Self {
            state: self.arrived(),
            ..self.clone()
        };
        let what = ActaEvent::SinActaRejected { reason };
        Ok(self.step(next, now, Actor::Person(by.clone()), what))
    }

    /// A coordinador takes an approved SIN ACTA back although no copy has appeared yet.
    pub fn reverse_sin_acta(
        &self,
        by: &Person,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, ActaError> {
        require(by, Action::Approve)?;
        let ActaState::SinActa { .. } = &self.state else {
            return Err(ActaError::NotNow);
        };
        let next = Self {
            state: self.arrived(),
            ..self.clone()
        };
        let what = ActaEvent::SinActaReversed { reason };
        Ok(self.step(next, now, Actor::Person(by.clone()), what))
    }

    fn proposed_sin_acta(&self) -> Result<(SinActa, PersonId), ActaError> {
        let ActaState::SinActaProposed {
            sin_acta,
            proposed_by,
        } = &self.state
        else {
            return Err(ActaError::NotNow);
        };
        Ok((*sin_acta, proposed_by.clone()))
    }
}
