use thiserror::Error;

use super::jws::JwsError;
use crate::time::Timestamp;

/// Why a client assertion or an access token does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TokenError {
    /// The signature or its wrapping.
    #[error(transparent)]
    Jws(#[from] JwsError),
    /// The claims are missing, repeated or malformed.
    #[error("los datos del token no son válidos: {0}")]
    Malformed(String),
    /// Issued by, or speaking of, somebody else.
    #[error("el token no lo emitió quien debía")]
    Issuer,
    /// Meant for another server.
    #[error("el token es para otro servidor")]
    Audience,
    /// Its time is over.
    #[error("el token ya venció")]
    Expired,
    /// Its time has not come: one of the two clocks is wrong.
    #[error("el token todavía no vale; revise el reloj del dispositivo")]
    NotYet,
    /// It would be valid for longer than its kind may be, or ends before it begins.
    #[error("el token tiene una vigencia que no se permite")]
    Lifetime,
}

impl TokenError {
    /// A stable word for logs, metrics and test vectors.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Jws(error) => error.code(),
            Self::Malformed(_) => "malformed",
            Self::Issuer => "issuer",
            Self::Audience => "audience",
            Self::Expired => "expired",
            Self::NotYet => "not_yet",
            Self::Lifetime => "lifetime",
        }
    }
}

/// Checks `iat` and `exp`, in seconds since 1970, against `now`: `skew` seconds are forgiven on
/// either side, and at most `max_lifetime` may lie between the two.
pub(super) fn check_times(
    (iat, exp): (i64, i64),
    now: Timestamp,
    skew: i64,
    max_lifetime: u64,
) -> Result<(), TokenError> {
    let now = now.unix_seconds();
    if exp <= iat || exp.abs_diff(iat) > max_lifetime {
        return Err(TokenError::Lifetime);
    }
    if exp.saturating_add(skew) <= now {
        return Err(TokenError::Expired);
    }
    if iat.saturating_sub(skew) > now {
        return Err(TokenError::NotYet);
    }
    Ok(())
}
