//! `prep corte start`: from when a drill publishes.

use central::Central;
use central::accounts::Username;
use central::cortes::authorise_start;
use prep_model::people::Action;
use prep_model::time::Timestamp;

use super::{ejercicio, refused};
use crate::commands::HELP;
use crate::commands::by::person;
use crate::commands::which::EjercicioName;
use crate::hour::Hour;
use crate::installation;
use crate::outcome::Outcome;

/// Autoriza desde cuándo publica un simulacro. Antes de esa hora no se publica nada.
///
/// Sin esta orden un simulacro publica desde que comenzó. El inicio del ejercicio oficial es el del
/// proceso y nadie lo cambia; el de un simulacro, sólo mientras no se ha hecho un corte.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep corte start <MOMENTO> --by <USUARIO> [--ejercicio <PROCESO/EJERCICIO>]",
    after_help = "\
Termina con 0 si quedó autorizado, con 1 si no puede cambiarse y con 2 si algo falló.

Ejemplo:
  prep corte start 2024-05-12T12:00:00-06:00 --by coordinador-1"
)]
pub(crate) struct Args {
    /// Fecha y hora con su diferencia de UTC, como 2024-05-12T12:00:00-06:00.
    #[arg(value_name = "MOMENTO", help_heading = "Argumentos")]
    from: Timestamp,
    /// Usuario que lo autoriza: un coordinador.
    #[arg(long, value_name = "USUARIO", help_heading = "Opciones")]
    by: Username,
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
        let done = authorise_start(central, &ejercicio, &by, self.from).await;
        done.map_err(|error| refused(&error))?;
        let hour = Hour::of(central, &ejercicio).await;
        let hour = hour.map_err(|error| Outcome::broken(&error))?;
        let from = hour.text(self.from);
        Ok(Outcome::done(format!("Se publica desde {from}.\n")))
    }
}
