use prep_model::claves::{EjercicioId, ProcesoId};
use prep_model::contract::Sha256Digest;
use prep_model::machines::ejercicio::EjercicioError;
use prep_model::people::Person;
use thiserror::Error;

use crate::store::EjercicioRow;
use crate::{Central, UseCaseError};

/// Why an ejercicio was not archived.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ArchiveRefusal {
    /// There is none of this name.
    #[error("no existe ese ejercicio")]
    Unknown,
    /// The rules of the ejercicio say no.
    #[error(transparent)]
    Machine(#[from] EjercicioError),
}

/// Records that a closed ejercicio was copied to an archive and checked there. Nothing of it is
/// removed here: an archive is a second copy, not a place for the only one.
#[tracing::instrument(skip_all, fields(proceso = %proceso, ejercicio = %ejercicio))]
pub async fn archive_ejercicio(
    central: &Central,
    by: &Person,
    (proceso, ejercicio): (&ProcesoId, &EjercicioId),
    archive_sha256: Sha256Digest,
) -> Result<EjercicioRow, UseCaseError<ArchiveRefusal>> {
    let now = central.now();
    let mut tx = central.store.begin("archive_ejercicio").await?;
    let known = tx.list_ejercicios().await?;
    let found = known
        .into_iter()
        .find(|row| row.proceso() == proceso && row.ejercicio() == ejercicio);
    let mut row = found.ok_or(UseCaseError::Refused(ArchiveRefusal::Unknown))?;
    let step = row.machine.archive(by, archive_sha256, now);
    let step = step.map_err(|error| UseCaseError::Refused(error.into()))?;
    tx.append_bitacora(row.row_id, &step.event).await?;
    row.machine = step.next;
    tx.update_ejercicio(&row).await?;
    tx.commit().await?;
    Ok(row)
}
