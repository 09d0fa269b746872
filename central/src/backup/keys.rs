use std::fs;
use std::io::Write as _;
use std::path::Path;

use super::BackupError;
use super::database_file::create_private;
use super::error::doing;
use super::manifest::FOLDER;
use crate::objects::Objects;

/// The files of the signing keys, as `crate::keys` names them.
const FILES: [&str; 2] = ["acuse.pem", "corte.pem"];

/// Puts the private keys of `folder` into a backup.
pub(super) async fn put(place: &Objects, name: &str, folder: &Path) -> Result<(), BackupError> {
    for file in FILES {
        let source = folder.join(file);
        let bytes = fs::read(&source).map_err(doing("leer la llave", &source))?;
        place.put_file(&path(name, file), bytes).await?;
    }
    Ok(())
}

/// Refuses if `folder` has keys that are not those of the backup, which are handed out.
pub(super) async fn get(
    place: &Objects,
    name: &str,
    folder: &Path,
) -> Result<Vec<(&'static str, Vec<u8>)>, BackupError> {
    let mut keys = Vec::new();
    for file in FILES {
        let kept = place.get_file(&path(name, file)).await?;
        let kept = kept.ok_or_else(|| BackupError::Manifest {
            name: name.to_owned(),
            reason: format!("dice que trae las llaves y no está {file}"),
        })?;
        let target = folder.join(file);
        if target.exists() && fs::read(&target).map_err(doing("leer la llave", &target))? != kept {
            return Err(BackupError::OtherKeys(folder.display().to_string()));
        }
        keys.push((file, kept));
    }
    Ok(keys)
}

/// Writes keys for the owner alone, whole or not at all.
pub(super) fn write(folder: &Path, keys: &[(&'static str, Vec<u8>)]) -> Result<(), BackupError> {
    if keys.is_empty() {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(doing("crear la carpeta", folder))?;
    for (file, bytes) in keys {
        let target = folder.join(file);
        let temporary = target.with_extension("tmp");
        let written = create_private(&temporary).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        let written = written.and_then(|()| fs::rename(&temporary, &target));
        written.map_err(doing("escribir la llave", &target))?;
    }
    Ok(())
}

fn path(name: &str, file: &str) -> String {
    format!("{FOLDER}/{name}/keys/{file}")
}
