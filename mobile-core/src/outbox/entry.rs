use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use prep_model::bitacora::Event;
use prep_model::claves::{ActaKey, ClaveCasilla};
use prep_model::contract::{
    BolsaCondition, BolsaId, DeviceId, DeviceRole, DigitalizacionId, PersonId, SealedBolsa,
    SealedEnvelope, Sha256Digest,
};
use prep_model::machines::Step;
use prep_model::machines::outbox::{OutboxError as OutboxRefusal, OutboxItem, OutboxState};
use prep_model::people::{Person, Role};
use prep_model::time::{DeviceTime, Timestamp};

/// One image in the outbox: what its envelope says, in short, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its id, and where it stands.
    pub item: OutboxItem,
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
    /// When the photo was taken, or the bag received, by the device's clock.
    pub taken_at: DeviceTime,
    /// What was received, if it is a Bolsa PREP and no photo: then there is no image, and `sha256` is
    /// its envelope's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bag: Option<Bag>,
}

/// A Bolsa PREP in the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bag {
    /// Whose.
    pub casilla: ClaveCasilla,
    /// The actas that came in it.
    pub actas: BTreeSet<ActaKey>,
    /// How it looked.
    pub condition: BolsaCondition,
    /// What the receipt tells beyond that it was received, for a person; may be empty.
    pub remark: String,
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
    /// The entry of a new envelope, with what the journal says of it.
    pub(super) fn queued(
        sealed: &SealedEnvelope,
        device: DeviceId,
        now: DeviceTime,
    ) -> (Self, [Event; 2]) {
        let envelope = sealed.envelope();
        let captured = OutboxItem::capture(
            envelope.ejercicio.clone(),
            envelope.id,
            device,
            &author(&envelope.person, envelope.role),
            envelope.image.sha256,
            envelope.device_time.0,
        );
        let queued = captured.next.queue(sealed.chain_digest(), now.0);
        let queued = queued.expect("what was captured and signed is queued");
        let entry = Self {
            item: queued.next,
            seq: envelope.seq,
            acta: envelope.acta.clone(),
            sha256: envelope.image.sha256,
            bytes: envelope.image.bytes,
            envelope_sha256: sealed.chain_digest(),
            taken_at: envelope.device_time,
            bag: None,
        };
        (entry, [captured.event, queued.event])
    }

    /// The entry of a bag that was just signed, with what the journal says of it.
    pub(super) fn queued_bag(
        sealed: &SealedBolsa,
        device: DeviceId,
        now: DeviceTime,
    ) -> (Self, [Event; 2]) {
        let bolsa = sealed.bolsa();
        let received = OutboxItem::receive_bolsa(
            bolsa.ejercicio.clone(),
            item_id(bolsa.id),
            device,
            &author(&bolsa.person, bolsa.role),
            bolsa.casilla,
            bolsa.device_time.0,
        );
        let queued = received.next.queue(sealed.chain_digest(), now.0);
        let queued = queued.expect("what was received and signed is queued");
        let entry = Self {
            item: queued.next,
            seq: bolsa.seq,
            acta: None,
            sha256: sealed.chain_digest(),
            bytes: 0,
            envelope_sha256: sealed.chain_digest(),
            taken_at: bolsa.device_time,
            bag: Some(Bag {
                casilla: bolsa.casilla,
                actas: bolsa.actas.clone(),
                condition: bolsa.condition,
                remark: String::new(),
            }),
        };
        (entry, [received.event, queued.event])
    }

    /// The casilla of its acta or bag.
    pub fn casilla(&self) -> Option<ClaveCasilla> {
        match (&self.acta, &self.bag) {
            (Some(acta), _) => Some(acta.casilla),
            (None, Some(bag)) => Some(bag.casilla),
            (None, None) => None,
        }
    }

    /// Its id.
    pub fn id(&self) -> DigitalizacionId {
        self.item.id()
    }

    /// Where it stands.
    pub fn state(&self) -> &OutboxState {
        self.item.state()
    }

    /// The entry after a transition, with what the journal says of it.
    pub(super) fn after(&self, step: Step<OutboxItem>) -> (Self, Event) {
        let entry = Self {
            item: step.next,
            ..self.clone()
        };
        (entry, step.event)
    }

    /// The entry of a bag once its receipt came, with what that tells.
    pub(super) fn after_bag_receipt(
        &self,
        receipt: &super::VerifiedBagReceipt,
        now: Timestamp,
    ) -> Result<(Self, Event), OutboxRefusal> {
        let step = self.item.deliver(receipt.receipt().event_sha256, now)?;
        let (mut entry, event) = self.after(step);
        if let Some(bag) = &mut entry.bag {
            bag.remark = receipt.remark();
        }
        Ok((entry, event))
    }

    /// The chain after this envelope.
    pub(super) fn chain(&self) -> Chain {
        Chain {
            seq: self.seq,
            head: self.envelope_sha256,
        }
    }

    pub(super) fn key(&self) -> (u64, DigitalizacionId) {
        (self.seq, self.id())
    }

    /// Name of the file with its image.
    pub fn image_file(&self) -> String {
        image_file(self.id())
    }
}

fn author(person: &PersonId, role: DeviceRole) -> Person {
    let role = match role {
        DeviceRole::Cael => Role::Cael,
        DeviceRole::Acopiador => Role::Acopiador,
        DeviceRole::Digitalizador => Role::Digitalizador,
        DeviceRole::Supervisor => Role::Supervisor,
    };
    Person {
        id: person.clone(),
        role,
    }
}

pub(super) const IMAGE: &str = ".jpg";
pub(super) const ENVELOPE: &str = ".jws";
pub(super) const RECEIPT: &str = ".acuse";
pub(super) const FRAME: &str = ".cuadro";
pub(super) const BAG: &str = ".bolsa";

/// A reception has its place in the outbox under the same UUID.
pub(crate) fn item_id(id: BolsaId) -> DigitalizacionId {
    DigitalizacionId::from_uuid(id.uuid()).expect("both are UUIDs of version 7")
}

pub(crate) fn bolsa_id(id: DigitalizacionId) -> BolsaId {
    BolsaId::from_uuid(id.uuid()).expect("both are UUIDs of version 7")
}

pub(super) fn bag_file(id: DigitalizacionId) -> String {
    format!("{id}{BAG}")
}

pub(super) fn image_file(id: DigitalizacionId) -> String {
    format!("{id}{IMAGE}")
}

pub(super) fn envelope_file(id: DigitalizacionId) -> String {
    format!("{id}{ENVELOPE}")
}

pub(super) fn receipt_file(id: DigitalizacionId) -> String {
    format!("{id}{RECEIPT}")
}

pub(super) fn frame_file(id: DigitalizacionId) -> String {
    format!("{id}{FRAME}")
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
