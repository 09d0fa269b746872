use prep_model::bitacora::{Actor, Audience, Reason};
use prep_model::machines::aviso::{Aviso, AvisoError};
use prep_model::people::{DeviceId, Person, PersonId};
use prep_model::time::Timestamp;
use thiserror::Error;

use crate::store::EjercicioRow;
use crate::{Central, UseCaseError};

/// Why a change of an aviso was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AvisoRefused {
    /// A rule of avisos.
    #[error(transparent)]
    Rule(#[from] AvisoError),
    /// There is none of that number.
    #[error("no hay un aviso con ese número en este ejercicio")]
    Unknown,
    /// Nobody may enter under that id.
    #[error("esa persona no tiene una cuenta activa")]
    UnknownPerson,
    /// It is for others.
    #[error("el aviso no es para esa persona")]
    NotAddressed,
}

impl From<AvisoRefused> for UseCaseError<AvisoRefused> {
    fn from(refused: AvisoRefused) -> Self {
        Self::Refused(refused)
    }
}

/// A supervisor or coordinador sends an aviso; gives its number.
#[tracing::instrument(skip_all, fields(person.id = %by.id))]
pub async fn publish_aviso(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
    audience: Audience,
    text: Reason,
) -> Result<u32, UseCaseError<AvisoRefused>> {
    let now = central.now();
    let mut tx = central.store.begin("publish_aviso").await?;
    let number = tx.find_last_aviso(ejercicio.row_id).await? + 1;
    let named = (ejercicio.ejercicio().clone(), number);
    let step = Aviso::publish(named, by, audience, text, now).map_err(AvisoRefused::Rule)?;
    tx.insert_aviso(ejercicio.row_id, &step.next, &by.id, now)
        .await?;
    tx.append_bitacora(ejercicio.row_id, &step.event).await?;
    tx.commit().await?;
    Ok(number)
}

/// A supervisor or coordinador says that an aviso does not hold any more.
#[tracing::instrument(skip_all, fields(person.id = %by.id))]
pub async fn withdraw_aviso(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
    number: u32,
    reason: Reason,
) -> Result<(), UseCaseError<AvisoRefused>> {
    let now = central.now();
    let mut tx = central.store.begin("withdraw_aviso").await?;
    let row = tx.find_aviso(ejercicio.row_id, number).await?;
    let row = row.ok_or(AvisoRefused::Unknown)?;
    let step = row.aviso.withdraw(by, reason, now);
    let step = step.map_err(AvisoRefused::Rule)?;
    tx.update_aviso(ejercicio.row_id, &step.next).await?;
    tx.append_bitacora(ejercicio.row_id, &step.event).await?;
    tx.commit().await?;
    Ok(())
}

/// Somebody says that they know, at the desk or on the tablet `device`, which answers for who they
/// are; gives the moment at which they first said so. Said again, nothing changes.
#[tracing::instrument(skip_all, fields(person.id = %person))]
pub async fn acknowledge_aviso(
    central: &Central,
    ejercicio: &EjercicioRow,
    number: u32,
    (person, device): (&PersonId, Option<DeviceId>),
) -> Result<Timestamp, UseCaseError<AvisoRefused>> {
    let now = central.now();
    let mut tx = central.store.begin_beside("acknowledge_aviso").await?;
    let row = tx.find_aviso(ejercicio.row_id, number).await?;
    let row = row.ok_or(AvisoRefused::Unknown)?;
    let addressee = tx.find_addressee(person).await?;
    let addressee = addressee.ok_or(AvisoRefused::UnknownPerson)?;
    let scope = addressee.scope.to_string();
    let audience = row.aviso.audience();
    if !audience.includes(addressee.person.role, &scope) {
        return Err(AvisoRefused::NotAddressed.into());
    }
    let actor = device.map_or(Actor::Person(addressee.person), Actor::Device);
    let known = (person, device);
    let is_new = tx
        .insert_acuse(ejercicio.row_id, number, known, now)
        .await?;
    if !is_new {
        let known = tx.list_acuses_of(ejercicio.row_id, person).await?;
        let before = known.into_iter().find(|(known, _)| *known == number);
        return Ok(before.map_or(now, |(_, at)| at));
    }
    let step = row.aviso.acknowledge(actor, person.clone(), now);
    tx.append_bitacora(ejercicio.row_id, &step.event).await?;
    tx.commit().await?;
    Ok(now)
}
