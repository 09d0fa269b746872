//! The HTTP interface for tablets, stations and integrators (docs/API.md).
//!
//! A handler authorises, calls one use case of [`central`], and renders; its file holds path, types,
//! handler and mapping. Every answer that is no success is a problem of the closed list, and every
//! request runs to its end even if its client vanishes.
//!
//! * [`router_in()`] — what `prep serve` mounts; [`IngestConfig`] — what it is told; [`Process`] — where
//!   it runs.
//! * [`openapi()`] — the document that is checked in as `openapi.json`.

mod altas;
mod auth;
mod avance;
mod avisos;
mod bolsas;
mod catalogo;
mod config;
mod digitalizaciones;
mod docs_page;
mod health;
mod jose;
mod openapi;
mod personas;
mod problem;
mod process;
mod request_layer;
mod state;
mod tokens;
mod uploads;

use axum::Router;
use central::Central;

pub use config::IngestConfig;
pub use openapi::openapi;
pub use process::{Phase, Process};

use state::IngestState;

/// Every address of docs/API.md over `central`, in a process that does nothing else.
pub fn router(central: Central, config: IngestConfig) -> Router {
    router_in(Process::serving(), central, config)
}

/// The same in a process that has roles and will be told to end.
pub fn router_in(process: Process, central: Central, config: IngestConfig) -> Router {
    let state = IngestState {
        process,
        ..IngestState::new(central, config)
    };
    let (routes, _) = openapi::routes().split_for_parts();
    let routes = routes
        .merge(docs_page::routes())
        .fallback(problem::not_found)
        .method_not_allowed_fallback(problem::method_not_allowed)
        .with_state(state.clone());
    // The layer stands outside the routes, so that it may change the method before they are
    // matched, and sees what they answer to addresses that are not there.
    Router::new()
        .fallback_service(routes)
        .layer(axum::middleware::from_fn_with_state(
            state,
            request_layer::handle,
        ))
}
