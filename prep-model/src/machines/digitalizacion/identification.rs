use super::{Digitalizacion, DigitalizacionError, DigitalizacionState, LeidaFuera};
use crate::bitacora::{
    Actor, DigitalizacionEvent, PendingReason, Reason, RejectReason, SendBackCause,
};
use crate::claves::ActaKey;
use crate::contract::DigitalizacionId;
use crate::machines::{Step, require};
use crate::people::{Action, Person};
use crate::time::Timestamp;

type Refused = DigitalizacionError;

impl Digitalizacion {
    /// It names an acta that is expected, and nothing else speaks against it.
    pub fn admit(&self, acta: ActaKey, now: Timestamp) -> Result<Step<Self>, Refused> {
        self.check_stored()?;
        let state = DigitalizacionState::Admitted { acta: acta.clone() };
        Ok(self.step(
            state,
            now,
            Actor::System,
            DigitalizacionEvent::Admitted { acta },
        ))
    }

    /// It is the same image of the same acta as `of`.
    pub fn mark_duplicate(
        &self,
        of: DigitalizacionId,
        now: Timestamp,
    ) -> Result<Step<Self>, Refused> {
        self.check_stored()?;
        let state = DigitalizacionState::Duplicate { of };
        Ok(self.step(
            state,
            now,
            Actor::System,
            DigitalizacionEvent::Duplicate { of },
        ))
    }

    /// A person must say which acta it is of.
    pub fn hold(&self, cause: PendingReason, now: Timestamp) -> Result<Step<Self>, Refused> {
        self.check_stored()?;
        Ok(self.pending(cause, now, Actor::System))
    }

    /// A supervisor vouches for what a revoked device sent.
    pub fn release(
        &self,
        by: &Person,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, Refused> {
        require(by, Action::Supervise)?;
        let DigitalizacionState::Quarantined { .. } = &self.state else {
            return Err(Refused::NotNow);
        };
        let what = DigitalizacionEvent::QuarantineReleased { reason };
        Ok(self.step(
            DigitalizacionState::Stored,
            now,
            Actor::Person(by.clone()),
            what,
        ))
    }

    /// A supervisor says that it takes no further part.
    pub fn reject(
        &self,
        by: &Person,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, Refused> {
        require(by, Action::Supervise)?;
        let cause = match &self.state {
            DigitalizacionState::Quarantined { .. } => RejectReason::RevokedDevice { reason },
            DigitalizacionState::PendingIdentification { .. } => RejectReason::NotAnActa { reason },
            DigitalizacionState::Registered
            | DigitalizacionState::Receiving
            | DigitalizacionState::Stored
            | DigitalizacionState::Admitted { .. }
            | DigitalizacionState::Duplicate { .. }
            | DigitalizacionState::FueraProposed { .. }
            | DigitalizacionState::FueraDeCatalogo { .. }
            | DigitalizacionState::Rejected { .. } => return Err(Refused::NotNow),
        };
        let state = DigitalizacionState::Rejected {
            cause: cause.clone(),
        };
        let what = DigitalizacionEvent::Rejected { cause };
        Ok(self.step(state, now, Actor::Person(by.clone()), what))
    }

    /// A supervisor says which acta it is of; `expected` is true if the catalogue has it.
    pub fn identify(
        &self,
        by: &Person,
        acta: ActaKey,
        expected: bool,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, Refused> {
        require(by, Action::Supervise)?;
        self.check_pending()?;
        if !expected {
            return Err(Refused::NotInCatalogue(acta));
        }
        let state = DigitalizacionState::Admitted { acta: acta.clone() };
        let what = DigitalizacionEvent::Identified { acta, reason };
        Ok(self.step(state, now, Actor::Person(by.clone()), what))
    }

    /// A supervisor tried and could not say; what was tried is kept.
    pub fn record_attempt(
        &self,
        by: &Person,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, Refused> {
        require(by, Action::Supervise)?;
        let (cause, attempts) = self.check_pending()?;
        let attempts = attempts.saturating_add(1);
        let state = DigitalizacionState::PendingIdentification {
            cause: cause.clone(),
            attempts,
        };
        let what = DigitalizacionEvent::IdentificationTried { reason };
        Ok(self.step(state, now, Actor::Person(by.clone()), what))
    }

    /// A supervisor says, after trying, that it belongs to no casilla of the catalogue, and what can
    /// be read of where it is from.
    pub fn propose_fuera(
        &self,
        by: &Person,
        leida: LeidaFuera,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, Refused> {
        require(by, Action::Supervise)?;
        let (cause, attempts) = self.check_pending()?;
        if attempts == 0 {
            return Err(Refused::NotTried);
        }
        let state = DigitalizacionState::FueraProposed {
            proposed_by: by.id.clone(),
            cause: cause.clone(),
            attempts,
            leida: leida.clone(),
        };
        let LeidaFuera { eleccion, leido } = leida;
        let what = DigitalizacionEvent::FueraDeCatalogoProposed {
            reason,
            eleccion,
            leido,
        };
        Ok(self.step(state, now, Actor::Person(by.clone()), what))
    }

    /// A second person agrees that it is fuera de catálogo.
    pub fn confirm_fuera(&self, by: &Person, now: Timestamp) -> Result<Step<Self>, Refused> {
        require(by, Action::Supervise)?;
        let DigitalizacionState::FueraProposed {
            proposed_by, leida, ..
        } = &self.state
        else {
            return Err(Refused::NotNow);
        };
        if *proposed_by == by.id {
            return Err(Refused::SamePerson);
        }
        let proposed_by = proposed_by.clone();
        let state = DigitalizacionState::FueraDeCatalogo {
            proposed_by: proposed_by.clone(),
            confirmed_by: by.id.clone(),
            leida: leida.clone(),
        };
        let what = DigitalizacionEvent::FueraDeCatalogoConfirmed { proposed_by };
        Ok(self.step(state, now, Actor::Person(by.clone()), what))
    }

    /// Somebody, the proposer too, says no to fuera de catálogo.
    pub fn refuse_fuera(
        &self,
        by: &Person,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, Refused> {
        require(by, Action::Supervise)?;
        let DigitalizacionState::FueraProposed {
            cause, attempts, ..
        } = &self.state
        else {
            return Err(Refused::NotNow);
        };
        let (cause, attempts) = (cause.clone(), *attempts);
        let state = DigitalizacionState::PendingIdentification { cause, attempts };
        let what = DigitalizacionEvent::FueraDeCatalogoRefused { reason };
        Ok(self.step(state, now, Actor::Person(by.clone()), what))
    }

    /// A coordinador takes a rejection or fuera de catálogo back: the image is looked at again.
    pub fn reconsider(
        &self,
        by: &Person,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, Refused> {
        require(by, Action::Approve)?;
        match &self.state {
            DigitalizacionState::Rejected { .. } | DigitalizacionState::FueraDeCatalogo { .. } => {}
            DigitalizacionState::Registered
            | DigitalizacionState::Receiving
            | DigitalizacionState::Stored
            | DigitalizacionState::Quarantined { .. }
            | DigitalizacionState::Admitted { .. }
            | DigitalizacionState::Duplicate { .. }
            | DigitalizacionState::PendingIdentification { .. }
            | DigitalizacionState::FueraProposed { .. } => return Err(Refused::NotNow),
        }
        let cause = PendingReason::Reconsidered { reason };
        Ok(self.pending(cause, now, Actor::Person(by.clone())))
    }

    /// The captura of its acta found that the image is not of it.
    pub fn send_back(&self, cause: SendBackCause, now: Timestamp) -> Result<Step<Self>, Refused> {
        let DigitalizacionState::Admitted { acta } = &self.state else {
            return Err(Refused::NotNow);
        };
        let cause = PendingReason::SentBack {
            acta: acta.clone(),
            cause,
        };
        Ok(self.pending(cause, now, Actor::System))
    }

    fn pending(&self, cause: PendingReason, now: Timestamp, actor: Actor) -> Step<Self> {
        let state = DigitalizacionState::PendingIdentification {
            cause: cause.clone(),
            attempts: 0,
        };
        self.step(
            state,
            now,
            actor,
            DigitalizacionEvent::IdentificationPending { cause },
        )
    }

    fn check_stored(&self) -> Result<(), Refused> {
        let DigitalizacionState::Stored = &self.state else {
            return Err(Refused::NotNow);
        };
        Ok(())
    }

    fn check_pending(&self) -> Result<(&PendingReason, u32), Refused> {
        let DigitalizacionState::PendingIdentification { cause, attempts } = &self.state else {
            return Err(Refused::NotNow);
        };
        Ok((cause, *attempts))
    }
}
