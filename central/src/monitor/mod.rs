//! How far the night has come: figures for pages and wall screens.
//!
//! * [`MonitorFeed`] — the figures, computed by one task of each process for all who look, at most once
//!   in two seconds and never for more than a tenth of the time; nobody looking, nothing computed.
//! * [`MonitorBoard`] — what is computed, from one snapshot.
//! * [`list_actas()`] — the actas behind a figure, for one page at a time.
//!
//! Nothing here holds a vote.

mod board;
mod counts;
mod current_ejercicio;
mod curve;
mod feed;
mod list_actas;
#[cfg(test)]
mod tests;

pub use board::{MonitorBoard, PersonFigures, STUCK_MINUTES, WaitingFigures, monitor_board};
pub use counts::{Counts, EleccionCounts};
pub use current_ejercicio::{CurrentEjercicio, current_ejercicio};
pub use curve::{Curve, CurvePoint};
pub use feed::{MonitorFeed, MonitorUnavailable, MonitorWatch};
pub use list_actas::{ActaFound, MAX_FOUND, Which, list_actas};
