//! What is answered at which address.

use std::collections::BTreeSet;

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use central::Central;
use central::devices::PublicUrl;
use ingest_api::{IngestConfig, Phase, Process};
use tokio::sync::watch;
use tower::ServiceExt as _;
use web_verifier::WebConfig;

use super::Part;
use crate::commands::environment::environment;
use crate::settings::Settings;

/// Addresses of the interface for devices; every other is a page.
fn is_ingest(path: &str) -> bool {
    let under = |prefix: &str| path == prefix || path.starts_with(&format!("{prefix}/"));
    under("/v1") || under("/health") || under("/docs") || path == "/openapi.json"
}

/// The interfaces of the parts. Whatever they are, health is told, for balancers.
pub(super) fn app(
    central: &Central,
    settings: &Settings,
    parts: &BTreeSet<Part>,
    process: &Process,
) -> Result<Router, String> {
    let public_url: PublicUrl = settings
        .public_url
        .parse()
        .map_err(|error| format!("PREP_PUBLIC_URL: {error}"))?;
    let config = IngestConfig { public_url };
    let ingest = ingest_api::router_in(process.clone(), central.clone(), config);
    let (with_ingest, with_web) = (parts.contains(&Part::Ingest), parts.contains(&Part::Web));
    if with_ingest && !with_web {
        return Ok(ingest);
    }
    let mut config = WebConfig::new(&settings.public_url)
        .map_err(|error| format!("PREP_PUBLIC_URL: {error}"))?;
    config.proxies = settings.proxies.clone();
    config.environment = Some(|| Settings::read().and_then(|settings| environment(&settings)));
    let web = if with_web {
        web_verifier::router_until(told(process), central.clone(), config)
    } else {
        // A process that only publishes tells its health and nothing else.
        Router::new()
    };
    let dispatch = move |request: Request| {
        let path = request.uri().path();
        let devices = is_ingest(path) && (with_ingest || path.starts_with("/health"));
        let router = if devices { ingest.clone() } else { web.clone() };
        async move {
            let answer: Result<Response, std::convert::Infallible> = router.oneshot(request).await;
            answer.unwrap_or_else(|never| match never {})
        }
    };
    Ok(Router::new().fallback(dispatch))
}

/// Becomes true once the process was told to end.
fn told(process: &Process) -> watch::Receiver<bool> {
    let (told, ending) = watch::channel(false);
    let process = process.clone();
    tokio::spawn(async move {
        process.reaches(Phase::Ending).await;
        told.send_replace(true);
    });
    ending
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
