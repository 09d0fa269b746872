use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use redb::{Builder, Database, DatabaseError, StorageBackend};

use super::entropy::splitmix;
use crate::disk::Disk;

/// A folder in memory that forgets what was not synced when the power goes, can be made to die at
/// any step, and can be full.
#[derive(Debug, Clone, Default)]
pub struct MemoryDisk(Arc<Mutex<State>>);

#[derive(Debug, Clone, Default)]
struct State {
    files: BTreeMap<u64, Content>,
    names: BTreeMap<String, u64>,
    durable_names: BTreeMap<String, u64>,
    next_file: u64,
    steps: u64,
    dies_at: Option<u64>,
    fails_at: Option<u64>,
    capacity: Option<usize>,
    read_only: bool,
    flaw: Option<Flaw>,
    open_databases: u64,
}

/// A sync that a flawed outbox, or a lying disk, leaves out: with any of them something is lost,
/// which is how the tests of losses are known to find them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// Of a file's content.
    FileSync,
    /// Of the names in the folder.
    NameSync,
    /// Of the database.
    DatabaseSync,
}

#[derive(Debug, Clone, Default)]
struct Content {
    now: Vec<u8>,
    durable: Vec<u8>,
    /// Writes since the last sync, each of which may or may not reach the medium.
    pending: Vec<Write>,
}

#[derive(Debug, Clone)]
enum Write {
    At(usize, Vec<u8>),
    Length(usize),
}

impl Write {
    fn apply(&self, content: &mut Vec<u8>) {
        match self {
            Self::Length(length) => content.resize(*length, 0),
            Self::At(offset, data) => {
                let end = offset + data.len();
                if content.len() < end {
                    content.resize(end, 0);
                }
                content[*offset..end].copy_from_slice(data);
            }
        }
    }
}

impl MemoryDisk {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many changes were made so far.
    pub fn steps(&self) -> u64 {
        self.state().steps
    }

    /// The change after `steps` more ones, and everything after it, fails.
    pub fn die_after(&self, steps: u64) {
        let mut state = self.state();
        state.dies_at = Some(state.steps + steps);
    }

    /// The change after `steps` more ones fails, and those after it do not.
    pub fn fail_once_after(&self, steps: u64) {
        let mut state = self.state();
        state.fails_at = Some(state.steps + steps);
    }

    /// Room for so many bytes; `None` for as many as wanted.
    pub fn set_capacity(&self, capacity: Option<usize>) {
        self.state().capacity = capacity;
    }

    /// From now on, no change is taken, as of a medium that has gone bad.
    pub fn set_read_only(&self, read_only: bool) {
        self.state().read_only = read_only;
    }

    /// From now on, this sync does nothing and calls it success.
    pub fn set_flaw(&self, flaw: Option<Flaw>) {
        self.state().flaw = flaw;
    }

    /// Bytes in all files.
    pub fn used(&self) -> usize {
        self.state().used()
    }

    /// What is there after the app was killed: everything it wrote.
    #[must_use]
    pub fn after_kill(&self) -> Self {
        let state = State {
            dies_at: None,
            fails_at: None,
            open_databases: 0,
            ..self.state().clone()
        };
        Self(Arc::new(Mutex::new(state)))
    }

    /// What is there after the power went: what was synced, and of the rest what chance left.
    #[must_use]
    pub fn after_power_loss(&self, seed: u64) -> Self {
        let mut random = seed;
        let mut coin = || splitmix(&mut random) & 1 == 1;
        let before = self.state().clone();
        let mut names = before.durable_names.clone();
        if coin() {
            // Journals keep the order of renames: here either all of them or none.
            names.clone_from(&before.names);
        }
        let mut files = before.files.clone();
        for content in files.values_mut() {
            let mut left = content.durable.clone();
            for write in &content.pending {
                if coin() {
                    write.apply(&mut left);
                }
            }
            *content = Content {
                now: left.clone(),
                durable: left,
                pending: Vec::new(),
            };
        }
        let state = State {
            files,
            durable_names: names.clone(),
            names,
            next_file: before.next_file,
            capacity: before.capacity,
            read_only: before.read_only,
            ..State::default()
        };
        Self(Arc::new(Mutex::new(state)))
    }

    /// Changes one byte of a file behind everybody's back.
    pub fn damage(&self, name: &str, at: usize, to: u8) {
        let mut state = self.state();
        let id = state.names[name];
        let content = state.files.get_mut(&id).expect("a named file exists");
        let at = at % content.now.len().max(1);
        if let Some(byte) = content.now.get_mut(at) {
            *byte = to;
        }
    }

    /// Cuts a file short behind everybody's back.
    pub fn truncate(&self, name: &str, length: usize) {
        let mut state = self.state();
        let id = state.names[name];
        state
            .files
            .get_mut(&id)
            .expect("a named file exists")
            .now
            .truncate(length);
    }
}

impl State {
    fn used(&self) -> usize {
        self.names.values().map(|id| self.files[id].now.len()).sum()
    }

    fn step(&mut self) -> io::Result<()> {
        if self.dies_at.is_some_and(|at| self.steps >= at) {
            return Err(io::Error::other("the power went"));
        }
        if self.read_only {
            return Err(io::ErrorKind::ReadOnlyFilesystem.into());
        }
        self.steps += 1;
        if self.fails_at.is_some_and(|at| self.steps > at) {
            self.fails_at = None;
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(())
    }

    fn room_for(&self, more: usize) -> io::Result<()> {
        match self.capacity {
            Some(capacity) if self.used() + more > capacity => {
                Err(io::ErrorKind::StorageFull.into())
            }
            _ => Ok(()),
        }
    }

    fn find(&self, name: &str) -> io::Result<u64> {
        self.names
            .get(name)
            .copied()
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn create(&mut self, name: &str) -> u64 {
        self.next_file += 1;
        self.files.insert(self.next_file, Content::default());
        self.names.insert(name.to_owned(), self.next_file);
        self.next_file
    }

    fn write(&mut self, id: u64, write: Write) -> io::Result<()> {
        self.step()?;
        let content = self.files.get(&id).map_or(0, |content| content.now.len());
        let end = match &write {
            Write::At(offset, data) => offset + data.len(),
            Write::Length(length) => *length,
        };
        self.room_for(end.saturating_sub(content))?;
        let content = self.files.entry(id).or_default();
        write.apply(&mut content.now);
        content.pending.push(write);
        Ok(())
    }

    fn sync(&mut self, id: u64, flaw: Flaw) -> io::Result<()> {
        self.step()?;
        if self.flaw == Some(flaw) {
            return Ok(());
        }
        let content = self.files.entry(id).or_default();
        content.durable.clone_from(&content.now);
        content.pending.clear();
        Ok(())
    }
}

impl Disk for MemoryDisk {
    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        let state = self.state();
        Ok(state.files[&state.find(name)?].now.clone())
    }

    fn list(&self) -> io::Result<Vec<(String, u64)>> {
        let state = self.state();
        let size = |id| u64::try_from(state.files[id].now.len()).unwrap_or(u64::MAX);
        Ok(state
            .names
            .iter()
            .map(|(name, id)| (name.clone(), size(id)))
            .collect())
    }

    fn write_synced(&self, name: &str, content: &[u8]) -> io::Result<()> {
        let mut state = self.state();
        state.step()?;
        let id = state.create(name);
        // Two writes, so that a cut may leave half a file.
        let (first, second) = content.split_at(content.len() / 2);
        state.write(id, Write::At(0, first.to_vec()))?;
        state.write(id, Write::At(first.len(), second.to_vec()))?;
        state.sync(id, Flaw::FileSync)
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut state = self.state();
        state.step()?;
        let id = state.find(from)?;
        state.names.remove(from);
        state.names.insert(to.to_owned(), id);
        Ok(())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        let mut state = self.state();
        state.step()?;
        state.find(name)?;
        state.names.remove(name);
        Ok(())
    }

    fn sync_names(&self) -> io::Result<()> {
        let mut state = self.state();
        state.step()?;
        if state.flaw != Some(Flaw::NameSync) {
            state.durable_names = state.names.clone();
        }
        Ok(())
    }

    fn database(&self, builder: &Builder, name: &str) -> Result<Database, DatabaseError> {
        let id = {
            let mut state = self.state();
            if state.open_databases > 0 {
                return Err(DatabaseError::DatabaseAlreadyOpen);
            }
            state.open_databases += 1;
            match state.find(name) {
                Ok(id) => id,
                Err(_) => state.create(name),
            }
        };
        builder.create_with_backend(OpenFile {
            disk: self.clone(),
            id,
        })
    }

    fn path(&self, name: &str) -> String {
        name.to_owned()
    }
}

#[derive(Debug)]
struct OpenFile {
    disk: MemoryDisk,
    id: u64,
}

fn position(offset: u64) -> io::Result<usize> {
    usize::try_from(offset).map_err(io::Error::other)
}

impl StorageBackend for OpenFile {
    fn len(&self) -> io::Result<u64> {
        u64::try_from(self.disk.state().files[&self.id].now.len()).map_err(io::Error::other)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let at = position(offset)?;
        let state = self.disk.state();
        let found = state.files[&self.id].now.get(at..at + out.len());
        out.copy_from_slice(found.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.disk
            .state()
            .write(self.id, Write::Length(position(len)?))
    }

    fn sync_data(&self) -> io::Result<()> {
        self.disk.state().sync(self.id, Flaw::DatabaseSync)
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.disk
            .state()
            .write(self.id, Write::At(position(offset)?, data.to_vec()))
    }

    fn close(&self) -> io::Result<()> {
        self.disk.state().open_databases -= 1;
        Ok(())
    }
}
