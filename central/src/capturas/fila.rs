use prep_model::bitacora::{FilaChange, Reason};
use prep_model::machines::captura::{Fila, FilaError};
use prep_model::people::Person;
use prep_model::time::Timestamp;

use crate::store::{EjercicioRow, HeldTurn, StoreError, Tx, Waiting};
use crate::{Central, Failure, UseCaseError};

/// Most turns that a page of the fila shows.
pub const MAX_TURNS: u32 = 500;

/// How the fila stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilaBoard {
    /// When.
    pub at: Timestamp,
    /// As supervisors govern it.
    pub fila: Fila,
    /// What waits, by work and modalidad.
    pub waiting: Vec<Waiting>,
    /// Who holds what, the one that lapses first at the head, at most [`MAX_TURNS`].
    pub turns: Vec<HeldTurn>,
}

/// How the fila of `ejercicio` stands now.
#[tracing::instrument(skip_all)]
pub async fn fila_board(central: &Central, ejercicio: &EjercicioRow) -> Result<FilaBoard, Failure> {
    let at = central.now();
    let mut tx = central.store.read("fila_board").await?;
    Ok(FilaBoard {
        at,
        fila: find_fila(&mut tx, ejercicio).await?,
        waiting: tx.count_by_modalidad(ejercicio.row_id, at).await?,
        turns: tx.list_turns(ejercicio.row_id, MAX_TURNS).await?,
    })
}

/// A supervisor pauses the fila or a modalidad of it, reserves one for some people, or limits how many
/// actas one person may work on.
#[tracing::instrument(skip_all, fields(person.id = %by.id))]
pub async fn change_fila(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
    change: FilaChange,
    reason: Reason,
) -> Result<(), UseCaseError<FilaError>> {
    let now = central.now();
    let mut tx = central.store.begin("change_fila").await?;
    let fila = find_fila(&mut tx, ejercicio).await?;
    let step = fila.change(by, change, reason, now);
    let step = step.map_err(UseCaseError::Refused)?;
    tx.save_fila(ejercicio.row_id, &step.next, now).await?;
    tx.append_bitacora(ejercicio.row_id, &step.event).await?;
    tx.commit().await?;
    Ok(())
}

/// As supervisors govern it.
pub(super) async fn find_fila(tx: &mut Tx, ejercicio: &EjercicioRow) -> Result<Fila, StoreError> {
    let found = tx.find_fila(ejercicio.row_id).await?;
    Ok(found.unwrap_or_else(|| Fila::new(ejercicio.ejercicio().clone())))
}

/// True if `by` has worked on as many actas as one person may.
pub(super) async fn is_over_limit(
    tx: &mut Tx,
    ejercicio: &EjercicioRow,
    fila: &Fila,
    by: &Person,
) -> Result<bool, StoreError> {
    let Some(limit) = fila.limit() else {
        return Ok(false);
    };
    let finished = tx.count_finished(ejercicio.row_id, &by.id).await?;
    Ok(finished >= u64::from(limit))
}
