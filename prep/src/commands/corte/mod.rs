//! `prep corte`: what is published.

mod check;
mod diff;
mod hold;
mod list;
mod overriding;
mod publish;
mod release;
mod show;
mod start;
mod state_text;

use central::Central;
use central::UseCaseError;
use central::cortes::CorteLifeError;
use central::procesos::load_proceso_of;
use central::store::EjercicioRow;
use clap::Subcommand;
use difusion::publish::PublishError;
use prep_model::proceso::Proceso;
use std::sync::Arc;

use super::Group;
use crate::commands::which::{self, EjercicioName};
use crate::outcome::Outcome;

/// What can be asked of cortes.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check(check::Args),
    Publish(publish::Args),
    List(list::Args),
    Show(show::Args),
    Diff(diff::Args),
    Hold(hold::Args),
    Release(release::Args),
    Start(start::Args),
    /// Un corte detenido por la revisión: publicarlo así, con la palabra de dos coordinadores.
    Override(Group<overriding::Command>),
}

impl Command {
    /// Does it.
    pub(crate) fn run(self) -> Outcome {
        match self {
            Self::Check(args) => args.run(),
            Self::Publish(args) => args.run(),
            Self::List(args) => args.run(),
            Self::Show(args) => args.run(),
            Self::Diff(args) => args.run(),
            Self::Hold(args) => args.run(),
            Self::Release(args) => args.run(),
            Self::Start(args) => args.run(),
            Self::Override(group) => group.command.run(),
        }
    }
}

/// The ejercicio of a command and its proceso.
async fn ejercicio(
    central: &Central,
    name: Option<&EjercicioName>,
) -> Result<(EjercicioRow, Arc<Proceso>), Outcome> {
    let ejercicio = which::one(central, name).await?;
    let proceso = load_proceso_of(central, &ejercicio).await;
    let proceso = proceso.map_err(|error| Outcome::broken(&error))?;
    Ok((ejercicio, proceso))
}

/// What a rule of the schedule says to whoever gave an order.
fn refused(error: &CorteLifeError) -> Outcome {
    match error {
        UseCaseError::Refused(rule) => Outcome::refused(
            &rule.to_string(),
            "con «prep corte list» se ve cómo está cada corte",
        ),
        UseCaseError::Failed(failure) => Outcome::broken(failure),
    }
}

/// Why a corte was not published.
fn not_published(error: &PublishError) -> Outcome {
    let message = error.to_string();
    match error {
        PublishError::Rule(_) | PublishError::NotHeld(_) => {
            Outcome::refused(&message, "no se publicó nada; vea «prep corte list»")
        }
        PublishError::Stopped { .. } => {
            Outcome::refused(&message, "reanúdela con «prep corte release»")
        }
        PublishError::Busy | PublishError::TakenOver => {
            Outcome::refused(&message, "espere a que termine y vea «prep corte list»")
        }
        PublishError::NotClosing => Outcome::refused(
            &message,
            "comience el cierre con «prep ejercicio close --reason»",
        ),
        PublishError::Finished => Outcome::refused(&message, "con «prep corte list» se ve cuál es"),
        PublishError::Snapshot(_) => Outcome::refused(
            &message,
            "revise la bitácora con «prep bitacora verify» y el acta con «prep acta show»",
        ),
        PublishError::Package(_)
        | PublishError::Csv(_)
        | PublishError::Sign(_)
        | PublishError::Folder(_) => Outcome::failed(
            &message,
            "no se publicó nada nuevo; corrija y vuelva a intentarlo",
        ),
        PublishError::Failed(failure) => Outcome::broken(failure),
    }
}
