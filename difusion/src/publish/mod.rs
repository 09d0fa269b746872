//! A corte, from the turn that asks for it to the folder that the public reads.
//!
//! Several processes may run a [`Publisher`] on the same database and folders. A lease lets one work
//! at a time; whoever takes over from a dead one first settles what it left. Since a process that was
//! stopped for long may wake up and believe that it still has the lease, every step is also refused by
//! what it changes: a corte changes only from the state its maker knows, a folder becomes public by
//! one rename, and the pointer only moves forwards.
//!
//! The bitácora knows the number before the files exist and the publication after they are public, so
//! whatever moment a process dies at, the next one can tell what became of it.

mod copies;
mod error;
mod go_public;
mod make;
mod overrides;
mod review;
mod turn;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use central::Central;
use central::leases::{LeaseClaim, release_lease, take_lease};
use central::store::{EjercicioRow, StoreError};
use prep_model::bitacora::HoldReason;
use prep_model::claves::EleccionId;
use prep_model::machines::corte::Next;
use prep_model::porcentajes::Resumen;
use prep_model::proceso::Proceso;

pub use error::PublishError;
pub(crate) use review::is_clave_acta;
pub use review::{Checker, Review, Reviewer};

use crate::folder::{CorteFolder, Places};
use crate::manifest::Manifest;

/// How long a process may be silent before another takes over, in seconds.
const LEASE_SECONDS: i64 = 10;
/// How often a process that works says that it does.
const RENEW_EVERY: Duration = Duration::from_secs(3);

/// The files of a corte: name and bytes.
type Whole<'a> = Vec<(&'a str, &'a [u8])>;

/// Publishes the cortes of an installation.
#[derive(Clone)]
pub struct Publisher {
    central: Central,
    places: Places,
    /// Random name of this process.
    holder: String,
    reviewer: Arc<dyn Reviewer>,
}

/// A corte that was published.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// Its folder.
    pub folder: std::path::PathBuf,
    /// What it says of itself.
    pub manifest: Manifest,
    /// The summary of each elección; empty if the files were made by another process.
    pub resumenes: Vec<(EleccionId, Resumen)>,
}

/// What became of a corte.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It is public.
    Published(Box<Published>),
    /// The checker stopped it; nothing is public.
    Held {
        /// What for.
        cause: HoldReason,
        /// What would have been published, its defects among it.
        manifest: Box<Manifest>,
    },
}

/// What a look at the schedule came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Tick {
    /// No ejercicio is open.
    NoEjercicio,
    /// Nothing is due.
    Waiting(Next),
    /// Another process is at it.
    Busy,
    /// A corte was made.
    Made(Outcome),
}

/// What one corte is about: where everything of it is.
struct Run<'a> {
    ejercicio: &'a EjercicioRow,
    proceso: &'a Arc<Proceso>,
    folder: CorteFolder,
    lease: LeaseClaim,
}

impl Publisher {
    /// Publishes in `places`, after the checker has read.
    pub fn new(central: Central, places: Places) -> Self {
        Self::with_reviewer(central, places, Arc::new(Checker))
    }

    /// The same with another reader of the files.
    pub fn with_reviewer(central: Central, places: Places, reviewer: Arc<dyn Reviewer>) -> Self {
        let holder = central.entropy.secret_hex();
        Self {
            central,
            places,
            holder,
            reviewer,
        }
    }

    /// Where it publishes.
    pub fn places(&self) -> &Places {
        &self.places
    }

    fn run_of<'a>(&self, ejercicio: &'a EjercicioRow, proceso: &'a Arc<Proceso>) -> Run<'a> {
        let (id, run) = (ejercicio.proceso(), ejercicio.ejercicio());
        Run {
            ejercicio,
            proceso,
            folder: self.places.first(id, run),
            lease: LeaseClaim {
                name: format!("cortes/{id}/{run}"),
                holder: self.holder.clone(),
                seconds: LEASE_SECONDS,
            },
        }
    }

    /// Runs `work` under the lease; `None` if another process has it.
    async fn under_lease<T>(
        &self,
        run: &Run<'_>,
        work: impl AsyncFnOnce() -> Result<T, PublishError>,
    ) -> Result<Option<T>, PublishError> {
        if !take_lease(&self.central, &run.lease).await? {
            return Ok(None);
        }
        // Boxed, as the longer parts of the work are: futures within futures become types too deep for
        // the compiler.
        // Both go on at once: the work may hold what renewing waits for.
        let done = tokio::select! {
            done = Box::pin(work()) => done,
            never = Box::pin(self.keep(run)) => match never {},
        };
        if let Err(error) = release_lease(&self.central, &run.lease).await {
            tracing::warn!(%error, "the lease could not be given back; it will expire");
        }
        done.map(Some)
    }

    /// Renews the lease of work that takes long. That it was lost is found out by the work itself, at
    /// its next step.
    async fn keep(&self, run: &Run<'_>) -> Infallible {
        loop {
            tokio::time::sleep(RENEW_EVERY).await;
            match take_lease(&self.central, &run.lease).await {
                Ok(true) => {}
                Ok(false) => tracing::warn!(lease = run.lease.name, "another process took over"),
                Err(error) => tracing::warn!(%error, "a lease could not be renewed"),
            }
        }
    }

    /// Keeps the lease, or says that another process took over.
    async fn renew(&self, run: &Run<'_>) -> Result<(), PublishError> {
        if take_lease(&self.central, &run.lease).await? {
            Ok(())
        } else {
            Err(PublishError::TakenOver)
        }
    }
}

/// Disks and sums take long: they must not keep the servers from answering.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, PublishError> + Send + 'static,
) -> Result<T, PublishError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| {
        let error = StoreError::Open(format!("el trabajo se interrumpió: {error}"));
        Err(error.into())
    })
}
