use prep_model::bitacora::Reason;
use prep_model::contract::document::DocumentError;
use prep_model::contract::jws::{CompactJws, KeySource};
use prep_model::contract::{BolsaEnvelope, BolsaId};
use prep_model::machines::bolsa::BolsaError;
use prep_model::people::Person;
use thiserror::Error;

use super::papers::{receive_papers, sign_receipt};
use crate::store::{BolsaRow, StoreError};
use crate::{Central, Failure, UseCaseError};

/// Why a supervisor's decision about a reception was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BolsaQuarantineRefusal {
    /// Nothing has this id.
    #[error("no hay una recepción de bolsa con ese identificador")]
    Unknown,
    /// It is not in quarantine, or the role does not decide this.
    #[error(transparent)]
    Machine(#[from] BolsaError),
}

type QuarantineError = UseCaseError<BolsaQuarantineRefusal>;

/// The receptions that revoked devices sent in the current ejercicio and nobody decided about, the
/// oldest first.
#[tracing::instrument(skip_all)]
pub async fn list_quarantined_bolsas(central: &Central) -> Result<Vec<BolsaRow>, Failure> {
    let mut tx = central.store.read("list_quarantined_bolsas").await?;
    match tx.find_current_ejercicio().await? {
        Some(ejercicio) => Ok(tx.list_quarantined_bolsas(ejercicio.row_id).await?),
        None => Ok(Vec::new()),
    }
}

/// A supervisor vouches for a reception: its actas become acopiadas with the moment at which it was
/// received, and its receipt is signed.
#[tracing::instrument(skip_all, fields(bolsa.id = %id))]
pub async fn release_bolsa(
    central: &Central,
    by: &Person,
    id: BolsaId,
    reason: Reason,
) -> Result<(), QuarantineError> {
    let now = central.now();
    let mut tx = central.store.begin("release_bolsa").await?;
    let row = tx.find_bolsa(id).await?;
    let mut row = row.ok_or(UseCaseError::Refused(BolsaQuarantineRefusal::Unknown))?;
    let ejercicio = tx.get_ejercicio(row.ejercicio).await?;
    let step = row.machine.release(by, reason, now);
    let step = step.map_err(|error| UseCaseError::Refused(error.into()))?;
    row.machine = step.next;
    let event = tx.append_bitacora(ejercicio.row_id, &step.event).await?;
    let bolsa = read_envelope(&row)?;
    let papers = receive_papers(&mut tx, &ejercicio, &bolsa, row.acopio, now).await?;
    row.receipt = Some(sign_receipt(central, &ejercicio, &row, papers, event));
    tx.update_bolsa(&row).await?;
    tx.commit().await?;
    Ok(())
}

/// A supervisor says that a reception takes no part. What was signed stays.
#[tracing::instrument(skip_all, fields(bolsa.id = %id))]
pub async fn reject_bolsa(
    central: &Central,
    by: &Person,
    id: BolsaId,
    reason: Reason,
) -> Result<(), QuarantineError> {
    let now = central.now();
    let mut tx = central.store.begin("reject_bolsa").await?;
    let row = tx.find_bolsa(id).await?;
    let mut row = row.ok_or(UseCaseError::Refused(BolsaQuarantineRefusal::Unknown))?;
    let step = row.machine.reject(by, reason, now);
    let step = step.map_err(|error| UseCaseError::Refused(error.into()))?;
    row.machine = step.next;
    tx.append_bitacora(row.ejercicio, &step.event).await?;
    tx.update_bolsa(&row).await?;
    tx.commit().await?;
    Ok(())
}

/// What a stored envelope says; its signature was verified when it came.
fn read_envelope(row: &BolsaRow) -> Result<BolsaEnvelope, StoreError> {
    let impossible = |error: &dyn std::fmt::Display| StoreError::Inconsistent {
        table: "bolsas",
        column: "envelope",
        id: row.id.to_string(),
        reason: error.to_string(),
    };
    let jws = CompactJws::parse(
        &row.envelope,
        BolsaEnvelope::TYP,
        KeySource::Kid,
        BolsaEnvelope::MAX_LEN,
    );
    let jws = jws.map_err(|error| impossible(&DocumentError::from(error)))?;
    serde_json::from_slice(jws.payload()).map_err(|error| impossible(&error))
}
