use aws_sdk_s3::config::http::HttpResponse;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};

use crate::objects::ObjectError;

/// Codes with which stores say that there is no room.
const FULL: [&str; 4] = [
    "QuotaExceeded",
    "XMinioStorageFull",
    "InsufficientCapacity",
    "InsufficientStorage",
];

/// HTTP 507, Insufficient Storage.
const INSUFFICIENT_STORAGE: u16 = 507;

/// What an answer amounts to, besides success.
pub(super) fn failed<E>(what: String, error: SdkError<E, HttpResponse>) -> ObjectError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    let code = error.code().map(str::to_owned);
    let is_full = status(&error) == Some(INSUFFICIENT_STORAGE)
        || code.as_deref().is_some_and(|code| FULL.contains(&code));
    if is_full {
        return ObjectError::Full(what);
    }
    ObjectError::Remote {
        what,
        code,
        source: Box::new(error),
    }
}

/// The HTTP status of the answer, if one came.
pub(super) fn status<E>(error: &SdkError<E, HttpResponse>) -> Option<u16> {
    error.raw_response().map(|answer| answer.status().as_u16())
}

/// True if the store says that there is no such object (and not that there is no such bucket).
pub(super) fn is_absent<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> bool {
    let code = error.code();
    let names_another = code.is_some_and(|code| !["NoSuchKey", "NotFound"].contains(&code));
    status(error) == Some(404) && !names_another
}
