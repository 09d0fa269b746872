//! `mobile-core` for Kotlin, Swift and Python: convert, call, convert. Nothing is decided here.
//!
//! Calls block and do no network I/O. `App` hands out one HTTP request at a time and takes its
//! answer; the platform brings threads, HTTP, the camera, the key ([`DeviceSigner`]), the clock
//! ([`Clock`]) and somewhere for complaints ([`LogSink`]). What touches the disk or the key says so
//! and does not belong on the main thread. A panic is a bug of ours; it reaches the app as the
//! binding's internal error, and the app says what is safe and goes on.
//!
//! Records of `mobile-core` are declared again member by member (`screen`), so that they need no
//! conversion; where a type has no form in other languages there is a record and a `From`.

mod app;
mod codes;
mod error;
mod hardware;
mod http;
mod network;
mod platform;
mod queue;
mod screen;

pub use app::{App, Corner, Sight};
pub use error::ApiError;
pub use hardware::Hardware;
pub use http::{HttpBody, HttpHeader, HttpRequest, HttpResponse};
pub use network::NextAction;
pub use platform::{Clock, DeviceSigner, LogSink, SignerFailure};
pub use queue::{QueueItem, ReceiptView};

uniffi::setup_scaffolding!("prep_casilla");
