//! Verificación: the image, and beside it what people made of the acta where they differ.
//!
//! Sides are letters in an order that chance decided when the turn was taken; whose they are is
//! nowhere on the page.

mod form;
#[cfg(test)]
pub(crate) mod samples;
mod view;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use central::UseCaseError;
use central::capturas::{
    CapturaRefused, ClaimedVerificacion, LeaseKey, find_claimed_verificacion, queue_figures,
    resolve_and_claim,
};
use central::store::CapturaWork;
use prep_model::machines::captura::{CapturaError, ResolutionError};
use prep_model::people::Role;

use crate::access::{Operator, Routes};
use crate::captura::view::{ActaHead, QueueView};
use crate::captura::{
    Desk, Fields, Notice, NoticeQuery, Turn, claim_next, go_on, held, lost, mark_of, release,
    show_image, show_next_image, show_next_mark, show_queue,
};
use crate::error_page::PageError;
use crate::forms::Faults;
use crate::layout::{Frame, page, page_with};
use crate::practica::InPractice;
use crate::web::Web;

pub(crate) use form::resolution;
pub(crate) use view::Table;

const WHO: &[Role] = &[Role::Verificador];
/// What the page of an acta loads.
pub(crate) const STYLES: [&str; 2] = ["captura-estilo", "verificacion-estilo"];
/// Likewise; `siguiente` after those that look at a form before it is sent.
pub(crate) const SCRIPTS: [&str; 3] = ["visor", "verificacion", "siguiente"];

/// Where verificadores work.
pub(crate) struct VerificacionDesk;

impl Desk for VerificacionDesk {
    const TITLE: &'static str = "Verificación";
    const QUEUE: &'static str = "/verificacion";
    const CLAIM: &'static str = "/verificacion/siguiente";
    const RECALL: Option<&'static str> = None;
    const WORK: CapturaWork = CapturaWork::Verificacion;
}

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/verificacion", show_queue::<VerificacionDesk>)
        .roles(WHO)
        .post("/verificacion/siguiente", claim_next::<VerificacionDesk>)
        .roles(WHO)
        .get("/verificacion/{turno}", show_verificacion)
        .roles(WHO)
        .post("/verificacion/{turno}", resolve)
        .roles(WHO)
        .post("/verificacion/{turno}/soltar", release::<VerificacionDesk>)
        .roles(WHO)
        .get("/verificacion/{turno}/imagen", show_image)
        .roles(WHO)
        .get("/verificacion/{turno}/proxima", show_next_mark)
        .roles(WHO)
        .get("/verificacion/{turno}/proxima/{marca}", show_next_image)
        .roles(WHO)
}

#[derive(Template)]
#[template(path = "verificacion/verificacion.html")]
pub(crate) struct VerificacionPage {
    pub(crate) frame: Frame,
    pub(crate) styles: [String; 2],
    pub(crate) scripts: Vec<String>,
    /// Where the form goes: the turn, or a made-up acta.
    pub(crate) address: String,
    /// Where the image is.
    pub(crate) image: String,
    /// What this session calls the image.
    pub(crate) mark: String,
    pub(crate) acta: ActaHead,
    pub(crate) table: Table,
    /// `None` where nothing waits because nothing is real.
    pub(crate) queue: Option<QueueView>,
    pub(crate) faults: Faults,
    /// What just happened.
    pub(crate) notice: &'static str,
    /// What practice carries from acta to acta; `None` in earnest.
    pub(crate) practice: Option<InPractice>,
}

async fn show_verificacion(
    State(web): State<Web>,
    operator: Operator,
    Path(turn): Path<String>,
    Query(query): Query<NoticeQuery>,
    frame: Frame,
) -> Result<Response, PageError> {
    let turn = Turn::find(&web, &turn).await?;
    let Some(claimed) = claimed(&web, &turn, &operator).await? else {
        return lost::<VerificacionDesk>(frame);
    };
    let table = Table::of(&*turn.proceso(&web).await?, &claimed)?;
    let shown = (table, Faults::default(), query.notice());
    page(&verificacion_page(&web, &turn, &operator, &claimed, shown, frame).await?)
}

async fn claimed(
    web: &Web,
    turn: &Turn,
    operator: &Operator,
) -> Result<Option<ClaimedVerificacion>, PageError> {
    let by = operator.person();
    held(find_claimed_verificacion(&web.central, &turn.ejercicio, by, &turn.key).await)
}

async fn verificacion_page(
    web: &Web,
    turn: &Turn,
    operator: &Operator,
    claimed: &ClaimedVerificacion,
    (table, faults, notice): (Table, Faults, Notice),
    frame: Frame,
) -> Result<VerificacionPage, PageError> {
    let figures = queue_figures(&web.central, &turn.ejercicio, operator.person()).await?;
    let address = format!("/verificacion/{}", turn.key);
    Ok(VerificacionPage {
        styles: STYLES.map(|name| web.assets.url(name)),
        scripts: SCRIPTS.map(|name| web.assets.url(name)).to_vec(),
        image: format!("{address}/imagen"),
        address,
        mark: mark_of(operator, claimed.image),
        acta: ActaHead::of(&*turn.proceso(web).await?, &claimed.acta),
        table,
        queue: Some(QueueView::of(&figures)),
        faults,
        notice: notice.text(),
        practice: None,
        frame,
    })
}

async fn resolve(
    State(web): State<Web>,
    operator: Operator,
    Path(turn): Path<String>,
    frame: Frame,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let turn = Turn::find(&web, &turn).await?;
    let fields = Fields(&fields);
    let (ejercicio, proceso) = (&turn.ejercicio, turn.proceso(&web).await?);
    let Some(claimed) = claimed(&web, &turn, &operator).await? else {
        return resolved_before(&web, &turn, &operator, frame).await;
    };
    let mut table = Table::of(&proceso, &claimed)?;
    table.fill(&fields);
    let faults = match form::resolution(&fields, &claimed) {
        Err(faults) => faults,
        Ok(resolution) => {
            let who = (operator.person(), &turn.key);
            match resolve_and_claim(&web.central, &proceso, ejercicio, who, &resolution).await {
                Ok(next) => return Ok(saved(next.as_ref())),
                Err(UseCaseError::Failed(failure)) => return Err(failure.into()),
                Err(UseCaseError::Refused(refused)) => told(&mut table, &refused),
            }
        }
    };
    let shown = (table, faults, Notice::None);
    let again = verificacion_page(&web, &turn, &operator, &claimed, shown, frame).await?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

fn saved(next: Option<&LeaseKey>) -> Response {
    go_on::<VerificacionDesk>(next, Notice::Saved)
}

/// A form sent twice goes on as if sent once; any other turn that is not theirs is lost.
async fn resolved_before(
    web: &Web,
    turn: &Turn,
    operator: &Operator,
    frame: Frame,
) -> Result<Response, PageError> {
    let (ejercicio, proceso) = (&turn.ejercicio, turn.proceso(web).await?);
    let who = (operator.person(), &turn.key);
    match resolve_and_claim(&web.central, &proceso, ejercicio, who, &form::anything()).await {
        Ok(next) => Ok(saved(next.as_ref())),
        Err(UseCaseError::Refused(_)) => lost::<VerificacionDesk>(frame),
        Err(UseCaseError::Failed(failure)) => Err(failure.into()),
    }
}

/// A refusal at the row it is about.
fn told(table: &mut Table, refused: &CapturaRefused) -> Faults {
    let CapturaRefused::Round(CapturaError::Resolution(resolution)) = refused else {
        return match refused {
            CapturaRefused::Campos(found) => table.put_faults(found),
            other => Faults::whole(other),
        };
    };
    match resolution {
        ResolutionError::Undecided(campo) => {
            let name = table.name_of(campo.as_str());
            Faults::at(format!("elige-{campo}-a"), format!("{name}: falta decidir"))
        }
        ResolutionError::Faults(found) => {
            let typed = found.iter().map(|fault| central::capturas::TypedFault {
                campo: fault.campo.clone(),
                fault: fault.reason.clone().into(),
            });
            table.put_faults(&typed.collect::<Vec<_>>())
        }
        other => Faults::whole(other),
    }
}
