use prep_model::bitacora::{Chain, Event, Link, Subject};
use prep_model::claves::ActaKey;
use prep_model::contract::{DigitalizacionId, Sha256Digest};
use prep_model::time::Timestamp;
use sqlx::query;

use super::{Dialect, EjercicioRow, EjercicioRowId, RowExt, StoreError, Tx, sql};

/// An event's row number: the order of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventRowId(i64);

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

/// A stored event of one acta or of one of its images.
#[derive(Debug, Clone)]
pub struct EventOfActa {
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
        let acta = match &event.subject {
            Subject::Acta(acta) => Some(acta.to_string()),
            Subject::Digitalizacion(_)
            | Subject::Corte(_)
            | Subject::Device(_)
            | Subject::Person(_)
            | Subject::Ejercicio => None,
        };
        let statement = query(sql!("bitacora/insert_event"))
            .bind(ejercicio.0)
            .bind(event.at.micros())
            .bind(acta)
            .bind(bytes)
            .bind(digest.as_bytes().to_vec());
        self.execute_one(statement).await?;
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
            return Ok((genesis, EventRowId(0)));
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
        let statement = query(sql!("bitacora/list_unchained_events"))
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

    /// Every event of an acta in the order of writing.
    pub async fn list_events_of_acta(
        &mut self,
        ejercicio: EjercicioRowId,
        acta: &ActaKey,
    ) -> Result<Vec<EventOfActa>, StoreError> {
        let statement = query(sql!("bitacora/list_events_of_acta"))
            .bind(ejercicio.0)
            .bind(acta.to_string());
        let rows = self.fetch_all(statement).await?;
        rows.iter().map(event_row).collect()
    }

    /// Every event of an image in the order of writing. Reads the whole bitácora of the ejercicio:
    /// for somebody who looks into one acta, not for every request.
    pub async fn list_events_of_digitalizacion(
        &mut self,
        ejercicio: EjercicioRowId,
        id: DigitalizacionId,
    ) -> Result<Vec<EventOfActa>, StoreError> {
        let subject = format!(r#""subject":{{"digitalizacion":"{id}"}}"#);
        self.list_events_with_subject(ejercicio, &subject).await
    }

    /// Every event of every corte in the order of writing. Reads the whole bitácora, as above.
    pub async fn list_events_of_cortes(
        &mut self,
        ejercicio: EjercicioRowId,
    ) -> Result<Vec<EventOfActa>, StoreError> {
        let subject = r#""subject":{"corte":"#;
        self.list_events_with_subject(ejercicio, subject).await
    }

    /// Events in whose canonical bytes `subject` stands. No text inside an event can be taken for
    /// it: there the quotation marks are escaped.
    async fn list_events_with_subject(
        &mut self,
        ejercicio: EjercicioRowId,
        subject: &str,
    ) -> Result<Vec<EventOfActa>, StoreError> {
        let text = match self.dialect() {
            Dialect::Sqlite => sql!("bitacora/list_events_with_subject.sqlite"),
        };
        let statement = query(text)
            .bind(ejercicio.0)
            .bind(subject.as_bytes().to_vec());
        let rows = self.fetch_all(statement).await?;
        rows.iter().map(event_row).collect()
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

fn event_row(row: &sqlx::any::AnyRow) -> Result<EventOfActa, StoreError> {
    const TABLE: &str = "bitacora_events";
    let bytes: Vec<u8> = row.raw(TABLE, "event")?;
    let event = Event::parse(&bytes).map_err(|error| row.inconsistent(TABLE, "event", &error))?;
    let n: Option<i64> = row.raw(TABLE, "n")?;
    Ok(EventOfActa {
        row_id: EventRowId(row.raw(TABLE, "event_id")?),
        n: n.and_then(|n| u64::try_from(n).ok()),
        at: row.moment(TABLE, "at")?,
        event,
    })
}
