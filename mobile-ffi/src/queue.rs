//! What waits and what was delivered.

use mobile_core::app;
use mobile_core::app::QueueState;
use prep_model::contract::DigitalizacionId;

/// Where an image of the outbox stands.
#[uniffi::remote(Enum)]
pub enum QueueState {
    Waiting,
    Sending,
    Delivered,
    Rejected,
}

/// One image, or reception of a bag, of the outbox.
#[derive(Debug, uniffi::Record)]
pub struct QueueItem {
    /// Its id.
    pub id: DigitalizacionId,
    /// The acta, as `GUB/090001C0100/A02`; empty if nobody identified it, and of a bag.
    pub acta: String,
    /// CLAVE_CASILLA of a Bolsa PREP; empty of a photo.
    pub bag: String,
    /// Where it stands.
    pub state: QueueState,
    /// Why it waits or was rejected, in words; may be empty.
    pub reason: String,
    /// SHA-256 of the signed image, of a bag's envelope, in hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was taken, by the device's clock: microseconds since 1970.
    pub taken_at_micros: i64,
}

/// What the server signed for; its signature was verified with the key pinned at enrolment.
#[derive(Debug, uniffi::Record)]
pub struct ReceiptView {
    /// SHA-256 of what it received (of a bag, of its envelope), in hexadecimal.
    pub sha256: String,
    /// When, by the server's clock: microseconds since 1970.
    pub received_at_micros: i64,
    /// SHA-256 of the event of the bitácora, in hexadecimal.
    pub event_sha256: String,
    /// The compact JWS.
    pub text: String,
}

impl From<app::QueueItem> for QueueItem {
    fn from(item: app::QueueItem) -> Self {
        Self {
            id: item.id,
            acta: item.acta,
            bag: item.bag,
            state: item.state,
            reason: item.reason,
            sha256: item.sha256.to_string(),
            bytes: item.bytes,
            taken_at_micros: item.taken_at.micros(),
        }
    }
}

impl From<app::ReceiptView> for ReceiptView {
    fn from(receipt: app::ReceiptView) -> Self {
        Self {
            sha256: receipt.sha256.to_string(),
            received_at_micros: receipt.received_at.micros(),
            event_sha256: receipt.event_sha256.to_string(),
            text: receipt.text,
        }
    }
}
