use prep_model::machines::acta::Acta;
use prep_model::machines::captura::{Captura, CapturaOf, CapturaRules};
use prep_model::time::Timestamp;

use crate::procesos;
use crate::store::{EjercicioRow, StoreError, Tx};

/// Puts an acta into the queue, within the transaction that gave it something to capture from: call
/// it with the acta as that transaction saved it. Gives the acta as it is now.
///
/// An acta with nothing to capture from, or already in captura or settled, stays as it is; so does
/// one that has been captured before: a supervisor opens that one again
/// ([`reopen_captura`](fn@super::reopen_captura)), because who may capture it then depends on why.
pub async fn open_captura(
    tx: &mut Tx,
    ejercicio: &EjercicioRow,
    acta: Acta,
    now: Timestamp,
) -> Result<Acta, StoreError> {
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
    open_with_rules(tx, ejercicio, acta, rules, now).await
}

/// The same by rules that are known.
pub(super) async fn open_with_rules(
    tx: &mut Tx,
    ejercicio: &EjercicioRow,
    acta: Acta,
    rules: CapturaRules,
    now: Timestamp,
) -> Result<Acta, StoreError> {
    if acta.rounds() > 0 {
        return Ok(acta);
    }
    let Ok(step) = acta.open_captura(now) else {
        return Ok(acta);
    };
    let of = CapturaOf::Acta(acta.key().clone());
    let captura = Captura::open(ejercicio.ejercicio().clone(), of, rules);
    tx.insert_captura(ejercicio.row_id, acta.key(), &captura, now)
        .await?;
    let status = step.next.status(Some(&captura));
    tx.update_acta(ejercicio.row_id, &step.next, status, now)
        .await?;
    tx.append_bitacora(ejercicio.row_id, &step.event).await?;
    Ok(step.next)
}
