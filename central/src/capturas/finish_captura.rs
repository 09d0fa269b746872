use prep_model::claves::ActaKey;
use prep_model::machines::captura::{CapturaContent, CapturaError};
use prep_model::people::Person;
use prep_model::proceso::Proceso;

use super::step::{advance_acta, save};
use super::{CapturaUseCaseError, LeaseKey, TypedActa, captured_form};
use crate::Central;
use crate::repeat::repeat;
use crate::store::EjercicioRow;

/// Finishes a captura with what was typed. The answer is the same whether it was the first or the
/// second, equal or different; the same request again changes nothing and succeeds.
#[tracing::instrument(skip_all, fields(person.id = %by.id))]
pub async fn finish_captura(
    central: &Central,
    proceso: &Proceso,
    ejercicio: &EjercicioRow,
    (by, key): (&Person, &LeaseKey),
    typed: &TypedActa,
) -> Result<(), CapturaUseCaseError> {
    finish_with(central, ejercicio, (by, key), |acta| {
        Ok(typed.content(&captured_form(proceso, acta)?)?)
    })
    .await
}

/// Finishes a captura with the content that `content` makes for its acta.
pub(super) async fn finish_with(
    central: &Central,
    ejercicio: &EjercicioRow,
    (by, key): (&Person, &LeaseKey),
    content: impl Fn(&ActaKey) -> Result<CapturaContent, CapturaUseCaseError>,
) -> Result<(), CapturaUseCaseError> {
    repeat(|| finish(central, ejercicio, (by, key), &content)).await
}

async fn finish(
    central: &Central,
    ejercicio: &EjercicioRow,
    (by, key): (&Person, &LeaseKey),
    content: &impl Fn(&ActaKey) -> Result<CapturaContent, CapturaUseCaseError>,
) -> Result<(), CapturaUseCaseError> {
    let now = central.now();
    let mut tx = central.store.begin_beside("finish_captura").await?;
    let held = tx
        .find_captura_by_lease(ejercicio.row_id, &by.id, key)
        .await?;
    let Some((lease, row)) = held.and_then(|row| Some((row.lease(key)?.clone(), row))) else {
        // An answer got lost and the browser asks again.
        return match tx.find_content_by_lease(&by.id, key).await? {
            Some(_) => Ok(()),
            None => Err(CapturaError::LeaseLost.into()),
        };
    };
    let content = content(&row.acta)?;
    let step = row.machine.finish(by, lease.token, content.clone(), now)?;
    tx.insert_content(row.row_id, (lease.task, &by.id, key), &content, now)
        .await?;
    tx.delete_draft(row.row_id, &by.id).await?;
    let row = save(&mut tx, ejercicio.row_id, row, step, None).await?;
    advance_acta(&mut tx, ejercicio.row_id, &row, now).await?;
    tx.commit().await?;
    Ok(())
}
