//! The eye of the tablet, and the layout of the form it looks at. Pure: bytes and values in,
//! values out; no file, no clock, no randomness.
//!
//! * [`intake`] — from bytes to a photo within limits.
//! * [`find`] — the sheet in it, and which way is up.
//! * [`rectify`], [`encode`] — the sheet as it is sent.
//! * [`judge`] — whether a person can read it, and what to do if not.
//! * [`qr`] — the label.
//! * [`examine`](fn@examine) — all of that in one call.
//! * [`layout`] — where everything stands on the form.
//!
//! docs/EYE.md says what is measured, with which thresholds, and why.

pub mod encode;
mod examine;
pub mod find;
pub mod geometry;
pub mod gray;
pub mod intake;
pub mod judge;
pub mod layout;
pub mod qr;
pub mod rectify;

pub use examine::{Examined, Options, examine, straighten};

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
