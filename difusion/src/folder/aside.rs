use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use prep_model::contract::Sha256Digest;

use super::disk::{absent_is_none, create_durably, sync_folder, write_durably};
use super::{CorteFolder, FolderError, failed};

/// Only its owner reads what is not published.
const PRIVATE: u32 = 0o700;

/// The files of a corte that has no manifest yet.
#[derive(Debug)]
pub struct Unfinished {
    path: PathBuf,
}

impl Unfinished {
    /// Writes files, every one durable; those of the same name are written again.
    pub fn write(&self, files: &[(&str, &[u8])]) -> Result<(), FolderError> {
        let mut folders = BTreeSet::from([self.path.clone()]);
        for (name, bytes) in files {
            let path = self.path.join(name);
            let parent = path.parent().unwrap_or(&self.path);
            if folders.insert(parent.to_owned()) {
                create_durably(parent, PRIVATE).map_err(failed(parent))?;
            }
            write_durably(&path, bytes).map_err(failed(&path))?;
        }
        for folder in &folders {
            sync_folder(folder).map_err(failed(folder))?;
        }
        Ok(())
    }

    /// What is in a file, as a reader will find it.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, FolderError> {
        let path = self.path.join(name);
        fs::read(&path).map_err(failed(&path))
    }

    /// Gives the corte, its manifest among the files, its name.
    pub fn finish(
        self,
        folder: &CorteFolder,
        manifest_sha256: Sha256Digest,
    ) -> Result<(), FolderError> {
        let target = folder.aside(manifest_sha256);
        match fs::rename(&self.path, &target) {
            // Another process was as fast and wrote the same.
            Err(_) if target.exists() => Ok(()),
            other => other.map_err(failed(&target)),
        }?;
        sync_folder(&folder.aside).map_err(failed(&folder.aside))
    }
}

impl CorteFolder {
    /// Where a corte is made before it is public.
    pub fn aside(&self, manifest_sha256: Sha256Digest) -> PathBuf {
        self.aside.join(manifest_sha256.to_string())
    }

    /// Writes `files` beside the public place, every one durable, under the digest of their manifest.
    /// `holder` names the process, so that two never write the same file. Written twice is once.
    pub fn write_aside(
        &self,
        manifest_sha256: Sha256Digest,
        holder: &str,
        files: &[(&str, &[u8])],
    ) -> Result<(), FolderError> {
        if self.aside(manifest_sha256).exists() {
            // Whoever moves it on verifies it first.
            return Ok(());
        }
        let unfinished = self.begin_aside(holder)?;
        unfinished.write(files)?;
        unfinished.finish(self, manifest_sha256)
    }

    /// Begins a corte that has no manifest yet; what `holder` began before is gone.
    pub fn begin_aside(&self, holder: &str) -> Result<Unfinished, FolderError> {
        create_durably(&self.aside, PRIVATE).map_err(failed(&self.aside))?;
        let path = self.aside.join(format!("{holder}.tmp"));
        absent_is_none(fs::remove_dir_all(&path)).map_err(failed(&path))?;
        create_durably(&path, PRIVATE).map_err(failed(&path))?;
        Ok(Unfinished { path })
    }

    /// Puts a corte that was not published out of the reach of whoever was about to publish it. True
    /// if it was there.
    pub fn set_aside_for_good(&self, manifest_sha256: Sha256Digest) -> Result<bool, FolderError> {
        let aside = self.aside(manifest_sha256);
        let away = aside.with_extension("descartado");
        let moved = absent_is_none(fs::rename(&aside, &away)).map_err(failed(&aside))?;
        Ok(moved.is_some())
    }

    /// Removes what dead processes left half written. The caller has the lease.
    pub fn remove_unfinished(&self, holder: &str) -> Result<(), FolderError> {
        let Some(entries) =
            absent_is_none(fs::read_dir(&self.aside)).map_err(failed(&self.aside))?
        else {
            return Ok(());
        };
        for entry in entries {
            let path = entry.map_err(failed(&self.aside))?.path();
            let own = path.file_stem().is_some_and(|stem| stem == holder);
            if path.extension().is_some_and(|extension| extension == "tmp") && !own {
                // A corte that was being written, or a file that was about to take another's place.
                let removed = if path.is_dir() {
                    fs::remove_dir_all(&path)
                } else {
                    fs::remove_file(&path)
                };
                absent_is_none(removed).map_err(failed(&path))?;
            }
        }
        Ok(())
    }
}

/// Makes a folder and what is in it readable by everybody: it is about to be public.
pub(super) fn open_to_all(folder: &Path) -> Result<(), FolderError> {
    use std::os::unix::fs::PermissionsExt as _;
    let readable = fs::Permissions::from_mode(0o755);
    fs::set_permissions(folder, readable).map_err(failed(folder))?;
    for entry in fs::read_dir(folder).map_err(failed(folder))? {
        let path = entry.map_err(failed(folder))?.path();
        if path.is_dir() {
            open_to_all(&path)?;
        }
    }
    Ok(())
}
