use super::{Acta, ActaError, ActaState, Cotejo};
use crate::bitacora::{ActaEvent, Actor, CotejoOutcome, PhotoAgreement, Reason};
use crate::machines::{Step, require};
use crate::people::{Action, Person};
use crate::time::Timestamp;

impl Acta {
    /// Somebody at the CATD compared the published row with the paper. Anything but "equal" opens
    /// a new round, with [`Captura::reopen`](crate::machines::captura::Captura::reopen).
    pub fn cotejar(
        &self,
        by: &Person,
        outcome: CotejoOutcome,
        photo: PhotoAgreement,
        now: Timestamp,
    ) -> Result<Step<Self>, ActaError> {
        require(by, Action::Cotejar)?;
        let version = self.settled()?;
        if self.acopio.is_none() {
            return Err(ActaError::NoPaper);
        }
        let cotejo = Some(Cotejo { outcome, photo });
        let (mut next, round) = match outcome {
            CotejoOutcome::Equal if self.cotejo == cotejo => {
                return Err(ActaError::AlreadyCotejada);
            }
            CotejoOutcome::Equal => (self.clone(), None),
            CotejoOutcome::Corrected | CotejoOutcome::NotAccepted => {
                let next = self.next_round(version)?;
                let round = next.rounds;
                (next, Some(round))
            }
        };
        next.cotejo = cotejo;
        let what = ActaEvent::Cotejada {
            outcome,
            photo,
            round,
        };
        Ok(self.step(next, now, Actor::Person(by.clone()), what))
    }

    /// A supervisor keeps the row out of the next cortes; the reason is published.
    pub fn withhold(
        &self,
        by: &Person,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, ActaError> {
        self.check_withholding(by, false)?;
        let next = Self {
            withheld: Some(reason.clone()),
            ..self.clone()
        };
        Ok(self.step(
            next,
            now,
            Actor::Person(by.clone()),
            ActaEvent::Withheld { reason },
        ))
    }

    /// A supervisor lets the row into the next cortes again.
    pub fn unwithhold(
        &self,
        by: &Person,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, ActaError> {
        self.check_withholding(by, true)?;
        let next = Self {
            withheld: None,
            ..self.clone()
        };
        Ok(self.step(
            next,
            now,
            Actor::Person(by.clone()),
            ActaEvent::Unwithheld { reason },
        ))
    }

    fn check_withholding(&self, by: &Person, withheld: bool) -> Result<(), ActaError> {
        require(by, Action::Supervise)?;
        match &self.state {
            ActaState::Settled { .. } | ActaState::InRecapture { .. } => {}
            ActaState::Esperada
            | ActaState::Acopiada
            | ActaState::Digitalizada
            | ActaState::InCaptura
            | ActaState::SinActaProposed { .. }
            | ActaState::SinActa { .. } => return Err(ActaError::NotNow),
        }
        if self.withheld.is_some() == withheld {
            Ok(())
        } else {
            Err(ActaError::Withheld)
        }
    }
}
