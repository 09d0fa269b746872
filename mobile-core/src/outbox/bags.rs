//! Bolsas PREP in the outbox: one signed file each, in the same chain as the photos.

use prep_model::contract::{DigitalizacionId, SealedBolsa, Signer};
use prep_model::time::Timestamp;

use super::entry::{bag_file, bolsa_id, item_id, receipt_file};
use super::{CaptureError, Entry, Outbox, OutboxError, VerifiedBagReceipt, recovery};
use crate::capture::{Origin, ReceivedBag};
use crate::disk::write_whole;
use crate::platform::{Entropy, unix_millis};

impl Outbox {
    /// Signs the reception of a bag and keeps it, as [`Outbox::capture`] does a photo. Touches disk.
    pub fn receive_bag(
        &mut self,
        bag: &ReceivedBag,
        origin: &Origin,
        signer: &dyn Signer,
        entropy: &dyn Entropy,
    ) -> Result<Entry, CaptureError> {
        if signer.public_key() != self.owner.key {
            return Err(CaptureError::OtherKey);
        }
        loop {
            match self.receive_bag_once(bag, origin, signer, entropy) {
                Err(CaptureError::Outbox(OutboxError::StorageFull)) if self.free_oldest_frame() => {
                }
                done => return done,
            }
        }
    }

    fn receive_bag_once(
        &mut self,
        bag: &ReceivedBag,
        origin: &Origin,
        signer: &dyn Signer,
        entropy: &dyn Entropy,
    ) -> Result<Entry, CaptureError> {
        let id = DigitalizacionId::from_parts(unix_millis(bag.received_at.0), &entropy.bytes());
        self.ensure_open()?;
        let sealed = bag
            .envelope(bolsa_id(id), self.chain, origin)
            .seal(signer)?;
        let (entry, events) = Entry::queued_bag(&sealed, self.owner.device, bag.received_at);
        let name = bag_file(id);
        let written = write_whole(&*self.disk, &name, sealed.text().as_bytes());
        if let Err(error) = written.map_err(OutboxError::disk(&name)) {
            self.withdraw_files(id);
            return Err(error.into());
        }
        self.commit_new(&entry, &events)?;
        self.chain = entry.chain();
        self.remember(entry.clone());
        Ok(entry)
    }

    /// The signed reception of a bag, verified again with the device's key. Touches disk.
    pub fn bag(&self, id: DigitalizacionId) -> Result<SealedBolsa, OutboxError> {
        recovery::read_bag(&*self.disk, &self.owner, id)
    }

    /// The receipt of a delivered bag. Touches disk.
    pub fn bag_receipt(&self, id: DigitalizacionId) -> Result<VerifiedBagReceipt, OutboxError> {
        recovery::read_bag_receipt(&*self.disk, &self.owner, &self.bag(id)?)
    }

    /// Keeps the receipt of a bag with what it tells, then calls it delivered. Touches disk.
    pub fn deliver_bag(
        &mut self,
        receipt: &VerifiedBagReceipt,
        now: Timestamp,
    ) -> Result<(), OutboxError> {
        let id = item_id(receipt.receipt().id);
        let entry = self.find(id).ok_or(OutboxError::NotFound(id))?;
        if entry.item.is_delivered() {
            return Ok(());
        }
        let name = receipt_file(id);
        write_whole(&*self.disk, &name, receipt.text().as_bytes())
            .map_err(OutboxError::disk(&name))?;
        self.ensure_open()?;
        let entry = self.find(id).ok_or(OutboxError::NotFound(id))?;
        let (next, event) = entry.after_bag_receipt(receipt, now)?;
        self.save(std::slice::from_ref(&next), None, &[event])?;
        self.remember(next);
        Ok(())
    }
}
