//! `prep corte hold`: no turn is taken until it is released.

use central::Central;
use central::accounts::Username;
use central::cortes::stop_schedule;
use prep_model::bitacora::Reason;
use prep_model::people::Action;

use super::{ejercicio, refused};
use crate::commands::HELP;
use crate::commands::by::person;
use crate::commands::which::EjercicioName;
use crate::installation;
use crate::outcome::Outcome;

/// Detiene la publicación de cortes hasta que alguien la reanude.
///
/// Lo publicado sigue publicado. Un corte que se esté haciendo no se publica.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep corte hold --by <USUARIO> --reason <MOTIVO> [--ejercicio <PROCESO/EJERCICIO>]",
    after_help = "\
Termina con 0 si quedó hecho, con 1 si no puede hacerse y con 2 si algo falló.

Ejemplo:
  prep corte hold --by coordinador-1 --reason \"Revisión de una casilla\""
)]
pub(crate) struct Args {
    /// Usuario que lo ordena: un coordinador.
    #[arg(long, value_name = "USUARIO", help_heading = "Opciones")]
    by: Username,
    /// Por qué, en un renglón y sin datos personales: queda en la bitácora.
    #[arg(long, value_name = "MOTIVO", value_parser = Reason::new, help_heading = "Opciones")]
    reason: Reason,
    /// El ejercicio. Sin decirlo, el que está abierto.
    #[arg(long, value_name = "PROCESO/EJERCICIO", help_heading = "Opciones")]
    ejercicio: Option<EjercicioName>,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        installation::run(|central| async move {
            let done = self.order(&central).await;
            done.unwrap_or_else(|outcome| outcome)
        })
    }

    async fn order(self, central: &Central) -> Result<Outcome, Outcome> {
        let by = person(central, &self.by, Action::Approve).await?;
        let (ejercicio, _) = ejercicio(central, self.ejercicio.as_ref()).await?;
        let done = stop_schedule(central, &ejercicio, &by, self.reason).await;
        done.map_err(|error| refused(&error))?;
        Ok(Outcome::done(
            "La publicación de cortes está detenida. Se reanuda con «prep corte release».\n",
        ))
    }
}
