//! The interface through its router, over a real data centre in a temporary folder.
//!
//! `cfg(test)` tells clippy that helpers may unwrap as tests do.

#[cfg(test)]
mod avisos;
#[cfg(test)]
mod bad_images;
#[cfg(test)]
mod bolsas;
#[cfg(test)]
mod connections;
#[cfg(test)]
mod devices;
#[cfg(test)]
mod ending;
#[cfg(test)]
mod foreign;
#[cfg(test)]
mod ietf;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod personas;
#[cfg(test)]
mod recovery;
#[cfg(test)]
mod repeats;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tus;
#[cfg(test)]
mod two_processes;

#[test]
fn every_test_passes_again_on_postgres() {
    central::testing::again_on_postgres("every_test_passes_again_on_postgres");
}
