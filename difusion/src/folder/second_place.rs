use std::fs;
use std::path::Path;

use prep_model::contract::{PublicKey, Sha256Digest};

use super::disk::{
    absent_is_none, create_durably, replace_durably, sync_folder, temporary_in, write_durably,
};
use super::images::listed_images;
use super::whole::{damaged, verify_whole};
use super::{CorteFolder, FolderError, Pointer, failed};
use crate::manifest::Manifest;

/// Copies the public corte in `folder` to the second place and reads it again there: manifest,
/// signature, every file and every image of it against their digests. Then the pointer there moves.
///
/// It blocks for as long as the disks take. Called again it goes on where it stopped.
pub fn copy_and_verify(
    from: &CorteFolder,
    folder: &Path,
    (manifest_sha256, key): (Sha256Digest, &PublicKey),
    to: &CorteFolder,
) -> Result<(), FolderError> {
    let manifest = verify_whole(folder, manifest_sha256, key)?;
    to.create_public()?;
    let images = listed_images(folder)?;
    for digest in &images {
        copy_image(from, to, *digest)?;
    }
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let target = to.public().join(&*name);
    if !target.exists() {
        copy_corte(folder, &manifest, to, &name)?;
    }
    verify_whole(&target, manifest_sha256, key)?;
    to.point_to(&Pointer {
        v: 1,
        number: manifest.number,
        folder: name.into_owned(),
        at: manifest.at,
        manifest_sha256,
    })
}

/// An image never changes: once it was read again there, its size is enough.
fn copy_image(
    from: &CorteFolder,
    to: &CorteFolder,
    digest: Sha256Digest,
) -> Result<(), FolderError> {
    let (source, target) = (from.image(digest), to.image(digest));
    let size = |path: &Path| fs::metadata(path).map(|metadata| metadata.len());
    let expected = size(&source).map_err(failed(&source))?;
    if absent_is_none(size(&target)).map_err(failed(&target))? == Some(expected) {
        return Ok(());
    }
    let bytes = fs::read(&source).map_err(failed(&source))?;
    let folder = to.images();
    create_durably(&folder, 0o755).map_err(failed(&folder))?;
    create_durably(&to.aside, 0o700).map_err(failed(&to.aside))?;
    replace_durably(&target, &to.aside, &bytes).map_err(failed(&target))?;
    let bytes = fs::read(&target).map_err(failed(&target))?;
    if Sha256Digest::of(&bytes) == digest {
        Ok(())
    } else {
        Err(damaged(&target, &"los bytes no son los de su nombre"))
    }
}

fn copy_corte(
    folder: &Path,
    manifest: &Manifest,
    to: &CorteFolder,
    name: &str,
) -> Result<(), FolderError> {
    let temporary = temporary_in(&to.aside);
    create_durably(&temporary, 0o755).map_err(failed(&temporary))?;
    let own = [Manifest::FILE, Manifest::SIGNED_FILE];
    let files = manifest.files.iter().map(|file| file.name.as_str());
    for file in files.chain(own) {
        let (source, target) = (folder.join(file), temporary.join(file));
        let parent = target.parent().unwrap_or(&temporary);
        create_durably(parent, 0o755).map_err(failed(parent))?;
        let bytes = fs::read(&source).map_err(failed(&source))?;
        write_durably(&target, &bytes).map_err(failed(&target))?;
        sync_folder(parent).map_err(failed(parent))?;
    }
    let target = to.public().join(name);
    fs::rename(&temporary, &target).map_err(failed(&target))?;
    sync_folder(to.public()).map_err(failed(to.public()))
}
