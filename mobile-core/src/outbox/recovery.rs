//! Opening the outbox after anything: what a crash left is queued, what is damaged is put aside.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use prep_model::bitacora::Event;
use prep_model::contract::{DigitalizacionId, SealedBolsa, SealedEnvelope, Sha256Digest};
use prep_model::time::DeviceTime;

use super::entry::{
    BAG, ENVELOPE, FRAME, IMAGE, RECEIPT, bag_file, envelope_file, frame_file, image_file, item_id,
    receipt_file,
};
use super::store::{DATABASE, Store};
use super::{
    Chain, Entry, Outbox, OutboxError, Owner, VerifiedBagReceipt, VerifiedReceipt, reason_from,
};
use crate::disk::{Disk, UNFINISHED};
use crate::platform::unix_millis;

/// What was found when the outbox was opened. All empty after an orderly end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recovery {
    /// The database was damaged and was rebuilt from the files.
    pub rebuilt: bool,
    /// Photos that were on disk and that the database did not know; they are queued now.
    pub adopted: Vec<DigitalizacionId>,
    /// Files that cannot be used.
    pub set_aside: Vec<SetAside>,
    /// Photos that wait and whose files are gone; they are rejected with that reason.
    pub lost: Vec<DigitalizacionId>,
}

/// A file that was renamed because it cannot be used. It is never deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// The name it has now.
    pub name: String,
    /// What is wrong with it, in Spanish.
    pub reason: String,
}

const ASIDE: &str = "apartado-";

struct Opening<'a> {
    disk: &'a dyn Disk,
    owner: &'a Owner,
    now: DeviceTime,
    found: Recovery,
    files: BTreeMap<String, u64>,
    /// For the journal.
    events: Vec<Event>,
}

pub(super) fn open(
    disk: Arc<dyn Disk>,
    owner: Owner,
    now: DeviceTime,
) -> Result<(Outbox, Recovery), OutboxError> {
    let mut opening = Opening::new(&*disk, &owner, now)?;
    opening.remove_unfinished()?;
    let (store, entries, chain) = opening.open_store()?;
    let mut entries: BTreeMap<_, _> = entries.into_iter().map(|e| (e.id(), e)).collect();
    let before = entries.clone();
    opening.adopt_files(&mut entries)?;
    opening.remove_lone_frames(&entries)?;
    opening.check_waiting(&mut entries);
    let last = entries
        .values()
        .max_by_key(|entry| entry.seq)
        .map(Entry::chain);
    let chain = match (chain, last) {
        (Some(saved), Some(last)) if last.seq > saved.seq => last,
        (Some(saved), _) => saved,
        (None, last) => last.unwrap_or(Chain::START),
    };
    let changed: Vec<_> = entries
        .values()
        .filter(|entry| before.get(&entry.id()) != Some(*entry))
        .cloned()
        .collect();
    if !changed.is_empty() {
        store.save(&changed, Some(chain), &opening.events)?;
    }
    let found = opening.found;
    let mut outbox = Outbox {
        disk,
        owner,
        store: Some(store),
        entries: BTreeMap::new(),
        by_id: BTreeMap::new(),
        chain,
    };
    for entry in entries.into_values() {
        outbox.remember(entry);
    }
    Ok((outbox, found))
}

impl<'a> Opening<'a> {
    fn new(disk: &'a dyn Disk, owner: &'a Owner, now: DeviceTime) -> Result<Self, OutboxError> {
        let files = disk
            .list()
            .map_err(OutboxError::disk("."))?
            .into_iter()
            .collect();
        Ok(Self {
            disk,
            owner,
            now,
            found: Recovery::default(),
            files,
            events: Vec::new(),
        })
    }

    /// Removes half-written files. Of those nobody was told that they are kept.
    fn remove_unfinished(&mut self) -> Result<(), OutboxError> {
        let unfinished: Vec<_> = self
            .files
            .keys()
            .filter(|name| name.ends_with(UNFINISHED))
            .cloned()
            .collect();
        for name in unfinished {
            self.disk.remove(&name).map_err(OutboxError::disk(&name))?;
            self.files.remove(&name);
        }
        Ok(())
    }

    /// A frame is written before its image: alone, it is of a photo that nobody was told is kept.
    fn remove_lone_frames(
        &mut self,
        entries: &BTreeMap<DigitalizacionId, Entry>,
    ) -> Result<(), OutboxError> {
        let is_lone = |name: &&String| {
            let id = name.strip_suffix(FRAME).map(str::parse::<DigitalizacionId>);
            matches!(id, Some(Ok(id)) if !entries.contains_key(&id))
        };
        let lone: Vec<_> = self.files.keys().filter(is_lone).cloned().collect();
        for name in lone {
            self.disk.remove(&name).map_err(OutboxError::disk(&name))?;
            self.files.remove(&name);
        }
        Ok(())
    }

    fn open_store(&mut self) -> Result<(Store, Vec<Entry>, Option<Chain>), OutboxError> {
        let key = &self.owner.key;
        let open = |disk| {
            let store = Store::open(disk, key)?;
            let (entries, chain) = store.load()?;
            Ok((store, entries, chain))
        };
        match open(self.disk) {
            Err(OutboxError::Damaged(reason)) => {
                self.set_aside(DATABASE, reason)?;
                self.found.rebuilt = true;
                open(self.disk)
            }
            other => other,
        }
    }

    /// Queues every image with its envelope that the database does not know, and believes every
    /// receipt that verifies.
    fn adopt_files(
        &mut self,
        entries: &mut BTreeMap<DigitalizacionId, Entry>,
    ) -> Result<(), OutboxError> {
        for id in self.ids() {
            let known = entries.get(&id);
            if known.is_some_and(|entry| entry.item.is_delivered()) {
                continue;
            }
            let has_receipt = self.files.contains_key(&receipt_file(id));
            if known.is_some() && !has_receipt {
                continue;
            }
            let found = if self.files.contains_key(&bag_file(id)) {
                self.bag_from_files(id, known)
            } else {
                self.entry_from_files(id, known)
            };
            match found {
                Ok((entry, events)) => {
                    if known.is_none() {
                        self.found.adopted.push(id);
                    }
                    self.events.extend(events);
                    entries.insert(id, entry);
                }
                Err(reason) if known.is_none() => {
                    for name in [
                        image_file(id),
                        envelope_file(id),
                        receipt_file(id),
                        frame_file(id),
                        bag_file(id),
                    ] {
                        if self.files.contains_key(&name) {
                            self.set_aside(&name, reason.clone())?;
                        }
                    }
                }
                // A receipt that does not verify: it will be asked for again.
                Err(reason) => self.set_aside(&receipt_file(id), reason)?,
            }
        }
        Ok(())
    }

    /// The entry that an image's files stand for, and what the journal says of it; or why they stand
    /// for none.
    fn entry_from_files(
        &self,
        id: DigitalizacionId,
        known: Option<&Entry>,
    ) -> Result<(Entry, Vec<Event>), String> {
        let sealed = read_envelope(self.disk, self.owner, id).map_err(|error| describe(&error))?;
        let (entry, mut events) = if let Some(entry) = known {
            (entry.clone(), Vec::new())
        } else {
            let (entry, events) = Entry::queued(&sealed, self.owner.device, self.now);
            (entry, events.to_vec())
        };
        if self.files.contains_key(&receipt_file(id)) {
            let receipt = read_receipt(self.disk, self.owner, &sealed);
            match receipt {
                Ok(receipt) => {
                    let event_sha256 = receipt.receipt().event_sha256;
                    let step = entry.item.deliver(event_sha256, self.now.0);
                    let (entry, event) = entry.after(step.map_err(|refusal| refusal.to_string())?);
                    events.push(event);
                    return Ok((entry, events));
                }
                Err(error) if known.is_some() => return Err(describe(&error)),
                Err(_) => {}
            }
        }
        let name = image_file(id);
        let image = self
            .disk
            .read(&name)
            .map_err(|_| "falta la foto de este sobre".to_owned())?;
        if Sha256Digest::of(&image) == entry.sha256 {
            Ok((entry, events))
        } else {
            Err("la foto no es la que se firmó".to_owned())
        }
    }

    /// The same of a bag, whose one file is its envelope.
    fn bag_from_files(
        &self,
        id: DigitalizacionId,
        known: Option<&Entry>,
    ) -> Result<(Entry, Vec<Event>), String> {
        let sealed = read_bag(self.disk, self.owner, id).map_err(|error| describe(&error))?;
        let (entry, mut events) = if let Some(entry) = known {
            (entry.clone(), Vec::new())
        } else {
            let (entry, events) = Entry::queued_bag(&sealed, self.owner.device, self.now);
            (entry, events.to_vec())
        };
        if !self.files.contains_key(&receipt_file(id)) {
            return Ok((entry, events));
        }
        match read_bag_receipt(self.disk, self.owner, &sealed) {
            Ok(receipt) => {
                let step = entry.after_bag_receipt(&receipt, self.now.0);
                let (entry, event) = step.map_err(|refusal| refusal.to_string())?;
                events.push(event);
                Ok((entry, events))
            }
            Err(error) if known.is_some() => Err(describe(&error)),
            Err(_) => Ok((entry, events)),
        }
    }

    /// Rejects what waits and cannot be sent because its files are gone.
    fn check_waiting(&mut self, entries: &mut BTreeMap<DigitalizacionId, Entry>) {
        for entry in entries.values_mut().filter(|entry| entry.item.is_waiting()) {
            let id = entry.id();
            let image = self.files.get(&image_file(id)) == Some(&entry.bytes);
            let whole = match &entry.bag {
                Some(_) => self.files.contains_key(&bag_file(id)),
                None => image && self.files.contains_key(&envelope_file(id)),
            };
            if whole {
                continue;
            }
            let reason = reason_from("faltan sus archivos en el dispositivo");
            if let Ok(step) = entry.item.reject(reason, self.now.0) {
                let (next, event) = entry.after(step);
                *entry = next;
                self.events.push(event);
                self.found.lost.push(id);
            }
        }
    }

    /// Every id that some file is named after, in the order in which they were made.
    fn ids(&self) -> BTreeSet<DigitalizacionId> {
        let stem = |name: &String| {
            [IMAGE, ENVELOPE, RECEIPT, BAG]
                .iter()
                .find_map(|ending| name.strip_suffix(ending)?.parse().ok())
        };
        self.files.keys().filter_map(stem).collect()
    }

    /// Gives a file a name under which nobody looks for it, and reports it.
    fn set_aside(&mut self, name: &str, reason: String) -> Result<(), OutboxError> {
        let millis = unix_millis(self.now.0);
        let mut aside = format!("{ASIDE}{millis}-{name}");
        let mut count = 1;
        while self.files.contains_key(&aside) {
            count += 1;
            aside = format!("{ASIDE}{millis}-{count}-{name}");
        }
        let renamed = self
            .disk
            .rename(name, &aside)
            .and_then(|()| self.disk.sync_names());
        renamed.map_err(OutboxError::disk(name))?;
        let size = self.files.remove(name).unwrap_or_default();
        self.files.insert(aside.clone(), size);
        self.found.set_aside.push(SetAside {
            name: aside,
            reason,
        });
        Ok(())
    }
}

fn describe(error: &OutboxError) -> String {
    match error {
        OutboxError::Disk { name, .. } => format!("falta o no se puede leer {name}"),
        other => other.to_string(),
    }
}

/// Reads and verifies an envelope.
pub(super) fn read_envelope(
    disk: &dyn Disk,
    owner: &Owner,
    id: DigitalizacionId,
) -> Result<SealedEnvelope, OutboxError> {
    let name = envelope_file(id);
    let text = read_text(disk, &name)?;
    let sealed = SealedEnvelope::open(&text, &owner.key).map_err(|e| invalid(&name, &e))?;
    if sealed.envelope().id == id {
        Ok(sealed)
    } else {
        Err(invalid(&name, &"es el sobre de otra foto"))
    }
}

/// Reads and verifies a receipt.
pub(super) fn read_receipt(
    disk: &dyn Disk,
    owner: &Owner,
    sealed: &SealedEnvelope,
) -> Result<VerifiedReceipt, OutboxError> {
    let name = receipt_file(sealed.envelope().id);
    let text = read_text(disk, &name)?;
    VerifiedReceipt::check(&text, &owner.server_keys, sealed).map_err(|e| invalid(&name, &e))
}

/// Reads and verifies the reception of a bag.
pub(super) fn read_bag(
    disk: &dyn Disk,
    owner: &Owner,
    id: DigitalizacionId,
) -> Result<SealedBolsa, OutboxError> {
    let name = bag_file(id);
    let text = read_text(disk, &name)?;
    let sealed = SealedBolsa::open(&text, &owner.key).map_err(|e| invalid(&name, &e))?;
    if item_id(sealed.bolsa().id) == id {
        Ok(sealed)
    } else {
        Err(invalid(&name, &"es el sobre de otra bolsa"))
    }
}

/// Reads and verifies the receipt of a bag.
pub(super) fn read_bag_receipt(
    disk: &dyn Disk,
    owner: &Owner,
    sealed: &SealedBolsa,
) -> Result<VerifiedBagReceipt, OutboxError> {
    let name = receipt_file(item_id(sealed.bolsa().id));
    let text = read_text(disk, &name)?;
    VerifiedBagReceipt::check(&text, &owner.server_keys, sealed).map_err(|e| invalid(&name, &e))
}

fn read_text(disk: &dyn Disk, name: &str) -> Result<String, OutboxError> {
    let bytes = disk.read(name).map_err(OutboxError::disk(name))?;
    String::from_utf8(bytes).map_err(|error| invalid(name, &error))
}

fn invalid(name: &str, why: &dyn std::fmt::Display) -> OutboxError {
    let source = std::io::Error::new(std::io::ErrorKind::InvalidData, why.to_string());
    OutboxError::Disk {
        name: name.to_owned(),
        source,
    }
}
