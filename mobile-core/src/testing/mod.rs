//! What tests and the simulator stand on: made-up photos, a disk that loses power or fills up, a
//! server in memory, repeatable randomness. Not in the app.

mod disk;
mod entropy;
mod jpeg;
mod server;

pub use disk::{Flaw, MemoryDisk};
pub use entropy::SeededEntropy;
pub use jpeg::jpeg;
pub use server::{Fault, SimulatedServer, device_signer, night};

/// How often a test repeats what takes long: `full` with `PREP_TEST_FULL=1`, else `normal`.
#[cfg(test)]
pub(crate) fn dose(normal: u32, full: u32) -> u32 {
    let is_full = std::env::var_os("PREP_TEST_FULL").is_some_and(|value| !value.is_empty());
    if is_full { full } else { normal }
}

/// Runs `cases` cases and no other number: with `proptest!`, `PROPTEST_CASES` would decide, and a
/// case that writes some hundred times to a database is not one of the thousands it means.
#[cfg(test)]
pub(crate) fn runner(cases: u32) -> proptest::test_runner::TestRunner {
    proptest::test_runner::TestRunner::new(proptest::test_runner::Config {
        cases,
        failure_persistence: None,
        ..proptest::test_runner::Config::default()
    })
}
