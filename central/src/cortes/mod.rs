//! What a corte is made from: one consistent picture of every acta of an ejercicio.

mod snapshot_actas;

pub use snapshot_actas::{
    ActaSnapshot, Contenido, Leida, Snapshot, SnapshotRefusal, Withheld, snapshot_actas,
};
