use prep_model::claves::ProcesoId;
use prep_model::contract::Sha256Digest;
use prep_model::machines::corte::CorteState;
use prep_model::machines::ejercicio::EjercicioState;

use crate::store::EjercicioRow;
use crate::{Central, Failure};

/// The ejercicios as whoever governs them sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EjerciciosBoard {
    /// The imported procesos, by name.
    pub procesos: Vec<ProcesoId>,
    /// The newest first.
    pub entries: Vec<EjercicioEntry>,
}

/// One ejercicio.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EjercicioEntry {
    /// The ejercicio.
    pub row: EjercicioRow,
    /// Number and digest of manifest of its last published corte, while it is open: what it would be
    /// closed with.
    pub last_published: Option<(u32, Sha256Digest)>,
}

/// Every ejercicio, and the procesos of which one could begin.
#[tracing::instrument(skip_all)]
pub async fn ejercicios_board(central: &Central) -> Result<EjerciciosBoard, Failure> {
    let mut tx = central.store.read("ejercicios_board").await?;
    let procesos = tx.list_procesos().await?;
    let mut entries = Vec::new();
    for row in tx.list_ejercicios().await?.into_iter().rev() {
        let is_running = match row.machine.state() {
            EjercicioState::Open | EjercicioState::Closing => true,
            EjercicioState::Created
            | EjercicioState::PuestaEnCeros { .. }
            | EjercicioState::Closed { .. }
            | EjercicioState::Archived => false,
        };
        let cortes = if is_running {
            tx.list_cortes(row.row_id).await?
        } else {
            Vec::new()
        };
        let published = |corte: &prep_model::machines::corte::Corte| match corte.state() {
            CorteState::Published {
                manifest_sha256, ..
            } => Some((corte.number(), *manifest_sha256)),
            _ => None,
        };
        let last_published = cortes.iter().rev().find_map(published);
        entries.push(EjercicioEntry {
            row,
            last_published,
        });
    }
    Ok(EjerciciosBoard {
        procesos: procesos.into_iter().map(|row| row.id).collect(),
        entries,
    })
}
