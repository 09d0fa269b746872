use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::document::{self, BrokenRule, Document, DocumentError, SealError, V1};
use super::jws::KeySource;
use super::{
    DigitalizacionId, KeyPurpose, PublicKey, SealedEnvelope, ServerKeys, Sha256Digest, Signer,
};
use crate::claves::{ActaKey, EjercicioId, ProcesoId};
use crate::time::Timestamp;

/// The server's signed word that it holds an image and its envelope (*acuse*). Only this makes an
/// image delivered; what the device may then free is the perfil's to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// Version of this format.
    pub v: V1,
    /// The proceso electoral.
    pub proceso: ProcesoId,
    /// Which run of it.
    pub ejercicio: EjercicioId,
    /// The digitalización received.
    pub id: DigitalizacionId,
    /// The acta its envelope names, if any.
    pub acta: Option<ActaKey>,
    /// Digest of the image's bytes as stored.
    pub sha256: Sha256Digest,
    /// [`SealedEnvelope::chain_digest`] of the envelope as stored.
    pub envelope_sha256: Sha256Digest,
    /// When the last byte had been stored, by the server's clock.
    pub received_at: Timestamp,
    /// Digest of the bitácora event that tells of it ([`crate::bitacora::Event::sha256`]). Its number
    /// in the chain is given after the answer has left, so the digest is what finds it.
    pub event_sha256: Sha256Digest,
}

/// Which member of a receipt is not the envelope's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("el acuse no corresponde al envío: difiere en {member}")]
pub struct ReceiptMismatch {
    /// Its name in the JSON.
    pub member: &'static str,
}

impl Receipt {
    /// The `typ` of its header.
    pub const TYP: &str = "prep-acuse+jws";
    /// Most characters of its compact JWS.
    pub const MAX_LEN: usize = 4 * 1024;

    /// Signs with the server's key. Equal receipts get equal bytes if the signer is deterministic,
    /// as [`super::SoftwareSigner`] is.
    pub fn seal(&self, signer: &(impl Signer + ?Sized)) -> Result<String, SealError> {
        document::seal(self, signer)
    }

    /// Verifies and reads a receipt signed with `key`.
    pub fn open(text: &str, key: &PublicKey) -> Result<Self, DocumentError> {
        document::open(text, key)
    }

    /// Verifies and reads a receipt signed with any of the pinned keys that may sign receipts.
    pub fn open_pinned(text: &str, keys: &ServerKeys) -> Result<Self, DocumentError> {
        document::open_pinned(text, keys, KeyPurpose::Acuse)
    }

    /// Checks that this receipt is for that envelope and for no other.
    pub fn matches(&self, sealed: &SealedEnvelope) -> Result<(), ReceiptMismatch> {
        let envelope = sealed.envelope();
        let members = [
            (self.proceso == envelope.proceso, "proceso"),
            (self.ejercicio == envelope.ejercicio, "ejercicio"),
            (self.id == envelope.id, "id"),
            (self.acta == envelope.acta, "acta"),
            (self.sha256 == envelope.image.sha256, "sha256"),
            (
                self.envelope_sha256 == sealed.chain_digest(),
                "envelope_sha256",
            ),
        ];
        match members.into_iter().find(|(same, _)| !same) {
            Some((_, member)) => Err(ReceiptMismatch { member }),
            None => Ok(()),
        }
    }
}

impl Document for Receipt {
    const TYP: &'static str = Self::TYP;
    const MAX_LEN: usize = Self::MAX_LEN;
    const KEY: KeySource = KeySource::Kid;

    fn check(&self) -> Result<(), BrokenRule> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::contract::samples::{envelope, receipt_for, signer};
    use crate::contract::{ServerKey, SoftwareSigner};

    fn pinned(signer: &SoftwareSigner, purpose: KeyPurpose) -> ServerKeys {
        ServerKeys(vec![ServerKey {
            purpose,
            jwk: signer.public_key(),
        }])
    }

    #[test]
    fn a_receipt_matches_its_envelope_and_no_other() {
        let sealed = envelope(1).seal(&signer("device")).unwrap();
        let receipt = receipt_for(&sealed);
        assert_eq!(receipt.matches(&sealed), Ok(()));
        let other = envelope(2).seal(&signer("device")).unwrap();
        assert_eq!(
            receipt.matches(&other),
            Err(ReceiptMismatch { member: "id" })
        );
        let resigned = envelope(1).seal(&signer("other")).unwrap();
        assert_eq!(
            receipt.matches(&resigned).unwrap_err().member,
            "envelope_sha256"
        );
        let swapped = Receipt {
            sha256: Sha256Digest::ZERO,
            ..receipt
        };
        assert_eq!(swapped.matches(&sealed).unwrap_err().member, "sha256");
    }

    #[test]
    fn only_a_pinned_receipt_key_is_believed() {
        let server = signer("server");
        let sealed = envelope(1).seal(&signer("device")).unwrap();
        let receipt = receipt_for(&sealed);
        let text = receipt.seal(&server).unwrap();
        assert_eq!(
            text,
            receipt.seal(&server).unwrap(),
            "the same receipt, always"
        );
        let open = |keys: &ServerKeys| Receipt::open_pinned(&text, keys);
        assert_eq!(open(&pinned(&server, KeyPurpose::Acuse)).unwrap(), receipt);
        let refused = [
            pinned(&server, KeyPurpose::Corte),
            pinned(&signer("device"), KeyPurpose::Acuse),
            ServerKeys::default(),
        ];
        for keys in refused {
            assert_eq!(open(&keys).unwrap_err().code(), "key");
        }
    }

    #[test]
    fn an_envelope_is_no_receipt() {
        let sealed = envelope(1).seal(&signer("server")).unwrap();
        let error = Receipt::open(sealed.text(), &signer("server").public_key()).unwrap_err();
        assert_eq!(error.code(), "type");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn every_receipt_survives_and_no_changed_byte_does(
            n in 0u64..1000,
            micros in 0i64..253_402_300_799_999_999,
            at in any::<prop::sample::Index>(),
            to in 0x20u8..0x7f,
        ) {
            let sealed = envelope(n + 1).seal(&signer("device")).unwrap();
            let mut receipt = receipt_for(&sealed);
            receipt.received_at = Timestamp::from_micros(micros).unwrap();
            let key = signer("server").public_key();
            let mut text = receipt.seal(&signer("server")).unwrap();
            prop_assert_eq!(Receipt::open(&text, &key).unwrap(), receipt);
            let at = at.index(text.len());
            let changed = char::from(to).to_string();
            prop_assume!(text.get(at..=at) != Some(changed.as_str()));
            text.replace_range(at..=at, &changed);
            prop_assert!(Receipt::open(&text, &key).is_err());
        }
    }
}
