//! A corte as a folder: the databases of one snapshot, whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use central::cortes::{Snapshot, SnapshotRefusal, snapshot_actas};
use central::store::EjercicioRow;
use central::{Central, Failure, UseCaseError};
use prep_model::claves::EleccionId;
use prep_model::contract::Sha256Digest;
use prep_model::porcentajes::Resumen;
use prep_model::proceso::Proceso;
use thiserror::Error;

use crate::base::{Base, BaseError, Momento, base, file_moment};

/// A corte that was published.
#[derive(Debug, Clone)]
pub struct Published {
    /// Its folder.
    pub folder: PathBuf,
    /// One database for each elección.
    pub bases: Vec<PublishedBase>,
    /// Actas that are settled and left out, each with its reason, as sentences in Spanish.
    pub withheld: Vec<String>,
    /// The prefix of the bitácora it stands for: how many events, and the chain's digest.
    pub bitacora: (u64, Sha256Digest),
}

/// One database of a corte.
#[derive(Debug, Clone)]
pub struct PublishedBase {
    /// The elección.
    pub eleccion: EleccionId,
    /// File name in the corte's folder.
    pub archivo: String,
    /// Digest of the file.
    pub sha256: Sha256Digest,
    /// Rows in it.
    pub filas: usize,
    /// Its summary.
    pub resumen: Resumen,
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
    /// A corte of this minute is already there; what is published is never overwritten.
    #[error("ya hay un corte en {0}: lo publicado no se sobrescribe; espere al siguiente minuto")]
    AlreadyThere(PathBuf),
    /// The folder cannot be written.
    #[error("no se puede escribir {path}: {source}")]
    Write {
        /// Which file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Database or objects.
    #[error("no se puede leer lo registrado")]
    Failed(#[from] Failure),
}

/// Takes a snapshot and writes its databases to `<out>/<AAAAMMDD_HHMM>`: in a folder beside it first,
/// every file durable, then renamed, so that a reader never sees a part of a corte.
pub async fn publish_corte(
    central: &Central,
    ejercicio: &EjercicioRow,
    proceso: &Proceso,
    out: &Path,
) -> Result<Published, PublishError> {
    let snapshot =
        snapshot_actas(central, ejercicio, proceso)
            .await
            .map_err(|error| match error {
                UseCaseError::Refused(refusal) => PublishError::Snapshot(refusal),
                UseCaseError::Failed(failure) => PublishError::Failed(failure),
            })?;
    let momento = Momento {
        at: snapshot.at,
        ultimo: snapshot.at >= proceso.head().publicacion_hasta,
    };
    let bases = proceso.elecciones().iter().map(|eleccion| {
        Ok((
            eleccion.id.clone(),
            base(proceso, eleccion, &snapshot.actas, momento)?,
        ))
    });
    let bases = bases.collect::<Result<Vec<_>, BaseError>>()?;
    let (fecha, hora) = file_moment(proceso, snapshot.at);
    let folder = out.join(format!("{fecha}_{hora}"));
    write_folder(&folder, &bases)?;
    Ok(report(folder, &snapshot, &bases))
}

fn report(folder: PathBuf, snapshot: &Snapshot, bases: &[(EleccionId, Base)]) -> Published {
    let kept_out = snapshot
        .withheld
        .iter()
        .map(|kept| format!("{}: {}", kept.acta, kept.reason));
    let unfit = bases
        .iter()
        .flat_map(|(_, base)| &base.withheld)
        .map(ToString::to_string);
    let published = |(eleccion, base): &(EleccionId, Base)| PublishedBase {
        eleccion: eleccion.clone(),
        archivo: base.archivo.clone(),
        sha256: Sha256Digest::of(&base.bytes),
        filas: base.filas,
        resumen: base.resumen,
    };
    Published {
        folder,
        bases: bases.iter().map(published).collect(),
        withheld: kept_out.chain(unfit).collect(),
        bitacora: (snapshot.chain.length, snapshot.chain.head),
    }
}

fn write_folder(folder: &Path, bases: &[(EleccionId, Base)]) -> Result<(), PublishError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| PublishError::Write { path, source }
    };
    if folder.exists() {
        return Err(PublishError::AlreadyThere(folder.to_owned()));
    }
    let parent = folder.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(failed(parent))?;
    let unfinished = folder.with_extension("tmp");
    if unfinished.exists() {
        // Left by a process that died: it was never published.
        fs::remove_dir_all(&unfinished).map_err(failed(&unfinished))?;
    }
    fs::create_dir(&unfinished).map_err(failed(&unfinished))?;
    for (_, base) in bases {
        let path = unfinished.join(&base.archivo);
        write_durably(&path, &base.bytes).map_err(failed(&path))?;
    }
    sync_folder(&unfinished).map_err(failed(&unfinished))?;
    fs::rename(&unfinished, folder).map_err(failed(folder))?;
    sync_folder(parent).map_err(failed(parent))
}

fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
