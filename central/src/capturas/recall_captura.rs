use prep_model::machines::captura::{CapturaContent, CapturaError};
use prep_model::people::Person;
use prep_model::time::Timestamp;

use super::claim_captura::resume;
use super::step::{NewLease, save, until};
use super::{CapturaUseCaseError, ClaimedCaptura};
use crate::Central;
use crate::store::{CapturaRow, DraftCampo, EjercicioRow, Turn, Tx};

/// Gives `by` the last captura they finished, filled in, to correct it; refused once the second
/// captura of that acta is finished. What they had claimed meanwhile stays theirs.
#[tracing::instrument(skip_all, fields(person.id = %by.id))]
pub async fn recall_captura(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
) -> Result<ClaimedCaptura, CapturaUseCaseError> {
    let now = central.now();
    let mut tx = central.store.begin_beside("recall_captura").await?;
    tx.take_turn(Turn::Claimant(&by.id)).await?;
    let nothing = || CapturaUseCaseError::from(CapturaError::NothingToRecall);
    let row = tx.find_last_captured(ejercicio.row_id, &by.id).await?;
    let row = row.ok_or_else(nothing)?;
    let row = if row.lease_of(&by.id).is_some() {
        resume(&mut tx, ejercicio.row_id, row, by, now).await?
    } else {
        let step = row.machine.recall(by, now, until(now))?;
        let lease = NewLease::make(&*central.entropy);
        let row = save(&mut tx, ejercicio.row_id, row, step, Some(lease)).await?;
        fill_draft(&mut tx, &row, by, now).await?;
        row
    };
    let claimed = ClaimedCaptura::of(&mut tx, ejercicio.row_id, row, by).await?;
    tx.commit().await?;
    claimed.ok_or_else(nothing)
}

/// What they had finished becomes what they are typing.
async fn fill_draft(
    tx: &mut Tx,
    row: &CapturaRow,
    by: &Person,
    now: Timestamp,
) -> Result<(), CapturaUseCaseError> {
    let done = row.machine.state().done();
    let own = done.into_iter().find(|done| done.person == by.id);
    let Some(CapturaContent::Values(captured)) = own.map(|done| &done.content) else {
        return Ok(());
    };
    for (campo, value) in captured.values().iter() {
        let draft = DraftCampo {
            text: value.to_string(),
            marked: captured.letra_contra_numero().contains(campo),
        };
        tx.upsert_draft(row.row_id, &by.id, campo, &draft, now)
            .await?;
    }
    Ok(())
}
