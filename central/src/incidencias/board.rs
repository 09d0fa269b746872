use prep_model::bitacora::{Event, Subject};
use prep_model::time::Timestamp;

use crate::store::{EjercicioRow, IncidenciaFilter, IncidenciaRow};
use crate::{Central, Failure};

/// Most incidencias that a list holds.
pub const MAX_INCIDENCIAS: u32 = 200;

/// Incidencias as a list shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidenciaBoard {
    /// When.
    pub at: Timestamp,
    /// The newest first, at most [`MAX_INCIDENCIAS`].
    pub rows: Vec<IncidenciaRow>,
    /// How many of the ejercicio are open.
    pub open: u64,
    /// How many somebody is seeing to.
    pub assigned: u64,
    /// How many are closed.
    pub closed: u64,
}

/// One incidencia with everything that happened to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidenciaLife {
    /// The incidencia.
    pub row: IncidenciaRow,
    /// What happened, in order.
    pub events: Vec<Event>,
}

/// The incidencias of `ejercicio` that `filter` leaves.
#[tracing::instrument(skip_all)]
pub async fn incidencia_board(
    central: &Central,
    ejercicio: &EjercicioRow,
    filter: &IncidenciaFilter,
) -> Result<IncidenciaBoard, Failure> {
    let at = central.now();
    let mut tx = central.store.read("incidencia_board").await?;
    let [open, assigned, closed] = tx.count_incidencias(ejercicio.row_id).await?;
    let rows = tx
        .list_incidencias(ejercicio.row_id, filter, MAX_INCIDENCIAS)
        .await?;
    Ok(IncidenciaBoard {
        at,
        rows,
        open,
        assigned,
        closed,
    })
}

/// One incidencia and its life; `None` if there is none of that number.
#[tracing::instrument(skip_all)]
pub async fn incidencia_life(
    central: &Central,
    ejercicio: &EjercicioRow,
    number: u32,
) -> Result<Option<IncidenciaLife>, Failure> {
    let mut tx = central.store.read("incidencia_life").await?;
    let Some(row) = tx.find_incidencia(ejercicio.row_id, number).await? else {
        return Ok(None);
    };
    let subject = Subject::Incidencia(number);
    let events = tx.list_events_of(ejercicio.row_id, &subject).await?;
    let events = events.into_iter().map(|stored| stored.event).collect();
    Ok(Some(IncidenciaLife { row, events }))
}
