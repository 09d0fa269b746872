//! A proceso electoral as a folder of readable files.
//!
//! * [`folder`] — reads a folder and names every fault with file, line, column and remedy; writes one.
//! * [`published`] — rebuilds a proceso from published result databases of any entidad.
//! * [`demo`] — makes up a fictitious proceso from a seed, in the proportions of a real one.

pub mod demo;
pub mod folder;
mod local_time;
mod percent;
pub mod published;
#[cfg(any(test, feature = "sample"))]
#[doc(hidden)]
pub mod sample;
