use std::collections::BTreeMap;

use prep_model::claves::ActaKey;
use prep_model::contract::DigitalizacionId;
use prep_model::elecciones::CampoId;
use prep_model::people::Person;
use prep_model::time::Timestamp;

use super::fila::{find_fila, is_over_limit};
use super::step::{NewLease, renew_if_due, save, until};
use super::{CapturaUseCaseError, LeaseKey};
use crate::Central;
use crate::repeat::repeat;
use crate::store::{
    CapturaRow, CapturaWork, DraftCampo, EjercicioRow, EjercicioRowId, Look, StoreError, Turn, Tx,
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
    /// The image to capture from; `None` if there is only the paper.
    pub image: Option<DigitalizacionId>,
}

impl ClaimedCaptura {
    pub(super) async fn of(
        tx: &mut Tx,
        ejercicio: EjercicioRowId,
        row: CapturaRow,
        by: &Person,
    ) -> Result<Option<Self>, StoreError> {
        let Some(lease) = row.lease_of(&by.id) else {
            return Ok(None);
        };
        let stored = tx.find_acta(ejercicio, &row.acta).await?;
        Ok(Some(Self {
            key: lease.key.clone(),
            until: lease.until,
            image: stored.and_then(|stored| stored.acta.image_of_record()),
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
    let work = CapturaWork::Captura;
    let Some(row) = claim_row(central, &mut tx, ejercicio, (by, work), now).await? else {
        return Ok(None);
    };
    let claimed = ClaimedCaptura::of(&mut tx, ejercicio.row_id, row, by).await?;
    tx.commit().await?;
    Ok(claimed)
}

/// Within a transaction that has the turn of `by` as a claimant: the round they hold for this work or,
/// if they hold none, the first that they may take, now theirs.
pub(super) async fn claim_row(
    central: &Central,
    tx: &mut Tx,
    ejercicio: &EjercicioRow,
    (by, work): (&Person, CapturaWork),
    now: Timestamp,
) -> Result<Option<CapturaRow>, CapturaUseCaseError> {
    let id = ejercicio.row_id;
    if let Some(held) = tx.find_held_captura(id, &by.id, work).await? {
        return resume(tx, id, held, by, now).await.map(Some);
    }
    let Some(row) = next(tx, ejercicio, by, work, now).await? else {
        return Ok(None);
    };
    let step = match work {
        CapturaWork::Captura => row.machine.claim(by, now, until(now))?,
        CapturaWork::Verificacion => row.machine.claim_verificacion(by, now, until(now))?,
    };
    let lease = NewLease::make(&*central.entropy);
    Ok(Some(save(tx, id, row, step, Some(lease)).await?))
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

/// The first round that `by` may take, back in the queue if its turns had lapsed.
async fn next(
    tx: &mut Tx,
    ejercicio: &EjercicioRow,
    by: &Person,
    work: CapturaWork,
    now: Timestamp,
) -> Result<Option<CapturaRow>, CapturaUseCaseError> {
    let found = first_waiting(tx, ejercicio, (by, work), Look::ToTake, now).await?;
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

/// The first round that `by` may take: of what is reserved for them, if anything is, before everything
/// else that they are given.
pub(super) async fn first_waiting(
    tx: &mut Tx,
    ejercicio: &EjercicioRow,
    (by, work): (&Person, CapturaWork),
    look: Look,
    now: Timestamp,
) -> Result<Option<CapturaRow>, StoreError> {
    let fila = find_fila(tx, ejercicio).await?;
    if is_over_limit(tx, ejercicio, &fila, by).await? {
        return Ok(None);
    }
    for given in [fila.first_for(&by.id), fila.given_to(&by.id)] {
        if !given.is_empty() {
            let wanted = (work, &given);
            let found = tx
                .find_next_captura(ejercicio.row_id, &by.id, wanted, look, now)
                .await?;
            if found.is_some() {
                return Ok(found);
            }
        }
    }
    Ok(None)
}
