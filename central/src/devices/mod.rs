//! Tablets and stations: how one becomes known, proves each request, and is revoked.
//!
//! A device is its key. It enrols once with a one-time code, gets tokens for a few minutes by
//! signing who it is, and shows each token together with a fresh DPoP proof. What a revoked device
//! sends is kept apart until a supervisor decides.
//!
//! * [`make_enrolment_code()`], [`cancel_enrolment_code()`], [`enroll_device()`], [`revoke_device()`].
//! * [`list_devices()`], [`devices_board()`].
//! * [`issue_token()`], [`authorize_device()`], [`current_nonce()`].
//! * [`list_quarantined()`], [`release_quarantined()`], [`reject_quarantined()`].

mod authorize_device;
mod cancel_enrolment_code;
mod devices_board;
mod enroll_device;
mod issue_token;
mod list_devices;
mod make_enrolment_code;
mod nonce;
mod public_url;
mod quarantine;
mod revoke_device;

pub use authorize_device::{AuthRefusal, Authorized, PresentedToken, authorize_device};
pub use cancel_enrolment_code::{CancelCodeRefusal, cancel_enrolment_code};
pub use devices_board::{DevicesBoard, devices_board};
pub use enroll_device::{EnrollRefusal, enroll_device};
pub use issue_token::{IssuedToken, TokenRefusal, TokenRequest, issue_token};
pub use list_devices::list_devices;
pub use make_enrolment_code::{MakeCodeRefusal, make_enrolment_code};
pub use nonce::{NONCE_SECONDS, current_nonce};
pub use public_url::PublicUrl;
pub use quarantine::{
    QuarantineRefusal, find_quarantined_image, list_quarantined, reject_quarantined,
    release_quarantined,
};
pub use revoke_device::{RevokeRefusal, revoke_device};
