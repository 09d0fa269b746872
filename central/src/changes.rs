//! The change feed: what happened since a place that the reader remembers.
//!
//! The bitácora is the feed: every change has its event there, written in the same transaction, so
//! nothing can be missed and nothing can be told that did not happen. A reader keeps the place it got
//! last and asks again; several readers and several processes do not know of each other.

use prep_model::bitacora::Subject;
use prep_model::time::Timestamp;

use crate::store::{EjercicioRow, EventRowId};
use crate::{Central, Failure};

/// Most changes given at once.
pub const MAX_CHANGES: u32 = 1_000;

/// One thing that changed, without what only the bitácora may tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its place; the reader asks for what comes after it.
    pub place: EventRowId,
    /// When.
    pub at: Timestamp,
    /// What it happened to.
    pub subject: Subject,
    /// Machine and kind, `captura.finished`.
    pub name: String,
}

/// What changed in `ejercicio` after `place` ([`EventRowId::START`] for everything), oldest first and
/// at most [`MAX_CHANGES`].
#[tracing::instrument(skip_all)]
pub async fn list_changes(
    central: &Central,
    ejercicio: &EjercicioRow,
    place: EventRowId,
) -> Result<Vec<Change>, Failure> {
    let mut tx = central.store.read("list_changes").await?;
    let events = tx
        .list_events_after(ejercicio.row_id, place, MAX_CHANGES)
        .await?;
    let change = |stored: crate::store::StoredEvent| Change {
        place: stored.row_id,
        at: stored.at,
        name: stored.event.name(),
        subject: stored.event.subject,
    };
    Ok(events.into_iter().map(change).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestCentral;

    #[tokio::test]
    async fn a_reader_that_remembers_its_place_gets_every_change_once_and_in_order() {
        let test = TestCentral::open().await;
        let mut tx = test.central.store.read("test").await.unwrap();
        let ejercicio = tx.find_open_ejercicio().await.unwrap().unwrap();
        drop(tx);
        let all = list_changes(&test.central, &ejercicio, EventRowId::START)
            .await
            .unwrap();
        let names: Vec<_> = all.iter().map(|change| change.name.as_str()).collect();
        let expected = [
            "ejercicio.created",
            "ejercicio.puesta_en_ceros_attested",
            "ejercicio.opened",
        ];
        assert_eq!(names, expected);
        let rest = list_changes(&test.central, &ejercicio, all[0].place)
            .await
            .unwrap();
        assert_eq!(rest, all[1..]);
        let none = list_changes(&test.central, &ejercicio, all[2].place)
            .await
            .unwrap();
        assert!(none.is_empty());
    }
}
