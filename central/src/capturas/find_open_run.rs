use crate::store::EjercicioRow;
use crate::{Central, Failure};

/// The ejercicio in which people capture now; `None` if none is open.
#[tracing::instrument(skip_all)]
pub async fn find_open_run(central: &Central) -> Result<Option<EjercicioRow>, Failure> {
    let mut tx = central.store.read("find_open_run").await?;
    Ok(tx.find_open_ejercicio().await?)
}
