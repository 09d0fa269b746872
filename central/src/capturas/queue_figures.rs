use prep_model::people::Person;
use prep_model::time::Timestamp;

use super::fila::{find_fila, is_over_limit};
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
    /// Why this person is given nothing, if so.
    pub halt: Option<QueueHalt>,
    /// The moment these figures are of.
    pub now: Timestamp,
}

/// Why somebody is given nothing although actas may wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueHalt {
    /// Supervisors stopped the queue, or everything in it that this person may have.
    Stopped,
    /// This person worked on as many actas as one may.
    Limit(u32),
}

/// The queue as `by` may know it.
#[tracing::instrument(skip_all, fields(person.id = %by.id))]
pub async fn queue_figures(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
) -> Result<QueueFigures, Failure> {
    let work = CapturaWork::of_person(by);
    let now = central.now();
    let mut tx = central.store.read("queue_figures").await?;
    let fila = find_fila(&mut tx, ejercicio).await?;
    let given = fila.given_to(&by.id);
    let halt = if given.is_empty() {
        Some(QueueHalt::Stopped)
    } else if is_over_limit(&mut tx, ejercicio, &fila, by).await? {
        fila.limit().map(QueueHalt::Limit)
    } else {
        None
    };
    let most = if halt.is_some() { 0 } else { MAX_COUNTED + 1 };
    let (waiting, oldest) = tx
        .count_queue(ejercicio.row_id, &by.id, (work, &given), now, most)
        .await?;
    let finished = tx.count_finished(ejercicio.row_id, &by.id).await?;
    Ok(QueueFigures {
        waiting,
        oldest,
        finished,
        halt,
        now,
    })
}
