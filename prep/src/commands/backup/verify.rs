//! `prep backup verify`.

use std::fmt::Write as _;

use central::backup::{VerifiedBackup, verify_backup};
use central::objects::ObjectsUrl;
use serde_json::json;

use super::place::{self, Scratch};
use crate::commands::HELP;
use crate::installation;
use crate::outcome::{End, Outcome};
use crate::settings::Settings;
use crate::text::counted;

/// Lee un respaldo completo y dice si puede restaurarse.
///
/// Calcula otra vez el código de integridad de la base, de sus bitácoras y de cada imagen, y los
/// compara con el manifiesto. No necesita la instalación de la que se hizo y no cambia nada.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep backup verify --from <LUGAR> [--backup <NOMBRE>] [--json]",
    after_help = "\
Termina con 0 si el respaldo es bueno, con 1 si está dañado o no lo hay y con 2 si no se pudo leer.

Ejemplo:
  prep backup verify --from file:///mnt/respaldos/prep"
)]
pub(crate) struct Args {
    /// Dónde están los respaldos.
    #[arg(long, value_name = "LUGAR", help_heading = "Opciones")]
    from: ObjectsUrl,
    /// Cuál. Sin decirlo, el más nuevo.
    #[arg(long, value_name = "NOMBRE", help_heading = "Opciones")]
    backup: Option<String>,
    /// Escribe el resultado como JSON, para programas.
    #[arg(long, help_heading = "Opciones")]
    json: bool,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        installation::with_settings(|settings| async move {
            match self.verify(&settings).await {
                Ok(verified) if self.json => {
                    let report = json!({
                        "valid": true,
                        "backup": verified.name,
                        "manifest": verified.manifest,
                    });
                    Outcome::json(&report, End::Done)
                }
                Ok(verified) => Outcome::done(text(&verified)),
                Err(outcome) => outcome,
            }
        })
    }

    async fn verify(&self, settings: &Settings) -> Result<VerifiedBackup, Outcome> {
        let place = place::open(&self.from, settings).await?;
        let scratch = Scratch::new(settings)?;
        let verified = verify_backup(&place, self.backup.as_deref(), scratch.path()).await;
        verified.map_err(|error| super::outcome(&error))
    }
}

fn text(verified: &VerifiedBackup) -> String {
    let manifest = &verified.manifest;
    let mut text = format!(
        "respaldo {}: bueno, {}\n",
        verified.name,
        counted(manifest.images, "imagen", "imágenes")
    );
    for head in &manifest.bitacoras {
        text.push_str(&super::head_line(head));
    }
    if !manifest.unsound.is_empty() {
        let lost = counted(manifest.unsound.len() as u64, "imagen", "imágenes");
        let _ = writeln!(text, "  sin {lost} que la instalación ya había perdido");
    }
    text
}
