use prep_model::bitacora::{DigitalizacionEvent, DiscardReason, Sequence, What};
use prep_model::contract::document::DocumentError;
use prep_model::contract::{DeviceId, DigitalizacionId, Envelope, SealedEnvelope};
use prep_model::machines::digitalizacion::{DeviceTail, Digitalizacion, Registration};
use prep_model::time::Timestamp;
use thiserror::Error;

use super::discard_upload::discard;
use super::{MAX_IMAGE_BYTES, MAX_IMAGE_PIXELS, Reception, UPLOAD_LIFETIME_SECONDS, parts};
use crate::store::{
    DeviceRow, DigitalizacionRow, EjercicioRow, IncidentKind, IncidentRow, ReceptionStatus, Tx,
};
use crate::{Central, UseCaseError};

/// Who brings an envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// The device that proved who it is, with the id it names in the URL.
    Device {
        /// The device.
        device: DeviceId,
        /// The id of the digitalización.
        id: DigitalizacionId,
    },
    /// Whoever holds the envelope.
    Holder,
}

/// Why an envelope was not registered.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RegisterRefusal {
    /// It is not a valid envelope of the device it names.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// No device has the key.
    #[error("el dispositivo que firmó el sobre no está dado de alta")]
    UnknownDevice,
    /// Another device signed it than the one that sends it.
    #[error("el sobre lo firmó otro dispositivo")]
    OtherDevice,
    /// The URL names another id.
    #[error("el identificador de la dirección no es el del sobre")]
    OtherId,
    /// It is of another proceso or ejercicio.
    #[error("el sobre es de otro proceso o ejercicio")]
    OtherEjercicio,
    /// The ejercicio takes no more images.
    #[error("el ejercicio no recibe imágenes")]
    EjercicioClosed,
    /// The id is taken by another envelope.
    #[error("ese identificador ya se usó con otro sobre")]
    IdConflict,
    /// More bytes or pixels than allowed.
    #[error(
        "la imagen mide {bytes} bytes y {pixels} píxeles; el máximo es {MAX_IMAGE_BYTES} bytes y \
         {MAX_IMAGE_PIXELS} píxeles"
    )]
    TooLarge {
        /// Its size by the envelope.
        bytes: u64,
        /// Its pixels by the envelope.
        pixels: u64,
    },
}

type RegisterError = UseCaseError<RegisterRefusal>;

/// Registers an envelope and tells where its image stands. The same envelope again gets the present
/// state, with a new upload if the old one expired; another envelope under the same id is refused.
#[tracing::instrument(skip_all, fields(digitalizacion.id, device.id))]
pub async fn register_digitalizacion(
    central: &Central,
    sender: Sender,
    jws: &str,
) -> Result<Reception, RegisterError> {
    let refused = UseCaseError::Refused;
    let peeked = SealedEnvelope::peek(jws).map_err(|error| refused(error.into()))?;
    let span = tracing::Span::current();
    span.record("digitalizacion.id", tracing::field::display(peeked.id));
    let now = central.now();
    let mut tx = central.store.read("find_device").await?;
    let device = tx.find_device_by_thumbprint(peeked.kid).await?;
    drop(tx);
    let device = device.ok_or(refused(RegisterRefusal::UnknownDevice))?;
    span.record("device.id", tracing::field::display(device.id));
    // Before the transaction, in which others would wait for a signature to be checked: a device
    // stays, with the key that its thumbprint is of.
    let sealed = SealedEnvelope::open(jws, &device.key).map_err(|error| refused(error.into()))?;
    check_sender(sender, &device, sealed.envelope()).map_err(UseCaseError::Refused)?;

    let mut tx = central
        .store
        .begin_beside("register_digitalizacion")
        .await?;
    if let Some(known) = tx.find_digitalizacion(peeked.id).await? {
        return repeated(central, tx, known, &sealed, now).await;
    }
    let open = tx.find_open_ejercicio().await?;
    let ejercicio = check_ejercicio(open, sealed.envelope()).map_err(UseCaseError::Refused)?;
    check_size(sealed.envelope()).map_err(UseCaseError::Refused)?;
    let row = insert(central, &mut tx, &ejercicio, &device, &sealed, now).await?;
    tx.commit().await?;
    tracing::info!("digitalizacion registered");
    // Its URL is as old as this transaction: nobody has sent anything to it.
    Ok(Reception::holding(0, &row, now))
}

fn check_sender(
    sender: Sender,
    signer: &DeviceRow,
    envelope: &Envelope,
) -> Result<(), RegisterRefusal> {
    match sender {
        Sender::Device { device, .. } if device != signer.id => Err(RegisterRefusal::OtherDevice),
        Sender::Device { id, .. } if id != envelope.id => Err(RegisterRefusal::OtherId),
        Sender::Holder | Sender::Device { .. } => Ok(()),
    }
}

fn check_ejercicio(
    open: Option<EjercicioRow>,
    envelope: &Envelope,
) -> Result<EjercicioRow, RegisterRefusal> {
    let open = open.ok_or(RegisterRefusal::EjercicioClosed)?;
    if open.proceso() != &envelope.proceso || open.ejercicio() != &envelope.ejercicio {
        return Err(RegisterRefusal::OtherEjercicio);
    }
    if !open.machine.is_open() {
        return Err(RegisterRefusal::EjercicioClosed);
    }
    Ok(open)
}

fn check_size(envelope: &Envelope) -> Result<(), RegisterRefusal> {
    let image = &envelope.image;
    let pixels = u64::from(image.width) * u64::from(image.height);
    if image.bytes > MAX_IMAGE_BYTES || pixels > MAX_IMAGE_PIXELS {
        let bytes = image.bytes;
        return Err(RegisterRefusal::TooLarge { bytes, pixels });
    }
    Ok(())
}

async fn insert(
    central: &Central,
    tx: &mut Tx,
    ejercicio: &EjercicioRow,
    device: &DeviceRow,
    sealed: &SealedEnvelope,
    now: Timestamp,
) -> Result<DigitalizacionRow, RegisterError> {
    let envelope = sealed.envelope();
    let tail = tx.find_sequence(ejercicio.row_id, device.id).await?;
    let registration = Registration {
        id: envelope.id,
        device: device.id,
        envelope_sha256: sealed.chain_digest(),
        image_sha256: envelope.image.sha256,
        seq: envelope.seq,
        prev: envelope.prev,
    };
    let id = ejercicio.ejercicio().clone();
    let step = Digitalizacion::register(id, &registration, tail.as_ref(), now);
    let row = DigitalizacionRow::registered(
        sealed,
        step.next,
        (ejercicio.row_id, device.id),
        central.entropy.secret_hex(),
        (now, now.plus_seconds(UPLOAD_LIFETIME_SECONDS)),
    );
    tx.insert_digitalizacion(&row).await?;
    tx.append_bitacora(ejercicio.row_id, &step.event).await?;
    if tail.is_none_or(|tail| tail.seq < envelope.seq) {
        let tail = DeviceTail {
            seq: envelope.seq,
            envelope_sha256: sealed.chain_digest(),
        };
        tx.upsert_sequence(ejercicio.row_id, device.id, tail)
            .await?;
    }
    if is_broken(&step.event.what) {
        let incident = IncidentRow {
            kind: IncidentKind::BrokenSequence,
            at: now,
            digitalizacion: row.id,
            other: None,
            settled_at: None,
        };
        tx.insert_incident(ejercicio.row_id, &incident).await?;
    }
    Ok(row)
}

fn is_broken(what: &What) -> bool {
    matches!(
        what,
        What::Digitalizacion(DigitalizacionEvent::Registered {
            sequence: Sequence::Broken,
            ..
        })
    )
}

/// The same envelope came before.
async fn repeated(
    central: &Central,
    mut tx: Tx,
    mut row: DigitalizacionRow,
    sealed: &SealedEnvelope,
    now: Timestamp,
) -> Result<Reception, RegisterError> {
    if row.envelope != sealed.text() {
        return Err(UseCaseError::Refused(RegisterRefusal::IdConflict));
    }
    if row.status == ReceptionStatus::Receiving && now >= row.upload_expires_at {
        let old = std::mem::replace(&mut row.capability, central.entropy.secret_hex());
        row.upload_expires_at = now.plus_seconds(UPLOAD_LIFETIME_SECONDS);
        discard(&mut tx, &mut row, DiscardReason::Expired, now).await?;
        tx.commit().await?;
        parts::remove(central, &old).await?;
    }
    Ok(Reception::of_row(central, &row, now).await?)
}
