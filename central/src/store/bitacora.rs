use prep_model::bitacora::{Chain, Event, Link, Subject};
use prep_model::claves::ActaKey;
use prep_model::contract::{DigitalizacionId, Sha256Digest};
use prep_model::time::Timestamp;
use sqlx::query;

use super::{EjercicioRow, EjercicioRowId, RowExt, StoreError, Tx, sql, sql_of};

/// An event's row number, or its place among what readers are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventRowId(i64);

impl EventRowId {
    /// Before the first event of any ejercicio.
    pub const START: Self = Self(0);
}

/// An event that no link holds yet.
#[derive(Debug, Clone, Copy)]
pub struct UnchainedEvent {
    /// Row number.
    pub row_id: EventRowId,
    /// Digest of its bytes under the event prefix.
    pub event_sha256: Sha256Digest,
}

/// A stored event with its place in the chain.
#[derive(Debug, Clone)]
pub struct ChainedEvent {
    /// Canonical bytes as stored.
    pub bytes: Vec<u8>,
    /// Its place as stored.
    pub link: Link,
}

/// An event as stored.
#[derive(Debug, Clone)]
pub struct StoredEvent {
    /// Row number.
    pub row_id: EventRowId,
    /// Its place in the chain, once it has one.
    pub n: Option<u64>,
    /// When, by the server's clock.
    pub at: Timestamp,
    /// The event.
    pub event: Event,
}

impl Tx {
    /// Writes an event, to be durable with everything else in this transaction, and gives the digest
    /// that names it from now on.
    pub async fn append_bitacora(
        &mut self,
        ejercicio: EjercicioRowId,
        event: &Event,
    ) -> Result<Sha256Digest, StoreError> {
        let bytes = event.to_bytes();
        let digest = Event::digest_of(&bytes);
        let statement = query(sql!("bitacora/insert_event"))
            .bind(ejercicio.0)
            .bind(event.at.micros())
            .bind(event.subject.to_string())
            .bind(bytes)
            .bind(digest.as_bytes().to_vec());
        self.execute_one(statement).await?;
        self.note_appended();
        Ok(digest)
    }

    /// The chain as far as it reaches, and the row of its last event (0 before the first).
    pub async fn find_chain(
        &mut self,
        ejercicio: &EjercicioRow,
    ) -> Result<(Chain, EventRowId), StoreError> {
        const TABLE: &str = "bitacora_chain";
        let statement = query(sql!("bitacora/find_chain_end")).bind(ejercicio.row_id.0);
        let Some(row) = self.fetch_optional(statement).await? else {
            let genesis = Chain::genesis(ejercicio.proceso(), ejercicio.ejercicio());
            return Ok((genesis, EventRowId::START));
        };
        let chain = Chain {
            length: row.count(TABLE, "n")?,
            head: row.digest(TABLE, "chain_sha256")?,
        };
        Ok((chain, EventRowId(row.raw(TABLE, "event_id")?)))
    }

    /// The oldest events written after `last`, at most `limit`.
    pub async fn list_unchained_events(
        &mut self,
        ejercicio: EjercicioRowId,
        last: EventRowId,
        limit: u32,
    ) -> Result<Vec<UnchainedEvent>, StoreError> {
        const TABLE: &str = "bitacora_events";
        let text = sql_of!(self, "bitacora/list_unchained_events");
        let statement = query(text)
            .bind(ejercicio.0)
            .bind(last.0)
            .bind(i64::from(limit));
        let rows = self.fetch_all(statement).await?;
        let event = |row: &sqlx::any::AnyRow| {
            Ok(UnchainedEvent {
                row_id: EventRowId(row.raw(TABLE, "event_id")?),
                event_sha256: row.digest(TABLE, "event_sha256")?,
            })
        };
        rows.iter().map(event).collect()
    }

    /// Writes an event's place in the chain.
    pub async fn insert_link(
        &mut self,
        ejercicio: EjercicioRowId,
        event: EventRowId,
        link: &Link,
    ) -> Result<(), StoreError> {
        let n = i64::try_from(link.n).expect("no bitácora reaches 2^63 events");
        let statement = query(sql!("bitacora/insert_link"))
            .bind(ejercicio.0)
            .bind(n)
            .bind(event.0)
            .bind(link.chain_sha256.as_bytes().to_vec());
        self.execute_one(statement).await
    }

    /// Chained events in their order, those after number `after`, at most `limit`.
    pub async fn list_chained_events(
        &mut self,
        ejercicio: EjercicioRowId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<ChainedEvent>, StoreError> {
        const TABLE: &str = "bitacora_chain";
        let statement = query(sql!("bitacora/list_links"))
            .bind(ejercicio.0)
            .bind(i64::try_from(after).unwrap_or(i64::MAX))
            .bind(i64::from(limit));
        let rows = self.fetch_all(statement).await?;
        let event = |row: &sqlx::any::AnyRow| {
            Ok(ChainedEvent {
                bytes: row.raw(TABLE, "event")?,
                link: Link {
                    n: row.count(TABLE, "n")?,
                    event_sha256: row.digest(TABLE, "event_sha256")?,
                    chain_sha256: row.digest(TABLE, "chain_sha256")?,
                },
            })
        };
        rows.iter().map(event).collect()
    }

    /// Every event of one subject in the order of writing.
    pub async fn list_events_of(
        &mut self,
        ejercicio: EjercicioRowId,
        subject: &Subject,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        let statement = query(sql!("bitacora/list_events_of_subject"))
            .bind(ejercicio.0)
            .bind(subject.to_string());
        let rows = self.fetch_all(statement).await?;
        rows.iter().map(stored_event).collect()
    }

    /// Every event of every corte in the order of writing.
    pub async fn list_events_of_cortes(
        &mut self,
        ejercicio: EjercicioRowId,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        let statement = query(sql!("bitacora/list_events_of_cortes")).bind(ejercicio.0);
        let rows = self.fetch_all(statement).await?;
        rows.iter().map(stored_event).collect()
    }

    /// The events that readers are told after `place`, whatever they are of, in the order of their
    /// places and at most `limit`. On SQLite that is the order of writing; on PostgreSQL, where a
    /// lower number may be committed later, the order of the chain, so an event is told once it is
    /// chained.
    pub async fn list_events_after(
        &mut self,
        ejercicio: EjercicioRowId,
        place: EventRowId,
        limit: u32,
    ) -> Result<Vec<(EventRowId, StoredEvent)>, StoreError> {
        const TABLE: &str = "bitacora_events";
        let text = sql_of!(self, "bitacora/list_events_after");
        let statement = query(text)
            .bind(ejercicio.0)
            .bind(place.0)
            .bind(i64::from(limit));
        let rows = self.fetch_all(statement).await?;
        let told = |row: &sqlx::any::AnyRow| {
            Ok((EventRowId(row.raw(TABLE, "place")?), stored_event(row)?))
        };
        rows.iter().map(told).collect()
    }

    /// How many events an ejercicio has up to the end of its chain, and how many links the chain.
    pub async fn count_events(
        &mut self,
        ejercicio: EjercicioRowId,
    ) -> Result<(u64, u64), StoreError> {
        const TABLE: &str = "bitacora_events";
        let text = sql_of!(self, "bitacora/count_events");
        let row = self.fetch_one(query(text).bind(ejercicio.0)).await?;
        Ok((row.count(TABLE, "events")?, row.count(TABLE, "links")?))
    }

    /// The images whose envelopes name an acta, in the order of arrival, wherever they are now.
    pub async fn list_images_naming_acta(
        &mut self,
        ejercicio: EjercicioRowId,
        acta: &ActaKey,
    ) -> Result<Vec<DigitalizacionId>, StoreError> {
        let statement = query(sql!("bitacora/list_images_naming_acta"))
            .bind(ejercicio.0)
            .bind(acta.to_string());
        let rows = self.fetch_all(statement).await?;
        rows.iter()
            .map(|row| row.parsed("digitalizaciones", "digitalizacion"))
            .collect()
    }
}

fn stored_event(row: &sqlx::any::AnyRow) -> Result<StoredEvent, StoreError> {
    const TABLE: &str = "bitacora_events";
    let bytes: Vec<u8> = row.raw(TABLE, "event")?;
    let event = Event::parse(&bytes).map_err(|error| row.inconsistent(TABLE, "event", &error))?;
    let n: Option<i64> = row.raw(TABLE, "n")?;
    Ok(StoredEvent {
        row_id: EventRowId(row.raw(TABLE, "event_id")?),
        n: n.and_then(|n| u64::try_from(n).ok()),
        at: row.moment(TABLE, "at")?,
        event,
    })
}
