use serde::{Deserialize, Serialize};

use super::{Chain, FilaChange, Reason};
use crate::claves::ClaveCasilla;
use crate::contract::Sha256Digest;
use crate::people::{PersonId, Role};
use crate::time::Timestamp;

/// What happened to an image in a tablet's outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum OutboxEvent {
    /// The photo was taken and its bytes are on disk.
    Captured {
        /// Digest of the bytes.
        image_sha256: Sha256Digest,
    },
    /// A Bolsa PREP was received; there is no image, and its envelope is signed next.
    BolsaReceived {
        /// Whose bag.
        casilla: ClaveCasilla,
    },
    /// Its envelope was signed.
    Queued {
        /// Digest of the envelope.
        envelope_sha256: Sha256Digest,
    },
    /// An attempt to send it began.
    SendingBegan {
        /// Which attempt, from 1.
        attempt: u32,
    },
    /// The attempt failed in a way that may pass.
    Postponed {
        /// Not to be tried before.
        not_before: Timestamp,
    },
    /// The server's receipt verified.
    Delivered {
        /// The event of the server's bitácora that tells of it, as the receipt names it.
        event_sha256: Sha256Digest,
    },
    /// The server said: never again.
    Rejected {
        /// The problem, in its words.
        reason: Reason,
    },
    /// A person asked to try once more.
    Retried {
        /// Why.
        reason: Reason,
    },
}

/// Why a corte is not published: the only three kinds of defect that stop one (DOMAIN 6, 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldReason {
    /// Sums do not add up.
    Arithmetic,
    /// A signature or digest does not verify.
    Signature,
    /// A file lacks the form the norm gives it.
    Structure,
}

/// What happened to a corte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum CorteEvent {
    /// Its turn was set.
    Scheduled {
        /// When it is due.
        due: Timestamp,
    },
    /// It is being built from one snapshot.
    BuildingBegan {
        /// The prefix of the bitácora that the snapshot stands for.
        snapshot: Chain,
    },
    /// Whoever was building it is gone.
    Abandoned,
    /// The checker found nothing that stops it.
    Checked {
        /// Digest of its manifest.
        manifest_sha256: Sha256Digest,
        /// Rows withheld and named in it.
        withheld: u32,
    },
    /// The checker found something that stops it.
    Held {
        /// Digest of its manifest.
        manifest_sha256: Sha256Digest,
        /// What.
        cause: HoldReason,
    },
    /// It is public.
    Published {
        /// Digest of its manifest.
        manifest_sha256: Sha256Digest,
    },
    /// Somebody asks to publish over the checker.
    OverrideProposed {
        /// Why.
        reason: Reason,
    },
    /// A second person agrees; published with it.
    OverrideApproved {
        /// Digest of its manifest.
        manifest_sha256: Sha256Digest,
        /// What the checker found.
        cause: HoldReason,
        /// Who proposed it.
        proposed_by: PersonId,
        /// Why.
        reason: Reason,
    },
    /// A second person does not agree.
    OverrideRejected {
        /// Why.
        reason: Reason,
    },
    /// It could not be built or published.
    Failed {
        /// What failed.
        reason: Reason,
    },
    /// It is tried again.
    Rescheduled {
        /// When it is due.
        due: Timestamp,
    },
    /// Its copy in the second place was read again there and is the same.
    CopyVerified {
        /// Digest of its manifest.
        manifest_sha256: Sha256Digest,
    },
    /// Its copy in the second place could not be made, or is not the same; it is tried again.
    CopyFailed {
        /// What failed.
        reason: Reason,
    },
    /// A coordinador stopped the schedule: no turn is taken until it is released.
    ScheduleStopped {
        /// Why.
        reason: Reason,
    },
    /// A coordinador released the schedule.
    ScheduleReleased {
        /// Why.
        reason: Reason,
    },
    /// A coordinador said from when a drill publishes.
    StartAuthorised {
        /// The first turn.
        from: Timestamp,
    },
}

/// What happened to the ejercicio.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum EjercicioEvent {
    /// It exists.
    Created,
    /// Somebody attests that its databases are empty.
    PuestaEnCerosAttested {
        /// Actas it expects.
        esperadas: u32,
        /// Digest of the proceso's files it runs with.
        proceso_sha256: Sha256Digest,
    },
    /// The attestation no longer holds.
    PuestaEnCerosVoided {
        /// Why.
        reason: Reason,
    },
    /// It takes actas.
    Opened {
        /// Who attested the puesta en ceros.
        attested_by: PersonId,
    },
    /// A supervisor governs who is given which actas.
    FilaChanged {
        /// What changed.
        change: FilaChange,
        /// Why.
        reason: Reason,
    },
    /// Only what was begun is finished.
    ClosingBegan {
        /// Why now.
        reason: Reason,
    },
    /// It takes actas again.
    Resumed {
        /// Why.
        reason: Reason,
    },
    /// Its last corte is published and nothing changes any more.
    Closed {
        /// Number of the last corte.
        last_corte: u32,
        /// Digest of that corte's manifest.
        manifest_sha256: Sha256Digest,
    },
    /// Its objects, databases and bitácora are in the archive.
    Archived {
        /// Digest of the archive's manifest.
        archive_sha256: Sha256Digest,
    },
}

/// What happened to a device. No machine: the devices' store enforces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum DeviceEvent {
    /// Its key was accepted.
    Enrolled {
        /// Digest of its public key (RFC 7638).
        key_sha256: Sha256Digest,
    },
    /// What it sends from now on is quarantined.
    Revoked {
        /// Why.
        reason: Reason,
    },
    /// It starts its sequence anew, after repair or loss of its storage.
    SequenceReset {
        /// Why.
        reason: Reason,
    },
}

/// What happened to a person's account. No machine: the accounts' store enforces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum PersonEvent {
    /// The account exists.
    Registered {
        /// Its role.
        role: Role,
    },
    /// It has another role.
    RoleChanged {
        /// The new one.
        role: Role,
    },
    /// It may not be used any more.
    Disabled {
        /// Why.
        reason: Reason,
    },
    /// A session began.
    LoggedIn,
    /// A session ended.
    LoggedOut,
    /// Somebody handed it a new one-time password; its sessions ended.
    PasswordReset {
        /// After this moment that password opens nothing.
        expires_at: Timestamp,
    },
    /// Its person chose a password.
    PasswordChanged,
    /// Somebody ended its sessions.
    SessionsEnded {
        /// Why.
        reason: Reason,
    },
    /// Each entry asks for a code of its person's telephone from now on.
    SecondFactorBegan,
    /// It asks for none any more.
    SecondFactorEnded {
        /// Why, if it was not the person themselves.
        reason: Option<Reason>,
    },
    /// A recovery code stood in for the telephone.
    RecoveryCodeUsed {
        /// How many are left.
        left: u32,
    },
}
