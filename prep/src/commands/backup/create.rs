//! `prep backup create`.

use std::fmt::Write as _;

use central::Central;
use central::backup::{CreatedBackup, create_backup};
use central::objects::ObjectsUrl;
use serde_json::json;

use super::place::{self, Scratch};
use crate::commands::HELP;
use crate::installation;
use crate::outcome::{End, Outcome};
use crate::settings::Settings;
use crate::text::counted;

/// Respalda la base de datos y las imágenes en una carpeta o un depósito S3.
///
/// Los servidores siguen atendiendo: la base se copia de una sola vista de ella. Las imágenes que ya
/// estaban en el lugar no se copian otra vez. Las llaves con que se firma no van en el respaldo, a
/// menos que se diga --with-keys: quien las tenga puede firmar acuses y cortes.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep backup create --to <LUGAR> [--with-keys] [--json]",
    after_help = "\
El lugar se escribe como PREP_OBJECTS_URL; si es un depósito, las credenciales son las mismas.

Termina con 0 si el respaldo quedó completo, con 1 si quedó pero la instalación misma ya había perdido
imágenes, que se nombran, y con 2 si no se pudo leer o escribir.

Ejemplo:
  prep backup create --to file:///mnt/respaldos/prep"
)]
pub(crate) struct Args {
    /// Dónde se guarda. Puede tener respaldos anteriores de la misma instalación.
    #[arg(long, value_name = "LUGAR", help_heading = "Opciones")]
    to: ObjectsUrl,
    /// Guarda también las llaves privadas. El lugar tiene que estar tan protegido como ellas.
    #[arg(long, help_heading = "Opciones")]
    with_keys: bool,
    /// Escribe el resultado como JSON, para programas.
    #[arg(long, help_heading = "Opciones")]
    json: bool,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        installation::run_with(|central, settings| async move {
            match self.create(&central, &settings).await {
                Ok(created) if self.json => as_json(&created),
                Ok(created) => self.as_text(&created),
                Err(outcome) => outcome,
            }
        })
    }

    async fn create(
        &self,
        central: &Central,
        settings: &Settings,
    ) -> Result<CreatedBackup, Outcome> {
        if self.to == settings.objects {
            return Err(Outcome::refused(
                "el respaldo no puede estar donde están las imágenes",
                "indique otra carpeta u otro depósito, mejor en otra máquina",
            ));
        }
        let place = place::open(&self.to, settings).await?;
        let scratch = Scratch::new(settings)?;
        let keys = settings.keys_dir();
        let keys = self.with_keys.then_some(keys.as_path());
        let created = create_backup(central, &place, scratch.path(), keys).await;
        created.map_err(|error| super::outcome(&error))
    }

    fn as_text(&self, created: &CreatedBackup) -> Outcome {
        let manifest = &created.manifest;
        let mut stdout = format!(
            "respaldo {} en {}\n  {}, de las que {} no estaban\n",
            created.name,
            self.to,
            counted(manifest.images, "imagen", "imágenes"),
            counted(created.copied, "imagen", "imágenes"),
        );
        for head in &manifest.bitacoras {
            stdout.push_str(&super::head_line(head));
        }
        stdout.push_str(if manifest.keys.included {
            "  CUIDADO: lleva las llaves con que se firma; protéjalo como a ellas y no lo copie a más \
             lugares\n"
        } else {
            "  sin las llaves con que se firma: guarde aparte la carpeta keys/ de PREP_DATA_DIR\n"
        });
        let mut stderr = String::new();
        for lost in &manifest.unsound {
            let _ = writeln!(
                stderr,
                "falta o está dañada en la instalación: {}/{} {}",
                lost.proceso, lost.ejercicio, lost.sha256
            );
        }
        Outcome {
            stdout,
            stderr,
            end: end(created),
        }
    }
}

fn end(created: &CreatedBackup) -> End {
    if created.manifest.unsound.is_empty() {
        End::Done
    } else {
        End::Refused
    }
}

fn as_json(created: &CreatedBackup) -> Outcome {
    let end = end(created);
    let report = json!({
        "complete": end == End::Done,
        "backup": created.name,
        "copied_images": created.copied,
        "manifest": created.manifest,
    });
    Outcome::json(&report, end)
}
