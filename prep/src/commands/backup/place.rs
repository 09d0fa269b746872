use std::path::PathBuf;

use central::objects::{Objects, ObjectsUrl};

use crate::installation;
use crate::outcome::Outcome;
use crate::settings::Settings;

/// Opens the place of backups.
pub(super) async fn open(url: &ObjectsUrl, settings: &Settings) -> Result<Objects, Outcome> {
    let opened = installation::open_objects(url, settings).await;
    opened.map_err(|message| {
        Outcome::failed(
            &message,
            "revise la dirección del respaldo y sus credenciales",
        )
    })
}

/// A folder for a copy of the database, removed when it goes away.
pub(super) struct Scratch(PathBuf);

impl Scratch {
    /// Made below the folder of data, for the owner alone.
    pub(super) fn new(settings: &Settings) -> Result<Self, Outcome> {
        let path = settings
            .data_dir
            .join(format!("respaldo-{}.tmp", std::process::id()));
        let mut folder = std::fs::DirBuilder::new();
        folder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        match folder.create(&path) {
            Ok(()) => Ok(Self(path)),
            Err(error) => Err(Outcome::failed(
                &format!("no se puede crear la carpeta {}: {error}", path.display()),
                "revise PREP_DATA_DIR y sus permisos",
            )),
        }
    }

    pub(super) fn path(&self) -> &std::path::Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What stays is a copy; nobody looks at it again.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
