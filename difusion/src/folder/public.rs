use std::fs::{self, File};
use std::path::{Path, PathBuf};

use prep_model::contract::Sha256Digest;

use super::aside::open_to_all;
use super::disk::{absent_is_none, create_durably, replace_durably, sync_folder};
use super::whole::{damaged, read_manifest};
use super::{CorteFolder, FolderError, Pointer, failed};

/// What is published is read by everybody.
const PUBLIC: u32 = 0o755;

impl CorteFolder {
    /// Makes the public folder if it is not there.
    pub fn create_public(&self) -> Result<(), FolderError> {
        create_durably(&self.public, PUBLIC).map_err(failed(&self.public))
    }

    /// Makes a corte that was written aside public as `name` in one step. Done already is done.
    pub fn make_public(
        &self,
        name: &str,
        manifest_sha256: Sha256Digest,
    ) -> Result<PathBuf, FolderError> {
        self.create_public()?;
        let (aside, target) = (self.aside(manifest_sha256), self.public.join(name));
        if is_corte(&target, manifest_sha256)? {
            return Ok(target);
        }
        if target.exists() {
            return Err(FolderError::AlreadyThere(target));
        }
        let moved =
            open_to_all(&aside).and_then(|()| fs::rename(&aside, &target).map_err(failed(&aside)));
        match moved {
            // Another process took over and was as fast.
            Err(_) if is_corte(&target, manifest_sha256)? => {}
            other => other?,
        }
        sync_folder(&self.public).map_err(failed(&self.public))?;
        Ok(target)
    }

    /// The public folder of the corte with that manifest, if it is public.
    pub fn find_public(
        &self,
        number: u32,
        manifest_sha256: Sha256Digest,
    ) -> Result<Option<PathBuf>, FolderError> {
        for path in self.public_cortes()? {
            if number_of(&path) == Some(number) && is_corte(&path, manifest_sha256)? {
                return Ok(Some(path));
            }
        }
        Ok(None)
    }

    /// Every public corte, by number.
    pub fn public_cortes(&self) -> Result<Vec<PathBuf>, FolderError> {
        let entries = absent_is_none(fs::read_dir(&self.public)).map_err(failed(&self.public))?;
        let mut found = Vec::new();
        for entry in entries.into_iter().flatten() {
            let path = entry.map_err(failed(&self.public))?.path();
            if number_of(&path).is_some() {
                found.push(path);
            }
        }
        found.sort_by_key(|path| number_of(path));
        Ok(found)
    }

    /// Where the pointer points; `None` before the first corte.
    pub fn pointer(&self) -> Result<Option<Pointer>, FolderError> {
        let path = self.public.join(Pointer::FILE);
        let Some(text) = absent_is_none(fs::read(&path)).map_err(failed(&path))? else {
            return Ok(None);
        };
        let pointer = serde_json::from_slice(&text).map_err(|error| damaged(&path, &error))?;
        Ok(Some(pointer))
    }

    /// Moves the pointer forwards to a public corte, never back: a process that was stopped for long
    /// may come late.
    pub fn point_to(&self, pointer: &Pointer) -> Result<(), FolderError> {
        // Comparing and moving is one step for every process that shares the folder.
        let path = self.aside.join("candado");
        create_durably(&self.aside, 0o700).map_err(failed(&self.aside))?;
        let lock = File::create(&path).map_err(failed(&path))?;
        lock.lock().map_err(failed(&path))?;
        let newer = self.pointer()?;
        if newer.is_some_and(|now| now.number >= pointer.number) {
            return Ok(());
        }
        let json = serde_json::to_vec(pointer).expect("a pointer has only text keys");
        let path = self.public.join(Pointer::FILE);
        replace_durably(&path, &self.aside, &json).map_err(failed(&path))
    }
}

/// True if the folder is there and holds that manifest.
fn is_corte(folder: &Path, manifest_sha256: Sha256Digest) -> Result<bool, FolderError> {
    let found = read_manifest(folder)?;
    Ok(found.is_some_and(|(_, digest)| digest == manifest_sha256))
}

/// `12` of `0012_20240602_2340`.
fn number_of(path: &Path) -> Option<u32> {
    let name = path.file_name()?.to_str()?;
    let (number, rest) = name.split_once('_')?;
    let moment = rest.chars().all(|c| c.is_ascii_digit() || c == '_');
    let digits = number.len() >= 4 && number.chars().all(|c| c.is_ascii_digit());
    (digits && moment).then(|| number.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_cortes_are_told_from_others() {
        let number = |name: &str| number_of(Path::new(name));
        assert_eq!(number("/srv/0012_20240602_2340"), Some(12));
        assert_eq!(number("12345_20240602_2340"), Some(12_345));
        for other in [
            "imagenes",
            "0012",
            "0012_x",
            "actual.json",
            "12_20240602_2340",
        ] {
            assert_eq!(number(other), None, "{other}");
        }
    }
}
