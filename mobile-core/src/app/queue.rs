//! What waits and what was delivered, as values.

use prep_model::contract::{DigitalizacionId, Sha256Digest};
use prep_model::machines::outbox::OutboxState;
use prep_model::time::Timestamp;

use super::Ready;
use crate::outbox::Entry;

/// One image, or reception of a bag, of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// Digest of the signed image; of a bag, of its envelope.
    pub sha256: Sha256Digest,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was taken, by the device's clock.
    pub taken_at: Timestamp,
}

/// Where an image of the outbox stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueState {
    /// Signed and kept.
    Waiting,
    /// The server has begun to take it.
    Sending,
    /// Its receipt verified.
    Delivered,
    /// Not sent any more: a person has to look.
    Rejected,
}

/// What the server signed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptView {
    /// The digest it received; of a bag, of its envelope.
    pub sha256: Sha256Digest,
    /// When, by the server's clock.
    pub received_at: Timestamp,
    /// Digest of the event of the bitácora.
    pub event_sha256: Sha256Digest,
    /// The compact JWS.
    pub text: String,
}

impl Ready {
    pub(super) fn queue(&self) -> Vec<QueueItem> {
        let entries: Vec<_> = self.uploader.outbox().entries().collect();
        let trouble = self.uploader.trouble().unwrap_or_default();
        entries
            .into_iter()
            .rev()
            .map(|entry| item(entry, trouble))
            .collect()
    }

    pub(super) fn receipt(&self, id: DigitalizacionId) -> Option<ReceiptView> {
        let outbox = self.uploader.outbox();
        if outbox.find(id)?.bag.is_some() {
            let receipt = outbox.bag_receipt(id).ok()?;
            let says = receipt.receipt();
            return Some(ReceiptView {
                sha256: says.envelope_sha256,
                received_at: says.received_at,
                event_sha256: says.event_sha256,
                text: receipt.text().to_owned(),
            });
        }
        let receipt = outbox.receipt(id).ok()?;
        let says = receipt.receipt();
        Some(ReceiptView {
            sha256: says.sha256,
            received_at: says.received_at,
            event_sha256: says.event_sha256,
            text: receipt.text().to_owned(),
        })
    }
}

fn item(entry: &Entry, trouble: &str) -> QueueItem {
    let (state, reason) = match entry.state() {
        OutboxState::Captured | OutboxState::Queued { .. } => (QueueState::Waiting, trouble),
        OutboxState::Sending { .. } => (QueueState::Sending, trouble),
        OutboxState::Delivered { .. } => (QueueState::Delivered, ""),
        OutboxState::Rejected { reason, .. } => (QueueState::Rejected, reason.as_str()),
    };
    QueueItem {
        id: entry.id(),
        acta: entry
            .acta
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        bag: entry
            .bag
            .as_ref()
            .map(|bag| bag.casilla.to_string())
            .unwrap_or_default(),
        state,
        reason: reason.to_owned(),
        sha256: entry.sha256,
        bytes: entry.bytes,
        taken_at: entry.taken_at.0,
    }
}
