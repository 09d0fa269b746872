//! Incidencias: what the staff of a CATD tells the CCV by telephone, until somebody has seen to it.
//!
//! Each has a number that people can say on the telephone. What happened to one is its events in the
//! bitácora; who called is kept in its row and nowhere else.

mod board;
mod change;
#[cfg(test)]
mod tests;

pub use board::{
    IncidenciaBoard, IncidenciaLife, MAX_INCIDENCIAS, incidencia_board, incidencia_life,
};
pub use change::{
    Caller, CallerError, IncidenciaAct, IncidenciaRefused, NewIncidencia, change_incidencia,
    log_incidencia,
};
