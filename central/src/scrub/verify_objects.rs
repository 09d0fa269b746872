use std::collections::BTreeSet;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use prep_model::contract::Sha256Digest;

use super::progress::scope_name;
use super::{Finding, FindingKind, ScrubProgress};
use crate::objects::{ListedObject, ObjectScope, ObjectsPage};
use crate::store::{EjercicioRow, ImageRow};
use crate::{Central, Failure};

/// Images looked at in one step at most: a few seconds of reading.
const STEP: u32 = 100;
/// Images read at a time.
const AT_ONCE: usize = 4;

/// Looks at the next images and objects, and notes in `progress` what it found and where it stands.
/// Nothing is changed; to be repeated until `progress` is finished.
#[tracing::instrument(skip_all)]
pub async fn verify_objects(
    central: &Central,
    progress: &mut ScrubProgress,
) -> Result<(), Failure> {
    let ejercicios = crate::ejercicios::list_ejercicios(central).await?;
    let mut scopes: BTreeSet<ObjectScope> =
        central.objects.list_scopes().await?.into_iter().collect();
    scopes.extend(ejercicios.iter().map(|row| row.scope.clone()));
    let next = scopes
        .iter()
        .find(|scope| !progress.done.contains(&scope_name(scope)));
    let Some(scope) = next else {
        progress.finished = true;
        return Ok(());
    };
    let row = ejercicios.iter().find(|row| row.scope == *scope);
    let step = step(central, scope, row, progress).await?;
    if step.is_none() {
        progress.done.push(scope_name(scope));
    }
    progress.after = step;
    Ok(())
}

/// The digest up to which everything of the scope was looked at; `None` at its end.
async fn step(
    central: &Central,
    scope: &ObjectScope,
    ejercicio: Option<&EjercicioRow>,
    progress: &mut ScrubProgress,
) -> Result<Option<Sha256Digest>, Failure> {
    let after = progress.after;
    // Objects first: whatever is stored from now on has its row later, and is not taken for unknown.
    let page = central.objects.list(scope, after).await?;
    let images = match ejercicio {
        Some(row) => {
            let mut tx = central.store.read("list_images").await?;
            tx.list_images(row.row_id, after, STEP).await?
        }
        None => Vec::new(),
    };
    let end = common_end(&page, &images, ejercicio.is_some());
    let within = |digest: Sha256Digest| end.is_none_or(|end| digest <= end);
    let looked_for = images.iter().copied();
    let looked_for = looked_for.filter(|image| within(image.sha256));
    let hashed: Vec<_> = stream::iter(looked_for)
        .map(async |image| {
            let hashed = central.objects.hash_object(scope, image.sha256).await?;
            Ok::<_, Failure>((image.sha256, hashed))
        })
        .buffered(AT_ONCE)
        .try_collect()
        .await?;
    for (sha256, hashed) in hashed {
        note_image(scope, sha256, hashed, progress);
    }
    let known: BTreeSet<_> = images.iter().map(|image| image.sha256).collect();
    let unknown = page.objects.iter().copied();
    let unknown = unknown.filter(|o| within(o.digest) && !known.contains(&o.digest));
    for object in unknown {
        note_unknown(central, scope, ejercicio, object, progress).await?;
    }
    for name in page.others {
        let found = finding(scope, FindingKind::Stranger { name });
        if !progress.findings.contains(&found) {
            progress.findings.push(found);
        }
    }
    Ok(end)
}

/// Up to where both lists are complete.
fn common_end(page: &ObjectsPage, images: &[ImageRow], is_known: bool) -> Option<Sha256Digest> {
    let objects_end = match page.objects.last() {
        Some(last) if !page.is_last => Some(last.digest),
        _ => None,
    };
    let is_full = is_known && images.len() == STEP as usize;
    let images_end = images.last().filter(|_| is_full).map(|last| last.sha256);
    match (objects_end, images_end) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

fn note_image(
    scope: &ObjectScope,
    sha256: Sha256Digest,
    hashed: Option<(Sha256Digest, u64)>,
    progress: &mut ScrubProgress,
) {
    progress.images += 1;
    let kind = match hashed {
        None => FindingKind::Missing { sha256 },
        Some((found, bytes)) => {
            progress.bytes += bytes;
            if found == sha256 {
                return;
            }
            FindingKind::Damaged {
                sha256,
                found,
                bytes,
            }
        }
    };
    tracing::error!(%sha256, "an image is missing or damaged");
    progress.findings.push(finding(scope, kind));
}

/// An object without a row may be of an arrival whose row came since.
async fn note_unknown(
    central: &Central,
    scope: &ObjectScope,
    ejercicio: Option<&EjercicioRow>,
    object: ListedObject,
    progress: &mut ScrubProgress,
) -> Result<(), Failure> {
    if let Some(row) = ejercicio {
        let mut tx = central.store.read("find_image").await?;
        if tx.has_image(row.row_id, object.digest).await? {
            return Ok(());
        }
    }
    let kind = FindingKind::Unknown {
        sha256: object.digest,
        bytes: object.bytes,
    };
    progress.findings.push(finding(scope, kind));
    Ok(())
}

fn finding(scope: &ObjectScope, kind: FindingKind) -> Finding {
    Finding {
        proceso: scope.proceso.clone(),
        ejercicio: scope.ejercicio.clone(),
        kind,
    }
}
