//! The database as a file, and the file as blocks of a store.

use std::io::{self, Read as _, Write as _};
use std::path::Path;

use prep_model::contract::Sha256Digest;
use sha2::{Digest as _, Sha256};

use super::error::doing;
use super::manifest::{BLOCKS, FOLDER};
use super::{BackupError, Block};
use crate::objects::Objects;

/// Bytes of a block: one request of an S3 store.
const BLOCK: u64 = 4 * 1024 * 1024;

/// Puts a file away; its digest and its blocks. A block that is already there does not travel.
pub(super) async fn put(
    place: &Objects,
    file: &Path,
) -> Result<(Sha256Digest, Vec<Block>), BackupError> {
    let source = std::fs::File::open(file).map_err(doing("leer", file))?;
    let mut whole = Sha256::new();
    let mut blocks = Vec::new();
    loop {
        let mut bytes = Vec::new();
        let read = (&source).take(BLOCK).read_to_end(&mut bytes);
        read.map_err(doing("leer", file))?;
        if bytes.is_empty() {
            return Ok((Sha256Digest::from_bytes(whole.finalize().into()), blocks));
        }
        whole.update(&bytes);
        let block = Block {
            sha256: Sha256Digest::of(&bytes),
            bytes: bytes.len() as u64,
        };
        place.put_file(&path(block), bytes).await?;
        blocks.push(block);
    }
}

/// Puts a file together again, every block and the whole checked.
pub(super) async fn get(
    place: &Objects,
    (sha256, blocks): (Sha256Digest, &[Block]),
    file: &Path,
) -> Result<(), BackupError> {
    let mut target = create_private(file).map_err(doing("escribir", file))?;
    let mut whole = Sha256::new();
    for block in blocks {
        let bytes = place.get_file(&path(*block)).await?.unwrap_or_default();
        if Sha256Digest::of(&bytes) != block.sha256 {
            return Err(BackupError::Block(block.sha256));
        }
        whole.update(&bytes);
        target.write_all(&bytes).map_err(doing("escribir", file))?;
    }
    target.sync_all().map_err(doing("escribir", file))?;
    if Sha256Digest::from_bytes(whole.finalize().into()) != sha256 {
        return Err(BackupError::Database);
    }
    Ok(())
}

fn path(block: Block) -> String {
    format!("{FOLDER}/{BLOCKS}/{}", block.sha256)
}

/// A new file that only its owner reads: a database holds the digests of passwords.
pub(super) fn create_private(path: &Path) -> io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
