use crate::store::{EjercicioRow, StoreError, Turn};
use crate::{Central, Failure};

/// Most events chained in one transaction, so that writers wait a few milliseconds at most.
const BATCH: u32 = 500;

/// Gives every event of `ejercicio` that has none its place in the chain; how many got one.
///
/// May run in several processes at once: each batch is one transaction that has the sequencer's
/// turn, reads the end of the chain and writes behind it. If the process dies, another has the turn.
#[tracing::instrument(skip_all)]
pub async fn chain_events(central: &Central, ejercicio: &EjercicioRow) -> Result<u64, Failure> {
    let mut chained = 0;
    loop {
        let batch = chain_batch(central, ejercicio).await?;
        chained += batch;
        if batch < u64::from(BATCH) {
            return Ok(chained);
        }
    }
}

/// The same for the ejercicio that is open now, if there is one.
#[tracing::instrument(skip_all)]
pub async fn chain_open_ejercicio(central: &Central) -> Result<u64, Failure> {
    let mut tx = central.store.read("chain_open_ejercicio").await?;
    let open = tx.find_open_ejercicio().await?;
    drop(tx);
    match open {
        Some(ejercicio) => chain_events(central, &ejercicio).await,
        None => Ok(0),
    }
}

async fn chain_batch(central: &Central, ejercicio: &EjercicioRow) -> Result<u64, StoreError> {
    let mut tx = central.store.begin_beside("chain_events").await?;
    tx.take_turn(Turn::Sequencer).await?;
    let (mut chain, last) = tx.find_chain(ejercicio).await?;
    let start = chain.length;
    for event in tx
        .list_unchained_events(ejercicio.row_id, last, BATCH)
        .await?
    {
        let link = chain.append(event.event_sha256);
        tx.insert_link(ejercicio.row_id, event.row_id, &link)
            .await?;
    }
    if chain.length > start {
        tx.announce().await?;
        tx.commit().await?;
    }
    Ok(chain.length - start)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::store::Dialect;
    use crate::testing::{ACTA, TestCentral, deliver, engine, jpeg};

    /// A process that froze or was cut off in the middle of a batch, with its transaction open.
    #[tokio::test]
    async fn a_sequencer_that_hangs_is_taken_over_within_seconds() {
        if engine() == Dialect::Sqlite {
            // One process writes a file's events, and a dead one leaves no lock behind.
            return;
        }
        let test = TestCentral::open().await;
        let mut tablet = test.tablet("t1").await;
        deliver(&test.central, &mut tablet, &jpeg(1), ACTA).await;
        let mut hanging = test.central.store.begin_beside("hanging").await.unwrap();
        hanging.take_turn(Turn::Sequencer).await.unwrap();
        let chained =
            tokio::time::timeout(Duration::from_secs(9), chain_open_ejercicio(&test.central));
        assert!(chained.await.expect("within seconds").unwrap() > 0);
        assert!(
            hanging.commit().await.is_err(),
            "what hung has lost its turn"
        );
    }
}
