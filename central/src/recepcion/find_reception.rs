use prep_model::contract::{DeviceId, DigitalizacionId};
use thiserror::Error;

use super::found::Found;
use super::{OpenUpload, Reception, parts};
use crate::store::ReceptionStatus;
use crate::{Central, UseCaseError};

/// Why nothing is told about a digitalización or an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FindRefusal {
    /// Nobody registered it, or another device did.
    #[error("no hay una digitalización con ese identificador de este dispositivo")]
    Unknown,
    /// No upload has this URL.
    #[error("la carga no existe; registre de nuevo la digitalización")]
    UploadUnknown,
    /// The URL expired.
    #[error("la carga caducó; registre de nuevo la digitalización")]
    UploadExpired,
}

/// Where a digitalización of this device stands.
#[tracing::instrument(skip_all, fields(digitalizacion.id = %id))]
pub async fn find_reception(
    central: &Central,
    device: DeviceId,
    id: DigitalizacionId,
) -> Result<Reception, UseCaseError<FindRefusal>> {
    let mut tx = central.store.read("find_reception").await?;
    let row = tx.find_digitalizacion(id).await?;
    let row = row.filter(|row| row.device == device);
    let row = row.ok_or(UseCaseError::Refused(FindRefusal::Unknown))?;
    Ok(Reception::of_row(central, &row, central.now()).await?)
}

/// Where the upload with this URL stands, and the handle to add bytes to it. Whoever had a handle
/// before, in another process too, can add nothing more: what is told here stays true.
#[tracing::instrument(skip_all)]
pub async fn find_upload(
    central: &Central,
    capability: &str,
) -> Result<(OpenUpload, Reception), UseCaseError<FindRefusal>> {
    let now = central.now();
    let found = Found::by_capability(central, capability).await?;
    let found = found.ok_or(UseCaseError::Refused(FindRefusal::UploadUnknown))?;
    let row = &found.row;
    if now >= row.upload_expires_at {
        return Err(UseCaseError::Refused(FindRefusal::UploadExpired));
    }
    let writer = match row.status {
        ReceptionStatus::Receiving => parts::claim(central, &row.capability).await?,
        // Nothing can be added to it.
        ReceptionStatus::Stored | ReceptionStatus::Quarantined | ReceptionStatus::Rejected => None,
    };
    let reception = Reception::of_row(central, row, now).await?;
    let open = OpenUpload {
        id: row.id,
        capability: row.capability.clone(),
        length: row.image_bytes,
        image_sha256: row.image_sha256,
        envelope: row.envelope.clone(),
        writer,
        found: Box::new(found),
    };
    Ok((open, reception))
}
