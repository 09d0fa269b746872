use prep_model::bitacora::Reason;
use prep_model::people::{Person, PersonId};

use super::CapturaUseCaseError;
use super::step::save;
use crate::Central;
use crate::store::EjercicioRow;

/// A supervisor takes back every turn that `person` holds, because they went away, are stuck or end
/// their shift; says how many they were. The actas keep their place in the queue. What was typed
/// stays for that person alone, should they get the acta again.
#[tracing::instrument(skip_all, fields(person.id = %by.id))]
pub async fn take_back(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
    person: &PersonId,
    reason: &Reason,
) -> Result<u32, CapturaUseCaseError> {
    let now = central.now();
    let mut tx = central.store.begin("take_back").await?;
    let mut turns = 0;
    for row in tx.list_held_by(ejercicio.row_id, person).await? {
        let held = row.lease_of(person).map(|lease| lease.token);
        let Some(token) = held else { continue };
        let step = row.machine.take_back(by, token, reason.clone(), now)?;
        save(&mut tx, ejercicio.row_id, row, step, None).await?;
        turns += 1;
    }
    tx.commit().await?;
    Ok(turns)
}
