use prep_model::claves::{EjercicioId, ProcesoId};
use prep_model::machines::acta::Acta;
use prep_model::machines::ejercicio::{Ejercicio, EjercicioError};
use prep_model::people::Person;
use prep_model::proceso::Proceso;
use prep_model::time::Timestamp;
use thiserror::Error;

use super::{Environment, PuestaEnCeros};
use crate::procesos;
use crate::store::{EjercicioRow, EjercicioRowId, StoreError, Tx};
use crate::{Central, UseCaseError};

/// What is to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEjercicio {
    /// The proceso, imported before.
    pub proceso: ProcesoId,
    /// The name of this run of it.
    pub ejercicio: EjercicioId,
    /// What it runs with.
    pub environment: Environment,
}

/// Why an ejercicio did not begin.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BeginRefusal {
    /// The proceso was not imported.
    #[error("no se ha importado el proceso {0}")]
    UnknownProceso(ProcesoId),
    /// There is one of this name.
    #[error("el proceso ya tiene un ejercicio {0}; no se puede empezar dos veces")]
    Exists(EjercicioId),
    /// The rules of the ejercicio say no.
    #[error(transparent)]
    Machine(#[from] EjercicioError),
}

/// Actas that go to the database at once.
const BATCH: usize = 1_000;

type BeginError = UseCaseError<BeginRefusal>;

/// Makes a new ejercicio with its actas esperadas and signs its puesta en ceros; all or nothing.
#[tracing::instrument(skip_all, fields(proceso = %new.proceso, ejercicio = %new.ejercicio))]
pub async fn begin_ejercicio(
    central: &Central,
    by: &Person,
    new: &NewEjercicio,
) -> Result<EjercicioRow, BeginError> {
    let refused = |error: EjercicioError| UseCaseError::Refused(error.into());
    let now = central.now();
    let mut tx = central.store.begin("begin_ejercicio").await?;
    let imported = tx.find_proceso(&new.proceso).await?;
    let imported = imported
        .ok_or_else(|| UseCaseError::Refused(BeginRefusal::UnknownProceso(new.proceso.clone())))?;
    let proceso = procesos::load(&mut tx, &imported).await?;
    let known = tx.list_ejercicios().await?;
    if known
        .iter()
        .any(|row| row.proceso() == &new.proceso && row.ejercicio() == &new.ejercicio)
    {
        return Err(UseCaseError::Refused(BeginRefusal::Exists(
            new.ejercicio.clone(),
        )));
    }
    let created = Ejercicio::create(new.ejercicio.clone(), by, now).map_err(refused)?;
    let row_id = tx
        .insert_ejercicio(&new.proceso, &created.next, now)
        .await?;
    tx.append_bitacora(row_id, &created.event).await?;
    let esperadas = insert_actas(&mut tx, row_id, &new.ejercicio, &proceso, now).await?;

    // Counted in the database and not assumed: this is what is attested.
    let held = tx.count_holdings(row_id).await?;
    let catalogue = imported.catalogue_sha256;
    let attested = created
        .next
        .attest(by, held, esperadas, catalogue, now)
        .map_err(refused)?;
    tx.append_bitacora(row_id, &attested.event).await?;
    let attestation = PuestaEnCeros {
        v: 1,
        proceso: new.proceso.clone(),
        ejercicio: new.ejercicio.clone(),
        at: now,
        by: by.id.clone(),
        esperadas,
        results: held.digitalizaciones + held.arrived + held.capturas + held.cortes,
        catalogue_sha256: catalogue,
        binary_sha256: new.environment.binary_sha256,
        config_sha256: new.environment.config_sha256,
    };
    let mut row = tx.get_ejercicio(row_id).await?;
    row.machine = attested.next;
    row.puesta_en_ceros = Some(attestation.sign(&central.keys.corte));
    tx.update_ejercicio(&row).await?;
    tx.commit().await?;
    tracing::info!(esperadas, "ejercicio begun");
    Ok(row)
}

async fn insert_actas(
    tx: &mut Tx,
    row_id: EjercicioRowId,
    ejercicio: &EjercicioId,
    proceso: &Proceso,
    now: Timestamp,
) -> Result<u32, StoreError> {
    let mut esperadas = 0;
    let mut rows = Vec::with_capacity(BATCH);
    let all = proceso.casillas().iter();
    for (key, distrito) in all.flat_map(|of| of.acta_keys().map(|key| (key, of.distrito))) {
        let ambito = proceso
            .ambito(&key)
            .ok_or_else(|| StoreError::Inconsistent {
                table: "proceso_files",
                column: "bytes",
                id: key.to_string(),
                reason: "an acta esperada without ámbito".to_owned(),
            })?;
        rows.push((Acta::esperada(ejercicio.clone(), key), ambito, distrito));
        esperadas += 1;
        if rows.len() == BATCH {
            tx.insert_actas(row_id, &rows, now).await?;
            rows.clear();
        }
    }
    tx.insert_actas(row_id, &rows, now).await?;
    Ok(esperadas)
}
