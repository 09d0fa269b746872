use prep_model::claves::ActaKey;
use prep_model::time::Timestamp;

use super::STUCK_MINUTES;
use crate::store::{ActaFilter, EjercicioRow, Stage};
use crate::{Central, Failure};

/// Most actas that a list holds.
pub const MAX_FOUND: u32 = 200;

/// Which actas somebody wants to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Nothing of them has come.
    Missing,
    /// In the queue for [`STUCK_MINUTES`] or more.
    Stuck,
    /// Nothing of them has come although another acta of their casilla came an hour ago or more.
    Late,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActaFound {
    /// The acta.
    pub acta: ActaKey,
    /// How far its captura is and since when it waits, if it does.
    pub waits: Option<(Stage, Timestamp)>,
}

/// The actas behind a figure, at most [`MAX_FOUND`]: what waits longest first, the others by casilla.
#[tracing::instrument(skip_all)]
pub async fn list_actas(
    central: &Central,
    ejercicio: &EjercicioRow,
    which: Which,
    filter: &ActaFilter,
) -> Result<Vec<ActaFound>, Failure> {
    let since = central.now().plus_seconds(-STUCK_MINUTES * 60);
    let id = ejercicio.row_id;
    let mut tx = central.store.read("list_actas").await?;
    let keys = match which {
        Which::Missing => tx.list_missing(id, filter, MAX_FOUND).await?,
        Which::Late => tx.list_late(id, filter, since, MAX_FOUND).await?,
        Which::Stuck => {
            let stuck = tx.list_stuck(id, filter, since, MAX_FOUND).await?;
            let found = stuck.into_iter().map(|round| ActaFound {
                acta: round.acta,
                waits: Some((round.stage, round.queued_at)),
            });
            return Ok(found.collect());
        }
    };
    let found = keys.into_iter().map(|acta| ActaFound { acta, waits: None });
    Ok(found.collect())
}
