//! `prep corte override`: publishing over the checker takes two people.

use central::Central;
use central::accounts::Username;
use clap::Subcommand;
use difusion::folder::Places;
use difusion::publish::Publisher;
use prep_model::bitacora::Reason;
use prep_model::people::Action;

use super::publish::as_text;
use super::{ejercicio, not_published};
use crate::commands::HELP;
use crate::commands::by::person;
use crate::commands::which::EjercicioName;
use crate::installation;
use crate::outcome::Outcome;

/// What can be done about a corte that the checker stopped.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Propone publicar como está un corte que la revisión detuvo. Otro coordinador decide.
    #[command(
        override_usage = "prep corte override propose <NÚMERO> --by <USUARIO> --reason <MOTIVO>"
    )]
    Propose(WithReason),
    /// Aprueba publicarlo: sale con un manifiesto que dice qué defectos tiene y quiénes lo decidieron.
    #[command(override_usage = "prep corte override approve <NÚMERO> --by <USUARIO>")]
    Approve(Args),
    /// No aprueba publicarlo: sigue detenido.
    #[command(
        override_usage = "prep corte override reject <NÚMERO> --by <USUARIO> --reason <MOTIVO>"
    )]
    Reject(WithReason),
}

/// Which corte, and who.
#[derive(Debug, clap::Args)]
#[command(help_template = HELP, disable_help_flag = true)]
pub(crate) struct Args {
    /// El número del corte.
    #[arg(value_name = "NÚMERO", help_heading = "Argumentos")]
    number: u32,
    /// Usuario que lo decide: un coordinador.
    #[arg(long, value_name = "USUARIO", help_heading = "Opciones")]
    by: Username,
    /// El ejercicio. Sin decirlo, el que está abierto.
    #[arg(long, value_name = "PROCESO/EJERCICIO", help_heading = "Opciones")]
    ejercicio: Option<EjercicioName>,
}

/// The same, and why.
#[derive(Debug, clap::Args)]
#[command(help_template = HELP, disable_help_flag = true)]
pub(crate) struct WithReason {
    #[command(flatten)]
    about: Args,
    /// Por qué, en un renglón y sin datos personales: se publica en el manifiesto.
    #[arg(long, value_name = "MOTIVO", value_parser = Reason::new, help_heading = "Opciones")]
    reason: Reason,
}

impl Command {
    /// Does it.
    pub(crate) fn run(self) -> Outcome {
        installation::run_with(|central, settings| async move {
            let done = self.order(&central, settings.cortes).await;
            done.unwrap_or_else(|outcome| outcome)
        })
    }

    async fn order(self, central: &Central, places: Places) -> Result<Outcome, Outcome> {
        let publisher = Publisher::new(central.clone(), places);
        let about = match &self {
            Self::Propose(args) | Self::Reject(args) => &args.about,
            Self::Approve(args) => args,
        };
        let by = person(central, &about.by, Action::Approve).await?;
        let (ejercicio, proceso) = ejercicio(central, about.ejercicio.as_ref()).await?;
        let number = about.number;
        let failed = |error| not_published(&error);
        match self {
            Self::Propose(WithReason { reason, .. }) => {
                let proposed = publisher.propose_override(&ejercicio, number, &by, reason);
                proposed.await.map_err(failed)?;
                Ok(Outcome::done(format!(
                    "Queda propuesto publicar el corte {number} como está. Otro coordinador lo \
                     aprueba con «prep corte override approve {number}».\n"
                )))
            }
            Self::Approve(_) => {
                let approved = publisher.approve_override(&ejercicio, &proceso, number, &by);
                Ok(as_text(&approved.await.map_err(failed)?))
            }
            Self::Reject(WithReason { reason, .. }) => {
                let rejected = publisher.reject_override(&ejercicio, number, &by, reason);
                rejected.await.map_err(failed)?;
                Ok(Outcome::done(format!(
                    "El corte {number} sigue detenido.\n"
                )))
            }
        }
    }
}
