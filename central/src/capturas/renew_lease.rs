use prep_model::people::Person;
use prep_model::time::Timestamp;

use super::step::{find_held, save, until};
use super::{CapturaUseCaseError, LeaseKey};
use crate::Central;
use crate::store::EjercicioRow;

/// Begins the term of a turn anew; says when it lapses now.
#[tracing::instrument(skip_all, fields(person.id = %by.id))]
pub async fn renew_lease(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
    key: &LeaseKey,
) -> Result<Timestamp, CapturaUseCaseError> {
    let now = central.now();
    let mut tx = central.store.begin_beside("renew_lease").await?;
    let (row, token) = find_held(&mut tx, ejercicio.row_id, by, key).await?;
    let step = row.machine.renew(by, token, now, until(now))?;
    save(&mut tx, ejercicio.row_id, row, step, None).await?;
    tx.commit().await?;
    Ok(until(now))
}
