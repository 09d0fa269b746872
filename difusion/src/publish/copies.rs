use std::sync::Arc;

use central::cortes::{confirm_copy, fail_copy, list_cortes};
use central::leases::LeaseClaim;
use central::procesos::load_proceso_of;
use central::store::EjercicioRow;
use prep_model::contract::Signer;
use prep_model::machines::corte::{CopyState, Corte, CorteState};
use prep_model::machines::ejercicio::EjercicioState;

use super::go_public::taken_over;
use super::{LEASE_SECONDS, PublishError, Publisher, Run, blocking};
use crate::folder::{CorteFolder, FolderError, copy_and_verify};

/// How long after a copy failed it is tried again, in seconds.
const RETRY_SECONDS: i64 = 60;

impl Publisher {
    /// Copies to the second place every published corte that is not there yet, and reads it again
    /// there. What cannot be copied is told and tried again a minute later; publishing never waits
    /// for it. The number of copies verified.
    #[tracing::instrument(skip_all)]
    pub async fn copy_pending(&self) -> Result<u32, PublishError> {
        if self.places.copy.is_none() {
            return Ok(0);
        }
        let mut tx = self.central.store.read("list_ejercicios").await?;
        let all = tx.list_ejercicios().await?;
        drop(tx);
        let mut copied = 0;
        for ejercicio in all {
            if *ejercicio.machine.state() != EjercicioState::Archived {
                copied += self.copy_of(&ejercicio).await?;
            }
        }
        Ok(copied)
    }

    async fn copy_of(&self, ejercicio: &EjercicioRow) -> Result<u32, PublishError> {
        let pending = self.pending(ejercicio).await?;
        let (id, name) = (ejercicio.proceso(), ejercicio.ejercicio());
        let Some(second) = self.places.second(id, name).filter(|_| !pending.is_empty()) else {
            return Ok(0);
        };
        let proceso = load_proceso_of(&self.central, ejercicio).await?;
        let run = Run {
            lease: LeaseClaim {
                name: format!("copias/{id}/{name}"),
                holder: self.holder.clone(),
                seconds: LEASE_SECONDS,
            },
            ..self.run_of(ejercicio, &proceso)
        };
        let done = self.under_lease(&run, async || {
            let mut copied = 0;
            for corte in self.pending(ejercicio).await? {
                self.renew(&run).await?;
                if !self.copy(&run, &corte, &second).await? {
                    // The others would most likely fail the same way.
                    break;
                }
                copied += 1;
            }
            Ok(copied)
        });
        Ok(done.await?.unwrap_or(0))
    }

    async fn pending(&self, ejercicio: &EjercicioRow) -> Result<Vec<Corte>, PublishError> {
        let now = self.central.now();
        let cortes = list_cortes(&self.central, ejercicio).await?;
        let mut pending: Vec<_> = cortes.into_iter().filter(is_uncopied).collect();
        let waits = pending.first().is_some_and(|corte| match corte.copy() {
            CopyState::Failed { at, .. } => now < at.plus_seconds(RETRY_SECONDS),
            CopyState::Pending | CopyState::Verified { .. } => false,
        });
        if waits {
            pending.clear();
        }
        Ok(pending)
    }

    async fn copy(
        &self,
        run: &Run<'_>,
        corte: &Corte,
        second: &CorteFolder,
    ) -> Result<bool, PublishError> {
        let CorteState::Published {
            manifest_sha256, ..
        } = *corte.state()
        else {
            return Ok(false);
        };
        let (first, second, number) = (run.folder.clone(), second.clone(), corte.number());
        let keys = Arc::clone(&self.central.keys);
        let copied = blocking(move || {
            let found = first.find_public(number, manifest_sha256)?;
            let folder = found.ok_or_else(|| FolderError::Damaged {
                path: first.public().to_owned(),
                fault: format!("no está el corte {number} que se publicó"),
            })?;
            let key = keys.corte.public_key();
            Ok(copy_and_verify(
                &first,
                &folder,
                (manifest_sha256, &key),
                &second,
            )?)
        })
        .await;
        match copied {
            Ok(()) => {
                taken_over(confirm_copy(&self.central, run.ejercicio, corte).await)?;
                tracing::info!(number, "the copy of a corte was verified");
                Ok(true)
            }
            Err(error) => {
                tracing::error!(number, %error, "a corte could not be copied");
                let reason = error.reason();
                taken_over(fail_copy(&self.central, run.ejercicio, corte, reason).await)?;
                Ok(false)
            }
        }
    }
}

fn is_uncopied(corte: &Corte) -> bool {
    let is_published = matches!(corte.state(), CorteState::Published { .. });
    is_published && !matches!(corte.copy(), CopyState::Verified { .. })
}
