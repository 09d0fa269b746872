use prep_model::acopio::{acopio_of_photo, origen_of};
use prep_model::bitacora::{DiscardReason, PendingReason};
use prep_model::contract::jws::{CompactJws, KeySource};
use prep_model::contract::{Envelope, Sha256Digest};
use prep_model::machines::ejercicio::EjercicioState;
use prep_model::proceso::Ventana;
use prep_model::publicacion::Origen;
use prep_model::time::Timestamp;
use thiserror::Error;

use super::discard_upload::{begin_receiving, discard, note_receiving};
use super::found::Found;
use super::{
    FindRefusal, ImageFault, OpenUpload, Receiver, Reception, check_jpeg, parts, sign_receipt,
};
use crate::store::{DigitalizacionRow, EjercicioRow, ReceptionStatus, StoreError, Tx};
use crate::{Central, UseCaseError};

/// Why an upload was not completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CompleteRefusal {
    /// There is no such upload.
    #[error(transparent)]
    Find(#[from] FindRefusal),
    /// The ejercicio was closed meanwhile.
    #[error("el ejercicio ya está cerrado")]
    EjercicioClosed,
    /// The bytes are not those that were signed: they were dropped.
    #[error("los bytes recibidos no son los que se firmaron; envíe la imagen desde el principio")]
    DigestMismatch,
    /// The bytes are what was signed, and no image that can be used. They are kept.
    #[error(transparent)]
    Image(#[from] ImageFault),
}

type CompleteError = UseCaseError<CompleteRefusal>;

/// Looks whether everything of an upload has arrived and, if so, stores it and signs the receipt. If
/// bytes are missing it only tells where the upload stands; done twice, the answer is the same.
#[tracing::instrument(skip_all, fields(digitalizacion.id))]
pub async fn complete_upload(
    central: &Central,
    capability: &str,
) -> Result<Reception, CompleteError> {
    let now = central.now();
    let found = Found::by_capability(central, capability).await?;
    let found = found.ok_or(UseCaseError::Refused(FindRefusal::UploadUnknown.into()))?;
    let row = &found.row;
    tracing::Span::current().record("digitalizacion.id", tracing::field::display(row.id));
    if row.status != ReceptionStatus::Receiving {
        return finished(central, row, now).await;
    }
    let held = parts::held(central, capability).await?;
    if held < row.image_bytes {
        if held > 0 {
            note_receiving(central, row, now).await?;
        }
        return Ok(Reception::of_row(central, row, now).await?);
    }
    let Some(bytes) = parts::read(central, capability).await? else {
        return look_again(central, found.row, now).await;
    };
    check_and_store(central, &found, bytes).await
}

/// Completes an upload whose image came whole in one request, without keeping its bytes as a part
/// first: nobody was told of any of them. For uploads that [`OpenUpload::may_come_whole`]. If it
/// fails they are a part after all, as far as there is room.
#[tracing::instrument(skip_all, fields(digitalizacion.id = %upload.id))]
pub async fn take_whole(
    central: &Central,
    upload: &OpenUpload,
    bytes: Vec<u8>,
) -> Result<Reception, CompleteError> {
    let kept = bytes.clone();
    let taken = check_and_store(central, &upload.found, bytes).await;
    if let Err(UseCaseError::Failed(_)) = &taken
        && let Err(error) = parts::append(central, upload, 0, &kept).await
    {
        tracing::warn!(%error, "an image that could not be stored is not kept as a part either");
    }
    taken
}

async fn check_and_store(
    central: &Central,
    found: &Found,
    bytes: Vec<u8>,
) -> Result<Reception, CompleteError> {
    let row = &found.row;
    if Sha256Digest::of(&bytes) != row.image_sha256 {
        drop_bytes(central, row, central.now()).await?;
        return Err(UseCaseError::Refused(CompleteRefusal::DigestMismatch));
    }
    let fault = check_jpeg(&bytes, row.image_size).err();
    store(central, found, bytes, fault).await
}

/// What was answered when it was completed is answered again.
async fn finished(
    central: &Central,
    row: &DigitalizacionRow,
    now: Timestamp,
) -> Result<Reception, CompleteError> {
    match row.problem.and_then(ImageFault::of_problem) {
        Some(fault) => Err(UseCaseError::Refused(fault.into())),
        None => Ok(Reception::of_row(central, row, now).await?),
    }
}

/// Something of the upload went while it was read: another request finished it, or it must be sent
/// again from where its bytes end.
async fn look_again(
    central: &Central,
    row: DigitalizacionRow,
    now: Timestamp,
) -> Result<Reception, CompleteError> {
    let mut tx = central.store.read("find_digitalizacion").await?;
    let row = tx.find_digitalizacion(row.id).await?.unwrap_or(row);
    drop(tx);
    finished(central, &row, now).await
}

/// The bytes go to the object store first: a row that says "stored" is never ahead of them.
async fn store(
    central: &Central,
    found: &Found,
    bytes: Vec<u8>,
    fault: Option<ImageFault>,
) -> Result<Reception, CompleteError> {
    let Found { row, ventana, .. } = found;
    let (scope, digest) = (&found.ejercicio.scope, row.image_sha256);
    central.objects.put_checked(scope, digest, bytes).await?;

    let now = central.now();
    let mut tx = central.store.begin_beside("complete_upload").await?;
    let ejercicio = tx.get_ejercicio(row.ejercicio).await?;
    check_takes_images(&ejercicio)?;
    let found = tx.find_digitalizacion(row.id).await?;
    let mut row = found.ok_or(UseCaseError::Refused(FindRefusal::UploadUnknown.into()))?;
    if row.status != ReceptionStatus::Receiving {
        // Another request completed it between the look and now.
        drop(tx);
        return finished(central, &row, now).await;
    }
    let arrival = Arrival {
        ejercicio: &ejercicio,
        ventana: *ventana,
        now,
    };
    record(central, &mut tx, &arrival, &mut row, fault).await?;
    tx.commit().await?;
    clean_up(central, &row).await;
    finished(central, &row, now).await
}

/// The part is a copy now; a failure to remove it is mended by the next start.
async fn clean_up(central: &Central, row: &DigitalizacionRow) {
    tracing::info!(status = %row.status, "image received");
    if let Err(error) = parts::remove(central, &row.capability).await {
        tracing::warn!(error = %error, "a part could not be removed");
    }
}

fn check_takes_images(ejercicio: &EjercicioRow) -> Result<(), CompleteError> {
    match ejercicio.machine.state() {
        EjercicioState::Open | EjercicioState::Closing => Ok(()),
        EjercicioState::Created
        | EjercicioState::PuestaEnCeros { .. }
        | EjercicioState::Closed { .. }
        | EjercicioState::Archived => Err(UseCaseError::Refused(CompleteRefusal::EjercicioClosed)),
    }
}

/// Where and when an image arrives whole.
struct Arrival<'a> {
    ejercicio: &'a EjercicioRow,
    /// When the run operates.
    ventana: Ventana,
    now: Timestamp,
}

async fn record(
    central: &Central,
    tx: &mut Tx,
    arrival: &Arrival<'_>,
    row: &mut DigitalizacionRow,
    fault: Option<ImageFault>,
) -> Result<(), StoreError> {
    let (ejercicio, now) = (arrival.ejercicio, arrival.now);
    let device = tx.find_device(row.device).await?;
    let revoked = device.is_none_or(|device| device.revoked.is_some());
    let step = row.machine.store(row.image_sha256, revoked, now);
    let step = step.map_err(|error| StoreError::Inconsistent {
        table: "digitalizaciones",
        column: "state",
        id: row.id.to_string(),
        reason: error.to_string(),
    })?;
    row.machine = step.next;
    row.received_at = Some(now);
    let event = tx.append_bitacora(ejercicio.row_id, &step.event).await?;
    tx.insert_image(ejercicio.row_id, row.image_sha256, row.image_bytes, now)
        .await?;
    note_acopio(tx, arrival, row).await?;
    if revoked {
        row.status = ReceptionStatus::Quarantined;
    } else {
        let mut receiver = Receiver { tx, ejercicio, now };
        if let Some(fault) = fault {
            row.status = ReceptionStatus::Rejected;
            row.problem = Some(fault.problem());
            receiver.hold(row, PendingReason::Unidentified).await?;
        } else {
            row.status = ReceptionStatus::Stored;
            row.receipt = Some(sign_receipt(central, ejercicio, row, event));
            receiver.find_place(row).await?;
        }
    }
    tx.update_digitalizacion(row).await
}

/// A photograph from the casilla whose moment cannot be is told of: the moment of its arrival is its
/// acopio (DOMAIN 6, decision 1).
async fn note_acopio(
    tx: &mut Tx,
    arrival: &Arrival<'_>,
    row: &mut DigitalizacionRow,
) -> Result<(), StoreError> {
    let impossible = |column, error: &dyn std::fmt::Display| StoreError::Inconsistent {
        table: "digitalizaciones",
        column,
        id: row.id.to_string(),
        reason: error.to_string(),
    };
    let jws = CompactJws::parse(
        &row.envelope,
        Envelope::TYP,
        KeySource::Kid,
        Envelope::MAX_LEN,
    );
    let jws = jws.map_err(|error| impossible("envelope", &error))?;
    let envelope: Envelope =
        serde_json::from_slice(jws.payload()).map_err(|error| impossible("envelope", &error))?;
    if origen_of(&envelope).0 != Origen::Casilla {
        return Ok(());
    }
    let (device_time, clock) = (envelope.device_time, &envelope.clock);
    let acopio = acopio_of_photo(device_time, clock, arrival.now, arrival.ventana);
    if acopio.substituted {
        let claimed = device_time.corrected(clock.offset_ms);
        let step = row.machine.substitute_acopio(claimed, arrival.now);
        let step = step.map_err(|error| impossible("state", &error))?;
        tx.append_bitacora(arrival.ejercicio.row_id, &step.event)
            .await?;
        row.machine = step.next;
    }
    Ok(())
}

/// The bytes are not what was signed: the device sends them again from the start.
async fn drop_bytes(
    central: &Central,
    row: &DigitalizacionRow,
    now: Timestamp,
) -> Result<(), CompleteError> {
    let mut tx = central.store.begin_beside("drop_bytes").await?;
    let found = tx.find_digitalizacion(row.id).await?;
    let Some(mut row) = found.filter(|row| row.status == ReceptionStatus::Receiving) else {
        return Ok(());
    };
    begin_receiving(&mut tx, &mut row, now).await?;
    discard(&mut tx, &mut row, DiscardReason::DigestMismatch, now).await?;
    tx.commit().await?;
    tracing::warn!("the bytes received are not those that were signed");
    parts::remove(central, &row.capability).await?;
    Ok(())
}
