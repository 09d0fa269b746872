use prep_model::bitacora::{Chain, ChainFault, ChainFaultReason};
use prep_model::contract::Sha256Digest;

use crate::store::{EjercicioRow, StoreError, Tx};
use crate::{Central, UseCaseError};

/// How many events are read at a time.
const PAGE: u32 = 1_000;

/// What a recomputed bitácora amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BitacoraReport {
    /// Events whose bytes and place were recomputed.
    pub events: u64,
    /// The chain's digest after the last of them.
    pub head: Sha256Digest,
}

/// The first event that is not what the chain says.
pub type VerifyError = UseCaseError<ChainFault>;

/// Chains what is not chained yet, then recomputes every event's digest and every link.
#[tracing::instrument(skip_all)]
pub async fn verify_bitacora(
    central: &Central,
    ejercicio: &EjercicioRow,
) -> Result<BitacoraReport, VerifyError> {
    super::chain_events(central, ejercicio).await?;
    let mut tx = central.store.read("verify_bitacora").await?;
    let verified = verify_in(&mut tx, ejercicio).await?;
    verified.map_err(UseCaseError::Refused)
}

/// Recomputes what a transaction sees: every event's digest and every link.
pub(crate) async fn verify_in(
    tx: &mut Tx,
    ejercicio: &EjercicioRow,
) -> Result<Result<BitacoraReport, ChainFault>, StoreError> {
    let mut chain = Chain::genesis(ejercicio.proceso(), ejercicio.ejercicio());
    loop {
        let page = tx
            .list_chained_events(ejercicio.row_id, chain.length, PAGE)
            .await?;
        for stored in &page {
            let checked = chain.check(ejercicio.ejercicio(), &stored.bytes, &stored.link);
            if let Err(fault) = checked {
                return Ok(Err(fault));
            }
        }
        if page.len() < PAGE as usize {
            break;
        }
    }
    // An event or a link without its other half is in no page.
    let (events, links) = tx.count_events(ejercicio.row_id).await?;
    if events != chain.length || links != chain.length {
        let reason = ChainFaultReason::Count { events, links };
        return Ok(Err(ChainFault {
            position: chain.length + 1,
            reason,
        }));
    }
    Ok(Ok(BitacoraReport {
        events: chain.length,
        head: chain.head,
    }))
}
