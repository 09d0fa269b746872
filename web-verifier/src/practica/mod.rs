//! Practice: the screens of captura and verificación on actas of an election that never was, with a
//! score.
//!
//! Nothing here is ever mixed with an ejercicio, because nothing here is kept: the acta follows from the
//! number in its address, and the score travels with the pages of whoever practises. No use case is
//! called and no table is read; it works before any proceso is imported. Every page says PRÁCTICA, even
//! while the oficial is open.

mod dice;
mod drawing;
mod made_up;
#[cfg(test)]
pub(crate) mod samples;
mod score;
mod verificacion;
mod view;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use central::capturas::{CapturaRefused, Problem, TypedActa};
use prep_model::machines::captura::CapturaContent;
use prep_model::people::Role;
use prep_model::time::Timestamp;
use serde::Deserialize;

use crate::access::{Routes, Run};
use crate::captura::view::{Sum, fill, put_faults};
use crate::captura::{CapturaPage, Fields, SCRIPTS, problems};
use crate::error_page::PageError;
use crate::forms::Faults;
use crate::layout::{Frame, page, page_with};
use crate::web::Web;

use dice::Series;
use made_up::MadeUp;
use score::{MAX_SECONDS, Score};
use view::{ResultPage, ScoreView};

const WHO: &[Role] = &[Role::Capturista, Role::Verificador];

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/practica", show_start)
        .roles(WHO)
        .get("/practica/captura/{serie}", show_captura)
        .roles(WHO)
        .post("/practica/captura/{serie}", finish)
        .roles(WHO)
        .post("/practica/captura/{serie}/problema", report)
        .roles(WHO)
        .get("/practica/verificacion/{serie}", verificacion::show)
        .roles(WHO)
        .post("/practica/verificacion/{serie}", verificacion::resolve)
        .roles(WHO)
        .get("/practica/imagen/{serie}", show_image)
        .roles(WHO)
}

/// What a page of practice carries in its forms.
#[derive(Debug, Clone)]
pub(crate) struct InPractice {
    /// When the acta was shown, in microseconds.
    pub(crate) since: i64,
    /// The score so far.
    pub(crate) score: String,
}

/// Where practice begins.
#[derive(Template)]
#[template(path = "practica/practica.html")]
pub(crate) struct StartPage {
    pub(crate) frame: Frame,
    /// The number of the first acta.
    pub(crate) first: String,
}

/// What an address of practice carries.
#[derive(Debug, Deserialize)]
struct ScoreQuery {
    #[serde(default)]
    marcador: String,
}

/// The frame of a page of practice, whatever ejercicio is open.
fn practising(frame: Frame) -> Frame {
    Frame {
        run: Run::Practica,
        ..frame
    }
}

impl InPractice {
    fn begin(web: &Web, score: &str) -> Self {
        Self {
            since: web.central.now().micros(),
            score: Score::read(score).to_string(),
        }
    }

    /// What a form carried back.
    fn of(fields: &Fields<'_>) -> Self {
        let since = fields.first("desde").and_then(|text| text.parse().ok());
        Self {
            since: since.unwrap_or_default(),
            score: fields.first("marcador").unwrap_or_default().to_owned(),
        }
    }

    /// Seconds until `now`, within what counts.
    fn seconds(&self, now: Timestamp) -> u32 {
        let passed = now.micros().saturating_sub(self.since) / 1_000_000;
        u32::try_from(passed)
            .unwrap_or(MAX_SECONDS)
            .min(MAX_SECONDS)
    }
}

fn series(text: &str) -> Result<Series, PageError> {
    Series::named(text).ok_or(PageError::NotFound)
}

async fn show_start(State(web): State<Web>, frame: Frame) -> Result<Response, PageError> {
    let first = Series::new(u32::from_be_bytes(web.central.entropy.bytes()));
    page(&StartPage {
        frame: practising(frame),
        first: first.name(),
    })
}

async fn show_captura(
    State(web): State<Web>,
    Path(serie): Path<String>,
    Query(query): Query<ScoreQuery>,
    frame: Frame,
) -> Result<Response, PageError> {
    let acta = MadeUp::of(series(&serie)?);
    let practice = InPractice::begin(&web, &query.marcador);
    let shown = (&TypedActa::default(), None, practice);
    page(&captura_page(&web, &acta, shown, frame))
}

fn captura_page(
    web: &Web,
    acta: &MadeUp,
    (typed, refused, practice): (&TypedActa, Option<&CapturaRefused>, InPractice),
    frame: Frame,
) -> CapturaPage {
    let mut campos = acta.campos();
    fill(&mut campos, typed);
    let faults = match refused {
        None => Faults::default(),
        Some(CapturaRefused::Campos(found)) => put_faults(&mut campos, found, "campo"),
        Some(other) => Faults::whole(other),
    };
    // Neither kept as a draft nor followed by another acta in its place.
    let scripts = SCRIPTS.into_iter().take(2);
    CapturaPage {
        style: web.assets.url("captura-estilo"),
        scripts: scripts.map(|name| web.assets.url(name)).collect(),
        address: format!("/practica/captura/{}", acta.series.name()),
        image: image_of(acta.series),
        mark: String::new(),
        acta: acta.head(),
        sum: Sum::of(&campos),
        campos,
        queue: None,
        faults,
        notice: "",
        problems: problems(),
        practice: Some(practice),
        frame: practising(frame),
    }
}

fn image_of(series: Series) -> String {
    format!("/practica/imagen/{}", series.name())
}

async fn finish(
    State(web): State<Web>,
    Path(serie): Path<String>,
    frame: Frame,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let acta = MadeUp::of(series(&serie)?);
    let fields = Fields(&fields);
    let practice = InPractice::of(&fields);
    let typed = fields.typed();
    match typed.content(&acta.form()) {
        Ok(content) => result(&web, &acta, &content, &practice, frame),
        Err(refused) => {
            let shown = (&typed, Some(&refused), practice);
            let again = captura_page(&web, &acta, shown, frame);
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

async fn report(
    State(web): State<Web>,
    Path(serie): Path<String>,
    frame: Frame,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let acta = MadeUp::of(series(&serie)?);
    let fields = Fields(&fields);
    let problem = fields.first("problema").and_then(Problem::named);
    let content = problem.ok_or(PageError::BadForm)?.content();
    result(&web, &acta, &content, &InPractice::of(&fields), frame)
}

/// What was made of the acta beside what it says.
fn result(
    web: &Web,
    acta: &MadeUp,
    content: &CapturaContent,
    practice: &InPractice,
    frame: Frame,
) -> Result<Response, PageError> {
    let mut score = Score::read(&practice.score);
    let seconds = practice.seconds(web.central.now());
    let rows = view::compare_captura(acta, content, &mut score);
    score.add_acta(rows.is_empty(), seconds);
    page(&ResultPage {
        frame: practising(frame),
        rows,
        seconds,
        image: image_of(acta.series),
        next: format!(
            "/practica/captura/{}?marcador={score}",
            acta.series.next().name()
        ),
        score: ScoreView::of(&score),
    })
}

async fn show_image(Path(serie): Path<String>) -> Result<Response, PageError> {
    let svg = drawing::sheet(&MadeUp::of(series(&serie)?));
    let media_type = HeaderValue::from_static("image/svg+xml");
    Ok(([(CONTENT_TYPE, media_type)], svg).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_time_that_counts_counts() {
        let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000).unwrap();
        let since = |since| InPractice {
            since,
            score: String::new(),
        };
        assert_eq!(since(10_000_000).seconds(at(55)), 45);
        assert_eq!(since(0).seconds(at(1_717_380_000)), MAX_SECONDS);
        assert_eq!(since(i64::MAX).seconds(at(5)), MAX_SECONDS);
        assert_eq!(since(i64::MIN).seconds(at(5)), MAX_SECONDS);
    }
}
