//! Whether the object store holds what the database says, and nothing else.
//!
//! Every image of the database is read and hashed; every object of the store is looked for in the
//! database. A scrub goes in steps and its progress is a value that can be kept, so it goes on after
//! a kill and never needs more memory than its findings.
//!
//! * [`verify_objects()`] — one step.
//! * [`ScrubProgress`] — where it stands and what it found.

mod progress;
#[cfg(test)]
mod tests;
mod verify_objects;

pub use progress::{Finding, FindingKind, ScrubProgress};
pub use verify_objects::verify_objects;
