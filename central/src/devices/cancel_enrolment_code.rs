use prep_model::contract::Sha256Digest;
use thiserror::Error;

use crate::{Central, UseCaseError};

/// Why a code was not taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CancelCodeRefusal {
    /// It enrolled a device, was taken back before, or never was.
    #[error("ese código ya se usó o ya no vale; si lo usó otra tableta, dela de baja")]
    NotPending,
}

/// Takes back a code that nobody has used; it is known by its digest.
#[tracing::instrument(skip_all)]
pub async fn cancel_enrolment_code(
    central: &Central,
    digest: Sha256Digest,
) -> Result<(), UseCaseError<CancelCodeRefusal>> {
    let now = central.now();
    let mut tx = central.store.begin("cancel_enrolment_code").await?;
    if !tx.cancel_enrolment_code(digest, now).await? {
        return Err(UseCaseError::Refused(CancelCodeRefusal::NotPending));
    }
    tx.commit().await?;
    Ok(())
}
