use prep_model::bitacora::Reason;
use prep_model::machines::Step;
use prep_model::machines::corte::{Agenda, Corte, CorteError, CorteState, Next, Schedule};
use prep_model::machines::ejercicio::EjercicioState;
use prep_model::people::Person;
use prep_model::proceso::Proceso;
use prep_model::time::Timestamp;

use super::CorteLifeError;
use crate::procesos::load_proceso_of;
use crate::store::{EjercicioRow, StoreError, Tx};
use crate::{Central, Failure, UseCaseError};

/// How the cortes of an ejercicio stand, read from one snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorteBoard {
    /// When.
    pub at: Timestamp,
    /// The turns.
    pub schedule: Schedule,
    /// The schedule as people govern it.
    pub agenda: Agenda,
    /// What the schedule asks for.
    pub next: Next,
    /// The turn whose corte should be public and is not.
    pub late_since: Option<Timestamp>,
    /// Every corte, by number.
    pub cortes: Vec<Corte>,
}

impl CorteBoard {
    /// The corte that the public sees, if there is one.
    pub fn published(&self) -> Option<&Corte> {
        let is_published = |corte: &&Corte| matches!(corte.state(), CorteState::Published { .. });
        self.cortes.iter().rfind(is_published)
    }
}

/// How the cortes of `ejercicio` stand now.
#[tracing::instrument(skip_all)]
pub async fn corte_board(
    central: &Central,
    ejercicio: &EjercicioRow,
    proceso: &Proceso,
) -> Result<CorteBoard, StoreError> {
    let at = central.now();
    let mut tx = central.store.read("corte_board").await?;
    let agenda = find_agenda(&mut tx, ejercicio).await?;
    let cortes = tx.list_cortes(ejercicio.row_id).await?;
    let schedule = schedule_of(ejercicio, proceso, &agenda);
    let open = match ejercicio.machine.state() {
        EjercicioState::Open => true,
        EjercicioState::Created
        | EjercicioState::PuestaEnCeros { .. }
        | EjercicioState::Closing
        | EjercicioState::Closed { .. }
        | EjercicioState::Archived => false,
    };
    let next = schedule.next(&agenda, cortes.last(), open, at);
    let mut board = CorteBoard {
        at,
        schedule,
        agenda,
        next,
        late_since: None,
        cortes,
    };
    if board.next != Next::Finished {
        board.late_since = schedule.late_since(board.published(), at);
    }
    Ok(board)
}

/// The same of the open ejercicio; `None` if none is open.
#[tracing::instrument(skip_all)]
pub async fn open_corte_board(central: &Central) -> Result<Option<CorteBoard>, Failure> {
    let mut tx = central.store.read("find_open_ejercicio").await?;
    let Some(ejercicio) = tx.find_open_ejercicio().await? else {
        return Ok(None);
    };
    drop(tx);
    let proceso = load_proceso_of(central, &ejercicio).await?;
    Ok(Some(corte_board(central, &ejercicio, &proceso).await?))
}

/// The turns of an ejercicio: from the authorised start, every so many minutes of the perfil, to the
/// end of operation. A drill ends when it is closed.
pub fn schedule_of(ejercicio: &EjercicioRow, proceso: &Proceso, agenda: &Agenda) -> Schedule {
    let (head, id) = (proceso.head(), ejercicio.ejercicio());
    let from = agenda
        .from()
        .unwrap_or_else(|| head.publishes_from(id, ejercicio.created_at));
    Schedule {
        from,
        every: proceso.perfil().corte.minutos_entre_cortes,
        until: id.is_oficial().then_some(head.publicacion_hasta),
    }
}

/// A coordinador stops the schedule: nothing is published until it is released.
#[tracing::instrument(skip_all)]
pub async fn stop_schedule(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
    reason: Reason,
) -> Result<Agenda, CorteLifeError> {
    change(central, ejercicio, |agenda, _, now| {
        agenda.stop(by, reason, now)
    })
    .await
}

/// A coordinador releases the schedule.
#[tracing::instrument(skip_all)]
pub async fn release_schedule(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
    reason: Reason,
) -> Result<Agenda, CorteLifeError> {
    change(central, ejercicio, |agenda, _, now| {
        agenda.release(by, reason, now)
    })
    .await
}

/// A coordinador says from when a drill publishes.
#[tracing::instrument(skip_all)]
pub async fn authorise_start(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
    from: Timestamp,
) -> Result<Agenda, CorteLifeError> {
    change(central, ejercicio, |agenda, begun, now| {
        agenda.authorise(by, from, begun, now)
    })
    .await
}

async fn change(
    central: &Central,
    ejercicio: &EjercicioRow,
    transition: impl FnOnce(&Agenda, bool, Timestamp) -> Result<Step<Agenda>, CorteError>,
) -> Result<Agenda, CorteLifeError> {
    let now = central.now();
    let mut tx = central.store.begin("change_agenda").await?;
    let agenda = find_agenda(&mut tx, ejercicio).await?;
    let begun = tx.find_last_corte(ejercicio.row_id).await?.is_some();
    let step = transition(&agenda, begun, now).map_err(UseCaseError::Refused)?;
    tx.save_agenda(ejercicio.row_id, &step.next, now).await?;
    tx.append_bitacora(ejercicio.row_id, &step.event).await?;
    tx.commit().await?;
    Ok(step.next)
}

async fn find_agenda(tx: &mut Tx, ejercicio: &EjercicioRow) -> Result<Agenda, StoreError> {
    let found = tx.find_agenda(ejercicio.row_id).await?;
    Ok(found.unwrap_or_else(|| Agenda::new(ejercicio.ejercicio().clone())))
}
