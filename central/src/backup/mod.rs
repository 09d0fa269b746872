//! Everything that an installation holds, kept in a second place and brought back.
//!
//! A backup lies in a store of objects of its own: a folder or a bucket. Images lie there as in the
//! installation, named by their digest, and are shared by all backups of the place: only new ones
//! travel. The database is copied from one snapshot into a file, whatever engine it runs on, and
//! kept in blocks named by their digest; so a backup of one engine can be restored on the other.
//! The manifest, which names everything with its digest, is written last: without it there is no
//! backup.
//!
//! ```text
//! <proceso>/<ejercicio>/…                 images
//! backups/blocks/<sha256>                 blocks of databases
//! backups/<moment>/keys/{acuse,corte}.pem only if asked for
//! backups/<moment>/manifest.json
//! ```
//!
//! An image is stored before its row says so and never changes, so every image of the snapshot is
//! there when images are copied after it.
//!
//! * [`create_backup()`], [`verify_backup()`], [`restore_backup()`].
//! * [`BackupManifest`] — what a backup is.

mod create_backup;
mod database_file;
mod error;
mod images;
mod keys;
mod manifest;
mod restore_backup;
#[cfg(test)]
mod tests;
mod verify_backup;

pub use create_backup::{CreatedBackup, create_backup};
pub use error::BackupError;
pub use manifest::{BackupManifest, BitacoraHead, Block, KeysCopy, UnsoundImage, list_backups};
pub use restore_backup::{RestoredBackup, restore_backup};
pub use verify_backup::{VerifiedBackup, verify_backup};
