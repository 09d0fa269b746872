use prep_model::bitacora::{Actor, Reason};
use prep_model::claves::ActaKey;
use prep_model::contract::DigitalizacionId;
use prep_model::people::Person;

use super::decide::load;
use super::{IdentificacionError, IdentificacionRefused};
use crate::Central;
use crate::capturas::open_captura;
use crate::store::EjercicioRow;

/// A supervisor says which acta an image is of: it becomes one of that acta's images and, if the acta
/// has nothing else to capture from, goes to captura.
#[tracing::instrument(skip_all, fields(person.id = %by.id, digitalizacion.id = %id))]
pub async fn identify_image(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
    (id, acta): (DigitalizacionId, &ActaKey),
    reason: Reason,
) -> Result<(), IdentificacionError> {
    let now = central.now();
    let mut tx = central.store.begin("identify_image").await?;
    let mut row = load(&mut tx, ejercicio, id).await?;
    let found = tx.find_acta(ejercicio.row_id, acta).await?;
    let expected = found.is_some();
    let step = row
        .machine
        .identify(by, acta.clone(), expected, reason, now)
        .map_err(IdentificacionRefused::from)?;
    let Some(found) = found else {
        return Err(IdentificacionRefused::Unknown.into());
    };
    let received = found
        .acta
        .receive_image(Actor::Person(by.clone()), id, now)
        .map_err(IdentificacionRefused::from)?;
    row.machine = step.next;
    // As on arrival: with a round of captura its own use cases keep the status.
    let status = match found.acta.rounds() {
        0 => received.next.status(None),
        _ => found.status,
    };
    for event in [&step.event, &received.event] {
        tx.append_bitacora(ejercicio.row_id, event).await?;
    }
    tx.update_digitalizacion(&row).await?;
    tx.settle_same_bytes(id, now).await?;
    tx.update_acta(ejercicio.row_id, &received.next, status, now)
        .await?;
    open_captura(&mut tx, ejercicio, received.next, now).await?;
    tx.commit().await?;
    Ok(())
}
