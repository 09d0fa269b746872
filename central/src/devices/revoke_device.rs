use prep_model::bitacora::{Actor, DeviceEvent, Event, Reason, Subject, What};
use prep_model::contract::DeviceId;
use thiserror::Error;

use crate::{Central, UseCaseError};

/// Why a device was not revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RevokeRefusal {
    /// No device has this id.
    #[error("no hay un dispositivo con ese identificador")]
    Unknown,
    /// It was revoked before.
    #[error("el dispositivo ya estaba dado de baja")]
    AlreadyRevoked,
    /// There is no ejercicio whose bitácora could tell of it.
    #[error("no hay un ejercicio en preparación o abierto")]
    NoEjercicio,
}

/// Revokes a device: what it sends from now on waits in quarantine for a supervisor.
#[tracing::instrument(skip_all, fields(device.id = %device))]
pub async fn revoke_device(
    central: &Central,
    by: Actor,
    device: DeviceId,
    reason: Reason,
) -> Result<(), UseCaseError<RevokeRefusal>> {
    let refused = UseCaseError::Refused;
    let now = central.now();
    let mut tx = central.store.begin("revoke_device").await?;
    let ejercicio = tx.find_current_ejercicio().await?;
    let ejercicio = ejercicio.ok_or(refused(RevokeRefusal::NoEjercicio))?;
    let row = tx.find_device(device).await?;
    let row = row.ok_or(refused(RevokeRefusal::Unknown))?;
    if row.revoked.is_some() {
        return Err(refused(RevokeRefusal::AlreadyRevoked));
    }
    tx.update_device_revoked(device, now, reason.as_str())
        .await?;
    let event = Event::new(
        ejercicio.ejercicio().clone(),
        now,
        by,
        Subject::Device(device),
        What::Device(DeviceEvent::Revoked { reason }),
    );
    tx.append_bitacora(ejercicio.row_id, &event).await?;
    tx.commit().await?;
    tracing::warn!(device.id = %device, "device revoked");
    Ok(())
}
