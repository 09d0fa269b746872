//! Avisos: what supervisors tell people at work, and who has said that they know.
//!
//! An aviso is for everybody, a role, a place, or a role in a place; at the desk it stands above every
//! page until its person acknowledges it, and tablets ask for theirs. It belongs to an ejercicio.
//!
//! * [`publish_aviso`], [`withdraw_aviso`], [`acknowledge_aviso`] — each a transition with its event.
//! * [`aviso_board`], [`aviso_readers`] — for who sends: how many know, and who does not.
//! * [`avisos_for`] — for who reads, and [`StandingAvisos`], the same for every page at no cost while
//!   nothing stands.

mod board;
mod change;
mod reading;
#[cfg(test)]
mod tests;

pub use board::{AvisoBoard, AvisoLine, AvisoReaders, MAX_AVISOS, aviso_board, aviso_readers};
pub use change::{AvisoRefused, acknowledge_aviso, publish_aviso, withdraw_aviso};
pub use reading::{ReceivedAviso, StandingAvisos, avisos_for};
