use prep_model::bitacora::{Chain, HoldReason, Reason};
use prep_model::contract::Sha256Digest;
use prep_model::machines::Step;
use prep_model::machines::corte::{Corte, CorteError, CorteState};
use prep_model::people::Person;
use prep_model::time::Timestamp;

use crate::store::{EjercicioRow, StoreError, Tx};
use crate::{Central, UseCaseError};

/// How a use case of a corte ends when it does not succeed. [`CorteError::NotNow`] also says that
/// another process changed the corte meanwhile: it has taken over.
pub type CorteLifeError = UseCaseError<CorteError>;

/// What a corte is built for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Building {
    /// The turn of the schedule that it answers.
    pub turn: Timestamp,
    /// The prefix of the bitácora that its snapshot stands for.
    pub snapshot: Chain,
    /// True if no other comes after it.
    pub last: bool,
}

/// The corte with the highest number.
#[tracing::instrument(skip_all)]
pub async fn find_last_corte(
    central: &Central,
    ejercicio: &EjercicioRow,
) -> Result<Option<Corte>, StoreError> {
    let mut tx = central.store.read("find_last_corte").await?;
    tx.find_last_corte(ejercicio.row_id).await
}

/// Every corte by number.
#[tracing::instrument(skip_all)]
pub async fn list_cortes(
    central: &Central,
    ejercicio: &EjercicioRow,
) -> Result<Vec<Corte>, StoreError> {
    let mut tx = central.store.read("list_cortes").await?;
    tx.list_cortes(ejercicio.row_id).await
}

/// Begins the corte of a turn. A new one has the next number; one that failed or is held keeps its
/// own. Refuses while one is being made.
#[tracing::instrument(skip_all)]
pub async fn begin_corte(
    central: &Central,
    ejercicio: &EjercicioRow,
    building: Building,
) -> Result<Corte, CorteLifeError> {
    let now = central.now();
    let mut tx = central.store.begin("begin_corte").await?;
    let last = tx.find_last_corte(ejercicio.row_id).await?;
    let corte = match last {
        Some(corte) => match corte.state() {
            CorteState::Published { .. } => {
                schedule(&mut tx, ejercicio, corte.number(), building, now).await?
            }
            CorteState::Failed { .. } => {
                let step = corte.reschedule(now, now);
                let step = step.map_err(UseCaseError::Refused)?;
                save(&mut tx, ejercicio, &step, now).await?;
                step.next
            }
            CorteState::Scheduled { .. }
            | CorteState::Building { .. }
            | CorteState::Checked { .. }
            | CorteState::Held { .. }
            | CorteState::OverrideProposed { .. } => corte,
        },
        None => schedule(&mut tx, ejercicio, 0, building, now).await?,
    };
    let step = corte.build(building.snapshot, building.last, now);
    let step = step.map_err(UseCaseError::Refused)?;
    save(&mut tx, ejercicio, &step, now).await?;
    tx.commit().await?;
    Ok(step.next)
}

async fn schedule(
    tx: &mut Tx,
    ejercicio: &EjercicioRow,
    last: u32,
    building: Building,
    now: Timestamp,
) -> Result<Corte, CorteLifeError> {
    let step = Corte::schedule(ejercicio.ejercicio().clone(), last, building.turn, now);
    let step = step.map_err(UseCaseError::Refused)?;
    tx.insert_corte(ejercicio.row_id, &step.next, now).await?;
    tx.append_bitacora(ejercicio.row_id, &step.event).await?;
    Ok(step.next)
}

/// Its files are made and nothing stops it; they are not public yet.
#[tracing::instrument(skip_all)]
pub async fn check_corte(
    central: &Central,
    ejercicio: &EjercicioRow,
    corte: &Corte,
    (manifest_sha256, withheld): (Sha256Digest, u32),
) -> Result<Corte, CorteLifeError> {
    change(central, ejercicio, corte, |now| {
        corte.pass(manifest_sha256, withheld, now)
    })
    .await
}

/// Its files are made and the checker stops it.
#[tracing::instrument(skip_all)]
pub async fn hold_corte(
    central: &Central,
    ejercicio: &EjercicioRow,
    corte: &Corte,
    (manifest_sha256, cause): (Sha256Digest, HoldReason),
) -> Result<Corte, CorteLifeError> {
    change(central, ejercicio, corte, |now| {
        corte.hold(manifest_sha256, cause, now)
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
    change(central, ejercicio, corte, |now| corte.publish(start, now)).await
}

/// It could not be made or published; it will be tried again under its number.
#[tracing::instrument(skip_all)]
pub async fn fail_corte(
    central: &Central,
    ejercicio: &EjercicioRow,
    corte: &Corte,
    reason: Reason,
) -> Result<Corte, CorteLifeError> {
    change(central, ejercicio, corte, |now| corte.fail(reason, now)).await
}

/// Whoever was building it is gone.
#[tracing::instrument(skip_all)]
pub async fn abandon_corte(
    central: &Central,
    ejercicio: &EjercicioRow,
    corte: &Corte,
) -> Result<Corte, CorteLifeError> {
    change(central, ejercicio, corte, |now| corte.abandon(now)).await
}

/// A coordinador asks to publish a held corte over the checker.
#[tracing::instrument(skip_all)]
pub async fn propose_override(
    central: &Central,
    ejercicio: &EjercicioRow,
    corte: &Corte,
    by: &Person,
    reason: Reason,
) -> Result<Corte, CorteLifeError> {
    change(central, ejercicio, corte, |now| {
        corte.propose_override(by, reason, now)
    })
    .await
}

/// Another coordinador agrees; `manifest_sha256` is the manifest that says so, its files made.
#[tracing::instrument(skip_all)]
pub async fn approve_override(
    central: &Central,
    ejercicio: &EjercicioRow,
    corte: &Corte,
    by: &Person,
    (manifest_sha256, start): (Sha256Digest, Timestamp),
) -> Result<Corte, CorteLifeError> {
    change(central, ejercicio, corte, |now| {
        corte.approve_override(by, manifest_sha256, start, now)
    })
    .await
}

/// A coordinador says no to publishing over the checker.
#[tracing::instrument(skip_all)]
pub async fn reject_override(
    central: &Central,
    ejercicio: &EjercicioRow,
    corte: &Corte,
    by: &Person,
    reason: Reason,
) -> Result<Corte, CorteLifeError> {
    change(central, ejercicio, corte, |now| {
        corte.reject_override(by, reason, now)
    })
    .await
}

/// Its copy was read again in the second place and is the same.
#[tracing::instrument(skip_all)]
pub async fn confirm_copy(
    central: &Central,
    ejercicio: &EjercicioRow,
    corte: &Corte,
) -> Result<Corte, CorteLifeError> {
    change(central, ejercicio, corte, |now| corte.confirm_copy(now)).await
}

/// Its copy could not be made, or is not the same.
#[tracing::instrument(skip_all)]
pub async fn fail_copy(
    central: &Central,
    ejercicio: &EjercicioRow,
    corte: &Corte,
    reason: Reason,
) -> Result<Corte, CorteLifeError> {
    change(central, ejercicio, corte, |now| {
        corte.fail_copy(reason, now)
    })
    .await
}

/// Saves what `transition` makes of `corte`, if the corte is still as the caller knows it: a process
/// that was stopped for long must not undo what another did since.
async fn change(
    central: &Central,
    ejercicio: &EjercicioRow,
    corte: &Corte,
    transition: impl FnOnce(Timestamp) -> Result<Step<Corte>, CorteError>,
) -> Result<Corte, CorteLifeError> {
    let now = central.now();
    let step = transition(now).map_err(UseCaseError::Refused)?;
    let mut tx = central.store.begin("change_corte").await?;
    let stored = tx.find_corte(ejercicio.row_id, corte.number()).await?;
    if stored.as_ref() != Some(corte) {
        return Err(UseCaseError::Refused(CorteError::NotNow));
    }
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
