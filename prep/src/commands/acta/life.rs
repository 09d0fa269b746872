//! What happened to one acta and to its images, in the order in which it happened.

use std::collections::{BTreeMap, BTreeSet};

use central::store::{EjercicioRow, StoreError, StoredEvent, Tx};
use central::{Central, Failure};
use prep_model::bitacora::{ActaEvent, CorteEvent, Subject, What};
use prep_model::claves::ActaKey;
use prep_model::contract::jws::{CompactJws, KeySource};
use prep_model::contract::{DigitalizacionId, Envelope};
use prep_model::time::Timestamp;

/// One acta from shutter to row.
#[derive(Debug)]
pub(super) struct Life {
    /// What its devices signed about each photo, by the moment it was taken.
    pub(super) shutters: Vec<Shutter>,
    /// Everything the bitácora tells of it and of its images.
    pub(super) events: Vec<StoredEvent>,
    /// The first corte made after its values stood, once public.
    pub(super) row: Option<Row>,
}

/// A photo as its envelope tells it: a claim, the clock included.
#[derive(Debug)]
pub(super) struct Shutter {
    /// When, by the device's clock as last compared with the server's.
    pub(super) at: Timestamp,
    /// The photo.
    pub(super) id: DigitalizacionId,
    /// What the device signed.
    pub(super) envelope: Envelope,
}

/// A published corte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row {
    /// When it was published.
    pub(super) at: Timestamp,
    /// Its number.
    pub(super) corte: u32,
}

/// Reads the life of `acta`; `None` if no such acta is expected.
pub(super) async fn read(
    central: &Central,
    ejercicio: &EjercicioRow,
    acta: &ActaKey,
) -> Result<Option<Life>, Failure> {
    central::bitacora::chain_events(central, ejercicio).await?;
    let mut tx = central.store.read("show_acta").await?;
    let run = ejercicio.row_id;
    let of_acta = tx.list_events_of(run, &Subject::Acta(acta.clone())).await?;
    if of_acta.is_empty() && tx.find_acta(run, acta).await?.is_none() {
        return Ok(None);
    }
    let mut images = images(&of_acta);
    images.extend(tx.list_images_naming_acta(run, acta).await?);

    let row = match settled(&of_acta) {
        Some(n) => published(&tx.list_events_of_cortes(run).await?, n),
        None => None,
    };
    let mut events = of_acta;
    let mut shutters = Vec::new();
    for id in images {
        events.extend(tx.list_events_of(run, &Subject::Digitalizacion(id)).await?);
        shutters.extend(shutter(&mut tx, id).await?);
    }
    // The bag it came in tells when, and which moment was replaced.
    events.extend(
        tx.list_events_of(run, &Subject::Bolsa(acta.casilla))
            .await?,
    );
    events.sort_by_key(|event| event.row_id);
    shutters.sort_by_key(|shutter| (shutter.at, shutter.id));
    Ok(Some(Life {
        shutters,
        events,
        row,
    }))
}

/// The images that the acta's own events name.
fn images(events: &[StoredEvent]) -> BTreeSet<DigitalizacionId> {
    let image = |stored: &StoredEvent| match stored.event.what {
        What::Acta(ActaEvent::ImageReceived { image, .. }) => Some(image),
        _ => None,
    };
    events.iter().filter_map(image).collect()
}

/// The place in the chain at which its values stood for the first time.
fn settled(events: &[StoredEvent]) -> Option<u64> {
    let is_it =
        |stored: &&StoredEvent| matches!(stored.event.what, What::Acta(ActaEvent::Settled { .. }));
    events.iter().find(is_it)?.n
}

/// The first public corte whose snapshot reaches `n`.
fn published(cortes: &[StoredEvent], n: u64) -> Option<Row> {
    let mut reached: BTreeMap<u32, bool> = BTreeMap::new();
    for stored in cortes {
        let (Subject::Corte(corte), What::Corte(what)) =
            (&stored.event.subject, &stored.event.what)
        else {
            continue;
        };
        match what {
            CorteEvent::BuildingBegan { snapshot } => {
                reached.insert(*corte, snapshot.length >= n);
            }
            CorteEvent::Published { .. } => {
                if reached.get(corte) == Some(&true) {
                    let at = stored.at;
                    return Some(Row { at, corte: *corte });
                }
            }
            CorteEvent::Scheduled { .. }
            | CorteEvent::Abandoned
            | CorteEvent::Checked { .. }
            | CorteEvent::Held { .. }
            | CorteEvent::OverrideProposed { .. }
            | CorteEvent::OverrideApproved { .. }
            | CorteEvent::OverrideRejected { .. }
            | CorteEvent::Failed { .. }
            | CorteEvent::Rescheduled { .. }
            | CorteEvent::CopyVerified { .. }
            | CorteEvent::CopyFailed { .. }
            | CorteEvent::ScheduleStopped { .. }
            | CorteEvent::ScheduleReleased { .. }
            | CorteEvent::StartAuthorised { .. } => {}
        }
    }
    None
}

/// What the device signed about a photo. The signature was verified when it arrived.
async fn shutter(tx: &mut Tx, id: DigitalizacionId) -> Result<Option<Shutter>, StoreError> {
    let Some(row) = tx.find_digitalizacion(id).await? else {
        return Ok(None);
    };
    let jws = CompactJws::parse(
        &row.envelope,
        Envelope::TYP,
        KeySource::Kid,
        Envelope::MAX_LEN,
    );
    let envelope = jws
        .ok()
        .and_then(|jws| serde_json::from_slice::<Envelope>(jws.payload()).ok());
    let envelope = envelope.ok_or_else(|| StoreError::Inconsistent {
        table: "digitalizaciones",
        column: "envelope",
        id: id.to_string(),
        reason: "not an envelope".to_owned(),
    })?;
    let at = envelope.device_time.corrected(envelope.clock.offset_ms);
    Ok(Some(Shutter { at, id, envelope }))
}
