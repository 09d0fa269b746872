use prep_model::people::Person;

use super::step::{find_held, save};
use super::{CapturaUseCaseError, LeaseKey};
use crate::Central;
use crate::store::EjercicioRow;

/// Gives a turn back, captura or verificación. What was typed stays, for this person alone, should
/// they get the acta again.
#[tracing::instrument(skip_all, fields(person.id = %by.id))]
pub async fn release_captura(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
    key: &LeaseKey,
) -> Result<(), CapturaUseCaseError> {
    let now = central.now();
    let mut tx = central.store.begin_beside("release_captura").await?;
    let (row, token) = find_held(&mut tx, ejercicio.row_id, by, key).await?;
    let step = row.machine.release(by, token, now)?;
    save(&mut tx, ejercicio.row_id, row, step, None).await?;
    tx.commit().await?;
    Ok(())
}
