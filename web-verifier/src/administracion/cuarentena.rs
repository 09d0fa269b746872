//! What revoked devices sent: a supervisor looks at each image and admits or rejects it.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use central::devices::{
    find_quarantined_image, list_devices, list_quarantined, reject_quarantined, release_quarantined,
};
use central::store::{DeviceRow, DigitalizacionRow};
use prep_model::contract::DigitalizacionId;
use prep_model::people::Role;
use serde::Deserialize;
use time::UtcOffset;

use super::cuentas::styles;
use crate::access::{Operator, Routes};
use crate::error_page::PageError;
use crate::forms::{Faults, Undone};
use crate::identificacion::Typed;
use crate::layout::{Frame, local_time, page, page_with};
use crate::web::Web;

pub(super) const WHO: &[Role] = &[Role::Supervisor, Role::Coordinador];
const LIST: &str = "/cuarentena";
const ONE: &str = "/cuarentena/{imagen}";

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get(LIST, show_list)
        .roles(WHO)
        .get(ONE, show_one)
        .roles(WHO)
        .post(ONE, decide)
        .roles(WHO)
        .get("/cuarentena/{imagen}/imagen", show_image)
        .roles(WHO)
}

#[derive(Template)]
#[template(path = "administracion/cuarentena.html")]
pub(crate) struct QuarantinePage {
    pub(crate) frame: Frame,
    pub(crate) styles: [String; 2],
    pub(crate) notice: &'static str,
    pub(crate) lines: Vec<QuarantineLine>,
}

#[derive(Template)]
#[template(path = "administracion/cuarentena_imagen.html")]
pub(crate) struct QuarantinedPage {
    pub(crate) frame: Frame,
    pub(crate) styles: [String; 2],
    pub(crate) image: QuarantineLine,
    pub(crate) typed: Typed,
    pub(crate) faults: Faults,
}

/// One image that waits.
#[derive(Debug, Clone)]
pub(crate) struct QuarantineLine {
    pub id: String,
    pub device: String,
    /// Why the device was revoked.
    pub why: String,
    /// The acta that its envelope names.
    pub acta: String,
    pub received: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct QuarantineQuery {
    aviso: String,
}

impl QuarantineLine {
    fn of(row: &DigitalizacionRow, devices: &[DeviceRow], offset: UtcOffset) -> Self {
        let device = devices.iter().find(|device| device.id == row.device);
        let why = device.and_then(|device| device.revoked.as_ref());
        let acta = row.acta.as_ref().map(ToString::to_string);
        Self {
            id: row.id.to_string(),
            device: device.map_or_else(|| row.device.to_string(), |device| device.label.clone()),
            why: why.map_or_else(String::new, |(_, reason)| reason.clone()),
            acta: acta.unwrap_or_else(|| "Ninguna".to_owned()),
            received: local_time(row.received_at.unwrap_or(row.registered_at), offset),
        }
    }
}

async fn lines(web: &Web) -> Result<Vec<QuarantineLine>, PageError> {
    let rows = list_quarantined(&web.central).await?;
    let devices = list_devices(&web.central).await?;
    let line = |row| QuarantineLine::of(row, &devices, web.config.utc_offset);
    Ok(rows.iter().map(line).collect())
}

async fn show_list(
    State(web): State<Web>,
    Query(query): Query<QuarantineQuery>,
    frame: Frame,
) -> Result<Response, PageError> {
    page(&QuarantinePage {
        styles: styles(&web),
        notice: match query.aviso.as_str() {
            "admitir" => "Admitida: cuenta como si acabara de llegar y se firmó su acuse.",
            "rechazar" => "Rechazada: no cuenta, y se conserva con su sobre.",
            _ => "",
        },
        lines: lines(&web).await?,
        frame,
    })
}

async fn show_one(
    State(web): State<Web>,
    Path(id): Path<String>,
    frame: Frame,
) -> Result<Response, PageError> {
    page(&one(&web, &id, Typed::default(), frame).await?)
}

async fn one(
    web: &Web,
    id: &str,
    typed: Typed,
    frame: Frame,
) -> Result<QuarantinedPage, PageError> {
    let waiting = lines(web).await?;
    let image = waiting.into_iter().find(|line| line.id == id);
    Ok(QuarantinedPage {
        styles: styles(web),
        image: image.ok_or(PageError::NotFound)?,
        typed,
        faults: Faults::default(),
        frame,
    })
}

async fn decide(
    State(web): State<Web>,
    operator: Operator,
    Path(id): Path<String>,
    frame: Frame,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let typed = Typed::new(fields);
    let faults = match done(&web, &operator, &id, &typed).await {
        Ok(()) => {
            let place = format!("{LIST}?aviso={}", typed.action());
            return Ok(Redirect::to(&place).into_response());
        }
        Err(undone) => undone.faults()?,
    };
    let again = one(&web, &id, typed, frame).await?;
    page_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &QuarantinedPage { faults, ..again },
    )
}

async fn done(web: &Web, operator: &Operator, id: &str, typed: &Typed) -> Result<(), Undone> {
    let id: DigitalizacionId = id.parse().map_err(|_| PageError::NotFound)?;
    let by = operator.person();
    match typed.action() {
        "admitir" => {
            release_quarantined(&web.central, by, id, typed.reason_of("decidir")?).await?;
        }
        "rechazar" => {
            reject_quarantined(&web.central, by, id, typed.reason_of("decidir")?).await?;
        }
        _ => return Err(PageError::BadForm.into()),
    }
    Ok(())
}

async fn show_image(State(web): State<Web>, Path(id): Path<String>) -> Result<Response, PageError> {
    let id: DigitalizacionId = id.parse().map_err(|_| PageError::NotFound)?;
    let bytes = find_quarantined_image(&web.central, id).await?;
    let bytes = bytes.ok_or(PageError::NotFound)?;
    let jpeg = HeaderValue::from_static("image/jpeg");
    Ok(([(CONTENT_TYPE, jpeg)], bytes).into_response())
}
