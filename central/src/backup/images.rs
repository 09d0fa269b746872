use std::collections::HashSet;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use prep_model::contract::Sha256Digest;

use super::BackupError;
use crate::objects::{ObjectError, ObjectScope, Objects};
use crate::store::{EjercicioRow, ImageRow, Store};

/// Images named at a time.
const PAGE: u32 = 1_000;
/// Images on their way at a time, each whole in memory.
const AT_ONCE: usize = 8;

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
            let page = page(database, &ejercicio, after).await?;
            let wanted = page.iter().copied();
            let wanted = wanted.filter(|image| !held.contains(&(image.sha256, image.bytes)));
            let copied: Vec<(ImageRow, bool)> = stream::iter(wanted)
                .map(|image| copy_one(scope, image, (from, to)))
                .buffered(AT_ONCE)
                .try_collect()
                .await?;
            done.named += page.len() as u64;
            let sound = copied.iter().filter(|(_, is_sound)| *is_sound).count();
            done.copied += sound as u64;
            done.lose(scope, copied);
            after = page.last().map(|image| image.sha256);
            if page.len() < PAGE as usize {
                break;
            }
        }
    }
    Ok(done)
}

/// False if the source has no sound copy.
async fn copy_one(
    scope: &ObjectScope,
    image: ImageRow,
    (from, to): (&Objects, &Objects),
) -> Result<(ImageRow, bool), BackupError> {
    match from.get(scope, image.sha256).await {
        Ok(Some(bytes)) => {
            to.put(scope, image.sha256, bytes).await?;
            Ok((image, true))
        }
        Ok(None) | Err(ObjectError::Digest { .. }) => Ok((image, false)),
        Err(error) => Err(error.into()),
    }
}

/// Counts the images that a database names, and those of them without a sound copy.
pub(super) async fn check(database: &Store, place: &Objects) -> Result<CopiedImages, BackupError> {
    let mut done = CopiedImages::default();
    for ejercicio in list_ejercicios(database).await? {
        let scope = &ejercicio.scope;
        let mut after = None;
        loop {
            let page = page(database, &ejercicio, after).await?;
            let checked: Vec<(ImageRow, bool)> = stream::iter(page.iter().copied())
                .map(|image| check_one(scope, image, place))
                .buffered(AT_ONCE)
                .try_collect()
                .await?;
            done.named += page.len() as u64;
            done.lose(scope, checked);
            after = page.last().map(|image| image.sha256);
            if page.len() < PAGE as usize {
                break;
            }
        }
    }
    Ok(done)
}

async fn check_one(
    scope: &ObjectScope,
    image: ImageRow,
    place: &Objects,
) -> Result<(ImageRow, bool), BackupError> {
    let hashed = place.hash_object(scope, image.sha256).await?;
    Ok((
        image,
        hashed.is_some_and(|(found, _)| found == image.sha256),
    ))
}

impl CopiedImages {
    /// Notes those without a sound copy.
    fn lose(&mut self, scope: &ObjectScope, looked_at: Vec<(ImageRow, bool)>) {
        let lost = looked_at.into_iter().filter(|(_, is_sound)| !is_sound);
        self.unsound
            .extend(lost.map(|(image, _)| (scope.clone(), image)));
    }
}

async fn page(
    database: &Store,
    ejercicio: &EjercicioRow,
    after: Option<Sha256Digest>,
) -> Result<Vec<ImageRow>, BackupError> {
    let mut tx = database.read("list_images").await?;
    Ok(tx.list_images(ejercicio.row_id, after, PAGE).await?)
}

pub(super) async fn list_ejercicios(database: &Store) -> Result<Vec<EjercicioRow>, BackupError> {
    let mut tx = database.read("list_ejercicios").await?;
    Ok(tx.list_ejercicios().await?)
}

/// Names and sizes of what a place has of a scope. Its bytes are not looked at: that is verifying.
async fn held(
    place: &Objects,
    scope: &ObjectScope,
) -> Result<HashSet<(Sha256Digest, u64)>, BackupError> {
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
