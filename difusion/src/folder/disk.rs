use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Writes a new file and makes it durable; its name is durable after [`sync_folder`].
pub(super) fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Replaces a file by one rename, so that a reader sees the old one or the new one. `beside` is a
/// folder of the same disk that readers do not see.
pub(super) fn replace_durably(path: &Path, beside: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = temporary_in(beside);
    write_durably(&temporary, bytes)?;
    fs::rename(&temporary, path)?;
    sync_folder(path.parent().unwrap_or(Path::new(".")))
}

/// A name that no other process or task uses.
pub(super) fn temporary_in(folder: &Path) -> PathBuf {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let n = NEXT.fetch_add(1, Ordering::Relaxed);
    folder.join(format!("{}-{n}.tmp", std::process::id()))
}

/// Makes the names in a folder durable.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Makes a folder and every missing one above it, each name durable in its parent.
pub(super) fn create_durably(folder: &Path, mode: u32) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let parent = folder.parent().ok_or(io::ErrorKind::InvalidInput)?;
    if parent != Path::new("") {
        create_durably(parent, mode)?;
    }
    match fs::DirBuilder::new().mode(mode).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ if parent == Path::new("") => sync_folder(Path::new(".")),
        _ => sync_folder(parent),
    }
}

/// `None` if it is not there.
pub(super) fn absent_is_none<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
