use crate::store::EjercicioRow;
use crate::{Central, Failure};

/// Every ejercicio in the order of creation.
#[tracing::instrument(skip_all)]
pub async fn list_ejercicios(central: &Central) -> Result<Vec<EjercicioRow>, Failure> {
    let mut tx = central.store.read("list_ejercicios").await?;
    Ok(tx.list_ejercicios().await?)
}
