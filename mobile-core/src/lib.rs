//! The tablet: from the shutter to the server's receipt, without async, TLS or code in C.
//!
//! The platform owns the camera, the key, the clock, randomness and HTTP; this crate owns what must
//! never go wrong between them. A photo is signed and on disk before anybody is told it is kept; it
//! is delivered only when a receipt by a pinned key verifies; nothing that waits is ever deleted; a
//! damaged database is moved aside and rebuilt from the files. Files and one embedded database are
//! the only I/O: the uploader hands out a request and takes its answer.
//!
//! * [`app`] — all of it behind one object: screens to draw, requests to perform.
//! * [`screen`] — what a screen shows and what can be done on it, as plain values.
//! * [`eye`] — a frame of the camera becomes what would be sent, and a verdict.
//! * [`casillas`] — what the proceso expects, to be read without a connection.
//! * [`people`] — who may hold the tablet: once by password, then by PIN without a network.
//! * [`provisioning`] — becoming known: the code that was scanned, the keys that are pinned.
//! * [`capture`] — from an image's bytes to what the envelope will say; [`jpeg`] measures them.
//! * [`outbox`] — the queue: image, envelope and entry survive kill, reboot and a full disk.
//! * [`uploader`] — sans-I/O: which request is next, and what its answer means.
//! * [`platform`], [`disk`] — what the platform brings.
#![cfg_attr(
    not(any(test, feature = "testing")),
    deny(clippy::unwrap_used, clippy::indexing_slicing)
)]

pub mod app;
pub mod capture;
pub mod casillas;
pub mod disk;
pub mod eye;
mod flow;
pub mod jpeg;
pub mod outbox;
pub mod people;
pub mod platform;
pub mod provisioning;
pub mod screen;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod uploader;
