//! The data centre of the PREP: everything that changes something, and where it is kept.
//!
//! A use case is one function in a file named after it. It begins one transaction, loads, lets
//! `prep-model` decide (which returns the next state *and* its bitácora event), saves, appends the
//! event and commits. Nothing here knows HTTP, and no use case knows which database runs below.
//!
//! * [`Central`] — what every use case is given: store, objects, clock, randomness, keys.
//! * [`store`] — the database: one transaction per use case, statements in `sql/`.
//! * [`objects`] — the images, named by their SHA-256.
//! * [`bitacora`] — the append-only log and its sequencer.

pub mod bitacora;
mod central;
pub mod clock;
pub mod entropy;
mod error;
pub mod keys;
pub mod objects;
pub mod store;

pub use central::Central;
pub use error::{Failure, UseCaseError};
