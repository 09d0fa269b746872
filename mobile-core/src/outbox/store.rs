//! The database below the outbox: entries by id, the chain, and the journal, saved together or not
//! at all.

use redb::{Builder, Database, ReadableDatabase as _, ReadableTable as _, TableDefinition};

use prep_model::bitacora::Event;
use prep_model::contract::PublicKey;

use super::{Chain, Entry, OutboxError};
use crate::disk::Disk;

/// Name of its file.
pub(super) const DATABASE: &str = "outbox.redb";

const ENTRIES: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("entries");
const META: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("meta");
const CHAIN: &str = "chain";
/// Thumbprint of the key whose envelopes these are.
const OWNER: &str = "owner";
/// What happened to the images, in order: the device's own account of the night.
const JOURNAL: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("journal");
/// A night's entries are some hundred kilobytes; the default cache is a gigabyte.
const CACHE_BYTES: usize = 1 << 20;

#[derive(Debug)]
pub(super) struct Store(Database);

impl Store {
    /// Opens the database, checking every page of it, or makes it. One that was made for another key
    /// is as good as damaged: its chain is another device's, and so are the envelopes beside it.
    pub(super) fn open(disk: &dyn Disk, key: &PublicKey) -> Result<Self, OutboxError> {
        let mut builder = Builder::new();
        builder
            .set_cache_size(CACHE_BYTES)
            .set_check_integrity_on_open(true);
        let database = disk
            .database(&builder, DATABASE)
            .map_err(OutboxError::database)?;
        let store = Self(database);
        store.save(&[], None, &[])?;
        store.claim(key)?;
        disk.sync_names().map_err(OutboxError::disk(DATABASE))?;
        Ok(store)
    }

    /// Writes down whose it is, or finds that it is somebody else's.
    fn claim(&self, key: &PublicKey) -> Result<(), OutboxError> {
        let mine = key.thumbprint().to_string();
        let transaction = self.0.begin_write().map_err(OutboxError::database)?;
        {
            let mut meta = transaction
                .open_table(META)
                .map_err(OutboxError::database)?;
            let owner = meta.get(OWNER).map_err(OutboxError::database)?;
            let owner = owner.map(|value| value.value().to_vec());
            match owner {
                Some(owner) if owner == mine.as_bytes() => return Ok(()),
                Some(_) => {
                    let reason = "es de otra alta de esta tableta".to_owned();
                    return Err(OutboxError::Damaged(reason));
                }
                None => {
                    meta.insert(OWNER, mine.as_bytes())
                        .map_err(OutboxError::database)?;
                }
            }
        }
        transaction.commit().map_err(OutboxError::database)
    }

    /// Everything in it. A value that cannot be read is damage like any other.
    pub(super) fn load(&self) -> Result<(Vec<Entry>, Option<Chain>), OutboxError> {
        let transaction = self.0.begin_read().map_err(OutboxError::database)?;
        let table = transaction
            .open_table(ENTRIES)
            .map_err(OutboxError::database)?;
        let mut entries = Vec::new();
        for row in table.iter().map_err(OutboxError::database)? {
            let (_, value) = row.map_err(OutboxError::database)?;
            entries.push(parse(value.value())?);
        }
        let meta = transaction
            .open_table(META)
            .map_err(OutboxError::database)?;
        let chain = meta.get(CHAIN).map_err(OutboxError::database)?;
        let chain = chain.map(|value| parse(value.value())).transpose()?;
        Ok((entries, chain))
    }

    /// What the journal says, from the first event on.
    pub(super) fn journal(&self) -> Result<Vec<Event>, OutboxError> {
        let transaction = self.0.begin_read().map_err(OutboxError::database)?;
        let table = transaction
            .open_table(JOURNAL)
            .map_err(OutboxError::database)?;
        let mut events = Vec::new();
        for row in table.iter().map_err(OutboxError::database)? {
            let (_, bytes) = row.map_err(OutboxError::database)?;
            let event = Event::parse(bytes.value());
            events.push(event.map_err(|error| OutboxError::Damaged(error.to_string()))?);
        }
        Ok(events)
    }

    /// Saves in one transaction; when this returns, it survives the loss of power.
    pub(super) fn save(
        &self,
        entries: &[Entry],
        chain: Option<Chain>,
        events: &[Event],
    ) -> Result<(), OutboxError> {
        let transaction = self.0.begin_write().map_err(OutboxError::database)?;
        {
            let mut table = transaction
                .open_table(ENTRIES)
                .map_err(OutboxError::database)?;
            for entry in entries {
                let value = serde_json::to_vec(entry).expect("an entry always serialises");
                let id = entry.id().to_string();
                table
                    .insert(id.as_str(), value.as_slice())
                    .map_err(OutboxError::database)?;
            }
            let mut meta = transaction
                .open_table(META)
                .map_err(OutboxError::database)?;
            if let Some(chain) = chain {
                let value = serde_json::to_vec(&chain).expect("a chain always serialises");
                meta.insert(CHAIN, value.as_slice())
                    .map_err(OutboxError::database)?;
            }
            let mut journal = transaction
                .open_table(JOURNAL)
                .map_err(OutboxError::database)?;
            let last = journal.last().map_err(OutboxError::database)?;
            let next = last.map_or(0, |(number, _)| number.value() + 1);
            for (number, event) in (next..).zip(events) {
                journal
                    .insert(number, event.to_bytes().as_slice())
                    .map_err(OutboxError::database)?;
            }
        }
        transaction.commit().map_err(OutboxError::database)
    }
}

fn parse<T: serde::de::DeserializeOwned>(json: &[u8]) -> Result<T, OutboxError> {
    serde_json::from_slice(json).map_err(|error| OutboxError::Damaged(error.to_string()))
}
