use prep_model::claves::{EjercicioId, ProcesoId};

use crate::{Central, Failure};

/// The ejercicio in which people work now, as every page names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrentEjercicio {
    /// The proceso.
    pub proceso: ProcesoId,
    /// The run of it.
    pub ejercicio: EjercicioId,
}

/// The open ejercicio, if there is one.
#[tracing::instrument(skip_all)]
pub async fn current_ejercicio(central: &Central) -> Result<Option<CurrentEjercicio>, Failure> {
    let mut tx = central.store.read("current_ejercicio").await?;
    let row = tx.find_open_ejercicio().await?;
    Ok(row.map(|row| CurrentEjercicio {
        proceso: row.proceso().clone(),
        ejercicio: row.ejercicio().clone(),
    }))
}
