use prep_model::claves::ActaKey;
use prep_model::machines::captura::{CapturaContent, CapturaError};
use prep_model::people::Person;
use prep_model::proceso::Proceso;

use super::onwards::{Onwards, onwards, or_without};
use super::step::{advance_acta, save};
use super::{CapturaUseCaseError, LeaseKey, TypedActa, captured_form};
use crate::Central;
use crate::repeat::repeat;
use crate::store::{CapturaWork, EjercicioRow, Turn};

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
    let content = |acta: &ActaKey| Ok(typed.content(&captured_form(proceso, acta)?)?);
    let stop = Onwards::Stop;
    repeat(|| finish(central, ejercicio, (by, key), stop, &content)).await?;
    Ok(())
}

/// The same, and gives the next turn in the same transaction: one commit from one acta to the other.
/// `None` if nothing waits for this person.
#[tracing::instrument(skip_all, fields(person.id = %who.0.id))]
pub async fn finish_and_claim(
    central: &Central,
    proceso: &Proceso,
    ejercicio: &EjercicioRow,
    who: (&Person, &LeaseKey),
    typed: &TypedActa,
) -> Result<Option<LeaseKey>, CapturaUseCaseError> {
    let content = |acta: &ActaKey| Ok(typed.content(&captured_form(proceso, acta)?)?);
    or_without(|then| finish(central, ejercicio, who, then, &content)).await
}

/// Finishes a captura with the content that `content` makes for its acta.
pub(super) async fn finish(
    central: &Central,
    ejercicio: &EjercicioRow,
    (by, key): (&Person, &LeaseKey),
    then: Onwards,
    content: &impl Fn(&ActaKey) -> Result<CapturaContent, CapturaUseCaseError>,
) -> Result<Option<LeaseKey>, CapturaUseCaseError> {
    let now = central.now();
    let mut tx = central.store.begin_beside("finish_captura").await?;
    if then == Onwards::Claim {
        tx.take_turn(Turn::Claimant(&by.id)).await?;
    }
    let held = tx
        .find_captura_by_lease(ejercicio.row_id, &by.id, key)
        .await?;
    if let Some((lease, row)) = held.and_then(|row| Some((row.lease(key)?.clone(), row))) {
        let content = content(&row.acta)?;
        let step = row.machine.finish(by, lease.token, content.clone(), now)?;
        tx.insert_content(row.row_id, (lease.task, &by.id, key), &content, now)
            .await?;
        tx.delete_draft(row.row_id, &by.id).await?;
        let row = save(&mut tx, ejercicio.row_id, row, step, None).await?;
        advance_acta(&mut tx, ejercicio.row_id, &row, now).await?;
    } else if tx.find_content_by_lease(&by.id, key).await?.is_none() {
        // Otherwise an answer got lost and the browser asks again.
        return Err(CapturaError::LeaseLost.into());
    }
    let work = CapturaWork::Captura;
    let next = onwards(central, &mut tx, ejercicio, (by, work), then, now).await?;
    tx.commit().await?;
    Ok(next)
}
