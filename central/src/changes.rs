//! The change feed: what happened since a place that the reader remembers.
//!
//! The bitácora is the feed: every change has its event there, written in the same transaction, so
//! nothing can be missed and nothing can be told that did not happen. A reader keeps the place it got
//! last and asks again; several readers and several processes do not know of each other. Between two
//! looks [`ChangeSignal::wait`] sleeps until there may be something new.

use std::time::Duration;

use prep_model::bitacora::Subject;
use prep_model::time::Timestamp;
use tokio::sync::watch;

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
    let change = |(place, stored): (EventRowId, crate::store::StoredEvent)| Change {
        place,
        at: stored.at,
        name: stored.event.name(),
        subject: stored.event.subject,
    };
    Ok(events.into_iter().map(change).collect())
}

/// Tells a reader when to look again.
#[derive(Debug)]
pub struct ChangeSignal(watch::Receiver<u64>);

impl ChangeSignal {
    /// For one reader, from now on. Look once after making it and before waiting.
    pub fn of(central: &Central) -> Self {
        Self(central.store.signal().subscribe())
    }

    /// Waits until there may be something new since the last wait, and no longer than `at_most`:
    /// another process on the same SQLite file, or a connection just lost, wakes nobody. On
    /// PostgreSQL the sequencer of any process wakes readers, as it chains.
    pub async fn wait(&mut self, at_most: Duration) {
        // An error means that the store is gone; then there is nothing to wait for but the time.
        let told = tokio::time::timeout(at_most, self.0.changed()).await;
        if matches!(told, Ok(Err(_))) {
            tokio::time::sleep(at_most).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use prep_model::bitacora::Reason;
    use prep_model::people::Role;

    use super::*;
    use crate::bitacora::chain_events;
    use crate::ejercicios::begin_closing;
    use crate::testing::{TestCentral, person};

    #[tokio::test]
    async fn a_reader_that_remembers_its_place_gets_every_change_once_and_in_order() {
        let test = TestCentral::open().await;
        let mut tx = test.central.store.read("test").await.unwrap();
        let ejercicio = tx.find_open_ejercicio().await.unwrap().unwrap();
        drop(tx);
        chain_events(&test.central, &ejercicio).await.unwrap();
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

    #[tokio::test]
    async fn a_reader_that_waits_is_woken_by_a_change() {
        let test = TestCentral::open().await;
        let mut tx = test.central.store.read("test").await.unwrap();
        let ejercicio = tx.find_open_ejercicio().await.unwrap().unwrap();
        drop(tx);
        let mut signal = ChangeSignal::of(&test.central);
        let told = async {
            let mut place = EventRowId::START;
            loop {
                let changes = list_changes(&test.central, &ejercicio, place)
                    .await
                    .unwrap();
                place = changes.last().map_or(place, |change| change.place);
                if changes
                    .iter()
                    .any(|change| change.name == "ejercicio.closing_began")
                {
                    return;
                }
                signal.wait(Duration::from_hours(1)).await;
            }
        };
        let change = async {
            let by = person("coo", Role::Coordinador);
            let reason = Reason::new("fin de la jornada").unwrap();
            begin_closing(&test.central, &by, reason).await.unwrap();
            chain_events(&test.central, &ejercicio).await.unwrap();
        };
        let both = async { tokio::join!(told, change) };
        let patience = Duration::from_secs(30);
        tokio::time::timeout(patience, both)
            .await
            .expect("the reader is woken");
    }
}
