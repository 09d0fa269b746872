use std::collections::BTreeMap;
use std::sync::Arc;

use prep_model::people::PersonId;
use prep_model::proceso::Proceso;
use prep_model::progress::{Forecast, Pace, Plan};
use prep_model::time::Timestamp;

use super::{Curve, CurvePoint};
use crate::cortes::{CorteBoard, corte_board};
use crate::procesos::load_proceso_of;
use crate::store::{ActaCount, EjercicioRow, Stage, StageCount, StoreError, Tx};
use crate::{Central, Failure};

/// From how many minutes in the queue on an acta is stuck.
pub const STUCK_MINUTES: i64 = 60;
/// How long what somebody finished counts for their pace.
const PACE_SECONDS: i64 = 3_600;
/// Somebody who finished something within this time is at work.
const ACTIVE_SECONDS: i64 = 15 * 60;

/// Everything monitors show of an ejercicio, as of one moment.
#[derive(Debug, Clone)]
pub struct MonitorBoard {
    /// When.
    pub at: Timestamp,
    /// With what it is run, for names; `None` if that cannot be read now.
    pub proceso: Option<Arc<Proceso>>,
    /// Actas by elección, distrito and status.
    pub actas: Vec<ActaCount>,
    /// What waits or is being worked on.
    pub waiting: Vec<WaitingFigures>,
    /// Who is at work, by person.
    pub people: Vec<PersonFigures>,
    /// Second capturas of the last hour, and those of them that were equal to the first.
    pub pairs: (u64, u64),
    /// The night so far.
    pub curve: Vec<CurvePoint>,
    /// Actas of about the last half hour.
    pub pace: Pace,
    /// Images of which nobody knows the acta yet.
    pub unidentified: u64,
    /// Incidencias that are not closed.
    pub incidencias: u64,
    /// How the cortes go; `None` if that cannot be told now.
    pub cortes: Option<CorteBoard>,
}

/// The open rounds of one stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingFigures {
    /// Which.
    pub stage: Stage,
    /// How many.
    pub rounds: u64,
    /// When the oldest of them was queued.
    pub oldest: Option<Timestamp>,
    /// How many have been in the queue for [`STUCK_MINUTES`] or more.
    pub stuck: u64,
}

/// Somebody who captures or verifies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonFigures {
    /// Who.
    pub person: PersonId,
    /// Capturas finished in the last hour.
    pub capturas: u64,
    /// Verificaciones finished in the last hour.
    pub verificaciones: u64,
    /// When they finished the last of them.
    pub last_at: Option<Timestamp>,
    /// True if they have an acta on the screen now.
    pub holding: bool,
}

impl PersonFigures {
    /// True if they are at work at `now`.
    pub fn is_active(&self, now: Timestamp) -> bool {
        let lately = |at: Timestamp| now.micros_since(at) <= ACTIVE_SECONDS * 1_000_000;
        self.holding || self.last_at.is_some_and(lately)
    }
}

impl MonitorBoard {
    /// How many people are at work.
    pub fn active(&self) -> usize {
        let active = self.people.iter().filter(|one| one.is_active(self.at));
        active.count()
    }

    /// Every acta that waits or is being worked on.
    pub fn backlog(&self) -> u64 {
        self.waiting.iter().map(|one| one.rounds).sum()
    }

    /// When the oldest of them was queued.
    pub fn oldest(&self) -> Option<Timestamp> {
        self.waiting.iter().filter_map(|one| one.oldest).min()
    }

    /// Of them, those that are stuck.
    pub fn stuck(&self) -> u64 {
        self.waiting.iter().map(|one| one.stuck).sum()
    }

    /// When the backlog ends if everything goes on as in the last half hour.
    pub fn forecast(&self) -> Forecast {
        Forecast::of(self.backlog(), self.pace, self.at)
    }

    /// The pace it has to keep; `None` if the proceso cannot be read now.
    pub fn plan(&self) -> Option<Plan> {
        let (board, proceso) = (self.cortes.as_ref()?, self.proceso.as_ref()?);
        let head = proceso.head();
        let length = head.publicacion_hasta.micros_since(head.publicacion_desde);
        let from = board.schedule.from;
        Some(Plan {
            from,
            until: from.plus_micros(length.max(0)),
        })
    }
}

/// Everything monitors show of the open ejercicio now; `None` if none is open. `curve` is what is
/// remembered of the night from one time to the next.
#[tracing::instrument(skip_all)]
pub async fn monitor_board(
    central: &Central,
    curve: &mut Curve,
) -> Result<Option<MonitorBoard>, Failure> {
    let at = central.now();
    let mut tx = central.store.read("monitor_board").await?;
    let Some(ejercicio) = tx.find_open_ejercicio().await? else {
        return Ok(None);
    };
    let id = ejercicio.row_id;
    let stuck_since = at.plus_seconds(-STUCK_MINUTES * 60);
    let actas = tx.count_actas_by_distrito(id).await?;
    let waiting = waiting(&tx.count_open_rounds(id, stuck_since).await?);
    let people = people(&mut tx, &ejercicio, at).await?;
    let pairs = tx.count_pairs(id, at.plus_seconds(-PACE_SECONDS)).await?;
    curve.refresh(&mut tx, id).await?;
    let [pending, proposed, _] = tx.count_by_identification(id).await?;
    let [open, assigned, _] = tx.count_incidencias(id).await?;
    drop(tx);
    let (proceso, cortes) = named(central, &ejercicio).await;
    Ok(Some(MonitorBoard {
        at,
        proceso,
        actas,
        waiting,
        people,
        pairs,
        curve: curve.points(at),
        pace: curve.pace(at),
        unidentified: pending + proposed,
        incidencias: open + assigned,
        cortes,
    }))
}

/// Names and cortes. The actas are worth showing even where these cannot be told.
async fn named(
    central: &Central,
    ejercicio: &EjercicioRow,
) -> (Option<Arc<Proceso>>, Option<CorteBoard>) {
    let found = async {
        let proceso = load_proceso_of(central, ejercicio).await?;
        let board = corte_board(central, ejercicio, &proceso).await?;
        Ok::<_, Failure>((proceso, board))
    };
    match found.await {
        Ok((proceso, board)) => (Some(proceso), Some(board)),
        Err(error) => {
            tracing::error!(%error, "names and cortes cannot be shown");
            (None, None)
        }
    }
}

fn waiting(counts: &[StageCount]) -> Vec<WaitingFigures> {
    let mut all: BTreeMap<Stage, WaitingFigures> = BTreeMap::new();
    for count in counts {
        let none = WaitingFigures {
            stage: count.stage,
            rounds: 0,
            oldest: None,
            stuck: 0,
        };
        let one = all.entry(count.stage).or_insert(none);
        one.rounds += count.rounds;
        one.stuck += count.stuck;
        one.oldest = [one.oldest, count.oldest].into_iter().flatten().min();
    }
    all.into_values().collect()
}

async fn people(
    tx: &mut Tx,
    ejercicio: &EjercicioRow,
    at: Timestamp,
) -> Result<Vec<PersonFigures>, StoreError> {
    let since = at.plus_seconds(-PACE_SECONDS);
    let mut all: BTreeMap<PersonId, PersonFigures> = BTreeMap::new();
    for pace in tx.list_people_finishing(ejercicio.row_id, since).await? {
        let figures = PersonFigures {
            person: pace.person.clone(),
            capturas: pace.capturas,
            verificaciones: pace.verificaciones,
            last_at: Some(pace.last_at),
            holding: false,
        };
        all.insert(pace.person, figures);
    }
    for person in tx.list_people_holding(ejercicio.row_id, at).await? {
        let nothing = PersonFigures {
            person: person.clone(),
            capturas: 0,
            verificaciones: 0,
            last_at: None,
            holding: true,
        };
        all.entry(person).or_insert(nothing).holding = true;
    }
    Ok(all.into_values().collect())
}
