use serde::{Deserialize, Serialize};

use super::{Reason, SendBackCause};
use crate::actas::IdentificacionLeida;
use crate::claves::{ActaKey, EleccionId};
use crate::contract::{DigitalizacionId, Sha256Digest};
use crate::people::{DeviceId, PersonId};
use crate::time::Timestamp;

/// How an envelope follows the device's last one. Recorded, never a cause of refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "order", rename_all = "snake_case", deny_unknown_fields)]
pub enum Sequence {
    /// It is the next one and names the last.
    InOrder,
    /// Some between have not arrived.
    Gap {
        /// How many.
        missing: u64,
    },
    /// One with this number or a later one arrived before.
    Late,
    /// It is the next one and names another as the last: the device's history was changed.
    Broken,
}

/// Why an upload began again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DiscardReason {
    /// It was left unfinished for too long.
    Expired,
    /// The bytes are not those of the envelope.
    DigestMismatch,
}

/// Why what arrived is kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuarantineReason {
    /// The device had been revoked.
    RevokedDevice,
}

/// Why an image waits for a person to say which acta it is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case", deny_unknown_fields)]
pub enum PendingReason {
    /// Nobody identified it.
    Unidentified,
    /// It names an acta that is not expected.
    NotInCatalogue {
        /// The acta it names.
        acta: ActaKey,
    },
    /// The same bytes arrived for another acta: an incident.
    SameBytes {
        /// The acta it names.
        acta: ActaKey,
        /// The other image.
        other: DigitalizacionId,
    },
    /// The captura of the acta it was given to sent it back.
    SentBack {
        /// That acta.
        acta: ActaKey,
        /// Why.
        cause: SendBackCause,
    },
    /// A decision about it was taken back.
    Reconsidered {
        /// Why.
        reason: Reason,
    },
}

/// Why an image takes no further part. Its bytes and envelope stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case", deny_unknown_fields)]
pub enum RejectReason {
    /// It came from a revoked device and nobody vouches for it.
    RevokedDevice {
        /// The supervisor's words.
        reason: Reason,
    },
    /// It is not an Acta PREP of this ejercicio.
    NotAnActa {
        /// The supervisor's words.
        reason: Reason,
    },
}

/// What happened to an image received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum DigitalizacionEvent {
    /// Its envelope was accepted.
    Registered {
        /// Who signed it.
        device: DeviceId,
        /// Digest of the envelope as received.
        envelope_sha256: Sha256Digest,
        /// Digest the image must have.
        image_sha256: Sha256Digest,
        /// The device's number for it.
        seq: u64,
        /// How that follows the last one.
        sequence: Sequence,
    },
    /// Its bytes began to arrive in parts.
    ReceivingBegan,
    /// What had arrived of it was dropped.
    UploadDiscarded {
        /// Why.
        cause: DiscardReason,
    },
    /// Every byte is stored and the digest is the envelope's.
    Stored {
        /// Digest of the bytes.
        image_sha256: Sha256Digest,
    },
    /// Every byte is stored, apart.
    Quarantined {
        /// Digest of the bytes.
        image_sha256: Sha256Digest,
        /// Why.
        cause: QuarantineReason,
    },
    /// The moment that the device gives to its photograph cannot be: what counts is when it arrived
    /// (DOMAIN 6, decision 1).
    AcopioSubstituted {
        /// The device's word, corrected by what it knew of its clock.
        claimed: Timestamp,
        /// What takes its place: when the last byte had been stored.
        received_at: Timestamp,
    },
    /// A supervisor vouches for it.
    QuarantineReleased {
        /// Why.
        reason: Reason,
    },
    /// It belongs to an acta of the catalogue.
    Admitted {
        /// Which.
        acta: ActaKey,
    },
    /// The same image of the same acta was here already.
    Duplicate {
        /// The image that stands for both.
        of: DigitalizacionId,
    },
    /// A person must say which acta it is of.
    IdentificationPending {
        /// Why.
        cause: PendingReason,
    },
    /// Somebody tried and could not say.
    IdentificationTried {
        /// What was tried.
        reason: Reason,
    },
    /// Somebody said which acta it is of.
    Identified {
        /// Which.
        acta: ActaKey,
        /// How they know.
        reason: Reason,
    },
    /// It takes no further part.
    Rejected {
        /// Why.
        cause: RejectReason,
    },
    /// Somebody says that it belongs to no casilla of the catalogue.
    FueraDeCatalogoProposed {
        /// Why.
        reason: Reason,
        /// The elección, if that can be read.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        eleccion: Option<EleccionId>,
        /// What else can be read of where it is from: what is published of it.
        #[serde(default, skip_serializing_if = "IdentificacionLeida::is_empty")]
        leido: IdentificacionLeida,
    },
    /// A second person agrees.
    FueraDeCatalogoConfirmed {
        /// Who proposed it.
        proposed_by: PersonId,
    },
    /// A second person does not agree.
    FueraDeCatalogoRefused {
        /// Why.
        reason: Reason,
    },
}
