use prep_model::bitacora::Reason;
use prep_model::machines::acta::{Acta, ActaState};
use prep_model::machines::captura::{Captura, CapturaOf, CapturaRules};
use prep_model::time::Timestamp;

use crate::procesos;
use crate::store::{EjercicioRow, EjercicioRowId, Queued, StoreError, Tx};

/// Puts an acta into the queue, within the transaction that gave it something to capture from: call
/// it with the acta as that transaction saved it. Gives the acta as it is now.
///
/// An acta with nothing to capture from, or already in captura or settled, stays as it is. One whose
/// last round ended without values begins another as soon as it has another image; what is settled
/// only a supervisor opens again ([`reopen_captura`](fn@super::reopen_captura)).
pub async fn open_captura(
    tx: &mut Tx,
    ejercicio: &EjercicioRow,
    acta: Acta,
    now: Timestamp,
) -> Result<Acta, StoreError> {
    if acta.rounds() > 0 {
        return reopen_for_image(tx, ejercicio.row_id, acta, now).await;
    }
    let id = ejercicio.proceso();
    let row = tx.find_proceso(id).await?;
    let row = row.ok_or_else(|| StoreError::Inconsistent {
        table: "ejercicios",
        column: "proceso",
        id: id.to_string(),
        reason: "it was not imported".to_owned(),
    })?;
    let proceso = procesos::load(tx, &row).await?;
    let rules = CapturaRules::from(&proceso.perfil().captura);
    let queued = Queued::of(&proceso, acta.key());
    open_with_rules(tx, ejercicio, acta, (rules, queued), now).await
}

/// Begins another round of an acta whose last one ended without values, if there is another image.
pub(super) async fn reopen_for_image(
    tx: &mut Tx,
    ejercicio: EjercicioRowId,
    acta: Acta,
    now: Timestamp,
) -> Result<Acta, StoreError> {
    let (ActaState::Digitalizada, Ok(acta_step)) = (acta.state(), acta.open_captura(now)) else {
        return Ok(acta);
    };
    let row = tx.find_captura_of_acta(ejercicio, acta.key()).await?;
    let reason = Reason::new("hay otra imagen del acta").expect("a short phrase is a reason");
    let step = row.map(|row| (row.queued, row.machine.reopen_for_image(reason, now)));
    let Some((queued, Ok(step))) = step else {
        return Ok(acta);
    };
    tx.insert_captura(ejercicio, acta.key(), &step.next, queued, now)
        .await?;
    let status = acta_step.next.status(Some(&step.next));
    tx.update_acta(ejercicio, &acta_step.next, status, now)
        .await?;
    for event in [&acta_step.event, &step.event] {
        tx.append_bitacora(ejercicio, event).await?;
    }
    Ok(acta_step.next)
}

/// The same by rules that are known.
pub(super) async fn open_with_rules(
    tx: &mut Tx,
    ejercicio: &EjercicioRow,
    acta: Acta,
    (rules, queued): (CapturaRules, Queued),
    now: Timestamp,
) -> Result<Acta, StoreError> {
    let Ok(step) = acta.open_captura(now) else {
        return Ok(acta);
    };
    let of = CapturaOf::Acta(acta.key().clone());
    let captura = Captura::open(ejercicio.ejercicio().clone(), of, rules);
    tx.insert_captura(ejercicio.row_id, acta.key(), &captura, queued, now)
        .await?;
    let status = step.next.status(Some(&captura));
    tx.update_acta(ejercicio.row_id, &step.next, status, now)
        .await?;
    tx.append_bitacora(ejercicio.row_id, &step.event).await?;
    Ok(step.next)
}
