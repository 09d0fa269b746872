use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::document::{self, BrokenRule, Document, DocumentError, MAX_SAFE_INTEGER, SealError, V1};
use super::jws::{JwsError, KeySource};
use super::{
    AppVersion, BolsaId, ClockReading, DeviceRole, Identified, KeyPurpose, PersonId, PublicKey,
    QrText, ReceiptMismatch, ServerKeys, Sha256Digest, SignError, Signer, Thumbprint,
};
use crate::claves::{ActaKey, BolsaCode, ClaveCasilla, EjercicioId, ProcesoId};
use crate::time::{DeviceTime, Timestamp};

/// What a device signs when an acopiador receives a Bolsa PREP at the CATD: which casilla's it is,
/// which actas came in it, how it looked, and when, by the device's own clock (LEEME, variable 41).
///
/// It is one of the device's envelopes: `seq` and `prev` go on from its photographs'. The members
/// stand in the order of the canonical form (see [`super::document`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BolsaEnvelope {
    /// Version of this format.
    pub v: V1,
    /// The proceso electoral.
    pub proceso: ProcesoId,
    /// Which run of it.
    pub ejercicio: EjercicioId,
    /// The id of this reception.
    pub id: BolsaId,
    /// Place in the device's own sequence, from 1, among all its envelopes.
    pub seq: u64,
    /// Digest of the device's previous envelope, of whatever kind; zeros for its first.
    pub prev: Sha256Digest,
    /// The casilla whose bag it is.
    pub casilla: ClaveCasilla,
    /// How the casilla was identified: by the code, or by a person; never not at all.
    pub identified: Identified,
    /// What the code on the bag said, if one was read: with `manual` it may contradict `casilla`.
    pub code: Option<QrText>,
    /// The actas that came in it; empty if none did. At most [`BolsaEnvelope::MAX_ACTAS`].
    pub actas: BTreeSet<ActaKey>,
    /// How the bag arrived.
    pub condition: BolsaCondition,
    /// When it arrived, by the device's clock.
    pub device_time: DeviceTime,
    /// What the device knew about its clock.
    pub clock: ClockReading,
    /// Who received it.
    pub person: PersonId,
    /// In which role: acopiador or supervisor.
    pub role: DeviceRole,
    /// The program that made this envelope.
    pub app_version: AppVersion,
}

/// How a Bolsa PREP looked when it arrived. A note of who received it; no rule depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BolsaCondition {
    /// Closed and without damage.
    Whole,
    /// Open.
    Open,
    /// Torn, wet, altered.
    Damaged,
}

impl BolsaCondition {
    /// As a person reads it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Whole => "cerrada y sin daño",
            Self::Open => "abierta",
            Self::Damaged => "dañada o alterada",
        }
    }
}

/// What became of one acta that came in a bag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperArrival {
    /// Which acta.
    pub acta: ActaKey,
    /// What became of it.
    pub outcome: PaperOutcome,
}

/// What the arrival of an acta's paper changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperOutcome {
    /// It is acopiada now.
    Received,
    /// It is acopiada now, and an image of it was here before.
    AfterImage,
    /// An earlier bag brought it: the acopio of that one stands.
    AlreadyReceived,
    /// The catalogue expects no such acta.
    NotExpected,
}

/// The server's signed word that it holds the reception of a bag, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BolsaReceipt {
    /// Version of this format.
    pub v: V1,
    /// The proceso electoral.
    pub proceso: ProcesoId,
    /// Which run of it.
    pub ejercicio: EjercicioId,
    /// The reception.
    pub id: BolsaId,
    /// The casilla.
    pub casilla: ClaveCasilla,
    /// [`SealedBolsa::chain_digest`] of the envelope as stored.
    pub envelope_sha256: Sha256Digest,
    /// The acopio that counts: the device's moment corrected, or that of the arrival.
    pub acopio: Timestamp,
    /// True if the device's moment could not be (DOMAIN 6, decision 1).
    pub substituted: bool,
    /// True if whoever received it answers for other casillas than this one.
    pub elsewhere: bool,
    /// Each acta that came in it.
    pub actas: Vec<PaperArrival>,
    /// When the server stored it, by the server's clock.
    pub received_at: Timestamp,
    /// Digest of the bitácora event that tells of it.
    pub event_sha256: Sha256Digest,
}

impl BolsaEnvelope {
    /// The `typ` of its header.
    pub const TYP: &str = "prep-bolsa+jws";
    /// Most characters of its compact JWS.
    pub const MAX_LEN: usize = 8 * 1024;
    /// Most actas of one bag.
    pub const MAX_ACTAS: usize = 16;

    /// Signs, and opens the result as a receiver would.
    pub fn seal(&self, signer: &(impl Signer + ?Sized)) -> Result<SealedBolsa, SealError> {
        let text = document::seal(self, signer)?;
        match SealedBolsa::open(&text, &signer.public_key()) {
            Err(DocumentError::Jws(JwsError::Signature)) => Err(SignError::Invalid.into()),
            opened => Ok(opened?),
        }
    }

    fn check_identified(&self) -> bool {
        match self.identified {
            Identified::None => false,
            Identified::Manual => true,
            Identified::Qr => {
                let code = self.code.as_ref();
                let code = code.and_then(|code| code.as_str().parse::<BolsaCode>().ok());
                code.is_some_and(|code| {
                    let run = (&self.proceso, &self.ejercicio);
                    code.casilla() == self.casilla && code.run().is_none_or(|named| named == run)
                })
            }
        }
    }
}

impl Document for BolsaEnvelope {
    const TYP: &'static str = Self::TYP;
    const MAX_LEN: usize = Self::MAX_LEN;
    const KEY: KeySource = KeySource::Kid;

    fn check(&self) -> Result<(), BrokenRule> {
        let [offset, unmeasured] = self.clock.rules();
        let rules = [
            (
                (1..=MAX_SAFE_INTEGER).contains(&self.seq),
                "seq",
                "seq va de 1 a 2^53 - 1",
            ),
            offset,
            unmeasured,
            (
                matches!(self.role, DeviceRole::Acopiador | DeviceRole::Supervisor),
                "role",
                "sólo un acopiador o un supervisor recibe bolsas",
            ),
            (
                self.check_identified(),
                "code_contradicts",
                "el código de la bolsa no nombra la casilla que el sobre dice",
            ),
            (
                self.actas.len() <= Self::MAX_ACTAS
                    && self.actas.iter().all(|acta| acta.casilla == self.casilla),
                "actas",
                "las actas de una bolsa son de su casilla y no más de 16",
            ),
        ];
        match rules.into_iter().find(|(kept, ..)| !kept) {
            Some((_, code, text)) => Err(BrokenRule { code, text }),
            None => Ok(()),
        }
    }
}

/// A reception with its verified signature: the text that a device keeps as `<id>.bolsa`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedBolsa {
    text: String,
    bolsa: BolsaEnvelope,
}

impl SealedBolsa {
    /// Verifies and reads a reception.
    pub fn open(text: &str, key: &PublicKey) -> Result<Self, DocumentError> {
        Ok(Self {
            text: text.to_owned(),
            bolsa: document::open(text, key)?,
        })
    }

    /// Which key it says signed, before anything is verified. Nothing else may be decided on it.
    pub fn peek_kid(text: &str) -> Result<Thumbprint, DocumentError> {
        let jws = document::parse::<BolsaEnvelope>(text)?;
        Ok(jws.thumbprint().ok_or(JwsError::Key)?)
    }

    /// The compact JWS.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it says.
    pub fn bolsa(&self) -> &BolsaEnvelope {
        &self.bolsa
    }

    /// SHA-256 of the compact JWS: the `prev` of the device's next envelope.
    pub fn chain_digest(&self) -> Sha256Digest {
        Sha256Digest::of(self.text.as_bytes())
    }
}

impl BolsaReceipt {
    /// The `typ` of its header.
    pub const TYP: &str = "prep-acuse-bolsa+jws";
    /// Most characters of its compact JWS.
    pub const MAX_LEN: usize = 8 * 1024;

    /// Signs with the server's key.
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

    /// Checks that this receipt is for that reception and for no other.
    pub fn matches(&self, sealed: &SealedBolsa) -> Result<(), ReceiptMismatch> {
        let bolsa = sealed.bolsa();
        let members = [
            (self.proceso == bolsa.proceso, "proceso"),
            (self.ejercicio == bolsa.ejercicio, "ejercicio"),
            (self.id == bolsa.id, "id"),
            (self.casilla == bolsa.casilla, "casilla"),
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

impl Document for BolsaReceipt {
    const TYP: &'static str = Self::TYP;
    const MAX_LEN: usize = Self::MAX_LEN;
    const KEY: KeySource = KeySource::Kid;

    fn check(&self) -> Result<(), BrokenRule> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::samples::{bolsa, bolsa_receipt_for, envelope, signer};

    #[test]
    fn a_reception_keeps_its_rules() {
        let good = bolsa(1);
        assert!(good.seal(&signer("device")).is_ok());
        let code = |broken: BolsaEnvelope| match broken.seal(&signer("device")) {
            Err(SealError::Document(error)) => error.code(),
            other => panic!("{other:?}"),
        };
        let with = |change: &dyn Fn(&mut BolsaEnvelope)| {
            let mut changed = good.clone();
            change(&mut changed);
            code(changed)
        };
        assert_eq!(with(&|b| b.role = DeviceRole::Cael), "role");
        assert_eq!(
            with(&|b| b.identified = Identified::None),
            "code_contradicts"
        );
        let other: ClaveCasilla = "090002B0100".parse().unwrap();
        assert_eq!(with(&|b| b.casilla = other), "code_contradicts");
        assert_eq!(
            with(&|b| b.ejercicio = "simulacro-1".parse().unwrap()),
            "code_contradicts"
        );
        let foreign: ActaKey = "GUB/090002B0100/A02".parse().unwrap();
        let with_foreign = |b: &mut BolsaEnvelope| {
            b.actas.insert(foreign.clone());
        };
        assert_eq!(with(&with_foreign), "actas");
        assert_eq!(with(&|b| b.seq = 0), "seq");
        assert_eq!(with(&|b| b.clock.measured_at = None), "clock_unmeasured");
    }

    #[test]
    fn a_receipt_matches_its_reception_and_no_other() {
        let seal = |n| bolsa(n).seal(&signer("device")).unwrap();
        let receipt = bolsa_receipt_for(&seal(1));
        assert_eq!(receipt.matches(&seal(1)), Ok(()));
        assert_eq!(receipt.matches(&seal(2)).unwrap_err().member, "id");
        let text = receipt.seal(&signer("server")).unwrap();
        let key = signer("server").public_key();
        assert_eq!(BolsaReceipt::open(&text, &key).unwrap(), receipt);
        let error = BolsaReceipt::open_pinned(&text, &ServerKeys::default());
        assert_eq!(error.unwrap_err().code(), "key");
    }

    #[test]
    fn a_photograph_is_no_bag_and_a_bag_no_photograph() {
        let photo = envelope(1).seal(&signer("device")).unwrap();
        let key = signer("device").public_key();
        assert_eq!(
            SealedBolsa::open(photo.text(), &key).unwrap_err().code(),
            "type"
        );
        let bag = bolsa(1).seal(&signer("device")).unwrap();
        let as_photo = crate::contract::SealedEnvelope::open(bag.text(), &key);
        assert_eq!(as_photo.unwrap_err().code(), "type");
        assert_eq!(SealedBolsa::peek_kid(bag.text()).unwrap(), key.thumbprint());
    }
}
