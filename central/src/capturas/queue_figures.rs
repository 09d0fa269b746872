use prep_model::people::{Action, Person};
use prep_model::time::Timestamp;

use crate::store::{CapturaWork, EjercicioRow};
use crate::{Central, Failure};

/// How far a queue is counted: beyond that a page says "more than".
pub const MAX_COUNTED: u32 = 1_000;

/// What stands above the acta on a page of captura or verificación.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueFigures {
    /// Actas that wait and that this person may take, up to [`MAX_COUNTED`] and one.
    pub waiting: u64,
    /// Since when the oldest of them waits.
    pub oldest: Option<Timestamp>,
    /// Actas of which this person finished something.
    pub finished: u64,
    /// The moment these figures are of.
    pub now: Timestamp,
}

/// The queue as `by` may know it.
#[tracing::instrument(skip_all, fields(person.id = %by.id))]
pub async fn queue_figures(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
) -> Result<QueueFigures, Failure> {
    let work = if by.role.may(Action::Verify) {
        CapturaWork::Verificacion
    } else {
        CapturaWork::Captura
    };
    let now = central.now();
    let mut tx = central.store.read("queue_figures").await?;
    let (waiting, oldest) = tx
        .count_queue(ejercicio.row_id, &by.id, work, now, MAX_COUNTED + 1)
        .await?;
    let finished = tx.count_finished(ejercicio.row_id, &by.id).await?;
    Ok(QueueFigures {
        waiting,
        oldest,
        finished,
        now,
    })
}
