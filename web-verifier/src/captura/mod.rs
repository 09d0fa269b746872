//! Captura: the image beside the form, one acta after the other.
//!
//! Nothing here depends on whether somebody else has captured the acta: a turn's address is random,
//! the figures leave out what is the person's own, and whatever comes of a finish is answered alike.

mod desk;
#[cfg(test)]
pub(crate) mod samples;
mod turn;
pub(crate) mod view;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use central::UseCaseError;
use central::capturas::{
    CapturaRefused, ClaimedCaptura, Problem, TypedActa, captured_form, find_claimed_captura,
    finish_and_claim, queue_figures, recall_captura, report_and_claim, save_draft,
};
use central::store::CapturaWork;
use prep_model::machines::captura::CapturaError;
use prep_model::people::Role;

use crate::access::{Operator, Routes};
use crate::error_page::PageError;
use crate::forms::Faults;
use crate::layout::{Frame, page, page_with};
use crate::practica::InPractice;
use crate::web::Web;

#[cfg(test)]
pub(crate) use desk::LostPage;
pub(crate) use desk::{
    Desk, QueuePage, claim_next, go_on, lost, mark_of, release, show_image, show_next_image,
    show_next_mark, show_queue,
};
pub(crate) use turn::{Fields, Notice, NoticeQuery, Turn, held, open_run};
use view::{ActaHead, CampoView, QueueView, Sum, fill, put_faults, typed_of_draft};

const WHO: &[Role] = &[Role::Capturista];
/// What the page of an acta loads; `siguiente` after those that look at a form before it is sent.
pub(crate) const SCRIPTS: [&str; 4] = ["visor", "captura", "borrador", "siguiente"];

/// Where capturistas work.
pub(crate) struct CapturaDesk;

impl Desk for CapturaDesk {
    const TITLE: &'static str = "Captura";
    const QUEUE: &'static str = "/captura";
    const CLAIM: &'static str = "/captura/siguiente";
    const RECALL: Option<&'static str> = Some("/captura/recuperar");
    const WORK: CapturaWork = CapturaWork::Captura;
}

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/captura", show_queue::<CapturaDesk>)
        .roles(WHO)
        .post("/captura/siguiente", claim_next::<CapturaDesk>)
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
        .post("/captura/{turno}/soltar", release::<CapturaDesk>)
        .roles(WHO)
        .get("/captura/{turno}/imagen", show_image)
        .roles(WHO)
        .get("/captura/{turno}/proxima", show_next_mark)
        .roles(WHO)
        .get("/captura/{turno}/proxima/{marca}", show_next_image)
        .roles(WHO)
}

#[derive(Template)]
#[template(path = "captura/captura.html")]
pub(crate) struct CapturaPage {
    pub(crate) frame: Frame,
    pub(crate) style: String,
    pub(crate) scripts: Vec<String>,
    /// Where the form goes: the turn, or a made-up acta.
    pub(crate) address: String,
    /// Where the image is.
    pub(crate) image: String,
    /// What this session calls the image.
    pub(crate) mark: String,
    pub(crate) acta: ActaHead,
    pub(crate) campos: Vec<CampoView>,
    pub(crate) sum: Sum,
    /// `None` where nothing waits because nothing is real.
    pub(crate) queue: Option<QueueView>,
    pub(crate) faults: Faults,
    /// What just happened.
    pub(crate) notice: &'static str,
    /// What can be wrong with the image: key, name, words.
    pub(crate) problems: Vec<(usize, &'static str, &'static str)>,
    /// What practice carries from acta to acta; `None` in earnest.
    pub(crate) practice: Option<InPractice>,
}

/// The problems with the key of each.
pub(crate) fn problems() -> Vec<(usize, &'static str, &'static str)> {
    let numbered = Problem::ALL.into_iter().enumerate();
    numbered
        .map(|(n, problem)| (n + 1, problem.name(), problem.text()))
        .collect()
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
        return lost::<CapturaDesk>(frame);
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
    let address = format!("/captura/{}", turn.key);
    Ok(CapturaPage {
        style: web.assets.url("captura-estilo"),
        scripts: SCRIPTS.map(|name| web.assets.url(name)).to_vec(),
        image: format!("{address}/imagen"),
        address,
        mark: mark_of(operator, claimed.image),
        acta: ActaHead::of(&proceso, &claimed.acta),
        sum: Sum::of(&campos),
        campos,
        queue: Some(QueueView::of(&figures)),
        faults,
        notice: shown.notice.text(),
        problems: problems(),
        practice: None,
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
    match finish_and_claim(&web.central, &proceso, ejercicio, who, &typed).await {
        Ok(next) => Ok(go_on::<CapturaDesk>(next.as_ref(), Notice::Saved)),
        Err(UseCaseError::Failed(failure)) => Err(failure.into()),
        Err(UseCaseError::Refused(refused)) => {
            let Some(claimed) = turn.captura(&web, &operator).await? else {
                return lost::<CapturaDesk>(frame);
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
    match report_and_claim(&web.central, &turn.ejercicio, who, problem).await {
        Ok(next) => Ok(go_on::<CapturaDesk>(next.as_ref(), Notice::Saved)),
        Err(UseCaseError::Failed(failure)) => Err(failure.into()),
        Err(UseCaseError::Refused(_)) => lost::<CapturaDesk>(frame),
    }
}

async fn recall(
    State(web): State<Web>,
    operator: Operator,
    frame: Frame,
) -> Result<Response, PageError> {
    let ejercicio = open_run(&web).await?.ok_or(PageError::NotFound)?;
    match recall_captura(&web.central, &ejercicio, operator.person()).await {
        Ok(claimed) => Ok(go_on::<CapturaDesk>(Some(&claimed.key), Notice::Recalled)),
        Err(UseCaseError::Failed(failure)) => Err(failure.into()),
        Err(UseCaseError::Refused(refused)) => {
            let notice = Notice::None;
            let again =
                QueuePage::of::<CapturaDesk>(&web, &ejercicio, &operator, frame, notice).await?;
            let again = QueuePage {
                faults: Faults::whole(refused),
                ..again
            };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
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
