use prep_model::claves::{EjercicioId, ProcesoId};
use prep_model::contract::Sha256Digest;
use prep_model::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::BackupError;
use crate::objects::Objects;

/// The only version of manifests.
const VERSION: u32 = 1;
/// Folder of everything that is no image.
pub(super) const FOLDER: &str = "backups";
/// Folder of the blocks, among the backups.
pub(super) const BLOCKS: &str = "blocks";

/// What a backup is: everything in it with its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupManifest {
    /// Version of this format.
    pub v: u32,
    /// When it was begun.
    pub created_at: Timestamp,
    /// Version of the program that made it.
    pub program: String,
    /// Where every bitácora of the snapshot ends.
    pub bitacoras: Vec<BitacoraHead>,
    /// Rows of every table.
    pub tables: Vec<(String, u64)>,
    /// Digest of the file of the database, a SQLite database whatever engine it came from.
    pub database_sha256: Sha256Digest,
    /// The blocks of that file in their order.
    pub database: Vec<Block>,
    /// How many images the snapshot names.
    pub images: u64,
    /// Images that could not be backed up because the installation itself has no sound copy.
    pub unsound: Vec<UnsoundImage>,
    /// The signing keys.
    pub keys: KeysCopy,
}

/// Where a bitácora ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BitacoraHead {
    /// The proceso.
    pub proceso: ProcesoId,
    /// The run of it.
    pub ejercicio: EjercicioId,
    /// Events that are chained.
    pub events: u64,
    /// The chain's digest after the last of them.
    pub head: Sha256Digest,
}

/// A block of the file of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// Digest of its bytes: its name.
    pub sha256: Sha256Digest,
    /// How many they are.
    pub bytes: u64,
}

/// An image that was missing or damaged where the backup was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnsoundImage {
    /// The proceso.
    pub proceso: ProcesoId,
    /// The run of it.
    pub ejercicio: EjercicioId,
    /// Its name.
    pub sha256: Sha256Digest,
}

/// Whether the backup holds the signing keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeysCopy {
    /// True if the private keys lie in the backup.
    pub included: bool,
    /// Thumbprints of their public halves, to know the right ones by.
    pub thumbprints: Vec<String>,
}

impl BackupManifest {
    /// The version that this program writes.
    pub(super) fn version() -> u32 {
        VERSION
    }
}

/// `20270607T010000Z`: the name of a backup begun at a moment.
pub(super) fn name_of(at: Timestamp) -> String {
    let text = at.to_string();
    let seconds = text.split(['.', 'Z']).next().unwrap_or_default();
    let digits = seconds.chars().filter(|c| !"-:".contains(*c));
    digits.chain(['Z']).collect()
}

/// Names of the backups of a place, oldest first.
pub async fn list_backups(place: &Objects) -> Result<Vec<String>, BackupError> {
    let mut names = Vec::new();
    for name in place.list_folders(FOLDER).await? {
        if name != BLOCKS && place.get_file(&path(&name)).await?.is_some() {
            names.push(name);
        }
    }
    Ok(names)
}

pub(super) fn path(name: &str) -> String {
    format!("{FOLDER}/{name}/manifest.json")
}

/// The manifest of a backup, by default the newest, and its name.
pub(super) async fn read(
    place: &Objects,
    name: Option<&str>,
) -> Result<(String, BackupManifest), BackupError> {
    let absent = || BackupError::NoBackup(name.map(str::to_owned));
    let name = match name {
        Some(name) => name.to_owned(),
        None => list_backups(place).await?.pop().ok_or_else(absent)?,
    };
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric());
    // Whatever is no name of ours is not looked for among the files of the place.
    let bytes = if is_name {
        place.get_file(&path(&name)).await?
    } else {
        None
    };
    let bytes = bytes.ok_or_else(|| BackupError::NoBackup(Some(name.clone())))?;
    let manifest: BackupManifest =
        serde_json::from_slice(&bytes).map_err(|error| BackupError::Manifest {
            name: name.clone(),
            reason: error.to_string(),
        })?;
    if manifest.v != VERSION {
        let reason = format!("es de la versión {} y no de la {VERSION}", manifest.v);
        return Err(BackupError::Manifest { name, reason });
    }
    Ok((name, manifest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_as_the_moments_do() {
        let at = |text: &str| name_of(text.parse().unwrap());
        assert_eq!(at("2027-06-07T01:00:00Z"), "20270607T010000Z");
        assert!(at("2027-06-07T01:00:00Z") < at("2027-06-07T01:00:01.5Z"));
    }
}
