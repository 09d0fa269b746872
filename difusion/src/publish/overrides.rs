use std::fs;
use std::sync::Arc;

use central::cortes::{
    approve_override, corte_board, find_last_corte, propose_override, reject_override,
};
use central::store::EjercicioRow;
use prep_model::bitacora::Reason;
use prep_model::contract::{Sha256Digest, Signer};
use prep_model::machines::corte::{Corte, CorteState};
use prep_model::people::Person;
use prep_model::proceso::Proceso;

use super::go_public::taken_over;
use super::{PublishError, Published, Publisher, Run, Whole, blocking};
use crate::folder::verify_whole;
use crate::manifest::{Manifest, ManifestOverride};

impl Publisher {
    /// A coordinador asks to publish the held corte `number` as it is, over the checker.
    pub async fn propose_override(
        &self,
        ejercicio: &EjercicioRow,
        number: u32,
        by: &Person,
        why: Reason,
    ) -> Result<Corte, PublishError> {
        let corte = self.last(ejercicio, number).await?;
        taken_over(propose_override(&self.central, ejercicio, &corte, by, why).await)
    }

    /// A coordinador says no to it.
    pub async fn reject_override(
        &self,
        ejercicio: &EjercicioRow,
        number: u32,
        by: &Person,
        why: Reason,
    ) -> Result<Corte, PublishError> {
        let corte = self.last(ejercicio, number).await?;
        taken_over(reject_override(&self.central, ejercicio, &corte, by, why).await)
    }

    /// Another coordinador agrees: the files that were held are published with a manifest that says
    /// on whose word.
    pub async fn approve_override(
        &self,
        ejercicio: &EjercicioRow,
        proceso: &Arc<Proceso>,
        number: u32,
        by: &Person,
    ) -> Result<Published, PublishError> {
        let run = self.run_of(ejercicio, proceso);
        let done = self.under_lease(&run, async || {
            let corte = self.last(ejercicio, number).await?;
            self.check_running(&run).await?;
            let board = corte_board(&self.central, ejercicio, proceso).await?;
            let start = board.schedule.from;
            let said = self.say_so(&run, &corte, by).await?;
            let approved =
                approve_override(&self.central, ejercicio, &corte, by, (said, start)).await?;
            match Box::pin(self.go_public(&run, &approved, start)).await {
                Ok(published) => Ok(published),
                Err(error) => match self.give_up(&run, &approved, error).await {
                    Err(error) => Err(error),
                    Ok(_) => Err(PublishError::TakenOver),
                },
            }
        });
        done.await?.ok_or(PublishError::Busy)
    }

    async fn last(&self, ejercicio: &EjercicioRow, number: u32) -> Result<Corte, PublishError> {
        let last = find_last_corte(&self.central, ejercicio).await?;
        last.filter(|corte| corte.number() == number)
            .ok_or(PublishError::NotHeld(number))
    }

    /// Writes the held files again beside the public place, with the manifest that tells of the
    /// override; its digest.
    async fn say_so(
        &self,
        run: &Run<'_>,
        corte: &Corte,
        by: &Person,
    ) -> Result<Sha256Digest, PublishError> {
        let CorteState::OverrideProposed {
            manifest_sha256,
            cause,
            proposed_by,
            reason,
        } = corte.state().clone()
        else {
            return Err(PublishError::NotHeld(corte.number()));
        };
        let overridden = Some(ManifestOverride {
            cause,
            proposed_by,
            approved_by: by.id.clone(),
            reason,
        });
        let (folder, holder) = (run.folder.clone(), self.holder.clone());
        let keys = Arc::clone(&self.central.keys);
        blocking(move || {
            let held = folder.aside(manifest_sha256);
            let manifest = verify_whole(&held, manifest_sha256, &keys.corte.public_key())?;
            let mut files = Vec::new();
            for file in &manifest.files {
                let path = held.join(&file.name);
                let bytes = fs::read(&path);
                let bytes =
                    bytes.map_err(|source| crate::folder::FolderError::Io { path, source })?;
                files.push((file.name.clone(), bytes));
            }
            let manifest = Manifest {
                overridden,
                ..manifest
            };
            let (json, signed) = (manifest.to_json(), manifest.sign(&keys.corte)?);
            let mut all: Whole<'_> = vec![
                (Manifest::FILE, json.as_slice()),
                (Manifest::SIGNED_FILE, signed.as_bytes()),
            ];
            let files = files.iter();
            all.extend(files.map(|(name, bytes)| (name.as_str(), bytes.as_slice())));
            let digest = Sha256Digest::of(&json);
            folder.write_aside(digest, &holder, &all)?;
            Ok(digest)
        })
        .await
    }
}
