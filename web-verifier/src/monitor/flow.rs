//! What is told to pages while they are open.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use central::accounts::{SessionToken, find_session};
use central::monitor::{MonitorBoard, MonitorFeed, MonitorWatch};
use futures_util::stream::{Stream, unfold};
use prep_model::time::Timestamp;
use serde::Deserialize;
use time::UtcOffset;
use tokio::sync::watch;
use tokio::time::Instant;

use super::avance::Avance;
use super::distritos::Distritos;
use super::pared::Pared;
use crate::access::Operator;
use crate::error_page::PageError;
use crate::web::Web;

/// How often an open page is told that its line holds.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How often it is looked whether its person may still see it.
const LOOK: Duration = Duration::from_secs(30);
/// After how long a browser asks again whose line broke.
const RETRY: Duration = Duration::from_secs(3);

/// A view that changes while it is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    Avance,
    Distritos,
    Pared,
}

/// The figures as pages show them, each view written once however many look.
pub(crate) struct Written {
    feed: MonitorFeed,
    offset: UtcOffset,
    /// By view, the newest.
    views: Mutex<[Option<WrittenView>; 3]>,
    /// True once the process was told to end: nobody is told anything more here.
    ending: watch::Receiver<bool>,
}

/// One view of the figures of one moment.
#[derive(Debug, Clone)]
pub(crate) struct WrittenView {
    /// Names it: browsers say which they had last.
    pub(crate) id: Arc<str>,
    pub(crate) text: Arc<str>,
    at: Option<Timestamp>,
}

impl View {
    pub(crate) const ALL: [Self; 3] = [Self::Avance, Self::Distritos, Self::Pared];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Avance => "avance",
            Self::Distritos => "distritos",
            Self::Pared => "pared",
        }
    }

    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Avance => "/monitor",
            Self::Distritos => "/monitor/distritos",
            Self::Pared => "/monitor/pared",
        }
    }

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Avance => "Avance de las actas",
            Self::Distritos => "Avance por distrito",
            Self::Pared => "Pantalla de pared",
        }
    }

    /// The part of its page that changes.
    pub(crate) fn write(
        self,
        board: Option<&MonitorBoard>,
        offset: UtcOffset,
    ) -> Result<String, PageError> {
        let Some(board) = board else {
            return Ok(CLOSED.to_owned());
        };
        let text = match self {
            Self::Avance => Avance::of(board, offset).render(),
            Self::Distritos => Distritos::of(board, offset).render(),
            Self::Pared => Pared::of(board, offset).render(),
        };
        text.map_err(|error| PageError::failed(&error))
    }
}

const CLOSED: &str = "<h1>No hay ejercicio abierto</h1>\n<p class=\"lead\">Las cifras aparecen aquí cuando \
     se abre un simulacro o el ejercicio oficial.</p>";

impl Written {
    pub(crate) fn new(feed: MonitorFeed, offset: UtcOffset, ending: watch::Receiver<bool>) -> Self {
        Self {
            feed,
            offset,
            views: Mutex::default(),
            ending,
        }
    }

    /// The newest figures as `view` shows them.
    pub(crate) async fn written(&self, view: View) -> Result<WrittenView, PageError> {
        let board = self.board().await?;
        self.write(view, board.as_deref())
    }

    /// The newest figures; `None` while no ejercicio is open.
    pub(crate) async fn board(&self) -> Result<Option<Arc<MonitorBoard>>, PageError> {
        let latest = self.feed.latest().await;
        latest.map_err(|error| PageError::failed(&error))
    }

    fn write(&self, view: View, board: Option<&MonitorBoard>) -> Result<WrittenView, PageError> {
        let at = board.map(|board| board.at);
        let place = View::ALL.iter().position(|known| *known == view);
        let place = place.expect("every view is one of them");
        let mut views = self.views.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = views[place].as_ref().filter(|known| known.at == at) {
            return Ok(known.clone());
        }
        let written = WrittenView {
            id: at.map_or(0, Timestamp::micros).to_string().into(),
            text: view.write(board, self.offset)?.into(),
            at,
        };
        views[place] = Some(written.clone());
        Ok(written)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    vista: String,
}

/// Tells what changes for as long as the page is open, its person may see it and the process lives.
pub(crate) async fn follow(
    State(web): State<Web>,
    operator: Operator,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let view = View::ALL
        .into_iter()
        .find(|view| view.name() == asked.vista);
    // A page of ours always says which; whoever does not is shown the first.
    let view = view.unwrap_or(View::Avance);
    let last = headers.get("last-event-id");
    let last = last.and_then(|id| id.to_str().ok()).unwrap_or_default();
    let follower = Follower {
        watch: web.monitor.feed.watch(),
        ending: web.monitor.ending.clone(),
        token: operator.token,
        view,
        last: last.into(),
        next_look: Instant::now() + LOOK,
        is_over: false,
        is_first: true,
        web,
    };
    let heartbeat = KeepAlive::new().interval(HEARTBEAT).text("sigue");
    let mut answer = Sse::new(events(follower))
        .keep_alive(heartbeat)
        .into_response();
    // Proxies that gather what they pass on would keep it from the page.
    let unbuffered = HeaderName::from_static("x-accel-buffering");
    answer
        .headers_mut()
        .insert(unbuffered, HeaderValue::from_static("no"));
    Ok(answer)
}

/// One open page.
struct Follower {
    web: Web,
    watch: MonitorWatch,
    ending: watch::Receiver<bool>,
    token: SessionToken,
    view: View,
    /// What it had last.
    last: Arc<str>,
    next_look: Instant,
    is_first: bool,
    is_over: bool,
}

fn events(follower: Follower) -> impl Stream<Item = Result<Event, Infallible>> {
    unfold(follower, |mut follower| async move {
        let event = follower.next().await?;
        Some((Ok(event), follower))
    })
}

impl Follower {
    /// The next thing to tell; `None` at the end.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if self.is_over {
                return None;
            }
            if !self.is_first && !self.wait().await {
                return None;
            }
            self.is_first = false;
            if Instant::now() >= self.next_look {
                self.next_look = Instant::now() + LOOK;
                if !self.may_see().await {
                    self.is_over = true;
                    return Some(Event::default().event("fin").data("sesion"));
                }
            }
            if let Some(event) = self.fresh().await {
                return Some(event);
            }
        }
    }

    /// Waits until there may be something to tell; false once there never will be.
    async fn wait(&mut self) -> bool {
        tokio::select! {
            () = ended(&mut self.ending) => false,
            changed = self.watch.changed() => changed.is_ok(),
            () = tokio::time::sleep_until(self.next_look) => true,
        }
    }

    async fn fresh(&mut self) -> Option<Event> {
        let board = self.watch.next().await.ok()?;
        let written = self.web.monitor.write(self.view, board.as_deref());
        let written = written.ok().filter(|written| written.id != self.last)?;
        self.last = Arc::clone(&written.id);
        let event = Event::default().event("cifras").id(&*written.id);
        Some(event.retry(RETRY).data(written.text.replace('\r', "")))
    }

    /// Also counts as a use of the session, so that a screen on a wall keeps its own.
    async fn may_see(&self) -> bool {
        match find_session(&self.web.central, &self.token).await {
            Ok(session) => session.is_some(),
            // Whether they may is not known: what they see is what they saw before.
            Err(error) => {
                tracing::warn!(%error, "a session could not be looked at");
                true
            }
        }
    }
}

/// Returns once the process was told to end; never, if nobody will say so.
async fn ended(ending: &mut watch::Receiver<bool>) {
    if ending.wait_for(|ending| *ending).await.is_err() {
        std::future::pending::<()>().await;
    }
}
