//! From one acta to the next in one transaction.

use prep_model::people::Person;
use prep_model::time::Timestamp;

use super::claim_captura::claim_row;
use super::{CapturaUseCaseError, LeaseKey};
use crate::Central;
use crate::repeat::repeat;
use crate::store::{CapturaWork, EjercicioRow, Tx};

/// What follows in the transaction that finished something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Onwards {
    /// Nothing.
    Stop,
    /// The same person is given the next turn; the transaction has their turn as a claimant.
    Claim,
}

/// The turn that `by` is given next, if they go on and something waits.
pub(super) async fn onwards(
    central: &Central,
    tx: &mut Tx,
    ejercicio: &EjercicioRow,
    (by, work): (&Person, CapturaWork),
    then: Onwards,
    now: Timestamp,
) -> Result<Option<LeaseKey>, CapturaUseCaseError> {
    if then == Onwards::Stop {
        return Ok(None);
    }
    let row = claim_row(central, tx, ejercicio, (by, work), now).await?;
    Ok(row.and_then(|row| Some(row.lease_of(&by.id)?.key.clone())))
}

/// Finishes and goes on; if that is refused or fails, finishes alone. Whatever keeps somebody from the
/// next acta keeps nobody from finishing this one.
pub(super) async fn or_without<F>(
    finish: impl Fn(Onwards) -> F,
) -> Result<Option<LeaseKey>, CapturaUseCaseError>
where
    F: Future<Output = Result<Option<LeaseKey>, CapturaUseCaseError>>,
{
    match repeat(|| finish(Onwards::Claim)).await {
        Ok(next) => Ok(next),
        Err(error) => {
            tracing::debug!(%error, "finished alone");
            repeat(|| finish(Onwards::Stop)).await
        }
    }
}
