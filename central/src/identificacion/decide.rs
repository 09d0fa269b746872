use prep_model::bitacora::Reason;
use prep_model::contract::DigitalizacionId;
use prep_model::machines::Step;
use prep_model::machines::digitalizacion::{Digitalizacion, DigitalizacionError, LeidaFuera};
use prep_model::people::Person;
use prep_model::time::Timestamp;

use super::{IdentificacionError, IdentificacionRefused};
use crate::Central;
use crate::store::{DigitalizacionRow, EjercicioRow, Identification, Tx};

/// A supervisor tried to say which acta it is of and could not: `reason` tells what they tried.
#[tracing::instrument(skip_all, fields(person.id = %by.id, digitalizacion.id = %id))]
pub async fn record_attempt(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
    id: DigitalizacionId,
    reason: Reason,
) -> Result<(), IdentificacionError> {
    change(central, ejercicio, id, |image, now| {
        image.record_attempt(by, reason, now)
    })
    .await
}

/// A supervisor says that it is no Acta PREP of this ejercicio. Its bytes and envelope stay.
#[tracing::instrument(skip_all, fields(person.id = %by.id, digitalizacion.id = %id))]
pub async fn reject_image(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
    id: DigitalizacionId,
    reason: Reason,
) -> Result<(), IdentificacionError> {
    change(central, ejercicio, id, |image, now| {
        image.reject(by, reason, now)
    })
    .await
}

/// A supervisor says, after trying, that it is fuera de catálogo, and what can be read of it.
#[tracing::instrument(skip_all, fields(person.id = %by.id, digitalizacion.id = %id))]
pub async fn propose_fuera(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
    (id, leida): (DigitalizacionId, LeidaFuera),
    reason: Reason,
) -> Result<(), IdentificacionError> {
    change(central, ejercicio, id, |image, now| {
        image.propose_fuera(by, leida, reason, now)
    })
    .await
}

/// A second person agrees: the next corte publishes it as such, last.
#[tracing::instrument(skip_all, fields(person.id = %by.id, digitalizacion.id = %id))]
pub async fn confirm_fuera(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
    id: DigitalizacionId,
) -> Result<(), IdentificacionError> {
    change(central, ejercicio, id, |image, now| {
        image.confirm_fuera(by, now)
    })
    .await
}

/// Somebody, the proposer too, says no: it is looked at again.
#[tracing::instrument(skip_all, fields(person.id = %by.id, digitalizacion.id = %id))]
pub async fn refuse_fuera(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
    id: DigitalizacionId,
    reason: Reason,
) -> Result<(), IdentificacionError> {
    change(central, ejercicio, id, |image, now| {
        image.refuse_fuera(by, reason, now)
    })
    .await
}

/// A coordinador takes fuera de catálogo, or a rejection, back.
#[tracing::instrument(skip_all, fields(person.id = %by.id, digitalizacion.id = %id))]
pub async fn reconsider_image(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
    id: DigitalizacionId,
    reason: Reason,
) -> Result<(), IdentificacionError> {
    change(central, ejercicio, id, |image, now| {
        image.reconsider(by, reason, now)
    })
    .await
}

/// The image, if it is of this ejercicio.
pub(super) async fn load(
    tx: &mut Tx,
    ejercicio: &EjercicioRow,
    id: DigitalizacionId,
) -> Result<DigitalizacionRow, IdentificacionError> {
    let row = tx.find_digitalizacion(id).await?;
    let row = row.filter(|row| row.ejercicio == ejercicio.row_id);
    row.ok_or_else(|| IdentificacionRefused::Unknown.into())
}

/// One transition with its event.
async fn change(
    central: &Central,
    ejercicio: &EjercicioRow,
    id: DigitalizacionId,
    transition: impl FnOnce(
        &Digitalizacion,
        Timestamp,
    ) -> Result<Step<Digitalizacion>, DigitalizacionError>,
) -> Result<(), IdentificacionError> {
    let now = central.now();
    let mut tx = central.store.begin("decide_identification").await?;
    let mut row = load(&mut tx, ejercicio, id).await?;
    let step = transition(&row.machine, now).map_err(IdentificacionRefused::from)?;
    row.machine = step.next;
    tx.append_bitacora(ejercicio.row_id, &step.event).await?;
    tx.update_digitalizacion(&row).await?;
    match Identification::of(&row.machine) {
        Some(Identification::Pending | Identification::FueraProposed) => {}
        Some(Identification::Fuera) | None => tx.settle_same_bytes(id, now).await?,
    }
    tx.commit().await?;
    Ok(())
}
