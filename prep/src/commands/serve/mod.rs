//! `prep serve`: the servers, in one process or in many on the same database.

mod app;
mod ending;
mod keepers;

use std::collections::BTreeSet;

use central::Central;
use difusion::publish::Publisher;
use ingest_api::{Phase, Process};
use tokio::net::TcpListener;
use tokio::sync::watch;

use self::app::app;
use self::ending::answer;
use self::keepers::Keepers;
use super::HELP;
use crate::installation;
use crate::outcome::Outcome;
use crate::settings::Settings;

/// Atiende a tabletas, estaciones y personas.
///
/// Un solo proceso hace todo, o una parte de ello con --role; pueden ser varios sobre la misma base
/// PostgreSQL, detrás de un balanceador. Cualquiera puede matarse en cualquier momento: los demás, o él
/// al volver a empezar, continúan donde se quedó. Con SIGTERM o Ctrl-C termina lo que está en curso.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep serve [--role <PARTES>]...",
    after_help = "\
Los ajustes se muestran con «prep config». Termina con 0 si se le pidió terminar y con 2 si no pudo
empezar.

Ejemplo:
  PREP_LISTEN=127.0.0.1:8080 prep serve --role ingest,web"
)]
pub(crate) struct Args {
    /// Partes que atiende, separadas por comas o repitiendo la opción: ingest (tabletas y estaciones),
    /// web (personas), difusion (publica los cortes a su hora), all (todas). Sin decirlo, todas.
    #[arg(
        long,
        value_name = "PARTES",
        value_delimiter = ',',
        help_heading = "Opciones",
        hide_possible_values = true
    )]
    role: Vec<Role>,
}

/// What `--role` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Role {
    Ingest,
    Web,
    Difusion,
    All,
}

/// A part of the servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// For tablets, stations and integrators.
    Ingest,
    /// For people.
    Web,
    /// Publishes the cortes.
    Difusion,
}

impl Part {
    const ALL: [Self; 3] = [Self::Ingest, Self::Web, Self::Difusion];

    /// The parts that are asked for; all if none is.
    fn asked(roles: &[Role]) -> BTreeSet<Self> {
        let parts = |role: &Role| match role {
            Role::Ingest => vec![Self::Ingest],
            Role::Web => vec![Self::Web],
            Role::Difusion => vec![Self::Difusion],
            Role::All => Self::ALL.to_vec(),
        };
        match roles {
            [] => Self::ALL.into(),
            named => named.iter().flat_map(parts).collect(),
        }
    }

    /// Its name, as `--role` has it.
    fn name(self) -> &'static str {
        match self {
            Self::Ingest => "ingest",
            Self::Web => "web",
            Self::Difusion => "difusion",
        }
    }
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        log_to_stderr();
        installation::run_with(|central, settings| async move {
            let parts = Part::asked(&self.role);
            match Box::pin(serve(central, &settings, &parts)).await {
                Ok(()) => Outcome::default(),
                Err(message) => Outcome::failed(&message, "revise los ajustes con «prep config»"),
            }
        })
    }
}

/// Log lines go to the standard error; `PREP_LOG` says which (`info`, `central=debug,warn`).
fn log_to_stderr() {
    let filter = std::env::var("PREP_LOG").unwrap_or_else(|_| "info".to_owned());
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::new(filter))
        .with_writer(std::io::stderr);
    // A second subscriber in one process would be a test's; the first one stays.
    let _ = subscriber.try_init();
}

async fn serve(
    central: Central,
    settings: &Settings,
    parts: &BTreeSet<Part>,
) -> Result<(), String> {
    let listener = TcpListener::bind(settings.listen)
        .await
        .map_err(|error| format!("no se puede atender en {}: {error}", settings.listen))?;
    let recovered = Box::pin(central::recepcion::recover(&central)).await;
    recovered.map_err(|error| format!("no se pudo revisar lo que quedó a medias: {error}"))?;
    let (phase, phases) = watch::channel(Phase::Serving);
    let roles: Vec<_> = parts.iter().map(|part| part.name()).collect();
    let process = Process::new(roles, phases);
    let app = app(&central, settings, parts, &process)?;
    tracing::info!(
        listen = %settings.listen, url = %settings.public_url, roles = ?process.roles(), "ready"
    );
    let mut keepers = Keepers::new(process);
    keepers.keep(&central);
    if parts.contains(&Part::Difusion) {
        keepers.publish(&Publisher::new(central.clone(), settings.cortes.clone()));
    }
    answer(listener, app, &phase).await?;
    keepers.end().await;
    keepers::chain_all(&central).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_those_asked_for_and_all_if_none_is() {
        assert_eq!(Part::asked(&[]), Part::ALL.into());
        assert_eq!(Part::asked(&[Role::Web, Role::All]), Part::ALL.into());
        let two = Part::asked(&[Role::Web, Role::Ingest, Role::Web]);
        assert_eq!(two, [Part::Ingest, Part::Web].into());
    }
}
