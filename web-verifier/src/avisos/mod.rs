//! Avisos: what supervisors tell people, who has acknowledged it, and the band above every page.

mod places;
#[cfg(test)]
pub(crate) mod samples;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use central::accounts::{list_accounts, role_name, role_named};
use central::avisos::{
    AvisoLine, AvisoReaders, acknowledge_aviso, aviso_board, aviso_readers, publish_aviso,
    withdraw_aviso,
};
use central::procesos::load_proceso_of;
use central::store::{AvisoRow, EjercicioRow};
use prep_model::bitacora::{Audience, Reason};
use prep_model::machines::aviso::AvisoState;
use prep_model::people::Role;
use serde::Deserialize;
use time::UtcOffset;

use crate::access::{LocalPath, Operator, Routes};
use crate::captura::open_run;
use crate::error_page::PageError;
use crate::forms::{Faults, Undone};
use crate::identificacion::Typed;
use crate::layout::{Frame, local_time, page, page_with, thousands};
use crate::web::Web;

pub(crate) use places::{place_of, places};

const WHO: &[Role] = &[Role::Supervisor, Role::Coordinador];
const AVISOS: &str = "/avisos";

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get(AVISOS, show)
        .roles(WHO)
        .post(AVISOS, publish)
        .roles(WHO)
        .get("/avisos/{numero}", show_one)
        .roles(WHO)
        .post("/avisos/{numero}", withdraw)
        .roles(WHO)
        .post("/avisos/{numero}/acuse", acknowledge)
        .roles(&Role::ALL)
}

/// The avisos of the ejercicio, and a new one.
#[derive(Template)]
#[template(path = "avisos/avisos.html")]
pub(crate) struct AvisosPage {
    pub(crate) frame: Frame,
    pub(crate) style: String,
    pub(crate) notice: &'static str,
    /// True while no ejercicio is open.
    pub(crate) is_closed: bool,
    pub(crate) lines: Vec<Line>,
    /// Choices of the form.
    pub(crate) roles: Vec<(String, String)>,
    pub(crate) places: Vec<(String, String)>,
    pub(crate) typed: Typed,
    pub(crate) faults: Faults,
}

/// One aviso with who knows and who does not.
#[derive(Template)]
#[template(path = "avisos/aviso.html")]
pub(crate) struct AvisoPage {
    pub(crate) frame: Frame,
    pub(crate) style: String,
    pub(crate) line: Line,
    pub(crate) acknowledged: Vec<(String, String)>,
    pub(crate) missing: Vec<String>,
    pub(crate) typed: Typed,
    pub(crate) faults: Faults,
}

/// An aviso in a list.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) number: u32,
    pub(crate) text: String,
    pub(crate) audience: String,
    pub(crate) sender: String,
    pub(crate) at: String,
    pub(crate) stands: bool,
    /// How many know, of how many.
    pub(crate) known: String,
}

impl Line {
    fn of(row: &AvisoRow, (known, all): (usize, usize), offset: UtcOffset) -> Self {
        let aviso = &row.aviso;
        Self {
            number: aviso.number(),
            text: aviso.text().to_string(),
            audience: aviso.audience().text(),
            sender: aviso.sender().to_string(),
            at: local_time(row.published_at, offset),
            stands: aviso.state() == AvisoState::Standing,
            known: format!("{} de {}", thousands(known as u64), thousands(all as u64)),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    aviso: String,
}

const NOTICES: [(&str, &str); 2] = [
    (
        "enviado",
        "Enviado. Aparece arriba de las páginas de sus destinatarios hasta que acusen de enterado.",
    ),
    ("retirado", "Retirado. Ya no se muestra a nadie."),
];

async fn show(
    State(web): State<Web>,
    Query(asked): Query<Asked>,
    frame: Frame,
) -> Result<Response, PageError> {
    let run = open_run(&web).await?;
    let shown = avisos_page(&web, run.as_ref(), Typed::default(), frame).await?;
    let notice = NOTICES.iter().find(|(name, _)| *name == asked.aviso);
    let notice = notice.map_or("", |(_, text)| text);
    page(&AvisosPage { notice, ..shown })
}

async fn avisos_page(
    web: &Web,
    run: Option<&EjercicioRow>,
    typed: Typed,
    frame: Frame,
) -> Result<AvisosPage, PageError> {
    let offset = web.config.utc_offset;
    let line = |line: &AvisoLine| Line::of(&line.row, (line.acknowledged, line.addressed), offset);
    let (mut lines, mut places_found) = (Vec::new(), Vec::new());
    if let Some(run) = run {
        let board = aviso_board(&web.central, run).await?;
        lines = board.lines.iter().map(line).collect();
        let accounts = list_accounts(&web.central).await?;
        let proceso = load_proceso_of(&web.central, run).await?;
        places_found = places(&accounts, &proceso);
    }
    Ok(AvisosPage {
        style: web.assets.url("monitor-estilo"),
        notice: "",
        is_closed: run.is_none(),
        lines,
        roles: roles(),
        places: places_found,
        typed,
        faults: Faults::default(),
        frame,
    })
}

/// The roles as a form offers them.
fn roles() -> Vec<(String, String)> {
    let all = Role::ALL.into_iter();
    all.map(|role| (role_name(role), role.text().to_owned()))
        .collect()
}

async fn publish(
    State(web): State<Web>,
    operator: Operator,
    frame: Frame,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let run = open_run(&web).await?.ok_or(PageError::NotFound)?;
    let typed = Typed::new(fields);
    let faults = match published(&web, &run, &operator, &typed).await {
        Ok(()) => return Ok(Redirect::to("/avisos?aviso=enviado").into_response()),
        Err(undone) => undone.faults()?,
    };
    let again = avisos_page(&web, Some(&run), typed, frame).await?;
    page_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &AvisosPage { faults, ..again },
    )
}

async fn published(
    web: &Web,
    run: &EjercicioRow,
    operator: &Operator,
    typed: &Typed,
) -> Result<(), Undone> {
    let text = Reason::new(typed.of("texto")).map_err(|_| {
        let what = "escriba el aviso, de 1 a 500 caracteres en un solo renglón";
        Faults::at("texto", what)
    })?;
    let role = match typed.of("rol") {
        "" => None,
        name => Some(role_named(name).ok_or(PageError::BadForm)?),
    };
    let place = place_of(typed.of("lugar"))?;
    let audience = Audience { role, place };
    publish_aviso(&web.central, run, operator.person(), audience, text).await?;
    web.avisos.forget().await;
    Ok(())
}

async fn show_one(
    State(web): State<Web>,
    Path(number): Path<String>,
    frame: Frame,
) -> Result<Response, PageError> {
    let run = open_run(&web).await?.ok_or(PageError::NotFound)?;
    let shown = aviso_page(&web, &run, number_of(&number)?, Typed::default(), frame).await?;
    page(&shown)
}

fn number_of(text: &str) -> Result<u32, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

async fn aviso_page(
    web: &Web,
    run: &EjercicioRow,
    number: u32,
    typed: Typed,
    frame: Frame,
) -> Result<AvisoPage, PageError> {
    let readers = aviso_readers(&web.central, run, number).await?;
    let AvisoReaders {
        row,
        acknowledged,
        missing,
    } = readers.ok_or(PageError::NotFound)?;
    let offset = web.config.utc_offset;
    let name = |account: &central::accounts::Account| {
        let role = account.person.role;
        let name = account.display_name.as_str();
        format!("{name} ({}) · {role}", account.username)
    };
    let all = acknowledged.len() + missing.len();
    let known = acknowledged.iter();
    Ok(AvisoPage {
        style: web.assets.url("monitor-estilo"),
        line: Line::of(&row, (acknowledged.len(), all), offset),
        acknowledged: known
            .map(|(account, at)| (name(account), local_time(*at, offset)))
            .collect(),
        missing: missing.iter().map(name).collect(),
        typed,
        faults: Faults::default(),
        frame,
    })
}

async fn withdraw(
    State(web): State<Web>,
    operator: Operator,
    Path(number): Path<String>,
    frame: Frame,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let run = open_run(&web).await?.ok_or(PageError::NotFound)?;
    let number = number_of(&number)?;
    let typed = Typed::new(fields);
    let done = async {
        let reason = typed.reason_of("retirar")?;
        withdraw_aviso(&web.central, &run, operator.person(), number, reason).await?;
        Ok::<_, Undone>(())
    };
    let faults = match done.await {
        Ok(()) => {
            web.avisos.forget().await;
            return Ok(Redirect::to("/avisos?aviso=retirado").into_response());
        }
        Err(undone) => undone.faults()?,
    };
    let again = aviso_page(&web, &run, number, typed, frame).await?;
    let again = AvisoPage { faults, ..again };
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

/// Says that they know, and goes back to where they were.
async fn acknowledge(
    State(web): State<Web>,
    operator: Operator,
    Path(number): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let run = open_run(&web).await?.ok_or(PageError::NotFound)?;
    let number = number_of(&number)?;
    let person = &operator.person().id;
    let done = acknowledge_aviso(&web.central, &run, number, (person, None)).await;
    match done {
        Ok(_) => {}
        // What it was for is not for them any more: nothing is left to acknowledge.
        Err(central::UseCaseError::Refused(_)) => return Err(PageError::NotFound),
        Err(central::UseCaseError::Failed(failure)) => return Err(failure.into()),
    }
    let back = LocalPath::or_home(Typed::new(fields).of("regreso"));
    Ok(Redirect::to(back.as_str()).into_response())
}
