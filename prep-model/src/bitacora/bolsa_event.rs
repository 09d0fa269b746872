use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{QuarantineReason, Reason, Sequence};
use crate::claves::ActaKey;
use crate::contract::{BolsaCondition, BolsaId, Sha256Digest};
use crate::people::DeviceId;
use crate::time::Timestamp;

/// What arrived, when, and under which signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BolsaArrival {
    /// The id the device gave the reception.
    pub id: BolsaId,
    /// Who signed it.
    pub device: DeviceId,
    /// Digest of the envelope as received.
    pub envelope_sha256: Sha256Digest,
    /// The device's number for it.
    pub seq: u64,
    /// How that follows the last one.
    pub sequence: Sequence,
    /// How the bag looked.
    pub condition: BolsaCondition,
    /// The actas that came in it.
    pub actas: BTreeSet<ActaKey>,
    /// The device's word for when, corrected by what it knew of its clock.
    pub claimed: Timestamp,
    /// What counts: the same, or the moment at which this reception reached the server if the
    /// device's cannot be (DOMAIN 6, decision 1).
    pub acopio: Timestamp,
    /// True if who received it answers for other casillas than this one.
    pub elsewhere: bool,
    /// Receptions of this casilla's bag that came before.
    pub earlier: u32,
}

/// What happened to the Bolsa PREP of a casilla.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum BolsaEvent {
    /// It was received at the CATD.
    Received {
        /// What arrived.
        arrival: BolsaArrival,
    },
    /// Its reception is kept apart: it changes no acta.
    Quarantined {
        /// What arrived.
        arrival: BolsaArrival,
        /// Why.
        cause: QuarantineReason,
    },
    /// A supervisor vouches for it.
    QuarantineReleased {
        /// Which reception.
        id: BolsaId,
        /// Why.
        reason: Reason,
    },
    /// It takes no part.
    Rejected {
        /// Which reception.
        id: BolsaId,
        /// The supervisor's words.
        reason: Reason,
    },
}
