use serde::{Deserialize, Serialize};

use super::{Corte, CorteError, CorteState, Step};
use crate::bitacora::{Actor, CorteEvent, Reason};
use crate::time::Timestamp;

/// How the copy of a published corte in the second place stands («verificación y respaldo de los
/// cortes»).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "copy", rename_all = "snake_case", deny_unknown_fields)]
pub enum CopyState {
    /// There is none yet.
    #[default]
    Pending,
    /// It was read again there and is the same.
    Verified {
        /// When.
        at: Timestamp,
    },
    /// It could not be made, or is not the same; it is tried again.
    Failed {
        /// What failed.
        reason: Reason,
        /// When last tried.
        at: Timestamp,
    },
}

impl Corte {
    /// Its copy was read again in the second place and is the same.
    pub fn confirm_copy(&self, now: Timestamp) -> Result<Step<Self>, CorteError> {
        let CorteState::Published {
            manifest_sha256, ..
        } = self.state
        else {
            return Err(CorteError::NotNow);
        };
        if let CopyState::Verified { .. } = self.copy {
            return Err(CorteError::NotNow);
        }
        let next = Self {
            copy: CopyState::Verified { at: now },
            ..self.clone()
        };
        Ok(next.told(
            now,
            Actor::System,
            CorteEvent::CopyVerified { manifest_sha256 },
        ))
    }

    /// Its copy could not be made, or is not the same.
    pub fn fail_copy(&self, reason: Reason, now: Timestamp) -> Result<Step<Self>, CorteError> {
        let CorteState::Published { .. } = &self.state else {
            return Err(CorteError::NotNow);
        };
        if let CopyState::Verified { .. } = self.copy {
            return Err(CorteError::NotNow);
        }
        let next = Self {
            copy: CopyState::Failed {
                reason: reason.clone(),
                at: now,
            },
            ..self.clone()
        };
        Ok(next.told(now, Actor::System, CorteEvent::CopyFailed { reason }))
    }
}
