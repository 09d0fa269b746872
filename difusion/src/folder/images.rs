use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use central::Central;
use central::objects::ObjectScope;
use prep_model::contract::Sha256Digest;

use super::disk::{create_durably, replace_durably, sync_folder};
use super::{CorteFolder, FolderError, failed};

/// The file of a corte that names the images of its rows, one digest to a line.
pub const IMAGES_LIST: &str = "imagenes.txt";

impl CorteFolder {
    /// The folder of the images of published rows.
    pub fn images(&self) -> PathBuf {
        self.public.join("imagenes")
    }

    /// Where the image of a published row lies.
    pub fn image(&self, digest: Sha256Digest) -> PathBuf {
        self.images().join(format!("{digest}.jpg"))
    }

    fn staged_image(&self, digest: Sha256Digest) -> PathBuf {
        self.aside.join("imagenes").join(format!("{digest}.jpg"))
    }

    /// Brings an image from the store to the disk of the cortes, whole and not public yet. One that is
    /// there already stays.
    pub async fn stage_image(
        &self,
        central: &Central,
        scope: &ObjectScope,
        digest: Sha256Digest,
    ) -> Result<(), FolderError> {
        let path = self.staged_image(digest);
        if path.exists() || self.image(digest).exists() {
            return Ok(());
        }
        let fault = |fault: String| FolderError::Image { digest, fault };
        let found = central.objects.get(scope, digest).await;
        let bytes = found.map_err(|error| fault(error.to_string()))?;
        let bytes = bytes.ok_or_else(|| fault("no está en el almacén".to_owned()))?;
        let aside = self.aside.clone();
        let written = tokio::task::spawn_blocking(move || {
            let folder = path.parent().unwrap_or(&aside);
            create_durably(folder, 0o700).map_err(failed(folder))?;
            replace_durably(&path, folder, &bytes).map_err(failed(&path))
        });
        let written = written.await;
        written.unwrap_or_else(|error| Err(fault(error.to_string())))
    }

    /// Makes the staged images of a corte public, each by one rename. Done already is done.
    pub fn publish_images(&self, images: &[Sha256Digest]) -> Result<(), FolderError> {
        let folder = self.images();
        create_durably(&folder, 0o755).map_err(failed(&folder))?;
        for digest in images {
            let (staged, public) = (self.staged_image(*digest), self.image(*digest));
            if public.exists() {
                continue;
            }
            match fs::rename(&staged, &public) {
                // Another process was as fast.
                Err(_) if public.exists() => {}
                other => other.map_err(failed(&staged))?,
            }
        }
        sync_folder(&folder).map_err(failed(&folder))
    }
}

/// The text of [`IMAGES_LIST`].
pub fn images_text(images: &[Sha256Digest]) -> String {
    images.iter().fold(String::new(), |mut text, digest| {
        let _ = writeln!(text, "{digest}");
        text
    })
}

/// The images that a corte's own list names; none if it has no list.
pub fn listed_images(folder: &Path) -> Result<Vec<Sha256Digest>, FolderError> {
    let path = folder.join(IMAGES_LIST);
    let text = fs::read_to_string(&path).map_err(failed(&path))?;
    let digest = |line: &str| {
        line.parse()
            .map_err(|error| super::whole::damaged(&path, &error))
    };
    text.lines().map(digest).collect()
}
