use prep_model::bitacora::{Chain, Reason};
use prep_model::contract::Sha256Digest;
use prep_model::machines::Step;
use prep_model::machines::corte::{Corte, CorteError, CorteState};
use prep_model::time::Timestamp;

use crate::store::{EjercicioRow, StoreError, Tx};
use crate::{Central, UseCaseError};

/// How a use case of a corte ends when it does not succeed.
pub type CorteLifeError = UseCaseError<CorteError>;

/// The corte whose maker died between building and publishing, if there is one: whoever finds its
/// files says whether it came to be published ([`finish_corte`]) or not ([`give_up_corte`]).
#[tracing::instrument(skip_all)]
pub async fn find_interrupted_corte(
    central: &Central,
    ejercicio: &EjercicioRow,
) -> Result<Option<Corte>, StoreError> {
    let mut tx = central.store.read("find_interrupted_corte").await?;
    let last = tx.find_last_corte(ejercicio.row_id).await?;
    Ok(last.filter(|corte| match corte.state() {
        CorteState::Building { .. } | CorteState::Checked { .. } => true,
        CorteState::Scheduled { .. }
        | CorteState::Held { .. }
        | CorteState::OverrideProposed { .. }
        | CorteState::Published { .. }
        | CorteState::Failed { .. } => false,
    }))
}

/// Gives the next number to a corte that is built now from the snapshot `chain` stands for.
#[tracing::instrument(skip_all)]
pub async fn begin_corte(
    central: &Central,
    ejercicio: &EjercicioRow,
    chain: Chain,
) -> Result<Corte, CorteLifeError> {
    let now = central.now();
    let mut tx = central.store.begin("begin_corte").await?;
    let last = tx
        .find_last_corte(ejercicio.row_id)
        .await?
        .map_or(0, |corte| corte.number());
    let scheduled = Corte::schedule(ejercicio.ejercicio().clone(), last, now, now);
    let scheduled = scheduled.map_err(UseCaseError::Refused)?;
    tx.insert_corte(ejercicio.row_id, &scheduled.next, now)
        .await?;
    tx.append_bitacora(ejercicio.row_id, &scheduled.event)
        .await?;
    let building = scheduled
        .next
        .build(chain, now)
        .map_err(UseCaseError::Refused)?;
    save(&mut tx, ejercicio, &building, now).await?;
    tx.commit().await?;
    Ok(building.next)
}

/// Its files are made and nothing stops it; they are not public yet.
#[tracing::instrument(skip_all)]
pub async fn check_corte(
    central: &Central,
    ejercicio: &EjercicioRow,
    corte: &Corte,
    (manifest_sha256, withheld): (Sha256Digest, u32),
) -> Result<Corte, CorteLifeError> {
    change(central, ejercicio, |now| {
        corte.pass(manifest_sha256, withheld, now)
    })
    .await
}

/// Its files are public. `start` is the moment from which this ejercicio may publish.
#[tracing::instrument(skip_all)]
pub async fn finish_corte(
    central: &Central,
    ejercicio: &EjercicioRow,
    corte: &Corte,
    start: Timestamp,
) -> Result<Corte, CorteLifeError> {
    change(central, ejercicio, |now| corte.publish(start, now)).await
}

/// It did not come to be published; its number stays unused.
#[tracing::instrument(skip_all)]
pub async fn give_up_corte(
    central: &Central,
    ejercicio: &EjercicioRow,
    corte: &Corte,
    reason: Reason,
) -> Result<Corte, CorteLifeError> {
    change(central, ejercicio, |now| corte.fail(reason, now)).await
}

async fn change(
    central: &Central,
    ejercicio: &EjercicioRow,
    transition: impl FnOnce(Timestamp) -> Result<Step<Corte>, CorteError>,
) -> Result<Corte, CorteLifeError> {
    let now = central.now();
    let step = transition(now).map_err(UseCaseError::Refused)?;
    let mut tx = central.store.begin("change_corte").await?;
    save(&mut tx, ejercicio, &step, now).await?;
    tx.commit().await?;
    Ok(step.next)
}

async fn save(
    tx: &mut Tx,
    ejercicio: &EjercicioRow,
    step: &Step<Corte>,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.update_corte(ejercicio.row_id, &step.next, now).await?;
    tx.append_bitacora(ejercicio.row_id, &step.event).await?;
    Ok(())
}
