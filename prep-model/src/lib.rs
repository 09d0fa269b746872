//! The rules of the PREP and its signed contract, pure: no I/O, no clock, no randomness, no async.
//!
//! Everything that decides what an acta says, whether it counts, who may type it next and what a
//! signature covers is decided here and nowhere else. Callers bring bytes, moments and random
//! values; they get values, refusals with a reason, and the bitácora event that goes with a change.

mod text_id;

pub mod acopio;
pub mod actas;
pub mod bitacora;
pub mod casillas;
pub mod claves;
pub mod contract;
pub mod distribucion;
pub mod elecciones;
pub mod inconsistencias;
pub mod jpeg;
pub mod letra;
pub mod machines;
pub mod people;
pub mod perfiles;
pub mod porcentajes;
pub mod proceso;
pub mod progress;
pub mod publicacion;
pub mod time;

pub use text_id::IdError;
