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
use axum::response::{IntoResponse, Redirect, Response};
use central::UseCaseError;
use central::capturas::{
    CapturaRefused, ClaimedVerificacion, claim_verificacion, find_claimed_verificacion,
    find_held_lease, queue_figures, release_captura, resolve_verificacion,
};
use central::store::{CapturaWork, EjercicioRow};
use prep_model::machines::captura::{CapturaError, ResolutionError};
use prep_model::people::Role;

use crate::access::{Operator, Routes};
use crate::captura::view::{ActaHead, QueueView};
use crate::captura::{
    Fields, Notice, NoticeQuery, QueuePage, Turn, failed, held, image, lost, open_run, released,
};
use crate::error_page::PageError;
use crate::forms::Faults;
use crate::layout::{Frame, page, page_with};
use crate::web::Web;

use view::Table;

const WHO: &[Role] = &[Role::Verificador];
const TITLE: &str = "Verificación";
const QUEUE: &str = "/verificacion";

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get(QUEUE, show_queue)
        .roles(WHO)
        .post("/verificacion/siguiente", claim_next)
        .roles(WHO)
        .get("/verificacion/{turno}", show_verificacion)
        .roles(WHO)
        .post("/verificacion/{turno}", resolve)
        .roles(WHO)
        .post("/verificacion/{turno}/soltar", release)
        .roles(WHO)
        .get("/verificacion/{turno}/imagen", show_image)
        .roles(WHO)
}

#[derive(Template)]
#[template(path = "verificacion/verificacion.html")]
pub(crate) struct VerificacionPage {
    pub(crate) frame: Frame,
    /// Addresses of what the page loads.
    pub(crate) files: [String; 4],
    /// The turn: part of every address.
    pub(crate) turn: String,
    pub(crate) acta: ActaHead,
    pub(crate) table: Table,
    pub(crate) queue: QueueView,
    pub(crate) faults: Faults,
    /// What just happened.
    pub(crate) notice: &'static str,
}

impl VerificacionPage {
    /// Where the image is.
    fn image(&self) -> String {
        format!("/verificacion/{}/imagen", self.turn)
    }
}

async fn show_queue(
    State(web): State<Web>,
    operator: Operator,
    Query(query): Query<NoticeQuery>,
    frame: Frame,
) -> Result<Response, PageError> {
    let Some(ejercicio) = open_run(&web).await? else {
        return page(&QueuePage::closed(frame, TITLE));
    };
    let by = operator.person();
    let found = find_held_lease(&web.central, &ejercicio, by, CapturaWork::Verificacion).await?;
    if let Some(key) = found {
        return Ok(Redirect::to(&query.carry(&format!("{QUEUE}/{key}"))).into_response());
    }
    let figures = queue_figures(&web.central, &ejercicio, by).await?;
    page(&QueuePage {
        title: TITLE,
        claim: "/verificacion/siguiente",
        recall: None,
        queue: Some(QueueView::of(&figures)),
        notice: query.notice().queue_text(),
        faults: Faults::default(),
        frame,
    })
}

async fn claim_next(State(web): State<Web>, operator: Operator) -> Result<Response, PageError> {
    let ejercicio = open_run(&web).await?.ok_or(PageError::NotFound)?;
    next(&web, &ejercicio, &operator, Notice::None).await
}

/// On to the next difference or, if none waits, to the queue.
async fn next(
    web: &Web,
    ejercicio: &EjercicioRow,
    operator: &Operator,
    notice: Notice,
) -> Result<Response, PageError> {
    let claimed = claim_verificacion(&web.central, ejercicio, operator.person()).await;
    let address = match claimed.map_err(failed)? {
        Some(claimed) => notice.carry(&format!("{QUEUE}/{}", claimed.key)),
        None => notice.carry(QUEUE),
    };
    Ok(Redirect::to(&address).into_response())
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
        return lost(frame, TITLE, QUEUE);
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
    let files = [
        "captura-estilo",
        "verificacion-estilo",
        "visor",
        "verificacion",
    ];
    Ok(VerificacionPage {
        files: files.map(|name| web.assets.url(name)),
        turn: turn.key.to_string(),
        acta: ActaHead::of(&*turn.proceso(web).await?, &claimed.acta),
        table,
        queue: QueueView::of(&figures),
        faults,
        notice: notice.text(),
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
            match resolve_verificacion(&web.central, &proceso, ejercicio, who, &resolution).await {
                Ok(()) => return next(&web, &turn.ejercicio, &operator, Notice::Saved).await,
                Err(UseCaseError::Failed(failure)) => return Err(failure.into()),
                Err(UseCaseError::Refused(refused)) => told(&mut table, &refused),
            }
        }
    };
    let shown = (table, faults, Notice::None);
    let again = verificacion_page(&web, &turn, &operator, &claimed, shown, frame).await?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
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
    match resolve_verificacion(&web.central, &proceso, ejercicio, who, &form::anything()).await {
        Ok(()) => next(web, &turn.ejercicio, operator, Notice::Saved).await,
        Err(UseCaseError::Refused(_)) => lost(frame, TITLE, QUEUE),
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

async fn release(
    State(web): State<Web>,
    operator: Operator,
    Path(turn): Path<String>,
) -> Result<Response, PageError> {
    let Turn { ejercicio, key } = Turn::find(&web, &turn).await?;
    let done = release_captura(&web.central, &ejercicio, operator.person(), &key).await;
    released(done, QUEUE)
}

async fn show_image(
    State(web): State<Web>,
    operator: Operator,
    Path(turn): Path<String>,
) -> Result<Response, PageError> {
    image(&web, &operator, &turn).await
}
