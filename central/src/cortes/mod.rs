//! Cortes: what one is made from, and its life.
//!
//! * [`snapshot_actas()`] — one consistent picture of every acta of an ejercicio.
//! * [`begin_corte`], [`check_corte`], [`finish_corte`], [`give_up_corte`] — from its number to its
//!   publication, each step with its event; the files are made by whoever publishes.

mod corte_life;
mod snapshot_actas;

pub use corte_life::{
    CorteLifeError, begin_corte, check_corte, find_interrupted_corte, finish_corte, give_up_corte,
};
pub use snapshot_actas::{
    ActaSnapshot, Contenido, FueraDeCatalogo, IdentificacionLeida, Leida, Snapshot,
    SnapshotRefusal, Withheld, snapshot_actas,
};
