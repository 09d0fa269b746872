use std::path::Path;

use super::verify_backup::{check_heads, open_database};
use super::{BackupError, BackupManifest, images, keys, manifest};
use crate::objects::Objects;
use crate::store::Store;
use crate::store::copy::{CopyError, copy_database};

/// A backup that was restored.
#[derive(Debug, Clone)]
pub struct RestoredBackup {
    /// Its name in the place.
    pub name: String,
    /// What it is.
    pub manifest: BackupManifest,
    /// Images that were not in the installation yet.
    pub copied: u64,
}

/// Brings a backup of `place`, by default the newest, into an empty installation: its database
/// `store`, its images `objects`, and `keys_folder` if the backup holds keys.
///
/// The database comes last and in one transaction, whose copy is compared by counts and bitácora
/// before it counts; killed before that, the same command goes on with the images that are there.
#[tracing::instrument(skip_all)]
pub async fn restore_backup(
    place: &Objects,
    name: Option<&str>,
    (store, objects, keys_folder): (&Store, &Objects, &Path),
    scratch: &Path,
) -> Result<RestoredBackup, BackupError> {
    let (name, manifest) = manifest::read(place, name).await?;
    let secrets = if manifest.keys.included {
        keys::get(place, &name, keys_folder).await?
    } else {
        Vec::new()
    };
    if !images::list_ejercicios(store).await?.is_empty() {
        return Err(CopyError::NotEmpty("ejercicios".to_owned()).into());
    }
    keys::write(keys_folder, &secrets)?;
    let source = open_database(place, &manifest, scratch).await?;
    let restored = restore(place, &manifest, &source, (store, objects)).await;
    source.close().await;
    let copied = restored?;
    tracing::info!(%name, copied, "restored");
    Ok(RestoredBackup {
        name,
        manifest,
        copied,
    })
}

async fn restore(
    place: &Objects,
    manifest: &BackupManifest,
    source: &Store,
    (store, objects): (&Store, &Objects),
) -> Result<u64, BackupError> {
    check_heads(source, &manifest.bitacoras).await?;
    let images = images::copy(source, place, objects).await?;
    let lost = images.unsound.len().saturating_sub(manifest.unsound.len());
    if lost > 0 {
        return Err(BackupError::Images(lost as u64));
    }
    copy_database(source, store).await?;
    Ok(images.copied)
}
