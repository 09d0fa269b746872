//! `prep ejercicio close`: first the window in which the rest is finished, then the end.

use central::accounts::Username;
use central::ejercicios::{CloseRefusal, begin_closing, close_ejercicio};
use central::store::EjercicioRow;
use central::{Central, UseCaseError};
use prep_model::bitacora::Reason;
use prep_model::contract::Sha256Digest;
use prep_model::people::Action;

use crate::commands::HELP;
use crate::commands::by::person;
use crate::installation;
use crate::outcome::Outcome;

/// Cierra el ejercicio abierto, en dos pasos.
///
/// Con --reason comienza el cierre: ya no entran imágenes y se termina lo empezado. Con --corte y
/// --manifest termina: se dice cuál fue el último corte y desde entonces nada cambia.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep ejercicio close --by <USUARIO> --reason <MOTIVO>\n     \
                      prep ejercicio close --by <USUARIO> --corte <NUMERO> --manifest <SHA256>",
    after_help = "\
Termina con 0 si se hizo el paso, con 1 si no puede hacerse y con 2 si algo falló.

Ejemplo:
  prep ejercicio close --by coordinador-1 --reason \"se publicó el 100 % de las actas\"
  prep ejercicio close --by coordinador-1 --corte 61 \\
    --manifest \"$(sha256sum cortes/61/manifiesto.json | cut -d ' ' -f 1)\""
)]
pub(crate) struct Args {
    /// Usuario que lo cierra: un coordinador.
    #[arg(long, value_name = "USUARIO", help_heading = "Opciones")]
    by: Username,
    /// Por qué comienza el cierre ahora.
    #[arg(
        long,
        value_name = "MOTIVO",
        value_parser = Reason::new,
        required_unless_present = "corte",
        conflicts_with = "corte",
        help_heading = "Opciones"
    )]
    reason: Option<Reason>,
    /// Número del último corte publicado.
    #[arg(
        long,
        value_name = "NUMERO",
        requires = "manifest",
        help_heading = "Opciones"
    )]
    corte: Option<u32>,
    /// SHA-256 del manifiesto de ese corte.
    #[arg(
        long,
        value_name = "SHA256",
        requires = "corte",
        help_heading = "Opciones"
    )]
    manifest: Option<Sha256Digest>,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        installation::run(|central| async move {
            let closed = self.close(&central).await;
            closed.unwrap_or_else(|outcome| outcome)
        })
    }

    async fn close(self, central: &Central) -> Result<Outcome, Outcome> {
        let by = person(central, &self.by, Action::Approve).await?;
        let (done, what) = match (self.reason, self.corte, self.manifest) {
            (Some(reason), ..) => (
                begin_closing(central, &by, reason).await,
                "comenzó su cierre: sólo se termina lo empezado",
            ),
            (None, Some(corte), Some(manifest)) => (
                close_ejercicio(central, &by, corte, manifest).await,
                "quedó cerrado: nada cambia ya",
            ),
            (None, ..) => {
                return Err(Outcome::failed(
                    "falta --reason, o --corte con --manifest",
                    "con --help se ve qué se puede escribir",
                ));
            }
        };
        let row: EjercicioRow = done.map_err(|error| match error {
            UseCaseError::Refused(refusal) => refused(&refusal),
            UseCaseError::Failed(failure) => Outcome::broken(&failure),
        })?;
        let name = format!("{}/{}", row.proceso(), row.ejercicio());
        Ok(Outcome::done(format!("El ejercicio {name} {what}.\n")))
    }
}

fn refused(refusal: &CloseRefusal) -> Outcome {
    let remedy = match refusal {
        CloseRefusal::NoneOpen => "con «prep ejercicio list» se ve cómo está cada uno",
        CloseRefusal::Machine(_) => {
            "primero comienza el cierre, con --reason; después termina, con --corte y --manifest"
        }
    };
    Outcome::refused(&refusal.to_string(), remedy)
}
