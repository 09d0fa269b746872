use super::{Acta, ActaError, ActaState, Replacement};
use crate::actas::SinActa;
use crate::bitacora::{ActaEvent, Actor, Reason};
use crate::contract::DigitalizacionId;
use crate::machines::{Step, require};
use crate::people::{Action, Person};
use crate::time::Timestamp;

impl Acta {
    /// The acopiador registers the paper, stamped `acopio`.
    pub fn receive_paper(
        &self,
        by: &Person,
        acopio: Timestamp,
        now: Timestamp,
    ) -> Result<Step<Self>, ActaError> {
        require(by, Action::Acopiar)?;
        if self.acopio.is_some() {
            return Err(ActaError::AlreadyAcopiada);
        }
        if acopio > now {
            return Err(ActaError::AcopioInFuture);
        }
        let mut next = Self {
            acopio: Some(acopio),
            ..self.clone()
        };
        next.state = next.after_arrival();
        let sin_acta_undone = self.sin_acta();
        let what = ActaEvent::PaperReceived {
            acopio,
            sin_acta_undone,
        };
        Ok(self.step(next, now, Actor::Person(by.clone()), what))
    }

    /// An image was admitted as one of this acta's. The first that was not set aside becomes the
    /// image of record, also of an acta that was settled from the paper.
    pub fn receive_image(
        &self,
        actor: Actor,
        image: DigitalizacionId,
        now: Timestamp,
    ) -> Result<Step<Self>, ActaError> {
        let mut next = self.clone();
        let came_back = next.set_aside.remove(&image);
        if self.images.contains(&image) && !came_back {
            return Err(ActaError::KnownImage);
        }
        if !came_back {
            if self.images.len() >= Self::MAX_IMAGES {
                return Err(ActaError::TooManyImages);
            }
            next.images.push(image);
        }
        let of_record = self.image.is_none();
        if of_record {
            next.image = Some(image);
        }
        next.state = next.after_arrival();
        let sin_acta_undone = self.sin_acta();
        let what = ActaEvent::ImageReceived {
            image,
            of_record,
            sin_acta_undone,
        };
        Ok(self.step(next, now, actor, what))
    }

    /// Asks that another image of this acta become the image of record.
    pub fn propose_replacement(
        &self,
        by: &Person,
        image: DigitalizacionId,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, ActaError> {
        require(by, Action::Supervise)?;
        match &self.state {
            ActaState::Digitalizada | ActaState::Settled { .. } => {}
            ActaState::Esperada
            | ActaState::Acopiada
            | ActaState::InCaptura
            | ActaState::InRecapture { .. }
            | ActaState::SinActaProposed { .. }
            | ActaState::SinActa { .. } => return Err(ActaError::NotNow),
        }
        if self.replacement.is_some() {
            return Err(ActaError::Replacement);
        }
        if self.image == Some(image) || !self.images.contains(&image) {
            return Err(ActaError::NotAReplacement);
        }
        let replacement = Some(Replacement {
            image,
            proposed_by: by.id.clone(),
        });
        let next = Self {
            replacement,
            ..self.clone()
        };
        let what = ActaEvent::ReplacementProposed { image, reason };
        Ok(self.step(next, now, Actor::Person(by.clone()), what))
    }

    /// A second person agrees to the replacement; a settled acta is captured again from it.
    pub fn approve_replacement(
        &self,
        by: &Person,
        now: Timestamp,
    ) -> Result<Step<Self>, ActaError> {
        require(by, Action::Supervise)?;
        let Replacement { image, proposed_by } =
            self.replacement.clone().ok_or(ActaError::Replacement)?;
        if proposed_by == by.id {
            return Err(ActaError::SamePerson);
        }
        let mut next = match &self.state {
            ActaState::Digitalizada => self.clone(),
            ActaState::Settled { version } => self.next_round(version)?,
            ActaState::Esperada
            | ActaState::Acopiada
            | ActaState::InCaptura
            | ActaState::InRecapture { .. }
            | ActaState::SinActaProposed { .. }
            | ActaState::SinActa { .. } => return Err(ActaError::NotNow),
        };
        next.set_aside.remove(&image);
        next.image = Some(image);
        next.replacement = None;
        let round = (next.rounds != self.rounds).then_some(next.rounds);
        let what = ActaEvent::ImageReplaced {
            image,
            previous: self.image,
            proposed_by,
            round,
        };
        Ok(self.step(next, now, Actor::Person(by.clone()), what))
    }

    /// Somebody, the proposer too, says no to the replacement.
    pub fn reject_replacement(
        &self,
        by: &Person,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, ActaError> {
        require(by, Action::Supervise)?;
        if self.replacement.is_none() {
            return Err(ActaError::Replacement);
        }
        let next = Self {
            replacement: None,
            ..self.clone()
        };
        let what = ActaEvent::ReplacementRejected { reason };
        Ok(self.step(next, now, Actor::Person(by.clone()), what))
    }

    /// Where the acta stands once something arrived.
    fn after_arrival(&self) -> ActaState {
        match &self.state {
            ActaState::Esperada
            | ActaState::Acopiada
            | ActaState::Digitalizada
            | ActaState::SinActaProposed { .. }
            | ActaState::SinActa { .. } => self.arrived(),
            ActaState::InCaptura => ActaState::InCaptura,
            ActaState::Settled { version } => {
                let mut version = version.clone();
                version.image = version.image.or(self.image);
                ActaState::Settled { version }
            }
            ActaState::InRecapture { version } => {
                let mut version = version.clone();
                version.image = version.image.or(self.image);
                ActaState::InRecapture { version }
            }
        }
    }

    fn sin_acta(&self) -> Option<SinActa> {
        match &self.state {
            ActaState::SinActaProposed { sin_acta, .. } | ActaState::SinActa { sin_acta, .. } => {
                Some(*sin_acta)
            }
            ActaState::Esperada
            | ActaState::Acopiada
            | ActaState::Digitalizada
            | ActaState::InCaptura
            | ActaState::Settled { .. }
            | ActaState::InRecapture { .. } => None,
        }
    }
}
