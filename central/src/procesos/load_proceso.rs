use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use prep_model::claves::ProcesoId;
use prep_model::contract::Sha256Digest;
use prep_model::proceso::Proceso;
use proceso_files::folder::{Files, parse};

use crate::store::{EjercicioRow, ProcesoRow, StoreError, Tx};
use crate::{Central, Failure};

/// Most procesos kept in memory; an installation has one, its tests a few.
const MAX_LOADED: usize = 8;

/// Procesos by the digest of their files: the same digest is the same proceso, in any database.
static LOADED: LazyLock<Mutex<BTreeMap<Sha256Digest, Arc<Proceso>>>> =
    LazyLock::new(Mutex::default);

/// An imported proceso, read from its files once per process; `None` if it was not imported.
#[tracing::instrument(skip_all, fields(proceso = %id))]
pub async fn load_proceso(
    central: &Central,
    id: &ProcesoId,
) -> Result<Option<Arc<Proceso>>, Failure> {
    let mut tx = central.store.read("load_proceso").await?;
    let Some(row) = tx.find_proceso(id).await? else {
        return Ok(None);
    };
    Ok(Some(load(&mut tx, &row).await?))
}

/// The proceso of an ejercicio.
#[tracing::instrument(skip_all)]
pub async fn load_proceso_of(
    central: &Central,
    ejercicio: &EjercicioRow,
) -> Result<Arc<Proceso>, Failure> {
    let mut tx = central.store.read("load_proceso").await?;
    Ok(load_of(&mut tx, ejercicio).await?)
}

/// The same within a transaction.
pub(crate) async fn load_of(
    tx: &mut Tx,
    ejercicio: &EjercicioRow,
) -> Result<Arc<Proceso>, StoreError> {
    let id = ejercicio.proceso();
    let row = tx.find_proceso(id).await?;
    let row = row.ok_or_else(|| impossible(id, &"an ejercicio without its proceso"))?;
    load(tx, &row).await
}

/// Every imported proceso, by name.
#[tracing::instrument(skip_all)]
pub async fn list_procesos(central: &Central) -> Result<Vec<ProcesoRow>, Failure> {
    let mut tx = central.store.read("list_procesos").await?;
    Ok(tx.list_procesos().await?)
}

/// A proceso whose row was found.
pub(crate) async fn load(tx: &mut Tx, row: &ProcesoRow) -> Result<Arc<Proceso>, StoreError> {
    let digest = row.catalogue_sha256;
    if let Some(known) = loaded().get(&digest) {
        return Ok(Arc::clone(known));
    }
    let mut files = Files::default();
    for (path, bytes) in tx.list_proceso_files(&row.id).await? {
        files.insert(&path, bytes);
    }
    if files.digest() != digest.to_string() {
        return Err(impossible(&row.id, &"its files are not those imported"));
    }
    let reading = parse(&files).map_err(|error| impossible(&row.id, &error))?;
    let proceso = Arc::new(reading.proceso);
    let mut loaded = loaded();
    if loaded.len() >= MAX_LOADED {
        loaded.pop_first();
    }
    loaded.insert(digest, Arc::clone(&proceso));
    Ok(proceso)
}

fn loaded() -> std::sync::MutexGuard<'static, BTreeMap<Sha256Digest, Arc<Proceso>>> {
    LOADED.lock().unwrap_or_else(PoisonError::into_inner)
}

fn impossible(id: &ProcesoId, reason: &dyn std::fmt::Display) -> StoreError {
    StoreError::Inconsistent {
        table: "procesos",
        column: "catalogue_sha256",
        id: id.to_string(),
        reason: reason.to_string(),
    }
}
