use prep_model::bitacora::Reason;
use prep_model::claves::ActaKey;
use prep_model::machines::acta::ActaState;
use prep_model::people::Person;

use super::{CapturaRefused, CapturaUseCaseError};
use crate::Central;
use crate::store::EjercicioRow;

/// Opens a new round of an acta whose last one ended: what stood stays published meanwhile, and who
/// took part takes no part again.
#[tracing::instrument(skip_all, fields(person.id = %by.id))]
pub async fn reopen_captura(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
    acta: &ActaKey,
    reason: Reason,
) -> Result<(), CapturaUseCaseError> {
    let now = central.now();
    let mut tx = central.store.begin("reopen_captura").await?;
    let stored = tx.find_acta(ejercicio.row_id, acta).await?;
    let stored = stored.ok_or_else(|| CapturaRefused::NotEsperada(acta.clone()))?;
    let row = tx.find_captura_of_acta(ejercicio.row_id, acta).await?;
    let row = row.ok_or_else(|| CapturaRefused::NeverCaptured(acta.clone()))?;

    let acta_step = match stored.acta.state() {
        ActaState::Settled { .. } => stored.acta.recapture(by, reason.clone(), now)?,
        ActaState::Esperada
        | ActaState::Acopiada
        | ActaState::Digitalizada
        | ActaState::InCaptura
        | ActaState::InRecapture { .. }
        | ActaState::SinActaProposed { .. }
        | ActaState::SinActa { .. } => stored.acta.open_captura(now)?,
    };
    let step = row.machine.reopen(by, reason, now)?;
    tx.insert_captura(ejercicio.row_id, acta, &step.next, row.queued, now)
        .await?;
    let status = acta_step.next.status(Some(&step.next));
    tx.update_acta(ejercicio.row_id, &acta_step.next, status, now)
        .await?;
    for event in [&acta_step.event, &step.event] {
        tx.append_bitacora(ejercicio.row_id, event).await?;
    }
    tx.commit().await?;
    Ok(())
}
