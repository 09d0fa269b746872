use prep_model::machines::captura::CapturaError;
use prep_model::people::Person;

use super::step::find_held;
use super::{CapturaUseCaseError, ClaimedCaptura, ClaimedVerificacion, LeaseKey};
use crate::store::{CapturaWork, EjercicioRow};
use crate::{Central, Failure};

/// The captura that `by` holds under `key`, as it stands: to show it again, changing nothing.
#[tracing::instrument(skip_all, fields(person.id = %by.id))]
pub async fn find_claimed_captura(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
    key: &LeaseKey,
) -> Result<ClaimedCaptura, CapturaUseCaseError> {
    let mut tx = central.store.read("find_claimed_captura").await?;
    let (row, _) = find_held(&mut tx, ejercicio.row_id, by, key).await?;
    let claimed = ClaimedCaptura::of(&mut tx, ejercicio.row_id, row, by).await?;
    claimed.ok_or_else(|| CapturaError::LeaseLost.into())
}

/// The verificación that `by` holds under `key`, as it stands.
#[tracing::instrument(skip_all, fields(person.id = %by.id))]
pub async fn find_claimed_verificacion(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
    key: &LeaseKey,
) -> Result<ClaimedVerificacion, CapturaUseCaseError> {
    let mut tx = central.store.read("find_claimed_verificacion").await?;
    let (row, _) = find_held(&mut tx, ejercicio.row_id, by, key).await?;
    let claimed = ClaimedVerificacion::of(&mut tx, ejercicio.row_id, row, by).await?;
    claimed.ok_or_else(|| CapturaError::LeaseLost.into())
}

/// The turn that `by` holds for this work, if they hold one.
#[tracing::instrument(skip_all, fields(person.id = %by.id))]
pub async fn find_held_lease(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
    work: CapturaWork,
) -> Result<Option<LeaseKey>, Failure> {
    let mut tx = central.store.read("find_held_lease").await?;
    let row = tx.find_held_captura(ejercicio.row_id, &by.id, work).await?;
    Ok(row.and_then(|row| Some(row.lease_of(&by.id)?.key.clone())))
}
