//! Captura: the image beside the form, one acta after the other.
//!
//! Nothing here depends on whether somebody else has captured the acta: a turn's address is random,
//! the figures leave out what is the person's own, and whatever comes of a finish is answered alike.

#[cfg(test)]
pub(crate) mod samples;
mod turn;
pub(crate) mod view;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use central::UseCaseError;
use central::capturas::{
    CapturaRefused, CapturaUseCaseError, ClaimedCaptura, Problem, TypedActa, captured_form,
    claim_captura, find_claimed_captura, find_held_lease, finish_captura, queue_figures,
    recall_captura, release_captura, report_problem, save_draft,
};
use central::store::{CapturaWork, EjercicioRow};
use prep_model::machines::captura::CapturaError;
use prep_model::people::Role;

use crate::access::{Operator, Routes};
use crate::error_page::PageError;
use crate::forms::Faults;
use crate::layout::{Frame, page, page_with};
use crate::web::Web;

#[cfg(test)]
pub(crate) use turn::LostPage;
pub(crate) use turn::{
    Fields, Notice, NoticeQuery, QueuePage, Turn, failed, held, image, lost, open_run, released,
};
use view::{ActaHead, CampoView, QueueView, Sum, fill, put_faults, typed_of_draft};

const WHO: &[Role] = &[Role::Capturista];

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/captura", show_queue)
        .roles(WHO)
        .post("/captura/siguiente", claim_next)
        .roles(WHO)
        .post("/captura/recuperar", recall)
        .roles(WHO)
        .get("/captura/{turno}", show_captura)
        .roles(WHO)
        .post("/captura/{turno}", finish)
        .roles(WHO)
        .post("/captura/{turno}/borrador", keep_draft)
        .roles(WHO)
        .post("/captura/{turno}/problema", report)
        .roles(WHO)
        .post("/captura/{turno}/soltar", release)
        .roles(WHO)
        .get("/captura/{turno}/imagen", show_image)
        .roles(WHO)
}

#[derive(Template)]
#[template(path = "captura/captura.html")]
pub(crate) struct CapturaPage {
    pub(crate) frame: Frame,
    /// Addresses of what the page loads.
    pub(crate) files: [String; 4],
    /// The turn: part of every address.
    pub(crate) turn: String,
    pub(crate) acta: ActaHead,
    pub(crate) campos: Vec<CampoView>,
    pub(crate) sum: Sum,
    pub(crate) queue: QueueView,
    pub(crate) faults: Faults,
    /// What just happened.
    pub(crate) notice: &'static str,
    /// What can be wrong with the image: key, name, words.
    pub(crate) problems: Vec<(usize, &'static str, &'static str)>,
}

impl CapturaPage {
    /// Where the image is.
    fn image(&self) -> String {
        format!("/captura/{}/imagen", self.turn)
    }
}

/// The problems with the key of each.
pub(crate) fn problems() -> Vec<(usize, &'static str, &'static str)> {
    let numbered = Problem::ALL.into_iter().enumerate();
    numbered
        .map(|(n, problem)| (n + 1, problem.name(), problem.text()))
        .collect()
}

async fn show_queue(
    State(web): State<Web>,
    operator: Operator,
    Query(query): Query<NoticeQuery>,
    frame: Frame,
) -> Result<Response, PageError> {
    let Some(ejercicio) = open_run(&web).await? else {
        return page(&QueuePage::closed(frame, "Captura"));
    };
    let by = operator.person();
    let held = find_held_lease(&web.central, &ejercicio, by, CapturaWork::Captura).await?;
    if let Some(key) = held {
        return Ok(Redirect::to(&query.carry(&format!("/captura/{key}"))).into_response());
    }
    let page_of = queue_page(&web, &ejercicio, &operator, frame, query.notice()).await?;
    page(&page_of)
}

async fn queue_page(
    web: &Web,
    ejercicio: &EjercicioRow,
    operator: &Operator,
    frame: Frame,
    notice: Notice,
) -> Result<QueuePage, PageError> {
    let figures = queue_figures(&web.central, ejercicio, operator.person()).await?;
    Ok(QueuePage {
        title: "Captura",
        claim: "/captura/siguiente",
        recall: (figures.finished > 0).then_some("/captura/recuperar"),
        queue: Some(QueueView::of(&figures)),
        notice: notice.queue_text(),
        faults: Faults::default(),
        frame,
    })
}

async fn claim_next(State(web): State<Web>, operator: Operator) -> Result<Response, PageError> {
    let ejercicio = open_run(&web).await?.ok_or(PageError::NotFound)?;
    next(&web, &ejercicio, &operator, Notice::None).await
}

/// On to the next acta or, if none waits, to the queue.
async fn next(
    web: &Web,
    ejercicio: &EjercicioRow,
    operator: &Operator,
    notice: Notice,
) -> Result<Response, PageError> {
    let claimed = claim_captura(&web.central, ejercicio, operator.person()).await;
    let address = match claimed.map_err(failed)? {
        Some(claimed) => notice.carry(&format!("/captura/{}", claimed.key)),
        None => notice.carry("/captura"),
    };
    Ok(Redirect::to(&address).into_response())
}

async fn show_captura(
    State(web): State<Web>,
    operator: Operator,
    Path(turn): Path<String>,
    Query(query): Query<NoticeQuery>,
    frame: Frame,
) -> Result<Response, PageError> {
    let turn = Turn::find(&web, &turn).await?;
    let Some(claimed) = turn.captura(&web, &operator).await? else {
        return lost(frame, "Captura", "/captura");
    };
    let typed = typed_of_draft(&claimed.draft);
    let shown = Shown {
        typed: &typed,
        refused: None,
        notice: query.notice(),
    };
    page(&captura_page(&web, &turn, &operator, &claimed, shown, frame).await?)
}

/// What a page of captura shows besides the acta.
struct Shown<'a> {
    typed: &'a TypedActa,
    refused: Option<&'a CapturaRefused>,
    notice: Notice,
}

async fn captura_page(
    web: &Web,
    turn: &Turn,
    operator: &Operator,
    claimed: &ClaimedCaptura,
    shown: Shown<'_>,
    frame: Frame,
) -> Result<CapturaPage, PageError> {
    let proceso = turn.proceso(web).await?;
    let form = captured_form(&proceso, &claimed.acta);
    let form = form.map_err(|error| PageError::failed(&error))?;
    let mut campos = CampoView::all(&proceso, &form);
    fill(&mut campos, shown.typed);
    let faults = match shown.refused {
        None => Faults::default(),
        Some(CapturaRefused::Campos(found)) => put_faults(&mut campos, found, "campo"),
        Some(other) => Faults::whole(other),
    };
    let figures = queue_figures(&web.central, &turn.ejercicio, operator.person()).await?;
    Ok(CapturaPage {
        files: ["captura-estilo", "visor", "captura", "borrador"].map(|name| web.assets.url(name)),
        turn: turn.key.to_string(),
        acta: ActaHead::of(&proceso, &claimed.acta),
        sum: Sum::of(&campos),
        campos,
        queue: QueueView::of(&figures),
        faults,
        notice: shown.notice.text(),
        problems: problems(),
        frame,
    })
}

async fn finish(
    State(web): State<Web>,
    operator: Operator,
    Path(turn): Path<String>,
    frame: Frame,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let turn = Turn::find(&web, &turn).await?;
    let typed = Fields(&fields).typed();
    let who = (operator.person(), &turn.key);
    let (ejercicio, proceso) = (&turn.ejercicio, turn.proceso(&web).await?);
    match finish_captura(&web.central, &proceso, ejercicio, who, &typed).await {
        Ok(()) => next(&web, &turn.ejercicio, &operator, Notice::Saved).await,
        Err(UseCaseError::Failed(failure)) => Err(failure.into()),
        Err(UseCaseError::Refused(refused)) => {
            let Some(claimed) = turn.captura(&web, &operator).await? else {
                return lost(frame, "Captura", "/captura");
            };
            let shown = Shown {
                typed: &typed,
                refused: Some(&refused),
                notice: Notice::None,
            };
            let again = captura_page(&web, &turn, &operator, &claimed, shown, frame).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

/// For the script alone: 204 kept, 409 the turn is lost, 422 not a field of this acta.
async fn keep_draft(
    State(web): State<Web>,
    operator: Operator,
    Path(turn): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let turn = Turn::find(&web, &turn).await?;
    let (ejercicio, proceso) = (&turn.ejercicio, turn.proceso(&web).await?);
    let who = (operator.person(), &turn.key);
    let draft = Fields(&fields).draft();
    match save_draft(&web.central, &proceso, ejercicio, who, &draft).await {
        Ok(_) => Ok(StatusCode::NO_CONTENT.into_response()),
        Err(UseCaseError::Failed(failure)) => Err(failure.into()),
        Err(UseCaseError::Refused(CapturaRefused::Round(CapturaError::LeaseLost))) => {
            Ok(StatusCode::CONFLICT.into_response())
        }
        Err(UseCaseError::Refused(_)) => Ok(StatusCode::UNPROCESSABLE_ENTITY.into_response()),
    }
}

async fn report(
    State(web): State<Web>,
    operator: Operator,
    Path(turn): Path<String>,
    frame: Frame,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let turn = Turn::find(&web, &turn).await?;
    let problem = Fields(&fields).first("problema").and_then(Problem::named);
    let problem = problem.ok_or(PageError::BadForm)?;
    let who = (operator.person(), &turn.key);
    let done = report_problem(&web.central, &turn.ejercicio, who, problem).await;
    after(done, &web, &turn, &operator, frame).await
}

async fn after(
    done: Result<(), CapturaUseCaseError>,
    web: &Web,
    turn: &Turn,
    operator: &Operator,
    frame: Frame,
) -> Result<Response, PageError> {
    match done {
        Ok(()) => next(web, &turn.ejercicio, operator, Notice::Saved).await,
        Err(UseCaseError::Failed(failure)) => Err(failure.into()),
        Err(UseCaseError::Refused(_)) => lost(frame, "Captura", "/captura"),
    }
}

async fn release(
    State(web): State<Web>,
    operator: Operator,
    Path(turn): Path<String>,
) -> Result<Response, PageError> {
    let Turn { ejercicio, key } = Turn::find(&web, &turn).await?;
    let done = release_captura(&web.central, &ejercicio, operator.person(), &key).await;
    released(done, "/captura")
}

async fn recall(
    State(web): State<Web>,
    operator: Operator,
    frame: Frame,
) -> Result<Response, PageError> {
    let ejercicio = open_run(&web).await?.ok_or(PageError::NotFound)?;
    match recall_captura(&web.central, &ejercicio, operator.person()).await {
        Ok(ClaimedCaptura { key, .. }) => {
            let address = Notice::Recalled.carry(&format!("/captura/{key}"));
            Ok(Redirect::to(&address).into_response())
        }
        Err(UseCaseError::Failed(failure)) => Err(failure.into()),
        Err(UseCaseError::Refused(refused)) => {
            let again = queue_page(&web, &ejercicio, &operator, frame, Notice::None).await?;
            let again = QueuePage {
                faults: Faults::whole(refused),
                ..again
            };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

async fn show_image(
    State(web): State<Web>,
    operator: Operator,
    Path(turn): Path<String>,
) -> Result<Response, PageError> {
    image(&web, &operator, &turn).await
}

impl Turn {
    /// What is held under this turn; `None` if it is not theirs any more.
    async fn captura(
        &self,
        web: &Web,
        operator: &Operator,
    ) -> Result<Option<ClaimedCaptura>, PageError> {
        let Self { ejercicio, key } = self;
        let by = operator.person();
        held(find_claimed_captura(&web.central, ejercicio, by, key).await)
    }
}
