//! The procesos electorales of this installation, kept as the files they were imported from.
//!
//! A proceso is imported whole or not at all, and stays as it is from its first ejercicio on: what
//! was approved and attested is what the night runs with.

mod import_proceso;
mod load_proceso;

pub use import_proceso::{ImportRefusal, Imported, import_proceso};
pub use load_proceso::{list_procesos, load_proceso, load_proceso_of};
pub(crate) use load_proceso::{load, load_of};
