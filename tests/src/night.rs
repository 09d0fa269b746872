//! What tablets were promised, and what the bitácora says of it afterwards.

use std::collections::BTreeMap;
use std::path::Path;

use central::store::{DatabaseUrl, Store, StoreError};
use prep_model::bitacora::{DigitalizacionEvent, Event, Subject, What};

use crate::installation::whole_lines;

/// Most links read at once.
const PAGE: u32 = 10_000;

/// Digest of the image by id, for every acuse that a tablet of `prep-sim tablets` verified.
///
/// # Panics
/// If the report is not one.
pub fn acknowledged(report: &Path) -> BTreeMap<String, String> {
    let entry = |line: String| {
        let line: serde_json::Value = serde_json::from_str(&line).expect("a line of JSON");
        let text = |name: &str| {
            let value = line[name].as_str();
            value.unwrap_or_else(|| panic!("{line}")).to_owned()
        };
        (text("id"), text("sha256"))
    };
    whole_lines(report).into_iter().map(entry).collect()
}

/// How often each digitalización was stored, by the bitácora of the open ejercicio.
///
/// # Panics
/// If the database cannot be read.
pub fn stored_events(url: &DatabaseUrl) -> BTreeMap<String, u32> {
    let runtime = tokio::runtime::Runtime::new().expect("threads");
    runtime.block_on(read(url)).expect("a database of ours")
}

async fn read(url: &DatabaseUrl) -> Result<BTreeMap<String, u32>, StoreError> {
    let store = Store::open(url).await?;
    let mut tx = store.read("stored_events").await?;
    let open = tx.find_open_ejercicio().await?;
    let ejercicio = open.expect("the ejercicio is open");
    let (mut times, mut after) = (BTreeMap::new(), 0);
    loop {
        let chained = tx
            .list_chained_events(ejercicio.row_id, after, PAGE)
            .await?;
        let Some(last) = chained.last() else {
            return Ok(times);
        };
        after = last.link.n;
        for chained in chained {
            let event = Event::parse(&chained.bytes).expect("an event of ours");
            if let Subject::Digitalizacion(id) = event.subject
                && let What::Digitalizacion(DigitalizacionEvent::Stored { .. }) = event.what
            {
                *times.entry(id.to_string()).or_default() += 1;
            }
        }
    }
}
