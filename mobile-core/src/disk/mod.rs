//! The one folder the tablet writes in, step by step.
//!
//! A step either happened or did not, and what was not synced may be lost with the power; the order
//! of the steps is what makes the outbox survive. So they are a trait: the tests stop the world
//! after each of them.

mod folder;

use std::fmt::Debug;
use std::io;

use redb::{Builder, Database, DatabaseError};

pub use folder::FolderDisk;

/// A folder. Names have no separators.
pub trait Disk: Debug + Send + Sync {
    /// The whole content of a file.
    fn read(&self, name: &str) -> io::Result<Vec<u8>>;

    /// Every file with its size in bytes.
    fn list(&self) -> io::Result<Vec<(String, u64)>>;

    /// Makes a file with this content and syncs the content, not yet the name. Only the owner of
    /// the app may read it.
    fn write_synced(&self, name: &str, content: &[u8]) -> io::Result<()>;

    /// Gives a file another name, in place of the file that had it.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;

    /// Removes a file.
    fn remove(&self, name: &str) -> io::Result<()>;

    /// Syncs the names.
    fn sync_names(&self) -> io::Result<()>;

    /// Opens the database of that name, or makes it.
    fn database(&self, builder: &Builder, name: &str) -> Result<Database, DatabaseError>;

    /// Where the platform's HTTP finds a file that [`crate::uploader::Body::File`] names.
    fn path(&self, name: &str) -> String;
}

/// Ending of a file that is being written. One that is found later was never finished.
pub(crate) const UNFINISHED: &str = ".tmp";

/// Writes a file so that after any crash there is all of it or nothing: temporary file, sync,
/// rename, sync of the folder. If it fails, what there was remains, and the temporary goes.
pub(crate) fn write_whole(disk: &dyn Disk, name: &str, content: &[u8]) -> io::Result<()> {
    let temporary = format!("{name}{UNFINISHED}");
    let written = disk
        .write_synced(&temporary, content)
        .and_then(|()| disk.rename(&temporary, name));
    if written.is_err() {
        // A full disk needs the room; that it was full is what the caller must hear.
        let _ = disk.remove(&temporary);
    }
    written.and_then(|()| disk.sync_names())
}
