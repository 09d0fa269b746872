use prep_model::contract::EnrolmentCode;
use prep_model::time::Timestamp;
use thiserror::Error;

use crate::{Central, UseCaseError};

/// Longest name of a device, in characters.
const MAX_LABEL: usize = 80;
/// Longest time a code may be good for, in seconds: thirty days.
const MAX_LIFETIME: i64 = 30 * 24 * 3600;

/// Why no code was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum MakeCodeRefusal {
    /// The name is empty, too long or has control characters.
    #[error("escriba el nombre del dispositivo, de 1 a {MAX_LABEL} caracteres en un solo renglón")]
    Label,
    /// It would be good for no time or for too long.
    #[error("un código de alta puede valer de 1 segundo a 30 días")]
    Lifetime,
}

/// Makes a code that lets one device enrol within `lifetime_seconds`; it is shown once and kept by
/// its digest. The event is the enrolment's: a code that nobody uses changes nothing.
#[tracing::instrument(skip_all)]
pub async fn make_enrolment_code(
    central: &Central,
    label: &str,
    lifetime_seconds: i64,
) -> Result<(EnrolmentCode, Timestamp), UseCaseError<MakeCodeRefusal>> {
    let label = label.trim();
    let length = label.chars().count();
    if length == 0 || length > MAX_LABEL || label.chars().any(char::is_control) {
        return Err(UseCaseError::Refused(MakeCodeRefusal::Label));
    }
    if !(1..=MAX_LIFETIME).contains(&lifetime_seconds) {
        return Err(UseCaseError::Refused(MakeCodeRefusal::Lifetime));
    }
    let now = central.now();
    let expires_at = now.plus_seconds(lifetime_seconds);
    let code = EnrolmentCode::from_random(&central.entropy.bytes());
    let mut tx = central.store.begin("make_enrolment_code").await?;
    tx.insert_enrolment_code(&code, label, now, expires_at)
        .await?;
    tx.commit().await?;
    Ok((code, expires_at))
}
