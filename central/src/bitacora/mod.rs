//! The append-only log: its sequencer, which chains what transactions wrote, and its check.
//!
//! Events are written by `Tx::append_bitacora` in the transaction of the change they tell. One
//! sequencer chains them afterwards in batches, so that commits never queue behind the chain.

mod chain_events;
mod verify_bitacora;

pub use chain_events::{chain_events, chain_open_ejercicio};
pub(crate) use verify_bitacora::verify_in;
pub use verify_bitacora::{BitacoraReport, VerifyError, verify_bitacora};
