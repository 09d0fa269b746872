use std::path::Path;

use super::{BackupError, BackupManifest, BitacoraHead, database_file, images, manifest};
use crate::bitacora::verify_in;
use crate::objects::Objects;
use crate::store::{DatabaseUrl, Store};

/// A backup that is good.
#[derive(Debug, Clone)]
pub struct VerifiedBackup {
    /// Its name in the place.
    pub name: String,
    /// What it is.
    pub manifest: BackupManifest,
}

/// Reads a whole backup, by default the newest of the place: blocks, bitácoras and every image are
/// hashed again and compared with its manifest. `scratch` is an empty folder with room for the
/// database.
#[tracing::instrument(skip_all)]
pub async fn verify_backup(
    place: &Objects,
    name: Option<&str>,
    scratch: &Path,
) -> Result<VerifiedBackup, BackupError> {
    let (name, manifest) = manifest::read(place, name).await?;
    let store = open_database(place, &manifest, scratch).await?;
    let checked = check(place, &manifest, &store).await;
    store.close().await;
    checked?;
    Ok(VerifiedBackup { name, manifest })
}

/// The database of a backup, put together in `scratch` and opened.
pub(super) async fn open_database(
    place: &Objects,
    manifest: &BackupManifest,
    scratch: &Path,
) -> Result<Store, BackupError> {
    let file = scratch.join("database.sqlite");
    let kept = (manifest.database_sha256, manifest.database.as_slice());
    database_file::get(place, kept, &file).await?;
    Ok(Store::open(&DatabaseUrl::Sqlite(file)).await?)
}

async fn check(
    place: &Objects,
    manifest: &BackupManifest,
    store: &Store,
) -> Result<(), BackupError> {
    check_heads(store, &manifest.bitacoras).await?;
    let images = images::check(store, place).await?;
    // What the installation itself had lost is known; anything more was lost here.
    let known = |scope: &crate::objects::ObjectScope, image: &crate::store::ImageRow| {
        let mut known = manifest.unsound.iter();
        known.any(|lost| lost.sha256 == image.sha256 && lost.ejercicio == scope.ejercicio)
    };
    let lost = images.unsound.iter();
    let lost = lost.filter(|(scope, image)| !known(scope, image)).count() as u64;
    if lost > 0 || images.named != manifest.images {
        return Err(BackupError::Images(
            lost.max(images.named.abs_diff(manifest.images)),
        ));
    }
    Ok(())
}

/// Recomputes every bitácora of a database; each must end where it is said to.
pub(super) async fn check_heads(store: &Store, heads: &[BitacoraHead]) -> Result<(), BackupError> {
    let ejercicios = images::list_ejercicios(store).await?;
    if ejercicios.len() != heads.len() {
        return Err(BackupError::Database);
    }
    for row in &ejercicios {
        let name = || format!("{}/{}", row.proceso(), row.ejercicio());
        let mut tx = store.read("verify_backup").await?;
        let report = verify_in(&mut tx, row).await?;
        let is_it = |head: &&BitacoraHead| {
            (&head.proceso, &head.ejercicio) == (row.proceso(), row.ejercicio())
        };
        let (Some(head), Ok(report)) = (heads.iter().find(is_it), report) else {
            return Err(BackupError::Head(name()));
        };
        if (report.events, report.head) != (head.events, head.head) {
            return Err(BackupError::Head(name()));
        }
    }
    Ok(())
}
