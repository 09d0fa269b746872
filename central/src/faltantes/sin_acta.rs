use prep_model::actas::SinActa;
use prep_model::bitacora::Reason;
use prep_model::claves::ActaKey;
use prep_model::machines::Step;
use prep_model::machines::acta::{Acta, ActaError};
use prep_model::machines::ejercicio::EjercicioState;
use prep_model::people::Person;
use prep_model::time::Timestamp;

use super::{FaltantesError, FaltantesRefused};
use crate::Central;
use crate::store::EjercicioRow;

/// A supervisor says that there is no acta, of each of `actas` or of none. A package counts as not
/// delivered only while the ejercicio is closing.
#[tracing::instrument(skip_all, fields(person.id = %by.id))]
pub async fn propose_sin_acta(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
    actas: &[ActaKey],
    (sin_acta, evidence): (SinActa, &Reason),
) -> Result<(), FaltantesError> {
    let closing = matches!(ejercicio.machine.state(), EjercicioState::Closing);
    change(central, ejercicio, actas, |acta, now| {
        acta.propose_sin_acta(by, sin_acta, evidence.clone(), closing, now)
    })
    .await
}

/// A coordinador other than the proposer agrees, to all of `actas` or to none.
#[tracing::instrument(skip_all, fields(person.id = %by.id))]
pub async fn approve_sin_acta(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
    actas: &[ActaKey],
) -> Result<(), FaltantesError> {
    change(central, ejercicio, actas, |acta, now| {
        acta.approve_sin_acta(by, now)
    })
    .await
}

/// Somebody, the proposer too, says no.
#[tracing::instrument(skip_all, fields(person.id = %by.id))]
pub async fn reject_sin_acta(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
    actas: &[ActaKey],
    reason: &Reason,
) -> Result<(), FaltantesError> {
    change(central, ejercicio, actas, |acta, now| {
        acta.reject_sin_acta(by, reason.clone(), now)
    })
    .await
}

/// A coordinador takes an approved SIN ACTA back although no copy has appeared.
#[tracing::instrument(skip_all, fields(person.id = %by.id))]
pub async fn reverse_sin_acta(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
    actas: &[ActaKey],
    reason: &Reason,
) -> Result<(), FaltantesError> {
    change(central, ejercicio, actas, |acta, now| {
        acta.reverse_sin_acta(by, reason.clone(), now)
    })
    .await
}

/// The same transition of each acta, with its event, or of none.
async fn change(
    central: &Central,
    ejercicio: &EjercicioRow,
    actas: &[ActaKey],
    transition: impl Fn(&Acta, Timestamp) -> Result<Step<Acta>, ActaError>,
) -> Result<(), FaltantesError> {
    if actas.is_empty() {
        return Err(FaltantesRefused::Nothing.into());
    }
    let now = central.now();
    let mut tx = central.store.begin("decide_sin_acta").await?;
    for key in actas {
        let row = tx.find_acta(ejercicio.row_id, key).await?;
        let row = row.ok_or_else(|| FaltantesRefused::NotEsperada(key.clone()))?;
        let step = transition(&row.acta, now).map_err(|error| FaltantesRefused::Acta {
            acta: key.clone(),
            error,
        })?;
        let status = step.next.status(None);
        tx.update_acta(ejercicio.row_id, &step.next, status, now)
            .await?;
        tx.append_bitacora(ejercicio.row_id, &step.event).await?;
    }
    tx.commit().await?;
    Ok(())
}
