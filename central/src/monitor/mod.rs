//! How far the night has come: figures for pages and wall screens, read from one snapshot.

mod counts;
mod current_ejercicio;

pub use counts::{Counts, EleccionCounts, counts};
pub use current_ejercicio::{CurrentEjercicio, current_ejercicio};
