use prep_model::bitacora::Reason;
use prep_model::contract::Sha256Digest;
use prep_model::machines::ejercicio::EjercicioError;
use prep_model::people::Person;
use thiserror::Error;

use crate::store::{EjercicioRow, Tx};
use crate::{Central, UseCaseError};

/// Why the open ejercicio was not closed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CloseRefusal {
    /// None is open.
    #[error("no hay un ejercicio abierto")]
    NoneOpen,
    /// The rules of the ejercicio say no.
    #[error(transparent)]
    Machine(#[from] EjercicioError),
}

type CloseError = UseCaseError<CloseRefusal>;

/// The closing window begins: no new image is registered, what was begun is finished.
#[tracing::instrument(skip_all)]
pub async fn begin_closing(
    central: &Central,
    by: &Person,
    reason: Reason,
) -> Result<EjercicioRow, CloseError> {
    let now = central.now();
    let mut tx = central.store.begin("begin_closing").await?;
    let mut row = open(&mut tx).await?;
    let step = row.machine.begin_closing(by, reason, now);
    let step = step.map_err(|error| UseCaseError::Refused(error.into()))?;
    tx.append_bitacora(row.row_id, &step.event).await?;
    row.machine = step.next;
    tx.update_ejercicio(&row).await?;
    tx.commit().await?;
    Ok(row)
}

/// The closing window is called off: the ejercicio takes actas again.
#[tracing::instrument(skip_all)]
pub async fn resume_ejercicio(
    central: &Central,
    by: &Person,
    reason: Reason,
) -> Result<EjercicioRow, CloseError> {
    let now = central.now();
    let mut tx = central.store.begin("resume_ejercicio").await?;
    let mut row = open(&mut tx).await?;
    let step = row.machine.resume(by, reason, now);
    let step = step.map_err(|error| UseCaseError::Refused(error.into()))?;
    tx.append_bitacora(row.row_id, &step.event).await?;
    row.machine = step.next;
    tx.update_ejercicio(&row).await?;
    tx.commit().await?;
    Ok(row)
}

/// The last corte is published: nothing of the ejercicio changes any more, and another may open.
#[tracing::instrument(skip_all)]
pub async fn close_ejercicio(
    central: &Central,
    by: &Person,
    last_corte: u32,
    manifest_sha256: Sha256Digest,
) -> Result<EjercicioRow, CloseError> {
    let now = central.now();
    let mut tx = central.store.begin("close_ejercicio").await?;
    let mut row = open(&mut tx).await?;
    let step = row.machine.close(by, last_corte, manifest_sha256, now);
    let step = step.map_err(|error| UseCaseError::Refused(error.into()))?;
    tx.append_bitacora(row.row_id, &step.event).await?;
    row.machine = step.next;
    row.is_open = false;
    tx.update_ejercicio(&row).await?;
    tx.commit().await?;
    tracing::info!("ejercicio closed");
    Ok(row)
}

async fn open(tx: &mut Tx) -> Result<EjercicioRow, CloseError> {
    let open = tx.find_open_ejercicio().await?;
    open.ok_or(UseCaseError::Refused(CloseRefusal::NoneOpen))
}
