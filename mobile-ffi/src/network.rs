//! What to do next, and what an answer changed.

use mobile_core::uploader::{Action, Report};
use prep_model::bitacora::Reason;
use prep_model::contract::DigitalizacionId;

use crate::http::HttpRequest;

uniffi::custom_type!(Reason, String, {
    remote,
    lower: |reason| reason.as_str().to_owned(),
    try_lift: |text| Ok(Reason::new(&text)?),
});

/// What to do now.
#[derive(Debug, uniffi::Enum)]
pub enum NextAction {
    /// Perform it, then tell `on_response` or `on_transport_error`.
    Perform {
        /// The request.
        request: HttpRequest,
    },
    /// Nothing until then, by the device's clock; ask again when it is over, when the network comes
    /// back, or when a photo was taken.
    WaitUntil {
        /// Microseconds since 1970.
        micros: i64,
    },
    /// Nothing waits.
    Idle,
}

/// What an answer changed, for whoever watches.
#[uniffi::remote(Enum)]
pub enum Report {
    Quiet,
    Progress { id: DigitalizacionId, offset: u64 },
    Delivered(DigitalizacionId),
    Rejected(DigitalizacionId, Reason),
    RetryLater { reason: String },
    CatalogoCurrent,
}

impl From<Action> for NextAction {
    fn from(action: Action) -> Self {
        match action {
            Action::Request(request) => Self::Perform {
                request: HttpRequest::from(*request),
            },
            Action::WaitUntil(until) => Self::WaitUntil {
                micros: until.micros(),
            },
            Action::Idle => Self::Idle,
        }
    }
}
