//! What captura and verificación do alike: the queue, the next turn, the image, giving a turn back.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use central::UseCaseError;
use central::capturas::{
    CapturaImage, CapturaUseCaseError, LeaseKey, claim_captura, claim_verificacion,
    find_held_lease, find_image, find_next_image, peek_next_image, queue_figures, release_captura,
};
use central::store::{CapturaWork, EjercicioRow};
use prep_model::contract::{DigitalizacionId, Sha256Digest};

use super::turn::{Notice, NoticeQuery, Turn, failed, held, open_run};
use super::view::QueueView;
use crate::access::Operator;
use crate::error_page::PageError;
use crate::forms::Faults;
use crate::layout::{Frame, page, page_with};
use crate::web::Web;

/// One of the two desks.
pub(crate) trait Desk: Send + Sync + 'static {
    /// Its name.
    const TITLE: &'static str;
    /// Where its queue is; a turn is below it.
    const QUEUE: &'static str;
    /// Where the next acta is asked for.
    const CLAIM: &'static str;
    /// Where one's own last is asked back, if that can be.
    const RECALL: Option<&'static str>;
    /// What is given.
    const WORK: CapturaWork;
}

/// The page of the queue.
#[derive(Template)]
#[template(path = "captura/queue.html")]
pub(crate) struct QueuePage {
    pub(crate) frame: Frame,
    pub(crate) title: &'static str,
    /// Where the next acta is asked for.
    pub(crate) claim: &'static str,
    /// Where one's own last captura is asked back, if there is one.
    pub(crate) recall: Option<&'static str>,
    /// `None` while no ejercicio is open.
    pub(crate) queue: Option<QueueView>,
    pub(crate) notice: &'static str,
    pub(crate) faults: Faults,
}

/// The page for a turn that is somebody else's by now.
#[derive(Template)]
#[template(path = "captura/lost.html")]
pub(crate) struct LostPage {
    pub(crate) frame: Frame,
    pub(crate) title: &'static str,
    /// Where the queue is.
    pub(crate) queue: &'static str,
}

impl QueuePage {
    /// While no ejercicio is open.
    pub(crate) fn closed<D: Desk>(frame: Frame) -> Self {
        Self {
            frame,
            title: D::TITLE,
            claim: "",
            recall: None,
            queue: None,
            notice: "",
            faults: Faults::default(),
        }
    }

    /// The queue as this person may know it.
    pub(super) async fn of<D: Desk>(
        web: &Web,
        ejercicio: &EjercicioRow,
        operator: &Operator,
        frame: Frame,
        notice: Notice,
    ) -> Result<Self, PageError> {
        let figures = queue_figures(&web.central, ejercicio, operator.person()).await?;
        Ok(Self {
            title: D::TITLE,
            claim: D::CLAIM,
            recall: D::RECALL.filter(|_| figures.finished > 0),
            queue: Some(QueueView::of(&figures)),
            notice: notice.queue_text(),
            faults: Faults::default(),
            frame,
        })
    }
}

pub(crate) async fn show_queue<D: Desk>(
    State(web): State<Web>,
    operator: Operator,
    Query(query): Query<NoticeQuery>,
    frame: Frame,
) -> Result<Response, PageError> {
    let Some(ejercicio) = open_run(&web).await? else {
        return page(&QueuePage::closed::<D>(frame));
    };
    let by = operator.person();
    if let Some(key) = find_held_lease(&web.central, &ejercicio, by, D::WORK).await? {
        let address = query.carry(&format!("{}/{key}", D::QUEUE));
        return Ok(Redirect::to(&address).into_response());
    }
    let notice = query.notice();
    page(&QueuePage::of::<D>(&web, &ejercicio, &operator, frame, notice).await?)
}

pub(crate) async fn claim_next<D: Desk>(
    State(web): State<Web>,
    operator: Operator,
) -> Result<Response, PageError> {
    let ejercicio = open_run(&web).await?.ok_or(PageError::NotFound)?;
    let (central, by) = (&web.central, operator.person());
    let claimed = match D::WORK {
        CapturaWork::Captura => claim_captura(central, &ejercicio, by)
            .await
            .map(|claimed| claimed.map(|claimed| claimed.key)),
        CapturaWork::Verificacion => claim_verificacion(central, &ejercicio, by)
            .await
            .map(|claimed| claimed.map(|claimed| claimed.key)),
    };
    Ok(go_on::<D>(claimed.map_err(failed)?.as_ref(), Notice::None))
}

/// On to the turn that was given or, if none was, to the queue.
pub(crate) fn go_on<D: Desk>(next: Option<&LeaseKey>, notice: Notice) -> Response {
    let address = match next {
        Some(key) => notice.carry(&format!("{}/{key}", D::QUEUE)),
        None => notice.carry(D::QUEUE),
    };
    Redirect::to(&address).into_response()
}

/// Back to the queue; a turn that was lost already is as good as given back.
pub(crate) async fn release<D: Desk>(
    State(web): State<Web>,
    operator: Operator,
    Path(turn): Path<String>,
) -> Result<Response, PageError> {
    let Turn { ejercicio, key } = Turn::find(&web, &turn).await?;
    match release_captura(&web.central, &ejercicio, operator.person(), &key).await {
        Err(UseCaseError::Failed(failure)) => Err(failure.into()),
        Ok(()) | Err(UseCaseError::Refused(_)) => Ok(go_on::<D>(None, Notice::Released)),
    }
}

/// The page that says that a turn was lost.
pub(crate) fn lost<D: Desk>(frame: Frame) -> Result<Response, PageError> {
    page_with(
        StatusCode::CONFLICT,
        &LostPage {
            frame,
            title: D::TITLE,
            queue: D::QUEUE,
        },
    )
}

/// The image of the acta whose turn this person holds; to anybody else there is none.
pub(crate) async fn show_image(
    State(web): State<Web>,
    operator: Operator,
    Path(turn): Path<String>,
) -> Result<Response, PageError> {
    let Turn { ejercicio, key } = Turn::find(&web, &turn).await?;
    let found = find_image(&web.central, &ejercicio, operator.person(), &key).await;
    jpeg(found)?.ok_or(PageError::NotFound)
}

/// What this session calls an image: the page of an acta and what was fetched ahead of it are the same
/// image if their marks are, and nothing else can be learned from one. Empty for no image.
pub(crate) fn mark_of(operator: &Operator, image: Option<DigitalizacionId>) -> String {
    let Some(image) = image else {
        return String::new();
    };
    let named = format!("prep-image-v1\n{}\n{image}", operator.token.reveal());
    let digest = Sha256Digest::of(named.as_bytes()).to_string();
    digest.get(..32).unwrap_or_default().to_owned()
}

/// For the script alone, shortly before a turn is finished: the mark of the image that would be given
/// next, or 204.
pub(crate) async fn show_next_mark(
    State(web): State<Web>,
    operator: Operator,
    Path(turn): Path<String>,
) -> Result<Response, PageError> {
    let Turn { ejercicio, key } = Turn::find(&web, &turn).await?;
    let who = (operator.person(), &key);
    let found = held(peek_next_image(&web.central, &ejercicio, who).await)?;
    let mark = mark_of(&operator, found.flatten());
    Ok(if mark.is_empty() {
        StatusCode::NO_CONTENT.into_response()
    } else {
        mark.into_response()
    })
}

/// The image of that mark, if it is still the one that would be given next; or 204.
pub(crate) async fn show_next_image(
    State(web): State<Web>,
    operator: Operator,
    Path((turn, mark)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let Turn { ejercicio, key } = Turn::find(&web, &turn).await?;
    let who = (operator.person(), &key);
    let is_wanted = |image| mark_of(&operator, Some(image)) == mark;
    let found = find_next_image(&web.central, &ejercicio, who, is_wanted).await;
    Ok(jpeg(found)?.unwrap_or_else(|| StatusCode::NO_CONTENT.into_response()))
}

fn jpeg(
    found: Result<Option<CapturaImage>, CapturaUseCaseError>,
) -> Result<Option<Response>, PageError> {
    let media_type = HeaderValue::from_static("image/jpeg");
    let image = held(found)?.flatten();
    Ok(image.map(|image| ([(CONTENT_TYPE, media_type)], image.bytes).into_response()))
}
