//! `prep user disable`: an account that may not be used any more.

use central::accounts::{Username, disable_account};
use prep_model::bitacora::Reason;

use super::untouched;
use crate::commands::HELP;
use crate::commands::by::By;
use crate::installation;
use crate::outcome::Outcome;

/// Deshabilita una cuenta para siempre y cierra sus sesiones en el acto.
///
/// El usuario no puede volver a usarse: lo que hizo queda en la bitácora con su identificador.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep user disable <USUARIO> --reason <MOTIVO> [--by <USUARIO>]",
    after_help = "\
Termina con 0 si quedó deshabilitada, con 1 si no existe o ya lo estaba y con 2 si algo falló.

Ejemplo:
  prep user disable capturista-1 --reason \"terminó su turno\""
)]
pub(crate) struct Args {
    /// La cuenta.
    #[arg(value_name = "USUARIO", help_heading = "Argumentos")]
    username: Username,
    /// Por qué, sin datos personales: queda en la bitácora.
    #[arg(long, value_name = "MOTIVO", value_parser = Reason::new, help_heading = "Opciones")]
    reason: Reason,
    #[command(flatten)]
    by: By,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        installation::run(|central| async move {
            let by = match self.by.actor(&central).await {
                Ok(by) => by,
                Err(outcome) => return outcome,
            };
            match disable_account(&central, &by, &self.username, self.reason).await {
                Ok(()) => Outcome::done(format!(
                    "La cuenta {} quedó deshabilitada y sin sesiones.\n",
                    self.username
                )),
                Err(error) => untouched(&error),
            }
        })
    }
}
