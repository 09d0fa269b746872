//! Identificación: a supervisor looks at an image that no acta has and says what it is.

#[cfg(test)]
pub(crate) mod samples;
mod typed;
mod view;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use central::UseCaseError;
use central::identificacion::{
    IdentificacionError, confirm_fuera, find_pending, find_pending_image, identify_image,
    pending_board, propose_fuera, reconsider_image, record_attempt, refuse_fuera, reject_image,
    search_catalogue,
};
use central::procesos::load_proceso_of;
use central::store::{DigitalizacionRow, EjercicioRow};
use prep_model::contract::DigitalizacionId;
use prep_model::machines::digitalizacion::DigitalizacionState;
use prep_model::people::{Action, Role};
use serde::Deserialize;
use time::UtcOffset;

use crate::access::{Operator, Routes};
use crate::captura::open_run;
use crate::error_page::PageError;
use crate::forms::{Faults, Undone};
use crate::layout::{Frame, local_time, page, page_with, thousands};
use crate::web::Web;

pub(crate) use typed::Typed;
use view::{FoundActa, Row, Tab, attempts, reason_text};

const WHO: &[Role] = &[Role::Supervisor, Role::Coordinador];
const LIST: &str = "/identificacion";

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get(LIST, show_list)
        .roles(WHO)
        .get("/identificacion/{imagen}", show_one)
        .roles(WHO)
        .post("/identificacion/{imagen}", decide)
        .roles(WHO)
        .get("/identificacion/{imagen}/imagen", show_image)
        .roles(WHO)
}

#[derive(Template)]
#[template(path = "identificacion/list.html")]
pub(crate) struct ListPage {
    pub(crate) frame: Frame,
    /// Address of the stylesheet of supervision.
    pub(crate) style: String,
    pub(crate) notice: &'static str,
    /// True while no ejercicio is open.
    pub(crate) is_closed: bool,
    pub(crate) tabs: Vec<Tab>,
    /// What the chosen tab is for.
    pub(crate) help: &'static str,
    pub(crate) rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "identificacion/image.html")]
pub(crate) struct ImagePage {
    pub(crate) frame: Frame,
    /// Addresses of what the page loads.
    pub(crate) files: [String; 3],
    pub(crate) id: String,
    pub(crate) notice: &'static str,
    /// Why it waits.
    pub(crate) reason: String,
    /// When it arrived.
    pub(crate) received: String,
    /// How often somebody tried and could not say.
    pub(crate) attempts: u32,
    pub(crate) stage: Stage,
    /// What was read of it: name and value.
    pub(crate) read: Vec<(&'static str, String)>,
    pub(crate) search: String,
    pub(crate) found: Vec<FoundActa>,
    /// What may be chosen: value and words.
    pub(crate) elecciones: Vec<(String, String)>,
    pub(crate) tipos: Vec<(String, String)>,
    pub(crate) typed: Typed,
    pub(crate) faults: Faults,
}

/// Where an image stands, for the person who looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Somebody must say which acta it is of.
    Pending,
    /// Another proposed it as fuera de catálogo.
    Proposed,
    /// This person proposed it.
    ProposedByOneself,
    /// It is fuera de catálogo.
    Fuera,
    /// It is, and this person may open it again.
    FueraToReconsider,
}

impl ImagePage {
    /// Where the image is.
    fn image(&self) -> String {
        format!("{LIST}/{}/imagen", self.id)
    }

    /// True if the form for fuera de catálogo came back.
    fn is_proposing(&self) -> bool {
        self.typed.action() == "fuera"
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ListQuery {
    que: String,
    aviso: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ImageQuery {
    buscar: String,
    aviso: String,
}

/// What just happened, by the word in the address.
const NOTICES: [(&str, &str); 7] = [
    ("acta", "Identificada. La imagen quedó en su acta."),
    ("intento", "Intento anotado."),
    ("rechazo", "Imagen rechazada. Sus bytes se conservan."),
    ("fuera", "Propuesta. Falta que otra persona la confirme."),
    (
        "confirmar",
        "Confirmada. Se publica al final del siguiente corte.",
    ),
    ("negar", "Vuelve a estar por identificar."),
    ("reabrir", "Vuelve a estar por identificar."),
];

fn notice(name: &str) -> &'static str {
    let found = NOTICES.into_iter().find(|(known, _)| *known == name);
    found.map_or("", |(_, text)| text)
}

async fn show_list(
    State(web): State<Web>,
    Query(query): Query<ListQuery>,
    frame: Frame,
) -> Result<Response, PageError> {
    let which = Tab::named(&query.que);
    let mut shown = ListPage {
        frame,
        style: web.assets.url("supervision-estilo"),
        notice: notice(&query.aviso),
        is_closed: true,
        tabs: Vec::new(),
        help: Tab::help(which),
        rows: Vec::new(),
    };
    let Some(ejercicio) = open_run(&web).await? else {
        return page(&shown);
    };
    let board = pending_board(&web.central, &ejercicio, which).await?;
    let proceso = load_proceso_of(&web.central, &ejercicio).await?;
    let offset = offset_of(proceso.head().utc_offset_minutes);
    shown.is_closed = false;
    shown.tabs = Tab::all(board.counts, which);
    shown.rows = board
        .images
        .iter()
        .map(|image| Row::of(&proceso, image, offset))
        .collect();
    page(&shown)
}

/// Hours are shown as the entidad's clocks show them.
fn offset_of(minutes: i16) -> UtcOffset {
    UtcOffset::from_whole_seconds(i32::from(minutes) * 60).unwrap_or(UtcOffset::UTC)
}

/// An image of the open ejercicio as an address names it.
struct Asked {
    ejercicio: EjercicioRow,
    id: DigitalizacionId,
}

impl Asked {
    async fn of(web: &Web, text: &str) -> Result<Self, PageError> {
        let id = text.parse().map_err(|_| PageError::NotFound)?;
        let ejercicio = open_run(web).await?.ok_or(PageError::NotFound)?;
        Ok(Self { ejercicio, id })
    }

    async fn row(&self, web: &Web) -> Result<DigitalizacionRow, PageError> {
        let found = find_pending(&web.central, &self.ejercicio, self.id).await;
        found.map_err(not_there)
    }
}

/// An image of which nothing is to be found out has no page.
fn not_there(error: IdentificacionError) -> PageError {
    match error {
        UseCaseError::Refused(_) => PageError::NotFound,
        UseCaseError::Failed(failure) => failure.into(),
    }
}

async fn show_one(
    State(web): State<Web>,
    operator: Operator,
    Path(text): Path<String>,
    Query(query): Query<ImageQuery>,
    frame: Frame,
) -> Result<Response, PageError> {
    let asked = Asked::of(&web, &text).await?;
    let typed = Typed::searching(&query.buscar);
    let mut shown = image_page(&web, &asked, &operator, typed, frame).await?;
    shown.notice = notice(&query.aviso);
    page(&shown)
}

async fn image_page(
    web: &Web,
    asked: &Asked,
    operator: &Operator,
    typed: Typed,
    frame: Frame,
) -> Result<ImagePage, PageError> {
    let row = asked.row(web).await?;
    let proceso = load_proceso_of(&web.central, &asked.ejercicio).await?;
    let offset = offset_of(proceso.head().utc_offset_minutes);
    let by = operator.person();
    let (stage, read) = match row.machine.state() {
        DigitalizacionState::FueraProposed {
            proposed_by, leida, ..
        } => {
            let stage = if *proposed_by == by.id {
                Stage::ProposedByOneself
            } else {
                Stage::Proposed
            };
            (stage, view::read(&proceso, leida))
        }
        DigitalizacionState::FueraDeCatalogo { leida, .. } => {
            let stage = if by.role.may(Action::Approve) {
                Stage::FueraToReconsider
            } else {
                Stage::Fuera
            };
            (stage, view::read(&proceso, leida))
        }
        _ => (Stage::Pending, Vec::new()),
    };
    let search = typed.of("buscar").trim().to_owned();
    let found = search_catalogue(&proceso, &search);
    Ok(ImagePage {
        files: ["captura-estilo", "supervision-estilo", "visor"].map(|name| web.assets.url(name)),
        id: asked.id.to_string(),
        notice: "",
        reason: reason_text(&proceso, &row.machine),
        received: local_time(row.received_at.unwrap_or(row.registered_at), offset),
        attempts: attempts(&row.machine),
        stage,
        read,
        search,
        found: found
            .iter()
            .map(|acta| FoundActa::of(&proceso, acta))
            .collect(),
        elecciones: view::elecciones(&proceso),
        tipos: view::tipos(),
        typed,
        faults: Faults::default(),
        frame,
    })
}

async fn decide(
    State(web): State<Web>,
    operator: Operator,
    Path(text): Path<String>,
    frame: Frame,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let asked = Asked::of(&web, &text).await?;
    let typed = Typed::new(fields);
    let action = typed.action().to_owned();
    let faults = match done(&web, &asked, &operator, &typed).await {
        Ok(()) => {
            // An attempt is followed by another or by a proposal, everything else by another image.
            let place = match action.as_str() {
                "intento" => format!("{LIST}/{}?aviso=intento", asked.id),
                _ => format!("{LIST}?aviso={action}"),
            };
            return Ok(Redirect::to(&place).into_response());
        }
        Err(undone) => undone.faults()?,
    };
    let again = image_page(&web, &asked, &operator, typed, frame).await?;
    let again = ImagePage { faults, ..again };
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

async fn done(web: &Web, asked: &Asked, operator: &Operator, typed: &Typed) -> Result<(), Undone> {
    let (central, run, by, id) = (&web.central, &asked.ejercicio, operator.person(), asked.id);
    match typed.action() {
        "acta" => {
            let acta = typed.of("acta").parse();
            let acta = acta.map_err(|_| PageError::BadForm)?;
            let reason = typed.reason()?;
            Box::pin(identify_image(central, run, by, (id, &acta), reason)).await?;
        }
        "intento" => record_attempt(central, run, by, id, typed.reason()?).await?,
        "rechazo" => reject_image(central, run, by, id, typed.reason()?).await?,
        "fuera" => {
            let leida = typed.leida()?;
            propose_fuera(central, run, by, (id, leida), typed.reason()?).await?;
        }
        "confirmar" => confirm_fuera(central, run, by, id).await?,
        "negar" => refuse_fuera(central, run, by, id, typed.reason()?).await?,
        "reabrir" => reconsider_image(central, run, by, id, typed.reason()?).await?,
        _ => return Err(PageError::BadForm.into()),
    }
    Ok(())
}

async fn show_image(
    State(web): State<Web>,
    Path(text): Path<String>,
) -> Result<Response, PageError> {
    let asked = Asked::of(&web, &text).await?;
    let found = find_pending_image(&web.central, &asked.ejercicio, asked.id).await;
    let image = found.map_err(not_there)?.ok_or(PageError::NotFound)?;
    let jpeg = HeaderValue::from_static("image/jpeg");
    Ok(([(CONTENT_TYPE, jpeg)], image.bytes).into_response())
}

/// How many wait, as the tabs show it.
fn counted(count: u64) -> String {
    thousands(count)
}
