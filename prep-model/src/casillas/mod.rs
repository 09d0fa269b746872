//! Casillas and mesas as the consejos distritales approved them: the universe of actas esperadas.

mod casilla;
mod ubicacion;

pub use casilla::{ActaEsperada, Casilla};
pub use ubicacion::{MecanismoTraslado, Ubicacion};
