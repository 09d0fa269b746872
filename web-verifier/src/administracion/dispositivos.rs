//! Tablets and stations: who sent what, the code that enrols one, and those that are gone.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use central::UseCaseError;
use central::accounts::Scope;
use central::devices::{
    DevicesBoard, cancel_enrolment_code, devices_board, make_enrolment_code, revoke_device,
};
use central::store::DeviceRow;
use prep_model::bitacora::{Actor, Reason};
use prep_model::contract::{DeviceId, EnrolmentLabel, Sha256Digest};
use prep_model::people::Role;
use prep_model::time::Timestamp;
use serde::Deserialize;
use time::UtcOffset;

use super::cuentas::styles;
use super::view::StateView;
use crate::access::{Operator, Routes};
use crate::error_page::PageError;
use crate::forms::{Faults, Undone};
use crate::identificacion::Typed;
use crate::layout::{Frame, local_time, page, page_with, thousands};
use crate::qr::Qr;
use crate::web::Web;

const WHO: &[Role] = &[Role::Supervisor, Role::Coordinador, Role::Administrador];
/// Who hands out codes: whoever has one puts a tablet of their own into the night.
const MAKES_CODES: [Role; 2] = [Role::Coordinador, Role::Administrador];
const PATH: &str = "/dispositivos";
/// Most lines of the list.
const MOST: usize = 300;
/// How long a code may be good for: name in the form, words, seconds.
const LIFETIMES: [(&str, &str, i64); 4] = [
    ("15", "15 minutos", 15 * 60),
    ("60", "1 hora", 3_600),
    ("1440", "1 día", 24 * 3_600),
    ("4320", "3 días", 72 * 3_600),
];

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get(PATH, show)
        .roles(WHO)
        .post(PATH, change)
        .roles(WHO)
}

#[derive(Template)]
#[template(path = "administracion/dispositivos.html")]
pub(crate) struct DevicesPage {
    pub(crate) frame: Frame,
    pub(crate) styles: [String; 2],
    pub(crate) notice: &'static str,
    pub(crate) lines: Vec<DeviceLine>,
    /// How many there are, in words.
    pub(crate) count: String,
    pub(crate) codes: Vec<CodeLine>,
    pub(crate) may_enrol: bool,
    /// True if whoever is in decides about what revoked devices sent.
    pub(crate) may_decide: bool,
    pub(crate) quarantined: u64,
    pub(crate) lifetimes: Vec<(String, String)>,
    pub(crate) search: String,
    pub(crate) typed: Typed,
    pub(crate) faults: Faults,
}

/// A device in the list.
#[derive(Debug, Clone)]
pub(crate) struct DeviceLine {
    pub id: String,
    pub label: String,
    /// Where whoever holds it works; empty if it did not say.
    pub place: String,
    pub state: StateView,
    /// When it last asked for a token or sent something, by the server's clock.
    pub seen: String,
    /// What it said that it still holds.
    pub waiting: String,
    pub sent: String,
    pub receiving: String,
    pub quarantined: String,
    pub is_revoked: bool,
}

/// A code that waits for its tablet.
#[derive(Debug, Clone)]
pub(crate) struct CodeLine {
    pub digest: String,
    pub label: String,
    pub made: String,
    pub expires: String,
}

/// The label of a new code, shown once.
#[derive(Template)]
#[template(path = "administracion/alta.html")]
pub(crate) struct EnrolmentPage {
    pub(crate) frame: Frame,
    pub(crate) styles: [String; 2],
    /// Address of the script that counts down.
    pub(crate) script: String,
    pub(crate) label: String,
    pub(crate) server: String,
    pub(crate) code: String,
    pub(crate) digest: String,
    /// When it expires, for people.
    pub(crate) expires: String,
    /// Seconds left when the page was made.
    pub(crate) seconds: i64,
    pub(crate) qr: Option<Qr>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct DevicesQuery {
    aviso: String,
    buscar: String,
}

async fn show(
    State(web): State<Web>,
    operator: Operator,
    Query(query): Query<DevicesQuery>,
    frame: Frame,
) -> Result<Response, PageError> {
    let typed = Typed::searching(&query.buscar);
    let shown = devices_page(&web, &operator, typed, frame).await?;
    let notice = match query.aviso.as_str() {
        "baja" => "Dado de baja. Lo que envíe desde ahora espera en cuarentena.",
        "cancelado" => "El código ya no vale.",
        _ => "",
    };
    page(&DevicesPage { notice, ..shown })
}

async fn devices_page(
    web: &Web,
    operator: &Operator,
    typed: Typed,
    frame: Frame,
) -> Result<DevicesPage, PageError> {
    let board = devices_board(&web.central).await?;
    let offset = web.config.utc_offset;
    let search = typed.of("buscar").trim().to_owned();
    let words = search.to_lowercase();
    let fits = |device: &&DeviceRow| {
        let text = format!("{} {} {}", device.label, place(device, &board), device.id);
        text.to_lowercase().contains(&words)
    };
    let found: Vec<_> = board.devices.iter().filter(fits).collect();
    let number = thousands(u64::try_from(found.len()).unwrap_or(u64::MAX));
    let role = operator.person().role;
    let code = |code: &central::store::PendingCode| CodeLine {
        digest: code.digest.to_string(),
        label: code.label.clone(),
        made: local_time(code.made_at, offset),
        expires: local_time(code.expires_at, offset),
    };
    Ok(DevicesPage {
        styles: styles(web),
        notice: "",
        count: if found.len() > MOST {
            format!("{number} dispositivos; se muestran {MOST}: busque por nombre")
        } else {
            format!("Dispositivos: {number}")
        },
        lines: found
            .into_iter()
            .take(MOST)
            .map(|device| DeviceLine::of(device, &board, offset))
            .collect(),
        codes: board.codes.iter().map(code).collect(),
        may_enrol: MAKES_CODES.contains(&role),
        may_decide: super::cuarentena::WHO.contains(&role),
        quarantined: board.figures.values().map(|one| one.quarantined).sum(),
        lifetimes: lifetimes(),
        search,
        typed,
        faults: Faults::default(),
        frame,
    })
}

/// How long a code may be good for, as a form offers it.
pub(crate) fn lifetimes() -> Vec<(String, String)> {
    let all = LIFETIMES.into_iter();
    all.map(|(name, words, _)| (name.to_owned(), words.to_owned()))
        .collect()
}

impl DeviceLine {
    fn of(device: &DeviceRow, board: &DevicesBoard, offset: UtcOffset) -> Self {
        let figures = board.figures.get(&device.id);
        let report = board.reports.get(&device.id);
        let count = |number: Option<u64>| number.map_or_else(|| "0".to_owned(), thousands);
        Self {
            id: device.id.to_string(),
            label: device.label.clone(),
            place: place(device, board),
            waiting: report.map_or_else(|| "—".to_owned(), |report| thousands(report.waiting)),
            state: match &device.revoked {
                None => StateView {
                    shape: "●",
                    text: "En uso".to_owned(),
                },
                Some((at, reason)) => StateView {
                    shape: "■",
                    text: format!("De baja desde el {}: «{reason}»", local_time(*at, offset)),
                },
            },
            seen: [
                last_token(device),
                figures.map(|figures| figures.last_at),
                report.map(|report| report.seen_at),
            ]
            .into_iter()
            .max()
            .flatten()
            .map_or_else(|| "Nunca".to_owned(), |at| local_time(at, offset)),
            sent: count(figures.map(|figures| figures.registered)),
            receiving: count(figures.map(|figures| figures.receiving)),
            quarantined: count(figures.map(|figures| figures.quarantined)),
            is_revoked: device.revoked.is_some(),
        }
    }
}

/// Where whoever last held it works, by its own word; empty if it did not say.
fn place(device: &DeviceRow, board: &DevicesBoard) -> String {
    let report = board.reports.get(&device.id);
    let scope = report.and_then(|report| report.scope.as_ref());
    scope.map_or_else(String::new, Scope::text)
}

fn last_token(device: &DeviceRow) -> Option<Timestamp> {
    let (seconds, _) = device.last_token.as_ref()?;
    Timestamp::from_micros(seconds.saturating_mul(1_000_000)).ok()
}

async fn change(
    State(web): State<Web>,
    operator: Operator,
    frame: Frame,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let typed = Typed::new(fields);
    let faults = match done(&web, &operator, &typed, frame.clone()).await {
        Ok(answer) => return Ok(answer),
        Err(undone) => undone.faults()?,
    };
    let again = devices_page(&web, &operator, typed, frame).await?;
    page_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &DevicesPage { faults, ..again },
    )
}

async fn done(
    web: &Web,
    operator: &Operator,
    typed: &Typed,
    frame: Frame,
) -> Result<Response, Undone> {
    let makes_codes = MAKES_CODES.contains(&operator.person().role);
    match typed.action() {
        "alta" if makes_codes => enrol(web, typed, frame).await,
        "cancelar" if makes_codes => {
            let digest: Sha256Digest =
                typed.of("codigo").parse().map_err(|_| PageError::BadForm)?;
            cancel_enrolment_code(&web.central, digest).await?;
            Ok(Redirect::to("/dispositivos?aviso=cancelado").into_response())
        }
        "baja" => {
            let device: DeviceId = typed
                .of("dispositivo")
                .parse()
                .map_err(|_| PageError::BadForm)?;
            let reason: Reason = typed.reason()?;
            let by = Actor::Person(operator.person().clone());
            revoke_device(&web.central, by, device, reason).await?;
            Ok(Redirect::to("/dispositivos?aviso=baja").into_response())
        }
        "alta" | "cancelar" => {
            Err(Faults::whole("su rol no da de alta dispositivos; pídalo a la coordinación").into())
        }
        _ => Err(PageError::BadForm.into()),
    }
}

/// Makes a code and the page that shows it, once.
async fn enrol(web: &Web, typed: &Typed, frame: Frame) -> Result<Response, Undone> {
    let chosen = typed.of("plazo");
    let lifetime = LIFETIMES.into_iter().find(|(name, ..)| *name == chosen);
    let lifetime = lifetime.ok_or_else(|| Faults::at("plazo", "elija cuánto vale el código"))?;
    let made = make_enrolment_code(&web.central, typed.of("nombre"), lifetime.2).await;
    let (code, expires_at) = made.map_err(|error| match error {
        UseCaseError::Refused(refusal) => Undone::from(Faults::at("nombre", refusal)),
        UseCaseError::Failed(failure) => failure.into(),
    })?;
    let server = web.config.origin().parse();
    let server = server.map_err(|error: prep_model::contract::HttpUrlError| {
        Undone::from(PageError::failed(&error))
    })?;
    let digest = code.digest();
    let label = EnrolmentLabel { server, code };
    let shown = EnrolmentPage {
        styles: styles(web),
        script: web.assets.url("plazo"),
        label: typed.of("nombre").trim().to_owned(),
        server: label.server.to_string(),
        code: label.code.to_string(),
        digest: digest.to_string(),
        expires: local_time(expires_at, web.config.utc_offset),
        seconds: lifetime.2,
        qr: Qr::of(&label.to_string()),
        frame,
    };
    Ok(page(&shown)?)
}
