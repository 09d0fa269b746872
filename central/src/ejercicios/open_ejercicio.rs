use prep_model::claves::{EjercicioId, ProcesoId};
use prep_model::machines::ejercicio::EjercicioError;
use prep_model::people::Person;
use thiserror::Error;

use crate::store::EjercicioRow;
use crate::{Central, UseCaseError};

/// Why an ejercicio was not opened.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OpenRefusal {
    /// There is none of this name.
    #[error("no existe ese ejercicio")]
    Unknown,
    /// Another one is open: one at a time.
    #[error("el ejercicio {0} está abierto; ciérrelo primero")]
    OtherOpen(EjercicioId),
    /// The rules of the ejercicio say no.
    #[error(transparent)]
    Machine(#[from] EjercicioError),
}

/// Opens an ejercicio whose puesta en ceros another person attested: it takes actas from now on.
#[tracing::instrument(skip_all, fields(proceso = %proceso, ejercicio = %ejercicio))]
pub async fn open_ejercicio(
    central: &Central,
    by: &Person,
    proceso: &ProcesoId,
    ejercicio: &EjercicioId,
) -> Result<EjercicioRow, UseCaseError<OpenRefusal>> {
    let refused = UseCaseError::Refused;
    let now = central.now();
    let mut tx = central.store.begin("open_ejercicio").await?;
    let known = tx.list_ejercicios().await?;
    if let Some(open) = known.iter().find(|row| row.is_open) {
        let open = open.ejercicio().clone();
        return Err(refused(OpenRefusal::OtherOpen(open)));
    }
    let found = known
        .into_iter()
        .find(|row| row.proceso() == proceso && row.ejercicio() == ejercicio);
    let mut row = found.ok_or(refused(OpenRefusal::Unknown))?;
    let held = tx.count_holdings(row.row_id).await?;
    let step = row.machine.open(by, held, now);
    let step = step.map_err(|error| UseCaseError::Refused(error.into()))?;
    tx.append_bitacora(row.row_id, &step.event).await?;
    row.machine = step.next;
    row.is_open = true;
    tx.update_ejercicio(&row).await?;
    tx.commit().await?;
    tracing::info!("ejercicio opened");
    Ok(row)
}
