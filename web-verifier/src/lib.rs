//! Pages for the people of the CCV and the CATD, over central. Server-rendered; everything works
//! without a script. A page authorises, calls one use case and renders.
//!
//! # Adding a page
//!
//! 1. A folder beside the others: `captura/mod.rs` with its template `captura/captura.html`
//!    (`#[template(path = "captura/captura.html")]`, `{% extends "layout/layout.html" %}`; the blocks
//!    are listed in [`layout`]). The page is a struct with `frame: Frame`.
//! 2. Handlers ask for what they need: `State<Web>` (the use cases' [`Central`]), [`Operator`] (who is
//!    in), `Frame` (what the layout shows), `Form`, `Query`, `Path`. They return
//!    `Result<Response, PageError>`: `layout::page` for 200, `layout::page_with(422, ..)` for a form
//!    shown again with its `forms::Faults`, a redirect after a POST that changed something.
//!    A `Failure` of a use case becomes the page for failures with `?`.
//! 3. `pub(crate) fn routes(routes: Routes) -> Routes`, where each route says who:
//!    `routes.get("/captura", show_captura).roles(&[Role::Capturista])`; added to [`routes`] below.
//!    What it leads to from home and the bar goes into [`menu`]; who sees it follows from the route.
//! 4. Every form posts to this server, urlencoded, and holds the token:
//!    `{% call forms::token(frame) %}{% endcall %}`. The guard looks at it before any handler does.
//! 5. A line in `docs/ROUTES.md` (a test compares) and samples in `every_page.rs` (a test counts the
//!    templates): empty, typical, with faults, longest names.
//! 6. Files that pages load (a script, an icon) are lines of [`assets`]; inline scripts and styles are
//!    refused by browsers (CSP) and by the test.
//!
//! Pages are well-formed XML too: void tags end in `/>`, attributes have values
//! (`required="required"`), characters stand for themselves (`·`, not `&middot;`).
//!
//! # What holds without anybody thinking of it
//!
//! Each route passes one [guard](access): session, role, forced change of password, origin and token
//! of forms, errors as pages in Spanish, request id. Each answer carries a closed CSP, `no-store`,
//! `nosniff`. What there is no route for is a page that says so.

mod access;
mod account;
mod administracion;
mod assets;
mod avisos;
mod captura;
mod cola;
mod config;
mod correccion;
mod error_page;
#[cfg(test)]
mod every_page;
mod faltantes;
mod forms;
mod home;
mod identificacion;
mod incidencias;
mod layout;
mod login;
mod menu;
mod monitor;
mod practica;
mod proxies;
mod qr;
mod theme;
mod verificacion;
mod web;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use central::Central;
use central::avisos::StandingAvisos;
use central::monitor::MonitorFeed;
use tokio::sync::watch;

pub use access::{Access, Operator, RouteRule, Routes};
pub use config::{WebConfig, WebConfigError};
pub use error_page::PageError;
pub use proxies::{TrustedProxies, TrustedProxiesError};

/// Every route of the pages.
pub fn routes() -> Routes {
    let features = [
        home::routes,
        login::routes,
        account::routes,
        captura::routes,
        verificacion::routes,
        cola::routes,
        identificacion::routes,
        faltantes::routes,
        correccion::routes,
        administracion::routes,
        monitor::routes,
        incidencias::routes,
        avisos::routes,
        practica::routes,
        theme::routes,
        assets::routes,
    ];
    features
        .into_iter()
        .fold(Routes::default(), |routes, feature| feature(routes))
}

/// The pages, ready to be served. The router has a fallback of its own: give it to the outermost
/// router with `fallback_service` where other routes are served beside it.
pub fn router(central: Central, config: WebConfig) -> Router {
    let (_, never) = watch::channel(false);
    router_until(never, central, config)
}

/// The same in a process that will be told to end: once `ending` is true, pages that are told what
/// changes are told nothing more, and ask again elsewhere.
pub fn router_until(ending: watch::Receiver<bool>, central: Central, config: WebConfig) -> Router {
    let routes = routes();
    let feed = MonitorFeed::over(central.clone());
    let web = web::Web {
        monitor: Arc::new(monitor::flow::Written::new(feed, config.utc_offset, ending)),
        avisos: StandingAvisos::default(),
        central,
        config: Arc::new(config),
        assets: Arc::new(assets::Assets::new()),
        table: routes.table().into(),
    };
    let secured = from_fn_with_state(web.clone(), access::secure);
    routes.into_router(&web).layer(secured)
}
