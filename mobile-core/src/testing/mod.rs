//! What tests and the simulator stand on: made-up photos, a disk that loses power or fills up, a
//! server in memory, repeatable randomness. Not in the app.

mod disk;
mod entropy;
mod jpeg;
mod server;

pub use disk::MemoryDisk;
pub use entropy::SeededEntropy;
pub use jpeg::jpeg;
pub use server::{Fault, SimulatedServer, device_signer, night};

/// How often a test repeats what takes long: `full` with `PREP_TEST_FULL=1`, else `normal`. Each
/// repetition writes some hundred times to a database, so proptest's own number is too many.
#[cfg(test)]
pub(crate) fn dose(normal: u32, full: u32) -> u32 {
    let is_full = std::env::var_os("PREP_TEST_FULL").is_some_and(|value| !value.is_empty());
    if is_full { full } else { normal }
}
