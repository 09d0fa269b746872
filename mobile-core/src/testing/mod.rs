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
