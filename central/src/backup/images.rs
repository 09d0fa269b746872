use std::collections::HashSet;

use super::BackupError;
use crate::objects::{ObjectError, ObjectScope, Objects};
use crate::store::{EjercicioRow, ImageRow, Store};

/// Images named at a time.
const PAGE: u32 = 1_000;

/// What came of copying images.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct CopiedImages {
    /// Images that the database names.
    pub(super) named: u64,
    /// Those that were not there yet.
    pub(super) copied: u64,
    /// Those whose source has no sound copy.
    pub(super) unsound: Vec<(ObjectScope, ImageRow)>,
}

/// Copies every image that a database names and that is not there yet.
pub(super) async fn copy(
    database: &Store,
    from: &Objects,
    to: &Objects,
) -> Result<CopiedImages, BackupError> {
    let mut done = CopiedImages::default();
    for ejercicio in list_ejercicios(database).await? {
        let scope = &ejercicio.scope;
        let held = held(to, scope).await?;
        let mut after = None;
        loop {
            let mut tx = database.read("list_images").await?;
            let page = tx.list_images(ejercicio.row_id, after, PAGE).await?;
            drop(tx);
            for image in &page {
                done.named += 1;
                if held.contains(&(image.sha256, image.bytes)) {
                    continue;
                }
                match from.get(scope, image.sha256).await {
                    Ok(Some(bytes)) => {
                        to.put(scope, image.sha256, bytes).await?;
                        done.copied += 1;
                    }
                    Ok(None) | Err(ObjectError::Digest { .. }) => {
                        done.unsound.push((scope.clone(), *image));
                    }
                    Err(error) => return Err(error.into()),
                }
            }
            after = page.last().map(|image| image.sha256);
            if page.len() < PAGE as usize {
                break;
            }
        }
    }
    Ok(done)
}

/// Counts the images that a database names, and those of them without a sound copy.
pub(super) async fn check(database: &Store, place: &Objects) -> Result<CopiedImages, BackupError> {
    let mut done = CopiedImages::default();
    for ejercicio in list_ejercicios(database).await? {
        let scope = &ejercicio.scope;
        let mut after = None;
        loop {
            let mut tx = database.read("list_images").await?;
            let page = tx.list_images(ejercicio.row_id, after, PAGE).await?;
            drop(tx);
            for image in &page {
                done.named += 1;
                let hashed = place.hash_object(scope, image.sha256).await?;
                if hashed.is_none_or(|(found, _)| found != image.sha256) {
                    done.unsound.push((scope.clone(), *image));
                }
            }
            after = page.last().map(|image| image.sha256);
            if page.len() < PAGE as usize {
                break;
            }
        }
    }
    Ok(done)
}

pub(super) async fn list_ejercicios(database: &Store) -> Result<Vec<EjercicioRow>, BackupError> {
    let mut tx = database.read("list_ejercicios").await?;
    Ok(tx.list_ejercicios().await?)
}

/// Names and sizes of what a place has of a scope. Its bytes are not looked at: that is verifying.
async fn held(
    place: &Objects,
    scope: &ObjectScope,
) -> Result<HashSet<(prep_model::contract::Sha256Digest, u64)>, BackupError> {
    let mut held = HashSet::new();
    let mut after = None;
    loop {
        let page = place.list(scope, after).await?;
        after = page.objects.last().map(|object| object.digest).or(after);
        held.extend(
            page.objects
                .iter()
                .map(|object| (object.digest, object.bytes)),
        );
        if page.is_last {
            return Ok(held);
        }
    }
}
