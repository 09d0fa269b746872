use prep_model::bitacora::DiscardReason;
use prep_model::machines::digitalizacion::{Digitalizacion, DigitalizacionState};
use prep_model::time::Timestamp;

use super::{FindRefusal, parts};
use crate::store::{DigitalizacionRow, ReceptionStatus, StoreError, Tx};
use crate::{Central, Failure, UseCaseError};

/// The holder of the URL gives the upload up: what had arrived is dropped and the URL is good for
/// nothing. The envelope stays registered and may be sent again.
#[tracing::instrument(skip_all)]
pub async fn discard_upload(
    central: &Central,
    capability: &str,
) -> Result<(), UseCaseError<FindRefusal>> {
    let now = central.now();
    let mut tx = central.store.begin_beside("discard_upload").await?;
    let row = tx.find_by_capability(capability).await?;
    let mut row = row.ok_or(UseCaseError::Refused(FindRefusal::UploadUnknown))?;
    if row.status == ReceptionStatus::Receiving {
        row.upload_expires_at = now;
        discard(&mut tx, &mut row, DiscardReason::Expired, now).await?;
        tx.commit().await?;
        parts::remove(central, capability).await?;
    }
    Ok(())
}

/// Notes that what had arrived is dropped; the caller removes the part after the commit.
pub(super) async fn discard(
    tx: &mut Tx,
    row: &mut DigitalizacionRow,
    cause: DiscardReason,
    now: Timestamp,
) -> Result<(), StoreError> {
    if row.machine.state() == &DigitalizacionState::Receiving
        && let Ok(step) = row.machine.discard(cause, now)
    {
        row.machine = step.next;
        tx.append_bitacora(row.ejercicio, &step.event).await?;
    }
    tx.update_digitalizacion(row).await
}

/// Notes that bytes began to arrive in parts, once.
pub(super) async fn note_receiving(
    central: &Central,
    row: &DigitalizacionRow,
    now: Timestamp,
) -> Result<(), Failure> {
    if row.machine.state() != &DigitalizacionState::Registered {
        return Ok(());
    }
    let mut tx = central.store.begin_beside("note_receiving").await?;
    let Some(mut row) = tx.find_digitalizacion(row.id).await? else {
        return Ok(());
    };
    if begin_receiving(&mut tx, &mut row, now).await? {
        tx.update_digitalizacion(&row).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The transition to receiving, if it is the next one.
pub(super) async fn begin_receiving(
    tx: &mut Tx,
    row: &mut DigitalizacionRow,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let Ok(step) = Digitalizacion::receive(&row.machine, now) else {
        return Ok(false);
    };
    row.machine = step.next;
    tx.append_bitacora(row.ejercicio, &step.event).await?;
    Ok(true)
}
