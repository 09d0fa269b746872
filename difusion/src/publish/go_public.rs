use central::UseCaseError;
use central::cortes::{CorteLifeError, abandon_corte, corte_board, fail_corte, finish_corte};
use prep_model::contract::{Sha256Digest, Signer};
use prep_model::machines::corte::{AgendaState, Corte, CorteError, CorteState};
use prep_model::time::Timestamp;

use super::error::reason;
use super::{Outcome, PublishError, Published, Publisher, Run, blocking};
use crate::base::file_moment;
use crate::folder::{Pointer, listed_images, verify_whole};

impl Publisher {
    /// Makes a checked corte public: images, folder, pointer, and then the bitácora. `start` is the
    /// moment before which nothing is published.
    pub(super) async fn go_public(
        &self,
        run: &Run<'_>,
        checked: &Corte,
        start: Timestamp,
    ) -> Result<Published, PublishError> {
        let CorteState::Checked { manifest_sha256 } = *checked.state() else {
            return Err(CorteError::NotNow.into());
        };
        self.check_running(run).await?;
        if self.central.now() < start {
            return Err(CorteError::BeforeStart(start).into());
        }
        self.renew(run).await?;
        let (folder, keys) = (run.folder.clone(), self.central.keys.clone());
        let offset = run.proceso.clone();
        let number = checked.number();
        let published = blocking(move || {
            let public = folder.find_public(number, manifest_sha256)?;
            let from = public.unwrap_or_else(|| folder.aside(manifest_sha256));
            let manifest = verify_whole(&from, manifest_sha256, &keys.corte.public_key())?;
            folder.publish_images(&listed_images(&from)?)?;
            let (fecha, hora) = file_moment(&offset, manifest.at);
            let name = format!("{number:04}_{fecha}_{hora}");
            let target = folder.make_public(&name, manifest_sha256)?;
            folder.point_to(&Pointer {
                v: 1,
                number,
                folder: name,
                at: manifest.at,
                manifest_sha256,
            })?;
            Ok(Published {
                folder: target,
                manifest,
                resumenes: Vec::new(),
            })
        })
        .await?;
        taken_over(finish_corte(&self.central, run.ejercicio, checked, start).await)?;
        tracing::info!(number, folder = %published.folder.display(), "a corte is public");
        Ok(published)
    }

    /// Settles what a dead process left of `last`, the newest corte: goes on with what is whole, gives
    /// up what is not. True if anything changed.
    pub(super) async fn settle(
        &self,
        run: &Run<'_>,
        last: &Corte,
        start: Timestamp,
    ) -> Result<bool, PublishError> {
        match last.state() {
            CorteState::Building { .. } => {
                abandon_corte(&self.central, run.ejercicio, last).await?;
                tracing::warn!(number = last.number(), "a corte had lost its maker");
            }
            CorteState::Checked { .. } => {
                if let Err(error) = Box::pin(self.go_public(run, last, start)).await {
                    // Given up: the next turn builds it again.
                    let given_up = self.give_up(run, last, error).await;
                    given_up.map(|_| ()).or_else(only_own)?;
                }
            }
            CorteState::Scheduled { .. }
            | CorteState::Held { .. }
            | CorteState::OverrideProposed { .. }
            | CorteState::Published { .. }
            | CorteState::Failed { .. } => return Ok(false),
        }
        Ok(true)
    }

    /// Records that a corte could not be made or published, once nobody can publish its files any
    /// more. What is public already stays to be told: the next process finishes it.
    pub(super) async fn give_up(
        &self,
        run: &Run<'_>,
        corte: &Corte,
        error: PublishError,
    ) -> Result<Outcome, PublishError> {
        if let PublishError::TakenOver = error {
            return Err(error);
        }
        if let CorteState::Checked { manifest_sha256 } = *corte.state()
            && self.is_public(run, corte.number(), manifest_sha256).await?
        {
            return Err(error);
        }
        tracing::error!(number = corte.number(), %error, "a corte failed; it will be tried again");
        let failed = fail_corte(&self.central, run.ejercicio, corte, error.reason()).await;
        taken_over(failed)?;
        Err(error)
    }

    /// True if the corte is public; if not, its files are out of the way of anybody who was about to
    /// publish them.
    async fn is_public(
        &self,
        run: &Run<'_>,
        number: u32,
        manifest_sha256: Sha256Digest,
    ) -> Result<bool, PublishError> {
        let folder = run.folder.clone();
        blocking(move || {
            folder.set_aside_for_good(manifest_sha256)?;
            Ok(folder.find_public(number, manifest_sha256)?.is_some())
        })
        .await
    }

    /// Refuses while a coordinador has stopped the schedule.
    pub(super) async fn check_running(&self, run: &Run<'_>) -> Result<(), PublishError> {
        let board = corte_board(&self.central, run.ejercicio, run.proceso).await?;
        match board.agenda.state() {
            AgendaState::Running => Ok(()),
            AgendaState::Stopped {
                at, reason: why, ..
            } => Err(PublishError::Stopped {
                at: *at,
                reason: reason(why.as_str()),
            }),
        }
    }
}

/// A corte that another process changed meanwhile is that process's.
pub(super) fn taken_over(done: Result<Corte, CorteLifeError>) -> Result<Corte, PublishError> {
    done.map_err(|error| match error {
        UseCaseError::Refused(CorteError::NotNow) => PublishError::TakenOver,
        other => other.into(),
    })
}

/// What made a corte fail is in the bitácora; what keeps that from being told is the caller's.
fn only_own(error: PublishError) -> Result<(), PublishError> {
    match error {
        PublishError::Failed(_) | PublishError::TakenOver => Err(error),
        _ => Ok(()),
    }
}
