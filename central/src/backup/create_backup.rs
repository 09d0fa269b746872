use std::path::Path;

use prep_model::contract::PublicKey;

use super::images::{self, CopiedImages};
use super::manifest::{self, name_of};
use super::{
    BackupError, BackupManifest, BitacoraHead, KeysCopy, UnsoundImage, database_file, keys,
};
use crate::Central;
use crate::objects::Objects;
use crate::store::copy::{Copied, copy_database};
use crate::store::{DatabaseUrl, Store};

/// A backup that was made.
#[derive(Debug, Clone)]
pub struct CreatedBackup {
    /// Its name in the place.
    pub name: String,
    /// What it is.
    pub manifest: BackupManifest,
    /// Images that were not in the place yet.
    pub copied: u64,
}

/// Backs up database and images of an installation into `place`, and its signing keys from
/// `keys_folder` if one is given.
///
/// Servers go on meanwhile: the database is read from one snapshot. `scratch` is an empty folder with
/// room for the database. An image without a sound copy is named in the manifest and does not stop
/// the rest from being saved. Killed half way, nothing of it counts; the next one goes on with the
/// images that are there.
#[tracing::instrument(skip_all)]
pub async fn create_backup(
    central: &Central,
    place: &Objects,
    scratch: &Path,
    keys_folder: Option<&Path>,
) -> Result<CreatedBackup, BackupError> {
    let created_at = central.now();
    let name = name_of(created_at);
    let file = scratch.join("database.sqlite");
    let store = Store::open(&DatabaseUrl::Sqlite(file.clone())).await?;
    let copied = copy_database(&central.store, &store).await;
    let images = match copied {
        Ok(copied) => images::copy(&store, &central.objects, place)
            .await
            .map(|images| (copied, images)),
        Err(error) => Err(error.into()),
    };
    // Closed in any case: the last connection folds the journal into the file.
    store.close().await;
    let (copied, images) = images?;
    let (database_sha256, database) = database_file::put(place, &file).await?;
    if let Some(folder) = keys_folder {
        keys::put(place, &name, folder).await?;
    }
    let manifest = BackupManifest {
        v: BackupManifest::version(),
        created_at,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        bitacoras: heads(&copied),
        tables: copied.tables,
        database_sha256,
        database,
        images: images.named,
        unsound: unsound(&images),
        keys: KeysCopy {
            included: keys_folder.is_some(),
            thumbprints: thumbprints(central),
        },
    };
    let text = serde_json::to_vec_pretty(&manifest).expect("it has only text keys");
    place.put_file(&manifest::path(&name), text).await?;
    tracing::info!(%name, images = images.named, copied = images.copied, "backed up");
    Ok(CreatedBackup {
        name,
        manifest,
        copied: images.copied,
    })
}

fn heads(copied: &Copied) -> Vec<BitacoraHead> {
    let head = |(row, report): &(crate::store::EjercicioRow, crate::bitacora::BitacoraReport)| {
        BitacoraHead {
            proceso: row.proceso().clone(),
            ejercicio: row.ejercicio().clone(),
            events: report.events,
            head: report.head,
        }
    };
    copied.bitacoras.iter().map(head).collect()
}

fn unsound(images: &CopiedImages) -> Vec<UnsoundImage> {
    let named = images.unsound.iter().map(|(scope, image)| UnsoundImage {
        proceso: scope.proceso.clone(),
        ejercicio: scope.ejercicio.clone(),
        sha256: image.sha256,
    });
    named.collect()
}

fn thumbprints(central: &Central) -> Vec<String> {
    let published = central.keys.published();
    let thumbprint = |jwk: &PublicKey| jwk.thumbprint().to_string();
    published.0.iter().map(|key| thumbprint(&key.jwk)).collect()
}
