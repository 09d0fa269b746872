use std::collections::BTreeMap;

use prep_model::actas::CampoFaultReason;
use prep_model::elecciones::CampoId;
use prep_model::people::Person;
use prep_model::proceso::Proceso;
use prep_model::time::Timestamp;

use super::step::{find_held, renew_if_due};
use super::{
    CampoTextFault, CapturaRefused, CapturaUseCaseError, LeaseKey, TypedFault, captured_form,
};
use crate::Central;
use crate::store::{DraftCampo, EjercicioRow};

/// Longest text kept of a field: what `SIN DATO` needs, with room for a slip.
const MAX_CHARS: usize = 12;

/// Keeps some fields of what `by` is typing, right or wrong, and their turn while they type; says
/// when it lapses now.
#[tracing::instrument(skip_all, fields(person.id = %by.id))]
pub async fn save_draft(
    central: &Central,
    proceso: &Proceso,
    ejercicio: &EjercicioRow,
    (by, key): (&Person, &LeaseKey),
    campos: &BTreeMap<CampoId, DraftCampo>,
) -> Result<Timestamp, CapturaUseCaseError> {
    let now = central.now();
    let mut tx = central.store.begin_beside("save_draft").await?;
    let (row, _) = find_held(&mut tx, ejercicio.row_id, by, key).await?;
    let form = captured_form(proceso, &row.acta)?;
    for (campo, draft) in campos {
        let fault = if form.campo(campo).is_none() {
            Some(CampoFaultReason::NotPrinted.into())
        } else if draft.text.chars().count() > MAX_CHARS {
            Some(CampoTextFault::TooLong)
        } else {
            None
        };
        if let Some(fault) = fault {
            let campo = campo.clone();
            return Err(CapturaRefused::Campos(vec![TypedFault { campo, fault }]).into());
        }
        tx.upsert_draft(row.row_id, &by.id, campo, draft, now)
            .await?;
    }
    let (_, until) = renew_if_due(&mut tx, ejercicio.row_id, row, (by, key), now).await?;
    tx.commit().await?;
    Ok(until)
}
