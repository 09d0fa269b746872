//! A tablet in memory with made-up keys.

use std::sync::Arc;

use prep_model::contract::{
    ClockReading, DeviceId, KeyPurpose, PersonId, Receipt, SealedEnvelope, ServerKey, ServerKeys,
    Sha256Digest, Signer as _, SoftwareSigner, V1,
};
use prep_model::time::DeviceTime;

use super::{Entry, Outbox, Owner, Recovery};
use crate::capture::{ActaSource, Origin, Photo};
use crate::testing::{MemoryDisk, SeededEntropy, device_signer, jpeg, night};

pub(crate) struct Tablet {
    pub(crate) disk: MemoryDisk,
    pub(crate) outbox: Outbox,
    pub(crate) owner: Owner,
    pub(crate) entropy: SeededEntropy,
    pub(crate) found: Recovery,
}

pub(crate) fn server_signer() -> SoftwareSigner {
    SoftwareSigner::from_secret_bytes(&[9; 32]).unwrap()
}

pub(crate) fn owner() -> Owner {
    let acuse = ServerKey {
        purpose: KeyPurpose::Acuse,
        jwk: server_signer().public_key(),
    };
    Owner {
        device: DeviceId::from_parts(1, &[1; 10]),
        key: device_signer(1).public_key(),
        server_keys: ServerKeys(vec![acuse]),
    }
}

pub(crate) fn origin() -> Origin {
    Origin {
        proceso: "cdmx-2024".parse().unwrap(),
        ejercicio: "simulacro-1".parse().unwrap(),
        clock: ClockReading {
            offset_ms: 0,
            measured_at: None,
        },
        app_version: "1.0.0".parse().unwrap(),
    }
}

pub(crate) fn receipt_for(sealed: &SealedEnvelope) -> String {
    let envelope = sealed.envelope();
    let receipt = Receipt {
        v: V1,
        proceso: envelope.proceso.clone(),
        ejercicio: envelope.ejercicio.clone(),
        id: envelope.id,
        acta: envelope.acta.clone(),
        sha256: envelope.image.sha256,
        envelope_sha256: sealed.chain_digest(),
        received_at: night(60),
        event_sha256: Sha256Digest::of(b"event"),
    };
    receipt.seal(&server_signer()).unwrap()
}

/// A photo of the `n`th casilla; every second one was cut from a frame that is kept.
pub(crate) fn photo(image: &[u8], n: u64) -> Photo<'_> {
    let acta = format!("GUB/09{:04}B0100/A02", n % 9000 + 1)
        .parse()
        .unwrap();
    let moment = DeviceTime(night(i64::try_from(n).unwrap()));
    let source = ActaSource::Manual { acta, qr: None };
    let photo = Photo::new(image, source, PersonId::new("cael-1").unwrap(), moment);
    Photo {
        frame: n.is_multiple_of(2).then_some(image),
        ..photo
    }
}

impl Tablet {
    pub(crate) fn new(seed: u64) -> Self {
        Self::on(MemoryDisk::default(), seed)
    }

    pub(crate) fn on(disk: MemoryDisk, seed: u64) -> Self {
        let now = DeviceTime(night(100));
        let (outbox, found) = Outbox::open(Arc::new(disk.clone()), owner(), now).unwrap();
        Self {
            disk,
            outbox,
            owner: owner(),
            entropy: SeededEntropy::new(seed),
            found,
        }
    }

    pub(crate) fn try_capture(&mut self, n: u64) -> Result<Entry, super::CaptureError> {
        let image = jpeg(n, 32, 32);
        let signer = device_signer(1);
        self.outbox
            .capture(&photo(&image, n), &origin(), &signer, &self.entropy)
    }

    pub(crate) fn capture(&mut self, n: u64) -> SealedEnvelope {
        let entry = self.try_capture(n).unwrap();
        self.outbox.envelope(entry.id()).unwrap()
    }
}
