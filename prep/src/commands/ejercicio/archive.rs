//! `prep ejercicio archive`: a closed ejercicio has a checked copy elsewhere.

use central::accounts::Username;
use central::ejercicios::archive_ejercicio;
use central::{Central, UseCaseError};
use prep_model::contract::Sha256Digest;
use prep_model::people::Action;

use crate::commands::HELP;
use crate::commands::by::person;
use crate::commands::which::{self, EjercicioName};
use crate::installation;
use crate::outcome::Outcome;

/// Anota que un ejercicio cerrado se copió a un archivo y se comprobó ahí.
///
/// La huella de la copia queda en la bitácora. De esta instalación no se borra nada.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep ejercicio archive <PROCESO/EJERCICIO> --by <USUARIO> --copy <SHA256>",
    after_help = "\
Termina con 0 si quedó archivado, con 1 si no puede archivarse y con 2 si algo falló.

Ejemplo:
  prep ejercicio archive cdmx-2024/simulacro-1 --by administrador-1 \\
    --copy \"$(sha256sum copia.tar | cut -d ' ' -f 1)\""
)]
pub(crate) struct Args {
    /// El ejercicio.
    #[arg(value_name = "PROCESO/EJERCICIO", help_heading = "Argumentos")]
    ejercicio: EjercicioName,
    /// Usuario que lo archiva: un administrador.
    #[arg(long, value_name = "USUARIO", help_heading = "Opciones")]
    by: Username,
    /// SHA-256 de la copia.
    #[arg(long, value_name = "SHA256", help_heading = "Opciones")]
    copy: Sha256Digest,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        installation::run(|central| async move {
            let archived = self.archive(&central).await;
            archived.unwrap_or_else(|outcome| outcome)
        })
    }

    async fn archive(self, central: &Central) -> Result<Outcome, Outcome> {
        let by = person(central, &self.by, Action::Administer).await?;
        let row = self.ejercicio.find(which::all(central).await?)?;
        let name = (row.proceso(), row.ejercicio());
        let archived = archive_ejercicio(central, &by, name, self.copy).await;
        archived.map_err(|error| match error {
            UseCaseError::Refused(refusal) => {
                let remedy = "sólo se archiva lo que está cerrado; véalo con «prep ejercicio list»";
                Outcome::refused(&refusal.to_string(), remedy)
            }
            UseCaseError::Failed(failure) => Outcome::broken(&failure),
        })?;
        Ok(Outcome::done(format!(
            "El ejercicio {} quedó archivado.\n",
            self.ejercicio
        )))
    }
}
