use prep_model::bitacora::DiscardReason;
use prep_model::time::Timestamp;

use super::discard_upload::discard;
use super::{complete_upload, parts};
use crate::store::{DigitalizacionRow, ReceptionStatus};
use crate::{Central, Failure, UseCaseError};

/// What a start or a round of cleaning found and did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Recovery {
    /// Uploads whose bytes were all here and whose row did not say so: completed.
    pub completed: u64,
    /// Uploads whose time was over: what had arrived was dropped.
    pub expired: u64,
    /// Parts that belong to no upload: removed.
    pub orphans: u64,
}

/// Puts right what a kill left half done, and drops what expired. Safe at any time and repeated: at
/// every start, and now and then by a timer.
#[tracing::instrument(skip_all)]
pub async fn recover(central: &Central) -> Result<Recovery, Failure> {
    let now = central.now();
    let mut tx = central.store.read("recover").await?;
    let receiving = tx.list_receiving().await?;
    drop(tx);
    let mut recovery = Recovery::default();
    for row in &receiving {
        let held = parts::held(central, &row.capability).await?;
        if held >= row.image_bytes {
            complete(central, row).await?;
            recovery.completed += 1;
        } else if now >= row.upload_expires_at && held > 0 {
            expire(central, row, now).await?;
            recovery.expired += 1;
        }
    }
    recovery.orphans = remove_orphans(central).await? + parts::sweep(central, now).await?;
    tracing::info!(
        completed = recovery.completed,
        expired = recovery.expired,
        orphans = recovery.orphans,
        "receptions recovered"
    );
    Ok(recovery)
}

async fn complete(central: &Central, row: &DigitalizacionRow) -> Result<(), Failure> {
    match complete_upload(central, &row.capability).await {
        Ok(_) => Ok(()),
        Err(UseCaseError::Refused(refusal)) => {
            // The device will be told when it asks; nothing else can be done here.
            tracing::warn!(digitalizacion.id = %row.id, refusal = %refusal, "not completed");
            Ok(())
        }
        Err(UseCaseError::Failed(failure)) => Err(failure),
    }
}

async fn expire(central: &Central, row: &DigitalizacionRow, now: Timestamp) -> Result<(), Failure> {
    let mut tx = central.store.begin_beside("expire_upload").await?;
    let Some(mut row) = tx.find_digitalizacion(row.id).await? else {
        return Ok(());
    };
    if row.status == ReceptionStatus::Receiving && now >= row.upload_expires_at {
        discard(&mut tx, &mut row, DiscardReason::Expired, now).await?;
        tx.commit().await?;
        parts::remove(central, &row.capability).await?;
    }
    Ok(())
}

async fn remove_orphans(central: &Central) -> Result<u64, Failure> {
    let mut removed = 0;
    for part in parts::list(central).await? {
        let mut tx = central.store.read("find_upload").await?;
        let row = tx.find_by_capability(&part).await?;
        drop(tx);
        if row.is_none_or(|row| row.status != ReceptionStatus::Receiving) {
            parts::remove(central, &part).await?;
            removed += 1;
        }
    }
    Ok(removed)
}
