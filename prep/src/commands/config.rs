//! `prep config`: the settings in force.

use super::HELP;
use crate::outcome::{End, Outcome};
use crate::settings::Settings;

/// Muestra los ajustes en vigor y de dónde viene cada uno.
///
/// Un ajuste se toma del entorno; si no está ahí, del archivo TOML que nombra PREP_CONFIG (con los
/// mismos nombres en minúsculas y sin PREP_); si tampoco, vale lo que trae el programa. Las
/// contraseñas no se muestran.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep config [--json]",
    after_help = "\
Termina con 0, o con 2 si un ajuste no se entiende.

Ejemplo:
  PREP_LISTEN=127.0.0.1:9000 prep config"
)]
pub(crate) struct Args {
    /// Para un programa y no para una persona.
    #[arg(long, help_heading = "Opciones")]
    json: bool,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        match Settings::read() {
            Ok(settings) if self.json => Outcome::json(&settings.json(), End::Done),
            Ok(settings) => Outcome::done(settings.text()),
            Err(message) => Outcome::failed(&message, "corrija el ajuste y vuelva a intentarlo"),
        }
    }
}
