//! One run of a proceso, from puesta en ceros to its end.
//!
//! An administrador begins it, which fills the table of actas and signs that every table of results
//! is empty; a coordinador other than them opens it. One at a time is open.
//!
//! * [`begin_ejercicio()`], [`open_ejercicio()`], [`begin_closing()`], [`resume_ejercicio()`], [`close_ejercicio()`],
//!   [`archive_ejercicio()`].
//! * [`list_ejercicios()`], [`ejercicios_board()`], [`PuestaEnCeros`].

mod archive_ejercicio;
mod begin_ejercicio;
mod close_ejercicio;
mod ejercicios_board;
mod list_ejercicios;
mod open_ejercicio;
mod puesta_en_ceros;
#[cfg(test)]
mod tests;

pub use archive_ejercicio::{ArchiveRefusal, archive_ejercicio};
pub use begin_ejercicio::{BeginRefusal, NewEjercicio, begin_ejercicio};
pub use close_ejercicio::{CloseRefusal, begin_closing, close_ejercicio, resume_ejercicio};
pub use ejercicios_board::{EjercicioEntry, EjerciciosBoard, ejercicios_board};
pub use list_ejercicios::list_ejercicios;
pub use open_ejercicio::{OpenRefusal, open_ejercicio};
pub use puesta_en_ceros::{Environment, PuestaEnCeros};
