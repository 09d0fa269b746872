use prep_model::bitacora::{Actor, DeviceEvent, Event, Subject, What};
use prep_model::contract::document::DocumentError;
use prep_model::contract::{
    DeviceId, EnrolmentRequest, EnrolmentResponse, OpenedEnrolment, Sha256Digest, V1,
};
use prep_model::time::Timestamp;
use thiserror::Error;

use super::PublicUrl;
use crate::store::{DeviceRow, EjercicioRow, Tx};
use crate::{Central, UseCaseError};

/// Why a device was not enrolled.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EnrollRefusal {
    /// The request does not hold.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// It was made for another server.
    #[error("la solicitud de alta es para otro servidor")]
    OtherServer,
    /// The code is unknown, used, cancelled or expired; which of them is not told.
    #[error("el código de alta no es válido, ya se usó o ya venció; pida otro")]
    Code,
    /// The key is enrolled already, under another code.
    #[error("esta llave ya está dada de alta; el dispositivo debe generar otra")]
    KnownKey,
    /// There is no ejercicio to work in.
    #[error("no hay un ejercicio en preparación o abierto")]
    NoEjercicio,
}

type EnrollError = UseCaseError<EnrollRefusal>;

/// Makes the device known that signed `jws`, if its one-time code is good. The same key with the same
/// code gets the same answer again: answers get lost.
#[tracing::instrument(skip_all)]
pub async fn enroll_device(
    central: &Central,
    public_url: &PublicUrl,
    jws: &str,
) -> Result<EnrolmentResponse, EnrollError> {
    let refused = UseCaseError::Refused;
    let opened = EnrolmentRequest::open(jws).map_err(|error| refused(error.into()))?;
    if !public_url.is(&opened.request.aud) {
        return Err(refused(EnrollRefusal::OtherServer));
    }
    let now = central.now();
    let mut tx = central.store.begin("enroll_device").await?;
    let ejercicio = tx.find_current_ejercicio().await?;
    let ejercicio = ejercicio.ok_or(refused(EnrollRefusal::NoEjercicio))?;
    let code = tx.find_enrolment_code(&opened.request.code).await?;
    let code = code.ok_or(refused(EnrollRefusal::Code))?;
    let known = tx
        .find_device_by_thumbprint(opened.key.thumbprint())
        .await?;
    let device = match (code.used_by, known) {
        (Some(used_by), Some(known)) if used_by == known.id => known.id,
        (None, None) if now <= code.expires_at && code.cancelled_at.is_none() => {
            let device = device_row(central, &opened, code.label, now);
            insert(&mut tx, &ejercicio, &device, &opened, jws).await?;
            device.id
        }
        (None, Some(_)) => return Err(refused(EnrollRefusal::KnownKey)),
        (None | Some(_), None) | (Some(_), Some(_)) => return Err(refused(EnrollRefusal::Code)),
    };
    tx.commit().await?;
    tracing::info!(device.id = %device, "device enrolled");
    Ok(EnrolmentResponse {
        v: V1,
        device_id: device,
        proceso: ejercicio.proceso().clone(),
        ejercicio: ejercicio.ejercicio().clone(),
        server_keys: central.keys.published(),
        token_url: public_url.token_url(),
        now,
    })
}

fn device_row(
    central: &Central,
    opened: &OpenedEnrolment,
    label: String,
    now: Timestamp,
) -> DeviceRow {
    let millis = u64::try_from(now.micros() / 1_000).unwrap_or_default();
    DeviceRow {
        id: DeviceId::from_parts(millis, &central.entropy.bytes()),
        key: opened.key,
        label,
        enrolled_at: now,
        last_token: None,
        revoked: None,
    }
}

async fn insert(
    tx: &mut Tx,
    ejercicio: &EjercicioRow,
    device: &DeviceRow,
    opened: &OpenedEnrolment,
    jws: &str,
) -> Result<(), EnrollError> {
    tx.insert_device(device, jws).await?;
    tx.update_enrolment_code_used(&opened.request.code, device.id)
        .await?;
    let key_sha256 = Sha256Digest::of(device.key.to_jwk().as_bytes());
    let event = Event::new(
        ejercicio.ejercicio().clone(),
        device.enrolled_at,
        Actor::Device(device.id),
        Subject::Device(device.id),
        What::Device(DeviceEvent::Enrolled { key_sha256 }),
    );
    tx.append_bitacora(ejercicio.row_id, &event).await?;
    Ok(())
}
