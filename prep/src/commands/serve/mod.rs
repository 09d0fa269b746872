//! `prep serve`: the servers, in one process.

use std::collections::BTreeSet;
use std::future::IntoFuture;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use central::Central;
use central::devices::PublicUrl;
use difusion::publish::Publisher;
use ingest_api::IngestConfig;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::MissedTickBehavior;
use tower::ServiceExt as _;
use web_verifier::WebConfig;

use super::HELP;
use crate::installation;
use crate::outcome::Outcome;
use crate::settings::Settings;

/// How often new events get their place in the bitácora's chain.
const CHAIN_EVERY: Duration = Duration::from_millis(500);
/// How often expired uploads are looked for.
const RECOVER_EVERY: Duration = Duration::from_mins(1);
/// How often the schedule of cortes is looked at.
const PUBLISH_EVERY: Duration = Duration::from_secs(1);
/// How often cortes without a copy in the second place are looked for.
const COPY_EVERY: Duration = Duration::from_secs(5);
/// How long requests in course may take once the process was told to end.
const DRAIN: Duration = Duration::from_secs(20);

/// Atiende a tabletas, estaciones y personas.
///
/// Un solo proceso hace todo, o una parte de ello con --role. Puede matarse en cualquier momento:
/// al volver a empezar continúa donde se quedó. Con SIGTERM o Ctrl-C termina lo que está en curso.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep serve [--role <PARTES>]",
    after_help = "\
Los ajustes se muestran con «prep config». Termina con 0 si se le pidió terminar y con 2 si no pudo
empezar.

Ejemplo:
  PREP_LISTEN=127.0.0.1:8080 prep serve --role ingest,web"
)]
pub(crate) struct Args {
    /// Partes que atiende, separadas por comas: ingest (tabletas y estaciones), web (personas),
    /// difusion (publica los cortes a su hora). Sin decirlo, todas.
    #[arg(
        long,
        value_name = "PARTES",
        value_delimiter = ',',
        help_heading = "Opciones",
        hide_possible_values = true
    )]
    role: Vec<Part>,
}

/// A part of the servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
enum Part {
    /// For tablets, stations and integrators.
    Ingest,
    /// For people.
    Web,
    /// Publishes the cortes.
    Difusion,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        log_to_stderr();
        installation::run_with(|central, settings| async move {
            let parts: BTreeSet<Part> = match self.role.as_slice() {
                [] => [Part::Ingest, Part::Web, Part::Difusion].into(),
                named => named.iter().copied().collect(),
            };
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
    let app = app(&central, settings, parts)?;
    tracing::info!(listen = %settings.listen, url = %settings.public_url, "ready");
    let mut keepers = vec![tokio::spawn(keep(central.clone()))];
    if parts.contains(&Part::Difusion) {
        let publisher = Publisher::new(central, settings.cortes.clone());
        keepers.push(tokio::spawn(publish(publisher.clone())));
        keepers.push(tokio::spawn(copy(publisher)));
    }
    answer(listener, app).await?;
    for keeper in keepers {
        keeper.abort();
    }
    Ok(())
}

/// Publishes the corte that is due. Any number of processes may do so: one is at it at a time, and a
/// process that ends in the middle is taken over.
async fn publish(publisher: Publisher) {
    let mut round = tokio::time::interval(PUBLISH_EVERY);
    round.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        round.tick().await;
        if let Err(error) = Box::pin(publisher.tick()).await {
            tracing::error!(%error, "a corte was not published; it will be tried again");
        }
    }
}

/// Copies what was published to the second place, without publishing ever waiting for it.
async fn copy(publisher: Publisher) {
    let mut round = tokio::time::interval(COPY_EVERY);
    round.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        round.tick().await;
        if let Err(error) = Box::pin(publisher.copy_pending()).await {
            tracing::error!(%error, "cortes were not copied; it will be tried again");
        }
    }
}

/// Answers until told to end, and then until the requests in course are finished.
async fn answer(listener: TcpListener, app: Router) -> Result<(), String> {
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, app).with_graceful_shutdown(told(stopped));
    let running = tokio::spawn(server.into_future());
    wait_for_signal().await?;
    tracing::info!("ending: requests in course are finished first");
    // Nobody listens any more only if the server ended by itself.
    let _ = stop.send(true);
    if tokio::time::timeout(DRAIN, running).await.is_err() {
        tracing::warn!("requests that took too long were cut; their clients will resume");
    }
    Ok(())
}

async fn told(mut stopped: tokio::sync::watch::Receiver<bool>) {
    // An error means that the sender is gone, which is the same order.
    let _ = stopped.wait_for(|stop| *stop).await;
}

async fn wait_for_signal() -> Result<(), String> {
    let failed = |error: std::io::Error| format!("no se pueden recibir señales: {error}");
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

/// What a server does besides answering: chains events and cleans up. Every round may be repeated
/// by another process, and one that fails is tried again.
async fn keep(central: Central) {
    let mut chain = tokio::time::interval(CHAIN_EVERY);
    let mut recover = tokio::time::interval(RECOVER_EVERY);
    recover.tick().await;
    loop {
        tokio::select! {
            _ = chain.tick() => chain_all(&central).await,
            _ = recover.tick() => {
                if let Err(error) = Box::pin(central::recepcion::recover(&central)).await {
                    tracing::error!(%error, "cleaning up failed; it will be tried again");
                }
            }
        }
    }
}

async fn chain_all(central: &Central) {
    if let Err(error) = Box::pin(central::bitacora::chain_open_ejercicio(central)).await {
        tracing::error!(%error, "chaining the bitácora failed; it will be tried again");
    }
}

/// Addresses of the interface for devices; every other is a page.
fn is_ingest(path: &str) -> bool {
    let under = |prefix: &str| path == prefix || path.starts_with(&format!("{prefix}/"));
    under("/v1") || under("/health") || under("/docs") || path == "/openapi.json"
}

fn app(central: &Central, settings: &Settings, parts: &BTreeSet<Part>) -> Result<Router, String> {
    let public_url: PublicUrl = settings
        .public_url
        .parse()
        .map_err(|error| format!("PREP_PUBLIC_URL: {error}"))?;
    let ingest = ingest_api::router(central.clone(), IngestConfig { public_url });
    let (with_ingest, with_web) = (parts.contains(&Part::Ingest), parts.contains(&Part::Web));
    if with_ingest && !with_web {
        return Ok(ingest);
    }
    let config = WebConfig::new(&settings.public_url)
        .map_err(|error| format!("PREP_PUBLIC_URL: {error}"))?;
    let web = if with_web {
        web_verifier::router(central.clone(), config)
    } else {
        // A process that only publishes tells its health and nothing else.
        Router::new()
    };
    let dispatch = move |request: Request| {
        let path = request.uri().path();
        // Without the interface for devices its health is still told, for balancers.
        let devices = is_ingest(path) && (with_ingest || path.starts_with("/health"));
        let router = if devices { ingest.clone() } else { web.clone() };
        async move {
            let answer: Result<Response, std::convert::Infallible> = router.oneshot(request).await;
            answer.unwrap_or_else(|never| match never {})
        }
    };
    Ok(Router::new().fallback(dispatch))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_devices_and_pages_are_told_apart() {
        for path in [
            "/v1/uploads",
            "/health/ready",
            "/docs",
            "/docs/app.js",
            "/openapi.json",
        ] {
            assert!(is_ingest(path), "{path}");
        }
        for path in ["/", "/v1x", "/captura", "/healthy"] {
            assert!(!is_ingest(path), "{path}");
        }
    }
}
