use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use central::accounts::list_accounts;
use central::monitor::{MonitorBoard, PersonFigures};
use prep_model::people::PersonId;

use super::avance::age;
use super::{Tab, tabs};
use crate::access::Operator;
use crate::error_page::PageError;
use crate::layout::{Frame, local_time, page, thousands};
use crate::web::Web;

const PATH: &str = "/monitor/personas";

/// Who captures and verifies, and how much in the last hour.
#[derive(Template)]
#[template(path = "monitor/personas.html")]
pub(crate) struct PeoplePage {
    pub(crate) frame: Frame,
    pub(crate) style: String,
    pub(crate) tabs: Vec<Tab>,
    /// When it was counted; empty while no ejercicio is open.
    pub(crate) at: String,
    pub(crate) rows: Vec<PersonRow>,
}

pub(crate) struct PersonRow {
    pub(crate) name: String,
    pub(crate) capturas: String,
    pub(crate) verificaciones: String,
    /// How long ago they finished something.
    pub(crate) age: String,
    pub(crate) shape: &'static str,
    pub(crate) state: &'static str,
}

pub(super) async fn show(
    State(web): State<Web>,
    operator: Operator,
    frame: Frame,
) -> Result<Response, PageError> {
    let board = web.monitor.board().await?;
    let accounts = list_accounts(&web.central).await?;
    let names = accounts.into_iter().map(|account| {
        let name = format!("{} ({})", account.display_name.as_str(), account.username);
        (account.person.id, name)
    });
    let names: BTreeMap<_, _> = names.collect();
    let rows = board.as_ref().map(|board| rows(board, &names));
    page(&PeoplePage {
        style: web.assets.url("monitor-estilo"),
        tabs: tabs(operator.person().role, PATH),
        at: board.map_or_else(String::new, |board| {
            local_time(board.at, web.config.utc_offset)
        }),
        rows: rows.unwrap_or_default(),
        frame,
    })
}

/// Those with an acta on the screen first, then by what they finished.
fn rows(board: &MonitorBoard, names: &BTreeMap<PersonId, String>) -> Vec<PersonRow> {
    let mut people: Vec<&PersonFigures> = board.people.iter().collect();
    people.sort_by_key(|one| {
        let finished = one.capturas + one.verificaciones;
        (!one.is_active(board.at), u64::MAX - finished, &one.person)
    });
    let row = |one: &&PersonFigures| {
        let (shape, state) = match (one.holding, one.is_active(board.at)) {
            (true, _) => ("●", "Con un acta en pantalla"),
            (false, true) => ("◑", "Sin acta en pantalla"),
            (false, false) => ("○", "Sin actividad en 15 minutos"),
        };
        let name = names.get(&one.person).cloned();
        PersonRow {
            name: name.unwrap_or_else(|| one.person.to_string()),
            capturas: thousands(one.capturas),
            verificaciones: thousands(one.verificaciones),
            age: age(one.last_at, board.at),
            shape,
            state,
        }
    };
    people.iter().map(row).collect()
}
