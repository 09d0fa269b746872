//! Cortes: what one is made from, its life, and the schedule.
//!
//! * [`snapshot_actas()`] — one consistent picture of every acta of an ejercicio.
//! * [`begin_corte`], [`check_corte`] or [`hold_corte`], [`finish_corte`], [`fail_corte`] — from its
//!   number to its publication, each step with its event; the files are made by whoever publishes.
//! * [`corte_board`] — what the schedule asks for, and how every corte stands.

mod agenda;
mod corte_life;
mod snapshot_actas;
#[cfg(test)]
mod tests;

pub use agenda::{
    CorteBoard, authorise_start, corte_board, open_corte_board, release_schedule, schedule_of,
    stop_schedule,
};
pub use corte_life::{
    Building, CorteLifeError, abandon_corte, approve_override, begin_corte, check_corte,
    confirm_copy, fail_copy, fail_corte, find_last_corte, finish_corte, hold_corte, list_cortes,
    propose_override, reject_override,
};
pub use snapshot_actas::{
    ActaSnapshot, Contenido, FueraDeCatalogo, IdentificacionLeida, Leida, Snapshot,
    SnapshotRefusal, Withheld, snapshot_actas,
};
