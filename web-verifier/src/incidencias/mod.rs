//! Incidencias: what is told by telephone, who sees to it, and how it ended.

#[cfg(test)]
pub(crate) mod samples;
mod typed;
mod view;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use central::accounts::{Account, list_accounts};
use central::incidencias::{
    IncidenciaAct, change_incidencia, incidencia_board, incidencia_life, log_incidencia,
};
use central::procesos::load_proceso_of;
use central::store::{EjercicioRow, IncidenciaFilter, IncidenciaStatus};
use prep_model::people::{PersonId, Role};
use serde::Deserialize;

use crate::access::{Operator, Routes};
use crate::avisos::places;
use crate::captura::open_run;
use crate::error_page::PageError;
use crate::forms::{Faults, Undone};
use crate::identificacion::Typed;
use crate::layout::{Frame, page, page_with, thousands};
use crate::web::Web;

use view::{Detail, Line, Names, abouts, mine, statuses};

const WHO: &[Role] = &[Role::Supervisor, Role::Coordinador];
const INCIDENCIAS: &str = "/incidencias";

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get(INCIDENCIAS, show)
        .roles(WHO)
        .post(INCIDENCIAS, log)
        .roles(WHO)
        .get("/incidencias/{numero}", show_one)
        .roles(WHO)
        .post("/incidencias/{numero}", change)
        .roles(WHO)
}

/// The incidencias that a filter leaves, and a new one.
#[derive(Template)]
#[template(path = "incidencias/incidencias.html")]
pub(crate) struct IncidenciasPage {
    pub(crate) frame: Frame,
    pub(crate) style: String,
    /// True while no ejercicio is open.
    pub(crate) is_closed: bool,
    /// How many are open, assigned and closed.
    pub(crate) counts: [String; 3],
    pub(crate) lines: Vec<Line>,
    /// The filter as chosen, and its choices.
    pub(crate) estado: String,
    pub(crate) cargo: String,
    pub(crate) statuses: Vec<(String, String)>,
    pub(crate) mine: Vec<(String, String)>,
    /// Choices of the form.
    pub(crate) places: Vec<(String, String)>,
    pub(crate) abouts: Vec<(String, String)>,
    pub(crate) typed: Typed,
    pub(crate) faults: Faults,
}

/// One incidencia.
#[derive(Template)]
#[template(path = "incidencias/incidencia.html")]
pub(crate) struct IncidenciaPage {
    pub(crate) frame: Frame,
    pub(crate) style: String,
    pub(crate) notice: &'static str,
    pub(crate) detail: Detail,
    /// Who may see to it.
    pub(crate) people: Vec<(String, String)>,
    pub(crate) typed: Typed,
    pub(crate) faults: Faults,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    estado: Option<String>,
    cargo: String,
}

impl Asked {
    /// What is chosen: what is pending, unless somebody asked for another.
    fn estado(&self) -> &str {
        self.estado.as_deref().unwrap_or("pendientes")
    }

    fn filter(&self, operator: &Operator) -> IncidenciaFilter {
        IncidenciaFilter {
            status: match self.estado() {
                "pendientes" => Some(IncidenciaStatus::Pending),
                "sin-asignar" => Some(IncidenciaStatus::Open),
                "asignadas" => Some(IncidenciaStatus::Assigned),
                "cerradas" => Some(IncidenciaStatus::Closed),
                _ => None,
            },
            assigned_to: (self.cargo == "mio").then(|| operator.person().id.clone()),
            about: None,
        }
    }
}

async fn show(
    State(web): State<Web>,
    operator: Operator,
    Query(asked): Query<Asked>,
    frame: Frame,
) -> Result<Response, PageError> {
    let shown = list_page(&web, &operator, &asked, Typed::default(), frame).await?;
    page(&shown)
}

async fn list_page(
    web: &Web,
    operator: &Operator,
    asked: &Asked,
    typed: Typed,
    frame: Frame,
) -> Result<IncidenciasPage, PageError> {
    let mut shown = IncidenciasPage {
        frame,
        style: web.assets.url("monitor-estilo"),
        is_closed: true,
        counts: Default::default(),
        lines: Vec::new(),
        estado: asked.estado().to_owned(),
        cargo: asked.cargo.clone(),
        statuses: statuses(),
        mine: mine(),
        places: Vec::new(),
        abouts: abouts(),
        typed,
        faults: Faults::default(),
    };
    let Some(run) = open_run(web).await? else {
        return Ok(shown);
    };
    let filter = asked.filter(operator);
    let board = incidencia_board(&web.central, &run, &filter).await?;
    let accounts = list_accounts(&web.central).await?;
    let proceso = load_proceso_of(&web.central, &run).await?;
    let names = Names::of(web, &accounts, &proceso).await?;
    shown.is_closed = false;
    shown.counts = [board.open, board.assigned, board.closed].map(thousands);
    let offset = web.config.utc_offset;
    let lines = board.rows.iter().map(|row| Line::of(row, &names, offset));
    shown.lines = lines.collect();
    shown.places = places(&accounts, &proceso);
    Ok(shown)
}

async fn log(
    State(web): State<Web>,
    operator: Operator,
    frame: Frame,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let run = open_run(&web).await?.ok_or(PageError::NotFound)?;
    let typed = Typed::new(fields);
    let done = async {
        let new = typed::new_incidencia(&web, &run, &typed).await?;
        let number = log_incidencia(&web.central, &run, operator.person(), new).await?;
        Ok::<_, Undone>(number)
    };
    let faults = match done.await {
        Ok(number) => {
            let place = format!("{INCIDENCIAS}/{number}?aviso=registrada");
            return Ok(Redirect::to(&place).into_response());
        }
        Err(undone) => undone.faults()?,
    };
    let asked = Asked::default();
    let again = list_page(&web, &operator, &asked, typed, frame).await?;
    let again = IncidenciasPage { faults, ..again };
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AskedOne {
    aviso: String,
}

const NOTICES: [(&str, &str); 5] = [
    (
        "registrada",
        "Registrada. Dé este número a quien llamó para que pueda preguntar por ella.",
    ),
    ("asignar", "Quedó a cargo de esa persona."),
    ("anotar", "Anotado."),
    ("cerrar", "Cerrada."),
    ("reabrir", "Reabierta. Falta asignarla."),
];

async fn show_one(
    State(web): State<Web>,
    Path(number): Path<String>,
    Query(asked): Query<AskedOne>,
    frame: Frame,
) -> Result<Response, PageError> {
    let run = open_run(&web).await?.ok_or(PageError::NotFound)?;
    let number = number.parse().map_err(|_| PageError::NotFound)?;
    let shown = one_page(&web, &run, number, Typed::default(), frame).await?;
    let notice = NOTICES.iter().find(|(name, _)| *name == asked.aviso);
    let notice = notice.map_or("", |(_, text)| text);
    page(&IncidenciaPage { notice, ..shown })
}

async fn one_page(
    web: &Web,
    run: &EjercicioRow,
    number: u32,
    typed: Typed,
    frame: Frame,
) -> Result<IncidenciaPage, PageError> {
    let life = incidencia_life(&web.central, run, number).await?;
    let life = life.ok_or(PageError::NotFound)?;
    let accounts = list_accounts(&web.central).await?;
    let proceso = load_proceso_of(&web.central, run).await?;
    let names = Names::of(web, &accounts, &proceso).await?;
    Ok(IncidenciaPage {
        style: web.assets.url("monitor-estilo"),
        notice: "",
        detail: Detail::of(&life, &names, web.config.utc_offset),
        people: people(&accounts),
        typed,
        faults: Faults::default(),
        frame,
    })
}

/// Who may see to an incidencia.
fn people(accounts: &[Account]) -> Vec<(String, String)> {
    let sees = |account: &&Account| {
        let role = account.person.role;
        let does = matches!(
            role,
            Role::Supervisor | Role::Coordinador | Role::Administrador
        );
        does && account.disabled_at.is_none()
    };
    let line = |account: &Account| {
        let name = account.display_name.as_str();
        let text = format!("{name} ({}) · {}", account.username, account.person.role);
        (account.person.id.to_string(), text)
    };
    accounts.iter().filter(sees).map(line).collect()
}

async fn change(
    State(web): State<Web>,
    operator: Operator,
    Path(number): Path<String>,
    frame: Frame,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let run = open_run(&web).await?.ok_or(PageError::NotFound)?;
    let number = number.parse().map_err(|_| PageError::NotFound)?;
    let typed = Typed::new(fields);
    let done = async {
        let act = act(&typed)?;
        change_incidencia(&web.central, &run, operator.person(), number, act).await?;
        Ok::<_, Undone>(())
    };
    let faults = match done.await {
        Ok(()) => {
            let action = typed.action();
            let place = format!("{INCIDENCIAS}/{number}?aviso={action}");
            return Ok(Redirect::to(&place).into_response());
        }
        Err(undone) => undone.faults()?,
    };
    let again = one_page(&web, &run, number, typed, frame).await?;
    let again = IncidenciaPage { faults, ..again };
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

fn act(typed: &Typed) -> Result<IncidenciaAct, Undone> {
    match typed.action() {
        "asignar" => {
            let to = typed.of("persona");
            if to.is_empty() {
                return Err(Faults::at("persona", "elija quién la atiende").into());
            }
            let to: Result<PersonId, _> = to.parse();
            Ok(IncidenciaAct::Assign(to.map_err(|_| PageError::BadForm)?))
        }
        "anotar" => Ok(IncidenciaAct::Comment(typed.reason_of("anotar")?)),
        "cerrar" => Ok(IncidenciaAct::Close(typed.reason_of("cerrar")?)),
        "reabrir" => Ok(IncidenciaAct::Reopen(typed.reason_of("reabrir")?)),
        _ => Err(PageError::BadForm.into()),
    }
}
