use super::{Corte, CorteError, CorteState, Override, Step, check_start, require};
use crate::bitacora::{Actor, CorteEvent, Reason};
use crate::contract::Sha256Digest;
use crate::people::{Action, Person};
use crate::time::Timestamp;

impl Corte {
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

    /// Another coordinador agrees: it goes to be published, and that it is over the checker too, in
    /// the manifest `manifest_sha256`, which says so.
    pub fn approve_override(
        &self,
        by: &Person,
        manifest_sha256: Sha256Digest,
        start: Timestamp,
        now: Timestamp,
    ) -> Result<Step<Self>, CorteError> {
        require(by, Action::Approve)?;
        let CorteState::OverrideProposed {
            cause,
            proposed_by,
            reason,
            ..
        } = &self.state
        else {
            return Err(CorteError::NotNow);
        };
        if *proposed_by == by.id {
            return Err(CorteError::SamePerson);
        }
        check_start(start, now)?;
        let what = CorteEvent::OverrideApproved {
            manifest_sha256,
            cause: *cause,
            proposed_by: proposed_by.clone(),
            reason: reason.clone(),
        };
        let corte = Self {
            overridden: Some(Override {
                cause: *cause,
                proposed_by: proposed_by.clone(),
                approved_by: by.id.clone(),
                reason: reason.clone(),
            }),
            ..self.clone()
        };
        let state = CorteState::Checked { manifest_sha256 };
        Ok(corte.step(state, now, Actor::Person(by.clone()), what))
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
}
