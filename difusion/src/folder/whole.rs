use std::fs;
use std::path::{Component, Path};

use prep_model::contract::{PublicKey, Sha256Digest};

use super::disk::absent_is_none;
use super::{FolderError, failed};
use crate::manifest::Manifest;

/// The manifest in the folder of a corte, as it is written there; `None` if there is none.
pub fn read_manifest(folder: &Path) -> Result<Option<(Manifest, Sha256Digest)>, FolderError> {
    let path = folder.join(Manifest::FILE);
    let Some(json) = absent_is_none(fs::read(&path)).map_err(failed(&path))? else {
        return Ok(None);
    };
    let manifest = Manifest::parse(&json).map_err(|error| damaged(&path, &error))?;
    Ok(Some((manifest, Sha256Digest::of(&json))))
}

/// Reads every byte of a corte's folder and says that it is whole: the manifest is the one of that
/// digest, signed with `key`, and every file is there with its digest and size.
pub fn verify_whole(
    folder: &Path,
    manifest_sha256: Sha256Digest,
    key: &PublicKey,
) -> Result<Manifest, FolderError> {
    let path = folder.join(Manifest::FILE);
    let found = read_manifest(folder)?;
    let (manifest, digest) = found.ok_or_else(|| damaged(&path, &"falta el manifiesto"))?;
    if digest != manifest_sha256 {
        return Err(damaged(&path, &"no es el manifiesto de este corte"));
    }
    let path = folder.join(Manifest::SIGNED_FILE);
    let text = fs::read_to_string(&path).map_err(failed(&path))?;
    let signed = Manifest::open(&text, key).map_err(|error| damaged(&path, &error))?;
    if signed != manifest {
        return Err(damaged(&path, &"lo firmado no es el manifiesto"));
    }
    for file in &manifest.files {
        let path = folder.join(&file.name);
        if !stays_inside(&file.name) {
            return Err(damaged(&path, &"el nombre sale de la carpeta del corte"));
        }
        let bytes = fs::read(&path).map_err(failed(&path))?;
        if Sha256Digest::of(&bytes) != file.sha256 || bytes.len() as u64 != file.bytes {
            return Err(damaged(
                &path,
                &"los bytes no son los que dice el manifiesto",
            ));
        }
    }
    Ok(manifest)
}

/// True for a relative name without `..`.
pub(super) fn stays_inside(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    !name.is_empty() && parts.all(|part| matches!(part, Component::Normal(_)))
}

pub(super) fn damaged(path: &Path, fault: &dyn std::fmt::Display) -> FolderError {
    FolderError::Damaged {
        path: path.to_owned(),
        fault: fault.to_string(),
    }
}
