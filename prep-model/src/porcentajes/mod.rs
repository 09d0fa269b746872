//! Exact percentages and the thirteen summary variables of a database (LEEME, second component).
//!
//! * [`Porcentaje`] — four decimals, the fourth truncated, never rounded.
//! * [`Resumen`] — the thirteen variables, from the actas of a corte.
//! * [`porcentajes_de`] — the share of each in a whole.
//!
//! Arithmetic is of integers throughout: 13,424 of 13,495 is 99.4738 and never 99.4739.

mod porcentaje;
mod resumen;

pub use porcentaje::{NOTA_DECIMALES, Porcentaje, PorcentajeError, porcentajes_de};
pub use resumen::{ActaResumida, Resumen, ResumenError, VariableResumen};
