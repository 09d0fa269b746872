use serde::{Deserialize, Serialize};

use prep_model::claves::ActaKey;
use prep_model::contract::{DigitalizacionId, SealedEnvelope, Sha256Digest};
use prep_model::time::DeviceTime;

use super::OutboxState;

/// One image in the outbox: what its envelope says, in short, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its id.
    pub id: DigitalizacionId,
    /// Its place in the device's sequence.
    pub seq: u64,
    /// The acta, if it was identified.
    pub acta: Option<ActaKey>,
    /// Digest of the image.
    pub sha256: Sha256Digest,
    /// Size of the image.
    pub bytes: u64,
    /// [`SealedEnvelope::chain_digest`] of its envelope.
    pub envelope_sha256: Sha256Digest,
    /// When the photo was taken, by the device's clock.
    pub taken_at: DeviceTime,
    /// Where it stands.
    #[serde(flatten)]
    pub state: OutboxState,
}

/// Where the device's sequence of envelopes stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    /// Number of the last envelope.
    pub seq: u64,
    /// [`SealedEnvelope::chain_digest`] of it.
    pub head: Sha256Digest,
}

impl Chain {
    /// Before the first envelope.
    pub const START: Self = Self {
        seq: 0,
        head: Sha256Digest::ZERO,
    };
}

impl Entry {
    /// The entry of a new envelope.
    pub(super) fn queued(sealed: &SealedEnvelope) -> Self {
        let envelope = sealed.envelope();
        Self {
            id: envelope.id,
            seq: envelope.seq,
            acta: envelope.acta.clone(),
            sha256: envelope.image.sha256,
            bytes: envelope.image.bytes,
            envelope_sha256: sealed.chain_digest(),
            taken_at: envelope.device_time,
            state: OutboxState::Queued,
        }
    }

    /// The chain after this envelope.
    pub(super) fn chain(&self) -> Chain {
        Chain {
            seq: self.seq,
            head: self.envelope_sha256,
        }
    }

    pub(super) fn key(&self) -> (u64, DigitalizacionId) {
        (self.seq, self.id)
    }

    /// Name of the file with its image.
    pub fn image_file(&self) -> String {
        image_file(self.id)
    }
}

pub(super) const IMAGE: &str = ".jpg";
pub(super) const ENVELOPE: &str = ".jws";
pub(super) const RECEIPT: &str = ".acuse";

pub(super) fn image_file(id: DigitalizacionId) -> String {
    format!("{id}{IMAGE}")
}

pub(super) fn envelope_file(id: DigitalizacionId) -> String {
    format!("{id}{ENVELOPE}")
}

pub(super) fn receipt_file(id: DigitalizacionId) -> String {
    format!("{id}{RECEIPT}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbox::testing::Tablet;

    #[test]
    fn an_entry_survives_its_text() {
        let mut tablet = Tablet::new(1);
        tablet.capture(1);
        let entry = tablet.outbox.entries().next().unwrap().clone();
        let json = serde_json::to_string(&entry).unwrap();
        assert_eq!(serde_json::from_str::<Entry>(&json).unwrap(), entry);
    }
}
