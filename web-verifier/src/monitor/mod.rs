//! Monitors: how far the night has come, legible from across a room.
//!
//! Figures are computed once for all who look ([`MonitorFeed`](central::monitor::MonitorFeed)), each
//! view of them is written once ([`flow::Written`]) and told to every open page as it changes
//! (`/monitor/cambios`, server-sent events). No view shows a vote.

mod actas;
mod avance;
mod cortes;
mod curve;
mod distritos;
pub(crate) mod flow;
mod pared;
mod people;
#[cfg(test)]
pub(crate) mod samples;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use prep_model::people::Role;

use crate::access::{Operator, Routes};
use crate::error_page::PageError;
use crate::layout::{Frame, page};
use crate::web::Web;
use flow::View;

const WATCHERS: &[Role] = &[
    Role::Supervisor,
    Role::Coordinador,
    Role::Administrador,
    Role::Auditor,
    Role::Monitor,
];
/// Who sees people by name.
const SUPERVISORS: &[Role] = &[Role::Supervisor, Role::Coordinador];

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/monitor", show_avance)
        .roles(WATCHERS)
        .get("/monitor/distritos", show_distritos)
        .roles(WATCHERS)
        .get("/monitor/pared", show_pared)
        .roles(WATCHERS)
        .get("/monitor/cambios", flow::follow)
        .roles(WATCHERS)
        .get("/monitor/actas", actas::show)
        .roles(WATCHERS)
        .get("/monitor/personas", people::show)
        .roles(SUPERVISORS)
}

/// A page whose figures change while it is open.
#[derive(Template)]
#[template(path = "monitor/monitor.html")]
pub(crate) struct MonitorPage {
    pub(crate) frame: Frame,
    pub(crate) style: String,
    pub(crate) script: String,
    pub(crate) title: &'static str,
    pub(crate) tabs: Vec<Tab>,
    /// Where its changes are told.
    pub(crate) follow: String,
    /// The part that changes.
    pub(crate) figures: String,
    /// Without bar, tabs and foot: for a screen on the wall.
    pub(crate) is_wall: bool,
}

/// A way to another view.
#[derive(Debug, Clone)]
pub(crate) struct Tab {
    pub(crate) path: &'static str,
    pub(crate) name: &'static str,
    pub(crate) is_here: bool,
}

/// The views in the order of the tabs.
const TABS: [(&str, &str); 5] = [
    ("/monitor", "Avance"),
    ("/monitor/distritos", "Distritos"),
    ("/monitor/actas", "Actas que faltan"),
    ("/monitor/personas", "Personas"),
    ("/monitor/pared", "Pantalla de pared"),
];

/// The views that somebody in `role` may open, from the one at `here`.
pub(crate) fn tabs(role: Role, here: &str) -> Vec<Tab> {
    let may = |path: &str| path != "/monitor/personas" || SUPERVISORS.contains(&role);
    let shown = TABS.into_iter().filter(|(path, _)| may(path));
    shown
        .map(|(path, name)| Tab {
            path,
            name,
            is_here: path == here,
        })
        .collect()
}

async fn show_avance(
    State(web): State<Web>,
    operator: Operator,
    frame: Frame,
) -> Result<Response, PageError> {
    show(&web, &operator, frame, View::Avance).await
}

async fn show_distritos(
    State(web): State<Web>,
    operator: Operator,
    frame: Frame,
) -> Result<Response, PageError> {
    show(&web, &operator, frame, View::Distritos).await
}

async fn show_pared(
    State(web): State<Web>,
    operator: Operator,
    frame: Frame,
) -> Result<Response, PageError> {
    show(&web, &operator, frame, View::Pared).await
}

async fn show(
    web: &Web,
    operator: &Operator,
    frame: Frame,
    view: View,
) -> Result<Response, PageError> {
    let written = web.monitor.written(view).await?;
    page(&MonitorPage {
        style: web.assets.url("monitor-estilo"),
        script: web.assets.url("monitor"),
        title: view.title(),
        tabs: tabs(operator.person().role, view.path()),
        follow: format!("/monitor/cambios?vista={}", view.name()),
        figures: written.text.to_string(),
        is_wall: view == View::Pared,
        frame,
    })
}
