//! Actas that are missing: those that wait for another image, and SIN ACTA by two people.

#[cfg(test)]
pub(crate) mod samples;
mod view;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use central::faltantes::{
    approve_sin_acta, find_actas, missing_board, propose_sin_acta, reject_sin_acta,
    reverse_sin_acta,
};
use central::identificacion::search_catalogue;
use central::procesos::load_proceso_of;
use central::store::EjercicioRow;
use prep_model::claves::ActaKey;
use prep_model::people::{Action, Role};
use serde::Deserialize;

use crate::access::{Operator, Routes};
use crate::captura::open_run;
use crate::error_page::PageError;
use crate::forms::{Faults, Undone};
use crate::identificacion::Typed;
use crate::layout::{Frame, page, page_with};
use crate::web::Web;

pub(crate) use view::ActaLine;
use view::{razon, razones};

const WHO: &[Role] = &[Role::Supervisor, Role::Coordinador];
const FALTANTES: &str = "/faltantes";

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get(FALTANTES, show)
        .roles(WHO)
        .post(FALTANTES, change)
        .roles(WHO)
}

#[derive(Template)]
#[template(path = "faltantes/faltantes.html")]
pub(crate) struct FaltantesPage {
    pub(crate) frame: Frame,
    /// Address of the stylesheet of supervision.
    pub(crate) style: String,
    pub(crate) notice: &'static str,
    /// True while no ejercicio is open.
    pub(crate) is_closed: bool,
    /// Actas whose image was set aside.
    pub(crate) wanted: Vec<ActaLine>,
    /// Proposals of SIN ACTA.
    pub(crate) proposed: Vec<ActaLine>,
    pub(crate) may_approve: bool,
    pub(crate) search: String,
    pub(crate) found: Vec<ActaLine>,
    /// The reasons of SIN ACTA as a form offers them.
    pub(crate) razones: Vec<(String, String)>,
    pub(crate) typed: Typed,
    pub(crate) faults: Faults,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    buscar: String,
    aviso: String,
}

const NOTICES: [(&str, &str); 4] = [
    (
        "proponer",
        "Propuesto. Falta que la coordinación lo apruebe.",
    ),
    ("aprobar", "Aprobado. Se publica en el siguiente corte."),
    ("negar", "Negado. Las actas siguen como faltantes."),
    ("revertir", "Revertido. Las actas vuelven a esperarse."),
];

async fn show(
    State(web): State<Web>,
    operator: Operator,
    Query(asked): Query<Asked>,
    frame: Frame,
) -> Result<Response, PageError> {
    let run = open_run(&web).await?;
    let typed = Typed::searching(&asked.buscar);
    let shown = faltantes_page(&web, run.as_ref(), &operator, typed, frame).await?;
    let notice = NOTICES.iter().find(|(name, _)| *name == asked.aviso);
    let notice = notice.map_or("", |(_, text)| text);
    page(&FaltantesPage { notice, ..shown })
}

async fn faltantes_page(
    web: &Web,
    run: Option<&EjercicioRow>,
    operator: &Operator,
    typed: Typed,
    frame: Frame,
) -> Result<FaltantesPage, PageError> {
    let mut shown = FaltantesPage {
        style: web.assets.url("supervision-estilo"),
        notice: "",
        is_closed: run.is_none(),
        wanted: Vec::new(),
        proposed: Vec::new(),
        may_approve: operator.person().role.may(Action::Approve),
        search: typed.of("buscar").trim().to_owned(),
        found: Vec::new(),
        razones: razones(),
        typed,
        faults: Faults::default(),
        frame,
    };
    let Some(run) = run else {
        return Ok(shown);
    };
    let proceso = load_proceso_of(&web.central, run).await?;
    let board = missing_board(&web.central, run).await?;
    let line = |row| ActaLine::of(&proceso, row);
    shown.wanted = board.wanted.iter().map(line).collect();
    shown.proposed = board.proposed.iter().map(line).collect();
    let keys = search_catalogue(&proceso, &shown.search);
    let found = find_actas(&web.central, run, &keys).await?;
    shown.found = found.iter().map(line).collect();
    Ok(shown)
}

async fn change(
    State(web): State<Web>,
    operator: Operator,
    frame: Frame,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let run = open_run(&web).await?.ok_or(PageError::NotFound)?;
    let typed = Typed::new(fields);
    let faults = match done(&web, &run, &operator, &typed).await {
        Ok(()) => {
            let place = format!("{FALTANTES}?aviso={}", typed.action());
            return Ok(Redirect::to(&place).into_response());
        }
        Err(undone) => undone.faults()?,
    };
    let again = faltantes_page(&web, Some(&run), &operator, typed, frame).await?;
    page_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &FaltantesPage { faults, ..again },
    )
}

async fn done(
    web: &Web,
    run: &EjercicioRow,
    operator: &Operator,
    typed: &Typed,
) -> Result<(), Undone> {
    let (central, by) = (&web.central, operator.person());
    let actas: Result<Vec<ActaKey>, _> = typed.all("acta").map(str::parse).collect();
    let actas = actas.map_err(|_| PageError::BadForm)?;
    match typed.action() {
        "proponer" => {
            let reason = razon(typed.of("razon"));
            let reason = reason.ok_or_else(|| Faults::at("razon", "elija por qué no hay acta"))?;
            let evidence = typed.reason()?;
            propose_sin_acta(central, run, by, &actas, (reason, &evidence)).await?;
        }
        "aprobar" => approve_sin_acta(central, run, by, &actas).await?,
        "negar" => reject_sin_acta(central, run, by, &actas, &typed.reason()?).await?,
        "revertir" => {
            let reason = typed.reason_of("proponer")?;
            reverse_sin_acta(central, run, by, &actas, &reason).await?;
        }
        _ => return Err(PageError::BadForm.into()),
    }
    Ok(())
}
