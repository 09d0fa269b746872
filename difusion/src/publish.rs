//! A corte as a folder: the databases of one snapshot and their signed manifest, whole or not at all.

use std::path::{Path, PathBuf};

use central::cortes::{
    CorteLifeError, Snapshot, SnapshotRefusal, begin_corte, check_corte, find_interrupted_corte,
    finish_corte, give_up_corte, snapshot_actas,
};
use central::store::{EjercicioRow, StoreError};
use central::{Central, Failure, UseCaseError};
use prep_model::bitacora::Reason;
use prep_model::contract::{Sha256Digest, SignError};
use prep_model::machines::corte::{Corte, CorteError, CorteState};
use prep_model::porcentajes::Resumen;
use prep_model::proceso::Proceso;
use prep_model::time::Timestamp;
use thiserror::Error;

use crate::base::{Base, BaseError, Momento, base, file_moment};
use crate::folder::{FolderError, is_published, write_folder};
use crate::manifest::{Manifest, ManifestFile};

/// A corte that was published.
#[derive(Debug, Clone)]
pub struct Published {
    /// Its folder.
    pub folder: PathBuf,
    /// What it says of itself.
    pub manifest: Manifest,
    /// The summary of each file of the manifest, in its order.
    pub resumenes: Vec<Resumen>,
}

/// Why there is no corte. Nothing was published.
#[derive(Debug, Error)]
pub enum PublishError {
    /// What is stored does not fit together.
    #[error(transparent)]
    Snapshot(#[from] SnapshotRefusal),
    /// A database cannot be made.
    #[error(transparent)]
    Base(#[from] BaseError),
    /// The rules of a corte say no.
    #[error(transparent)]
    Rule(#[from] CorteError),
    /// The manifest cannot be signed.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The folder cannot be written.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// Database or objects.
    #[error("no se puede leer lo registrado")]
    Failed(#[from] Failure),
}

impl From<CorteLifeError> for PublishError {
    fn from(error: CorteLifeError) -> Self {
        match error {
            UseCaseError::Refused(rule) => Self::Rule(rule),
            UseCaseError::Failed(failure) => Self::Failed(failure),
        }
    }
}

impl From<StoreError> for PublishError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// Takes a snapshot and publishes it as `<out>/<number>_<AAAAMMDD_HHMM>`.
///
/// The bitácora knows the number before the files exist and the publication after they are public,
/// so whatever moment the process dies at, the next call can tell what became of it.
pub async fn publish_corte(
    central: &Central,
    ejercicio: &EjercicioRow,
    proceso: &Proceso,
    out: &Path,
) -> Result<Published, PublishError> {
    settle_interrupted(central, ejercicio, proceso, out).await?;
    let start = start(ejercicio, proceso);
    if central.now() < start {
        return Err(CorteError::BeforeStart(start).into());
    }
    let snapshot =
        snapshot_actas(central, ejercicio, proceso)
            .await
            .map_err(|error| match error {
                UseCaseError::Refused(refusal) => PublishError::Snapshot(refusal),
                UseCaseError::Failed(failure) => PublishError::Failed(failure),
            })?;
    let bases = bases(ejercicio, proceso, &snapshot)?;
    let corte = begin_corte(central, ejercicio, snapshot.chain).await?;
    let manifest = manifest(ejercicio, &corte, &snapshot, &bases);
    let folder = out.join(folder_name(proceso, &corte, snapshot.at));
    let written = write(central, &folder, &manifest, &bases);
    let signed = match written {
        Ok(signed) => signed,
        Err(error) => {
            let reason = Reason::new(&error.to_string().replace('\n', " "));
            let reason = reason.unwrap_or_else(|_| interrupted());
            give_up_corte(central, ejercicio, &corte, reason).await?;
            return Err(error);
        }
    };
    let withheld = u32::try_from(manifest.withheld.len()).unwrap_or(u32::MAX);
    let checked = check_corte(central, ejercicio, &corte, (signed, withheld)).await?;
    crate::folder::make_public(&folder)?;
    finish_corte(central, ejercicio, &checked, start).await?;
    Ok(Published {
        folder,
        manifest,
        resumenes: bases.iter().map(|base| base.resumen).collect(),
    })
}

fn start(ejercicio: &EjercicioRow, proceso: &Proceso) -> Timestamp {
    proceso
        .head()
        .publishes_from(ejercicio.ejercicio(), ejercicio.created_at)
}

/// Says of a corte whose maker died whether it came to be public.
async fn settle_interrupted(
    central: &Central,
    ejercicio: &EjercicioRow,
    proceso: &Proceso,
    out: &Path,
) -> Result<(), PublishError> {
    let Some(corte) = find_interrupted_corte(central, ejercicio).await? else {
        return Ok(());
    };
    let public = match corte.state() {
        CorteState::Checked { manifest_sha256 } => {
            is_published(out, corte.number(), *manifest_sha256)?
        }
        _ => false,
    };
    if public {
        finish_corte(central, ejercicio, &corte, start(ejercicio, proceso)).await?;
    } else {
        give_up_corte(central, ejercicio, &corte, interrupted()).await?;
    }
    Ok(())
}

fn interrupted() -> Reason {
    Reason::new("el proceso que lo hacía terminó antes de publicarlo").expect("a plain sentence")
}

fn bases(
    ejercicio: &EjercicioRow,
    proceso: &Proceso,
    snapshot: &Snapshot,
) -> Result<Vec<Base>, BaseError> {
    let ultimo = proceso
        .head()
        .is_last_corte(ejercicio.ejercicio(), snapshot.at);
    let momento = Momento {
        at: snapshot.at,
        ultimo,
    };
    let elecciones = proceso.elecciones().iter();
    elecciones
        .map(|eleccion| base(proceso, eleccion, &snapshot.actas, momento))
        .collect()
}

fn folder_name(proceso: &Proceso, corte: &Corte, at: Timestamp) -> String {
    let (fecha, hora) = file_moment(proceso, at);
    format!("{:04}_{fecha}_{hora}", corte.number())
}

fn manifest(
    ejercicio: &EjercicioRow,
    corte: &Corte,
    snapshot: &Snapshot,
    bases: &[Base],
) -> Manifest {
    let kept_out = snapshot
        .withheld
        .iter()
        .map(|kept| format!("{}: {}", kept.acta, kept.reason));
    let unfit = bases
        .iter()
        .flat_map(|base| &base.withheld)
        .map(ToString::to_string);
    let files = bases.iter().map(|base| ManifestFile {
        name: base.archivo.clone(),
        eleccion: base.eleccion.clone(),
        sha256: Sha256Digest::of(&base.bytes),
        bytes: base.bytes.len() as u64,
        rows: base.filas as u64,
    });
    Manifest {
        v: 1,
        proceso: ejercicio.proceso().clone(),
        ejercicio: ejercicio.ejercicio().clone(),
        number: corte.number(),
        at: snapshot.at,
        bitacora: snapshot.chain,
        files: files.collect(),
        withheld: kept_out.chain(unfit).collect(),
    }
}

/// Writes everything beside the place where it will be public; the digest of the manifest.
fn write(
    central: &Central,
    folder: &Path,
    manifest: &Manifest,
    bases: &[Base],
) -> Result<Sha256Digest, PublishError> {
    let json = manifest.to_json();
    let signed = manifest.sign(&central.keys.corte)?;
    let mut files: Vec<(&str, &[u8])> = vec![
        (Manifest::FILE, json.as_slice()),
        (Manifest::SIGNED_FILE, signed.as_bytes()),
    ];
    files.extend(
        bases
            .iter()
            .map(|base| (base.archivo.as_str(), base.bytes.as_slice())),
    );
    write_folder(folder, &files)?;
    Ok(Sha256Digest::of(&json))
}
