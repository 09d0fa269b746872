use prep_model::claves::ProcesoId;
use prep_model::contract::Sha256Digest;
use proceso_files::folder::{FileFault, Files, Refusal, parse};
use thiserror::Error;

use crate::store::ProcesoRow;
use crate::{Central, UseCaseError};

/// What was imported.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// Which proceso.
    pub id: ProcesoId,
    /// Digest of its files.
    pub catalogue_sha256: Sha256Digest,
    /// Casillas and mesas in its catalogue.
    pub casillas: usize,
    /// Actas esperadas.
    pub actas: usize,
    /// What deserves a second look.
    pub warnings: Vec<FileFault>,
}

/// Why nothing was imported.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ImportRefusal {
    /// The files are not a proceso.
    #[error(transparent)]
    Files(#[from] Refusal),
    /// An ejercicio runs with other files of the same proceso.
    #[error(
        "el proceso {0} ya tiene un ejercicio con otros archivos: los aprobados no cambian; \
         impórtelo con otro nombre"
    )]
    InUse(ProcesoId),
}

/// Imports a proceso from its files, all of them or none. The same files again change nothing;
/// other files of the same proceso take their place until its first ejercicio.
#[tracing::instrument(skip_all)]
pub async fn import_proceso(
    central: &Central,
    files: &Files,
) -> Result<Imported, UseCaseError<ImportRefusal>> {
    let reading = parse(files).map_err(|refusal| UseCaseError::Refused(refusal.into()))?;
    let id = reading.proceso.head().id.clone();
    let casillas = reading.proceso.casillas();
    let imported = Imported {
        id: id.clone(),
        catalogue_sha256: files
            .digest()
            .parse()
            .expect("a folder's digest is 64 hex digits"),
        casillas: casillas.len(),
        actas: casillas.iter().map(|casilla| casilla.actas.len()).sum(),
        warnings: reading.warnings,
    };
    let row = ProcesoRow {
        id: id.clone(),
        imported_at: central.now(),
        catalogue_sha256: imported.catalogue_sha256,
    };
    let mut tx = central.store.begin("import_proceso").await?;
    match tx.find_proceso(&id).await? {
        Some(known) if known.catalogue_sha256 == row.catalogue_sha256 => return Ok(imported),
        Some(_) => {
            let ejercicios = tx.list_ejercicios().await?;
            if ejercicios.iter().any(|row| row.proceso() == &id) {
                return Err(UseCaseError::Refused(ImportRefusal::InUse(id)));
            }
            tx.delete_proceso_files(&id).await?;
            tx.update_proceso(&row).await?;
        }
        None => tx.insert_proceso(&row).await?,
    }
    for (path, bytes) in files.iter() {
        tx.insert_proceso_file(&id, path, bytes).await?;
    }
    tx.commit().await?;
    tracing::info!(proceso = %id, actas = imported.actas, "proceso imported");
    Ok(imported)
}
