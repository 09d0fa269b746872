//! `prep backup restore`.

use central::backup::{RestoredBackup, restore_backup};
use central::objects::ObjectsUrl;
use central::store::Store;

use super::place::{self, Scratch};
use crate::commands::HELP;
use crate::installation;
use crate::outcome::Outcome;
use crate::settings::Settings;
use crate::text::counted;

/// Restaura un respaldo en una instalación vacía, la de los ajustes.
///
/// La base puede ser de otro motor que la original. Se comprueba todo antes de darlo por hecho: la
/// base es lo último y en una sola transacción. Si se interrumpe, la misma orden continúa.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep backup restore --from <LUGAR> [--backup <NOMBRE>]",
    after_help = "\
La instalación no debe tener ejercicios. Una base de PostgreSQL se prepara antes con «prep db migrate».

Termina con 0 si se restauró, con 1 si el respaldo está dañado o la instalación no está vacía y con 2
si no se pudo leer o escribir.

Ejemplo:
  PREP_DATA_DIR=/srv/prep-nuevo prep backup restore --from file:///mnt/respaldos/prep"
)]
pub(crate) struct Args {
    /// Dónde están los respaldos.
    #[arg(long, value_name = "LUGAR", help_heading = "Opciones")]
    from: ObjectsUrl,
    /// Cuál. Sin decirlo, el más nuevo.
    #[arg(long, value_name = "NOMBRE", help_heading = "Opciones")]
    backup: Option<String>,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        installation::with_settings(|settings| async move {
            match self.restore(&settings).await {
                Ok(restored) => Outcome::done(text(&restored)),
                Err(outcome) => outcome,
            }
        })
    }

    async fn restore(&self, settings: &Settings) -> Result<RestoredBackup, Outcome> {
        let failed =
            |message: String| Outcome::failed(&message, "revise los ajustes con «prep config»");
        let place = place::open(&self.from, settings).await?;
        let scratch = Scratch::new(settings)?;
        installation::make_folders(settings).map_err(failed)?;
        let objects = installation::open_objects(&settings.objects, settings).await;
        let objects = objects.map_err(failed)?;
        let store = Store::open_with(settings.owner_url(), settings.connections).await;
        let store = store.map_err(|error| failed(error.to_string()))?;
        let keys = settings.keys_dir();
        let installation = (&store, &objects, keys.as_path());
        let name = self.backup.as_deref();
        let restored = restore_backup(&place, name, installation, scratch.path()).await;
        store.close().await;
        restored.map_err(|error| super::outcome(&error))
    }
}

fn text(restored: &RestoredBackup) -> String {
    let manifest = &restored.manifest;
    let mut text = format!(
        "respaldo {} restaurado: {}, de las que {} no estaban\n",
        restored.name,
        counted(manifest.images, "imagen", "imágenes"),
        counted(restored.copied, "imagen", "imágenes"),
    );
    for head in &manifest.bitacoras {
        text.push_str(&super::head_line(head));
    }
    text.push_str(if manifest.keys.included {
        "  con las llaves con que se firma\n"
    } else {
        "  sin llaves: antes de «prep serve» ponga las de la instalación original en keys/ de \
         PREP_DATA_DIR; si no están, se harán otras y los acuses de antes no serán de ellas\n"
    });
    text.push_str("Compruebe con «prep bitacora verify» y «prep objects verify».\n");
    text
}
