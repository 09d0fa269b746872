//! `prep ejercicio open`: from now on it takes actas.

use central::accounts::Username;
use central::ejercicios::{OpenRefusal, open_ejercicio};
use central::{Central, UseCaseError};
use prep_model::people::Action;

use crate::commands::HELP;
use crate::commands::by::person;
use crate::commands::which::EjercicioName;
use crate::installation;
use crate::outcome::Outcome;

/// Abre un ejercicio puesto en ceros: desde ahora recibe actas.
///
/// Lo abre un coordinador distinto de quien certificó la puesta en ceros. Sólo uno está abierto.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep ejercicio open <PROCESO/EJERCICIO> --by <USUARIO>",
    after_help = "\
Termina con 0 si quedó abierto, con 1 si no puede abrirse y con 2 si algo falló.

Ejemplo:
  prep ejercicio open cdmx-2024/simulacro-1 --by coordinador-1"
)]
pub(crate) struct Args {
    /// El ejercicio.
    #[arg(value_name = "PROCESO/EJERCICIO", help_heading = "Argumentos")]
    ejercicio: EjercicioName,
    /// Usuario que lo abre: un coordinador.
    #[arg(long, value_name = "USUARIO", help_heading = "Opciones")]
    by: Username,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        installation::run(|central| async move {
            let opened = self.open(&central).await;
            opened.unwrap_or_else(|outcome| outcome)
        })
    }

    async fn open(self, central: &Central) -> Result<Outcome, Outcome> {
        let by = person(central, &self.by, Action::Approve).await?;
        let EjercicioName { proceso, ejercicio } = &self.ejercicio;
        let opened = open_ejercicio(central, &by, proceso, ejercicio).await;
        opened.map_err(|error| match error {
            UseCaseError::Refused(refusal) => refused(&refusal),
            UseCaseError::Failed(failure) => Outcome::broken(&failure),
        })?;
        let said = format!(
            "El ejercicio {} está abierto: recibe actas.\n",
            self.ejercicio
        );
        Ok(Outcome::done(said))
    }
}

fn refused(refusal: &OpenRefusal) -> Outcome {
    let remedy = match refusal {
        OpenRefusal::Unknown | OpenRefusal::Machine(_) => {
            "con «prep ejercicio list» se ve cómo está cada uno"
        }
        OpenRefusal::OtherOpen(_) => "ciérrelo con «prep ejercicio close»",
    };
    Outcome::refused(&refusal.to_string(), remedy)
}
