//! The queue: what was photographed is sent, whatever happens to the tablet in between.
//!
//! Of each image there are up to four files: `<id>.jpg`, `<id>.jws` (the signed envelope), once it is
//! delivered `<id>.acuse` (the receipt), and, while there is room, `<id>.cuadro` (the whole camera
//! frame that the image was cut from). Of a Bolsa PREP that was received there is `<id>.bolsa`, its
//! signed envelope in the same chain, and `<id>.acuse`. A database holds where each stands and where the
//! device's chain of envelopes stands, and the journal, what happened to each. Files come first, each whole or not at all, then one
//! transaction; so whatever moment the power goes, opening the outbox again finds either no photo,
//! and nobody was told there was one, or a photo with its envelope, and queues it. The files alone
//! are enough to rebuild the database.
//!
//! Nothing that waits is deleted, and nothing that cannot be used either: it is renamed to
//! `apartado-…` and reported.

mod bags;
#[cfg(test)]
mod bags_tests;
mod entry;
mod error;
#[cfg(test)]
mod hardening;
mod receipt;
mod recovery;
mod store;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use prep_model::bitacora::{Event, Reason};
use prep_model::contract::{
    DeviceId, DigitalizacionId, PublicKey, SealedEnvelope, ServerKeys, Sha256Digest, Signer,
};
use prep_model::machines::Step;
use prep_model::machines::outbox::{OutboxError as Refusal, OutboxItem, OutboxState};
use prep_model::people::Person;
use prep_model::time::{DeviceTime, Timestamp};

use crate::capture::{Origin, Photo};
use crate::disk::{Disk, write_whole};
use crate::platform::{Entropy, unix_millis};

use entry::{bag_file, envelope_file, frame_file, image_file, receipt_file};
use store::Store;

pub use entry::{Bag, Chain, Entry};
pub use error::{CaptureError, OutboxError};
pub use receipt::{ReceiptError, VerifiedBagReceipt, VerifiedReceipt};
pub use recovery::{Recovery, SetAside};

/// Whose outbox it is: whose signatures its envelopes carry, and whose receipts count.
#[derive(Debug, Clone)]
pub struct Owner {
    /// The device.
    pub device: DeviceId,
    /// Its key.
    pub key: PublicKey,
    /// The server's keys, pinned at enrolment.
    pub server_keys: ServerKeys,
}

/// How many images stand where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Not delivered yet.
    pub waiting: usize,
    /// When the one that waits longest was taken.
    pub oldest: Option<DeviceTime>,
    /// With a verified receipt.
    pub delivered: usize,
    /// A person has to look.
    pub rejected: usize,
}

/// The queue. It belongs to one process at a time.
#[derive(Debug)]
pub struct Outbox {
    disk: Arc<dyn Disk>,
    owner: Owner,
    /// `None` after a failed write: the database refuses to go on until it is opened again.
    store: Option<Store>,
    entries: BTreeMap<(u64, DigitalizacionId), Entry>,
    by_id: BTreeMap<DigitalizacionId, u64>,
    chain: Chain,
}

impl Outbox {
    /// Opens the outbox on `disk`, repairs what a crash left, and says what it found. Touches disk.
    pub fn open(
        disk: Arc<dyn Disk>,
        owner: Owner,
        now: DeviceTime,
    ) -> Result<(Self, Recovery), OutboxError> {
        recovery::open(disk, owner, now)
    }

    /// Signs a photo and keeps it. When this returns `Ok`, the photo survives everything but the
    /// loss of the device; when it returns an error, there is no photo. On a full disk, frames of
    /// delivered images make room, the oldest first; at last the photo goes without its own frame.
    /// Touches disk; takes as long as the key and some syncs.
    pub fn capture(
        &mut self,
        photo: &Photo<'_>,
        origin: &Origin,
        signer: &dyn Signer,
        entropy: &dyn Entropy,
    ) -> Result<Entry, CaptureError> {
        if signer.public_key() != self.owner.key {
            return Err(CaptureError::OtherKey);
        }
        let mut photo = photo.clone();
        loop {
            match self.capture_once(&photo, origin, signer, entropy) {
                Err(CaptureError::Outbox(OutboxError::StorageFull))
                    if self.free_oldest_frame() || photo.frame.take().is_some() => {}
                done => return done,
            }
        }
    }

    fn capture_once(
        &mut self,
        photo: &Photo<'_>,
        origin: &Origin,
        signer: &dyn Signer,
        entropy: &dyn Entropy,
    ) -> Result<Entry, CaptureError> {
        let id = DigitalizacionId::from_parts(unix_millis(photo.taken_at.0), &entropy.bytes());
        self.ensure_open()?;
        let sealed = photo.envelope(id, self.chain, origin)?.seal(signer)?;
        let (entry, events) = Entry::queued(&sealed, self.owner.device, photo.taken_at);
        self.write_files(photo, &sealed)?;
        self.commit_new(&entry, &events)?;
        self.chain = entry.chain();
        self.remember(entry.clone());
        Ok(entry)
    }

    /// Everything, in the order of the device's sequence.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// One image.
    pub fn find(&self, id: DigitalizacionId) -> Option<&Entry> {
        self.entries.get(&(*self.by_id.get(&id)?, id))
    }

    /// What still has to get somewhere, in the order of the device's sequence.
    pub fn waiting(&self) -> impl Iterator<Item = &Entry> {
        self.entries().filter(|entry| entry.item.is_waiting())
    }

    /// How many images stand where.
    pub fn summary(&self) -> Summary {
        let count = |of: fn(&OutboxItem) -> bool| self.entries().filter(|e| of(&e.item)).count();
        let waiting = count(OutboxItem::is_waiting);
        let delivered = count(OutboxItem::is_delivered);
        Summary {
            waiting,
            oldest: self.waiting().map(|entry| entry.taken_at).min(),
            delivered,
            rejected: self.entries.len() - waiting - delivered,
        }
    }

    /// The signed envelope of an image, verified again with the device's key. Touches disk.
    pub fn envelope(&self, id: DigitalizacionId) -> Result<SealedEnvelope, OutboxError> {
        recovery::read_envelope(&*self.disk, &self.owner, id)
    }

    /// The receipt of a delivered image. Touches disk.
    pub fn receipt(&self, id: DigitalizacionId) -> Result<VerifiedReceipt, OutboxError> {
        recovery::read_receipt(&*self.disk, &self.owner, &self.envelope(id)?)
    }

    /// The image's exact bytes. Touches disk.
    pub fn image(&self, id: DigitalizacionId) -> Result<Vec<u8>, OutboxError> {
        let name = image_file(id);
        self.disk.read(&name).map_err(OutboxError::disk(&name))
    }

    /// The whole camera frame of an image, if it is still here. Touches disk.
    pub fn frame(&self, id: DigitalizacionId) -> Option<Vec<u8>> {
        self.disk.read(&frame_file(id)).ok()
    }

    /// True if the image's file still has the bytes that were signed. Touches disk.
    pub fn image_is_intact(&self, entry: &Entry) -> bool {
        self.image(entry.id())
            .is_ok_and(|image| Sha256Digest::of(&image) == entry.sha256)
    }

    /// Where the platform's HTTP finds the image.
    pub fn image_path(&self, entry: &Entry) -> String {
        self.disk.path(&entry.image_file())
    }

    /// What happened to the images, by the device's own account, from the first event on; a database
    /// that was rebuilt begins anew. Touches disk.
    pub fn journal(&mut self) -> Result<Vec<Event>, OutboxError> {
        self.ensure_open()?;
        self.store.as_ref().map_or(Ok(Vec::new()), Store::journal)
    }

    /// The server knows the image and takes its bytes at `upload`. Touches disk.
    pub fn send(
        &mut self,
        id: DigitalizacionId,
        upload: &str,
        now: Timestamp,
    ) -> Result<(), OutboxError> {
        let entry = self.find(id).ok_or(OutboxError::NotFound(id))?;
        match entry.state() {
            OutboxState::Sending { upload: known, .. } if known == upload => Ok(()),
            _ => self.change(id, |item| item.send(upload, now)),
        }
    }

    /// The upload of an image is gone; it is to be registered again. Touches disk.
    pub fn postpone(
        &mut self,
        id: DigitalizacionId,
        not_before: Timestamp,
        now: Timestamp,
    ) -> Result<(), OutboxError> {
        let entry = self.find(id).ok_or(OutboxError::NotFound(id))?;
        match entry.state() {
            OutboxState::Queued { .. } => Ok(()),
            _ => self.change(id, |item| item.postpone(not_before, now)),
        }
    }

    /// The image is not sent any more. Its files stay. Touches disk.
    pub fn reject(
        &mut self,
        id: DigitalizacionId,
        reason: Reason,
        now: Timestamp,
    ) -> Result<(), OutboxError> {
        self.change(id, |item| item.reject(reason, now))
    }

    /// A person wants a rejected image tried again. Touches disk.
    pub fn retry(
        &mut self,
        id: DigitalizacionId,
        by: &Person,
        reason: Reason,
        now: Timestamp,
    ) -> Result<(), OutboxError> {
        self.change(id, |item| item.retry(by, reason, now))
    }

    /// Keeps the receipt, then calls the image delivered. Touches disk.
    pub fn deliver(
        &mut self,
        receipt: &VerifiedReceipt,
        now: Timestamp,
    ) -> Result<(), OutboxError> {
        let id = receipt.receipt().id;
        let entry = self.find(id).ok_or(OutboxError::NotFound(id))?;
        if entry.item.is_delivered() {
            return Ok(());
        }
        let name = receipt_file(id);
        write_whole(&*self.disk, &name, receipt.text().as_bytes())
            .map_err(OutboxError::disk(&name))?;
        self.change(id, |item| item.deliver(receipt.receipt().event_sha256, now))
    }

    /// Frees the room of a delivered image; envelope and receipt stay. When that may be done is the
    /// perfil's to say: a receipt is not a second copy. Touches disk.
    pub fn free_image(&mut self, id: DigitalizacionId) -> Result<(), OutboxError> {
        let entry = self.find(id).ok_or(OutboxError::NotFound(id))?;
        if !entry.item.is_delivered() {
            return Err(OutboxError::NotDelivered);
        }
        let name = entry.image_file();
        match self.disk.remove(&name) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            done => done.map_err(OutboxError::disk(&name)),
        }
    }

    /// Frees images and frames of everything that was delivered, as of a device that was revoked;
    /// envelopes and receipts stay, and so does whatever has no receipt. How many images went.
    /// Touches disk.
    pub fn wipe_delivered(&mut self) -> Result<usize, OutboxError> {
        let delivered = |entry: &&Entry| entry.item.is_delivered();
        let ids: Vec<_> = self.entries().filter(delivered).map(Entry::id).collect();
        let mut wiped = 0;
        for id in ids {
            // A frame that is gone was freed for its room.
            let _ = self.disk.remove(&frame_file(id));
            wiped += usize::from(self.disk.read(&image_file(id)).is_ok());
            self.free_image(id)?;
        }
        Ok(wiped)
    }

    /// The envelope last: on disk, it always has its image, and the frame it names. If it fails, all
    /// go.
    fn write_files(&self, photo: &Photo<'_>, sealed: &SealedEnvelope) -> Result<(), OutboxError> {
        let id = sealed.envelope().id;
        let files = [
            photo.frame.map(|frame| (frame_file(id), frame)),
            Some((image_file(id), photo.image)),
            Some((envelope_file(id), sealed.text().as_bytes())),
        ];
        for (name, content) in files.into_iter().flatten() {
            let written = write_whole(&*self.disk, &name, content);
            if let Err(error) = written.map_err(OutboxError::disk(&name)) {
                self.withdraw_files(id);
                return Err(error);
            }
        }
        Ok(())
    }

    /// True if a frame was freed. Only those of delivered images go: of the others it is the one
    /// thing that could still be cut anew.
    fn free_oldest_frame(&self) -> bool {
        self.entries()
            .filter(|entry| entry.item.is_delivered())
            .any(|entry| self.disk.remove(&frame_file(entry.id())).is_ok())
    }

    /// Takes back the files of a photo that nobody was told is kept, the envelope first. What cannot
    /// be removed is queued when the outbox is opened again: one photo too many, never one too few.
    fn withdraw_files(&self, id: DigitalizacionId) {
        for name in [
            envelope_file(id),
            image_file(id),
            frame_file(id),
            bag_file(id),
        ] {
            let _ = self.disk.remove(&name);
        }
        let _ = self.disk.sync_names();
    }

    /// Saves a new entry with the chain. A failed commit may have reached the disk all the same, so
    /// the database is opened again and asked.
    fn commit_new(&mut self, entry: &Entry, events: &[Event]) -> Result<(), OutboxError> {
        let saved = self.save(std::slice::from_ref(entry), Some(entry.chain()), events);
        let Err(failed) = saved else { return Ok(()) };
        match self.ensure_open() {
            Ok(()) if self.find(entry.id()).is_some() => Ok(()),
            Ok(()) => {
                self.withdraw_files(entry.id());
                Err(failed)
            }
            Err(_) => Err(failed),
        }
    }

    fn change(
        &mut self,
        id: DigitalizacionId,
        change: impl FnOnce(&OutboxItem) -> Result<Step<OutboxItem>, Refusal>,
    ) -> Result<(), OutboxError> {
        self.ensure_open()?;
        let entry = self.find(id).ok_or(OutboxError::NotFound(id))?;
        let (next, event) = entry.after(change(&entry.item)?);
        self.save(std::slice::from_ref(&next), None, &[event])?;
        self.remember(next);
        Ok(())
    }

    fn save(
        &mut self,
        entries: &[Entry],
        chain: Option<Chain>,
        events: &[Event],
    ) -> Result<(), OutboxError> {
        let store = self
            .store
            .as_ref()
            .ok_or_else(|| OutboxError::Damaged(String::new()))?;
        let saved = store.save(entries, chain, events);
        if saved.is_err() {
            self.store = None;
        }
        saved
    }

    /// Opens the database again after a failure, and believes it rather than the memory.
    fn ensure_open(&mut self) -> Result<(), OutboxError> {
        if self.store.is_some() {
            return Ok(());
        }
        let store = Store::open(&*self.disk, &self.owner.key)?;
        let (entries, chain) = store.load()?;
        self.entries.clear();
        self.by_id.clear();
        for entry in entries {
            self.remember(entry);
        }
        self.chain = chain.unwrap_or(Chain::START);
        self.store = Some(store);
        Ok(())
    }

    fn remember(&mut self, entry: Entry) {
        self.by_id.insert(entry.id(), entry.seq);
        self.entries.insert(entry.key(), entry);
    }
}

/// A text of whatever origin as the reason of a rejection: on one line, cut where a reason ends.
pub(crate) fn reason_from(text: &str) -> Reason {
    let printable = |letter: char| if letter.is_control() { ' ' } else { letter };
    let line: String = text.trim().chars().map(printable).collect();
    let cut: String = line.chars().take(Reason::MAX_CHARS).collect();
    Reason::new(&cut)
        .unwrap_or_else(|_| Reason::new("no se dijo por qué").expect("a few words are a reason"))
}
