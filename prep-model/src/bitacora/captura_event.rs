use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Reason;
use crate::contract::Sha256Digest;
use crate::elecciones::CampoId;
use crate::people::PersonId;
use crate::time::Timestamp;

/// What a lease is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CapturaTask {
    /// The first captura.
    First,
    /// The second, blind to the first.
    Second,
    /// The settling of a difference, or the confirmation of a single captura.
    Verificacion,
    /// The second verificador's decision.
    SecondVerificacion,
}

/// Where a finished captura or decision left the round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CapturaOutcome {
    /// Another person's turn, nothing compared yet.
    Waiting,
    /// The captures differ: a verificador's turn.
    Different,
    /// The verificador's value is nobody else's: a second verificador's turn.
    NeedsSecondVerificacion,
    /// The values stand.
    Settled,
    /// The image cannot be read; another is needed.
    ImageUnusable,
    /// Something other than the values is wrong with the image.
    SentBack,
}

/// Why two captures differed, as the verificador saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerificacionReason {
    /// Somebody typed wrong.
    ErrorDeCaptura,
    /// A digit can be read in two ways.
    DigitoAmbiguo,
    /// Words and figures differ on the acta.
    LetraContraNumero,
    /// Anything else.
    Otro,
}

/// What happened to a round of captura. `content_sha256` is the digest of the content typed
/// (`CapturaContent::sha256`); who did it is the event's actor unless a field says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum CapturaEvent {
    /// Somebody took it.
    Claimed {
        /// Round of captura of this acta, from 1.
        round: u16,
        /// What for.
        task: CapturaTask,
        /// Number of the lease within the round.
        token: u64,
        /// When the lease lapses.
        until: Timestamp,
    },
    /// Its holder is still at work.
    Renewed {
        /// Round.
        round: u16,
        /// What for.
        task: CapturaTask,
        /// Number of the lease.
        token: u64,
        /// When the lease lapses now.
        until: Timestamp,
    },
    /// Its holder gave it back.
    Released {
        /// Round.
        round: u16,
        /// What for.
        task: CapturaTask,
        /// Number of the lease.
        token: u64,
    },
    /// Nobody was at work any more.
    Lapsed {
        /// Round.
        round: u16,
        /// What for.
        task: CapturaTask,
        /// Number of the lease.
        token: u64,
        /// Whose it was.
        person: PersonId,
    },
    /// A supervisor took the turn from whoever held it, back into the queue.
    TakenBack {
        /// Round.
        round: u16,
        /// What for.
        task: CapturaTask,
        /// Number of the lease.
        token: u64,
        /// Whose it was.
        person: PersonId,
        /// Why.
        reason: Reason,
    },
    /// A captura was finished.
    Finished {
        /// Round.
        round: u16,
        /// First or second.
        task: CapturaTask,
        /// Number of the lease.
        token: u64,
        /// What was typed.
        content_sha256: Sha256Digest,
        /// What came of it.
        outcome: CapturaOutcome,
    },
    /// Its author took back their last captura to correct it.
    Recalled {
        /// Round.
        round: u16,
        /// Number of the new lease.
        token: u64,
        /// When the lease lapses.
        until: Timestamp,
        /// What stands until it is finished again.
        content_sha256: Sha256Digest,
    },
    /// A verificador decided.
    Resolved {
        /// Round.
        round: u16,
        /// First or second verificación.
        task: CapturaTask,
        /// Number of the lease.
        token: u64,
        /// The fields that differed.
        differing: BTreeSet<CampoId>,
        /// Why they did.
        reason: VerificacionReason,
        /// What was decided.
        content_sha256: Sha256Digest,
        /// What came of it.
        outcome: CapturaOutcome,
    },
    /// A new round begins; the old one stays as it was.
    Reopened {
        /// The new round.
        round: u16,
        /// Why.
        reason: Reason,
    },
}
