use super::{Corte, CorteError, CorteState, Step, check_start};
use crate::bitacora::{Actor, Chain, CorteEvent, HoldReason, Reason};
use crate::contract::Sha256Digest;
use crate::time::Timestamp;

impl Corte {
    /// Building begins from the snapshot of the bitácora up to `snapshot`; `last` if no other corte
    /// comes after it. A held corte is built again, once its defect was corrected or at the next
    /// turn; a proposal to publish it as it was falls with it.
    pub fn build(
        &self,
        snapshot: Chain,
        last: bool,
        now: Timestamp,
    ) -> Result<Step<Self>, CorteError> {
        match &self.state {
            CorteState::Scheduled { due } if now < *due => return Err(CorteError::NotDue(*due)),
            CorteState::Scheduled { .. }
            | CorteState::Held { .. }
            | CorteState::OverrideProposed { .. } => {}
            CorteState::Building { .. }
            | CorteState::Checked { .. }
            | CorteState::Published { .. }
            | CorteState::Failed { .. } => return Err(CorteError::NotNow),
        }
        let what = CorteEvent::BuildingBegan { snapshot };
        let corte = Self {
            last,
            ..self.clone()
        };
        Ok(corte.step(CorteState::Building { snapshot }, now, Actor::System, what))
    }

    /// Whoever was building it is gone; somebody else may begin at once.
    pub fn abandon(&self, now: Timestamp) -> Result<Step<Self>, CorteError> {
        self.check_building()?;
        let state = CorteState::Scheduled { due: now };
        Ok(self.step(state, now, Actor::System, CorteEvent::Abandoned))
    }

    /// Built, and nothing stops it; `withheld` rows are named in it.
    pub fn pass(
        &self,
        manifest_sha256: Sha256Digest,
        withheld: u32,
        now: Timestamp,
    ) -> Result<Step<Self>, CorteError> {
        self.check_building()?;
        let what = CorteEvent::Checked {
            manifest_sha256,
            withheld,
        };
        let state = CorteState::Checked { manifest_sha256 };
        Ok(self.step(state, now, Actor::System, what))
    }

    /// Built, and the checker stops it.
    pub fn hold(
        &self,
        manifest_sha256: Sha256Digest,
        cause: HoldReason,
        now: Timestamp,
    ) -> Result<Step<Self>, CorteError> {
        self.check_building()?;
        let what = CorteEvent::Held {
            manifest_sha256,
            cause,
        };
        let state = CorteState::Held {
            manifest_sha256,
            cause,
        };
        Ok(self.step(state, now, Actor::System, what))
    }

    /// The pointer moved to it. `start` is the moment from which results may be published.
    pub fn publish(&self, start: Timestamp, now: Timestamp) -> Result<Step<Self>, CorteError> {
        let CorteState::Checked { manifest_sha256 } = self.state else {
            return Err(CorteError::NotNow);
        };
        check_start(start, now)?;
        let what = CorteEvent::Published { manifest_sha256 };
        let state = CorteState::Published {
            manifest_sha256,
            at: now,
        };
        Ok(self.step(state, now, Actor::System, what))
    }

    /// It cannot be built or published now, or a held one is given up for the next.
    pub fn fail(&self, reason: Reason, now: Timestamp) -> Result<Step<Self>, CorteError> {
        match &self.state {
            CorteState::Building { .. } | CorteState::Checked { .. } | CorteState::Held { .. } => {}
            CorteState::Scheduled { .. }
            | CorteState::OverrideProposed { .. }
            | CorteState::Published { .. }
            | CorteState::Failed { .. } => return Err(CorteError::NotNow),
        }
        let state = CorteState::Failed {
            reason: reason.clone(),
        };
        Ok(self.step(state, now, Actor::System, CorteEvent::Failed { reason }))
    }

    /// It is tried again, under the same number.
    pub fn reschedule(&self, due: Timestamp, now: Timestamp) -> Result<Step<Self>, CorteError> {
        let CorteState::Failed { .. } = &self.state else {
            return Err(CorteError::NotNow);
        };
        let corte = Self {
            overridden: None,
            ..self.clone()
        };
        let state = CorteState::Scheduled { due };
        Ok(corte.step(state, now, Actor::System, CorteEvent::Rescheduled { due }))
    }

    fn check_building(&self) -> Result<(), CorteError> {
        match &self.state {
            CorteState::Building { .. } => Ok(()),
            CorteState::Scheduled { .. }
            | CorteState::Checked { .. }
            | CorteState::Held { .. }
            | CorteState::OverrideProposed { .. }
            | CorteState::Published { .. }
            | CorteState::Failed { .. } => Err(CorteError::NotNow),
        }
    }
}
