use prep_model::bitacora::Reason;
use prep_model::contract::DigitalizacionId;
use prep_model::machines::digitalizacion::DigitalizacionError;
use prep_model::people::Person;
use thiserror::Error;

use crate::recepcion::{Receiver, sign_receipt};
use crate::store::{DigitalizacionRow, EjercicioRow, ReceptionStatus, Tx};
use crate::{Central, Failure, UseCaseError};

/// Why a supervisor's decision was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum QuarantineRefusal {
    /// Nothing has this id.
    #[error("no hay una digitalización con ese identificador")]
    Unknown,
    /// It is not in quarantine, or the role does not decide this.
    #[error(transparent)]
    Machine(#[from] DigitalizacionError),
}

type QuarantineError = UseCaseError<QuarantineRefusal>;

/// What revoked devices sent in the current ejercicio and nobody decided about, oldest first.
#[tracing::instrument(skip_all)]
pub async fn list_quarantined(central: &Central) -> Result<Vec<DigitalizacionRow>, Failure> {
    let mut tx = central.store.read("list_quarantined").await?;
    match tx.find_current_ejercicio().await? {
        Some(ejercicio) => Ok(tx.list_quarantined(ejercicio.row_id).await?),
        None => Ok(Vec::new()),
    }
}

/// The bytes of an image in quarantine; of no other.
#[tracing::instrument(skip_all, fields(digitalizacion.id = %id))]
pub async fn find_quarantined_image(
    central: &Central,
    id: DigitalizacionId,
) -> Result<Option<Vec<u8>>, Failure> {
    let mut tx = central.store.read("find_quarantined_image").await?;
    let found = tx.find_digitalizacion(id).await?;
    let Some(row) = found.filter(|row| row.status == ReceptionStatus::Quarantined) else {
        return Ok(None);
    };
    let ejercicio = tx.get_ejercicio(row.ejercicio).await?;
    drop(tx);
    Ok(central
        .objects
        .get(&ejercicio.scope, row.image_sha256)
        .await?)
}

/// A supervisor vouches for an image in quarantine: it counts as if it had just been stored, and
/// its receipt is signed.
#[tracing::instrument(skip_all, fields(digitalizacion.id = %id))]
pub async fn release_quarantined(
    central: &Central,
    by: &Person,
    id: DigitalizacionId,
    reason: Reason,
) -> Result<(), QuarantineError> {
    let now = central.now();
    let mut tx = central.store.begin("release_quarantined").await?;
    let (ejercicio, mut row) = load(&mut tx, id).await?;
    let step = row.machine.release(by, reason, now);
    let step = step.map_err(|error| UseCaseError::Refused(error.into()))?;
    row.machine = step.next;
    let event = tx.append_bitacora(ejercicio.row_id, &step.event).await?;
    row.status = ReceptionStatus::Stored;
    row.receipt = Some(sign_receipt(central, &ejercicio, &row, event));
    let mut receiver = Receiver {
        tx: &mut tx,
        ejercicio: &ejercicio,
        now,
    };
    receiver.find_place(&mut row).await?;
    tx.update_digitalizacion(&row).await?;
    tx.commit().await?;
    Ok(())
}

/// A supervisor says that an image in quarantine takes no part. Its bytes and envelope stay.
#[tracing::instrument(skip_all, fields(digitalizacion.id = %id))]
pub async fn reject_quarantined(
    central: &Central,
    by: &Person,
    id: DigitalizacionId,
    reason: Reason,
) -> Result<(), QuarantineError> {
    let now = central.now();
    let mut tx = central.store.begin("reject_quarantined").await?;
    let (ejercicio, mut row) = load(&mut tx, id).await?;
    if row.status != ReceptionStatus::Quarantined {
        return Err(UseCaseError::Refused(DigitalizacionError::NotNow.into()));
    }
    let step = row.machine.reject(by, reason, now);
    let step = step.map_err(|error| UseCaseError::Refused(error.into()))?;
    row.machine = step.next;
    row.status = ReceptionStatus::Rejected;
    tx.append_bitacora(ejercicio.row_id, &step.event).await?;
    tx.update_digitalizacion(&row).await?;
    tx.commit().await?;
    Ok(())
}

async fn load(
    tx: &mut Tx,
    id: DigitalizacionId,
) -> Result<(EjercicioRow, DigitalizacionRow), QuarantineError> {
    let row = tx.find_digitalizacion(id).await?;
    let row = row.ok_or(UseCaseError::Refused(QuarantineRefusal::Unknown))?;
    let ejercicio = tx.get_ejercicio(row.ejercicio).await?;
    Ok((ejercicio, row))
}
