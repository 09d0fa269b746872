use std::collections::BTreeMap;

use prep_model::claves::ActaKey;
use prep_model::elecciones::CampoId;
use prep_model::people::Person;
use prep_model::time::Timestamp;

use super::fila::{find_fila, is_over_limit};
use super::step::{NewLease, renew_if_due, save, until};
use super::{CapturaUseCaseError, LeaseKey};
use crate::Central;
use crate::repeat::repeat;
use crate::store::{
    CapturaRow, CapturaWork, DraftCampo, EjercicioRow, EjercicioRowId, StoreError, Turn, Tx,
};

/// What a capturista is given: nothing in it tells whether anybody else has captured the acta.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedCaptura {
    /// Names the turn in everything that follows.
    pub key: LeaseKey,
    /// The acta.
    pub acta: ActaKey,
    /// When the turn lapses unless renewed.
    pub until: Timestamp,
    /// What this person had typed of it.
    pub draft: BTreeMap<CampoId, DraftCampo>,
}

impl ClaimedCaptura {
    pub(super) async fn of(
        tx: &mut Tx,
        row: CapturaRow,
        by: &Person,
    ) -> Result<Option<Self>, StoreError> {
        let Some(lease) = row.lease_of(&by.id) else {
            return Ok(None);
        };
        Ok(Some(Self {
            key: lease.key.clone(),
            until: lease.until,
            draft: tx.list_draft(row.row_id, &by.id).await?,
            acta: row.acta,
        }))
    }
}

/// Gives `by` the acta they hold or, if they hold none, the oldest one that they may capture; `None`
/// if there is none.
#[tracing::instrument(skip_all, fields(person.id = %by.id))]
pub async fn claim_captura(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
) -> Result<Option<ClaimedCaptura>, CapturaUseCaseError> {
    repeat(|| claim(central, ejercicio, by)).await
}

async fn claim(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
) -> Result<Option<ClaimedCaptura>, CapturaUseCaseError> {
    let now = central.now();
    let mut tx = central.store.begin_beside("claim_captura").await?;
    tx.take_turn(Turn::Claimant(&by.id)).await?;
    let held = tx
        .find_held_captura(ejercicio.row_id, &by.id, CapturaWork::Captura)
        .await?;
    let row = if let Some(row) = held {
        resume(&mut tx, ejercicio.row_id, row, by, now).await?
    } else {
        let next = next(&mut tx, ejercicio, by, CapturaWork::Captura, now).await?;
        let Some(row) = next else {
            return Ok(None);
        };
        let step = row.machine.claim(by, now, until(now))?;
        let lease = NewLease::make(&*central.entropy);
        save(&mut tx, ejercicio.row_id, row, step, Some(lease)).await?
    };
    let claimed = ClaimedCaptura::of(&mut tx, row, by).await?;
    tx.commit().await?;
    Ok(claimed)
}

/// What `by` holds, for a while longer.
pub(super) async fn resume(
    tx: &mut Tx,
    ejercicio: EjercicioRowId,
    row: CapturaRow,
    by: &Person,
    now: Timestamp,
) -> Result<CapturaRow, CapturaUseCaseError> {
    let Some(key) = row.lease_of(&by.id).map(|lease| lease.key.clone()) else {
        return Ok(row);
    };
    let (row, _) = renew_if_due(tx, ejercicio, row, (by, &key), now).await?;
    Ok(row)
}

/// The first round that `by` may take, back in the queue if its turns had lapsed: of what is reserved
/// for them, if anything is, before everything else that they are given.
pub(super) async fn next(
    tx: &mut Tx,
    ejercicio: &EjercicioRow,
    by: &Person,
    work: CapturaWork,
    now: Timestamp,
) -> Result<Option<CapturaRow>, CapturaUseCaseError> {
    let fila = find_fila(tx, ejercicio).await?;
    if is_over_limit(tx, ejercicio, &fila, by).await? {
        return Ok(None);
    }
    let mut found = None;
    for given in [fila.first_for(&by.id), fila.given_to(&by.id)] {
        if found.is_none() && !given.is_empty() {
            found = tx
                .claim_next_captura(ejercicio.row_id, &by.id, (work, &given), now)
                .await?;
        }
    }
    let Some(mut row) = found else {
        return Ok(None);
    };
    let ejercicio = ejercicio.row_id;
    let leases = row.machine.state().leases();
    let tokens: Vec<u64> = leases.into_iter().map(|(_, lease)| lease.token).collect();
    for token in tokens {
        let step = row.machine.lapse(token, now)?;
        row = save(tx, ejercicio, row, step, None).await?;
    }
    Ok(Some(row))
}
