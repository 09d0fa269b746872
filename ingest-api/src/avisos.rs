//! What central offices tell people at work, for the tablets in their hands.

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{AppendHeaders, IntoResponse, Response};
use central::avisos::{AvisoRefused, ReceivedAviso, acknowledge_aviso, avisos_for};
use central::store::EjercicioRow;
use prep_model::contract::ProblemType;
use prep_model::people::PersonId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::auth::AuthorizedDevice;
use crate::openapi::ProblemBody;
use crate::problem::{ApiProblem, Refusal};
use crate::state::IngestState;

/// Whose avisos.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct AvisosQuery {
    /// The opaque id of who holds the device, as `POST /v1/personas` told it. Without it, only what is
    /// for everybody.
    person: Option<String>,
}

/// What stands for somebody.
#[derive(Serialize, ToSchema)]
#[schema(as = Avisos)]
pub(crate) struct AvisosBody {
    /// Version of this format: 1.
    v: u8,
    /// The run that they belong to: numbers begin again with another.
    ejercicio: String,
    /// The newest first, at most 100. What was withdrawn is not there any more.
    avisos: Vec<AvisoBody>,
}

/// One aviso.
#[derive(Serialize, ToSchema)]
#[schema(as = Aviso)]
struct AvisoBody {
    /// Its number in the ejercicio, from 1.
    number: u32,
    /// When it was sent, RFC 3339.
    published_at: String,
    /// In which role, for people: `Coordinador`.
    sender: String,
    /// Whom it is for, for people: `Rol CAEL de distrito 9`.
    audience: String,
    /// What it says: 1 to 500 characters on one line.
    text: String,
    /// When this person acknowledged it, on whatever device or at the desk; `null` if they have not.
    acknowledged_at: Option<String>,
}

/// Who says that they know.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AvisoAcuseRequest)]
pub(crate) struct AcuseForm {
    /// The opaque id of who holds the device.
    person: String,
}

/// What is known now.
#[derive(Serialize, ToSchema)]
#[schema(as = AvisoAcuse)]
pub(crate) struct AcuseBody {
    /// Version of this format: 1.
    v: u8,
    /// The aviso.
    number: u32,
    /// When the person first acknowledged it, by the server's clock, RFC 3339.
    acknowledged_at: String,
}

/// What stands for who holds the device.
#[utoipa::path(
    get, path = "/v1/avisos", tag = "avisos", security(("dpop" = [])), params(AvisosQuery),
    responses(
        (status = 200, body = AvisosBody),
        (status = 400, body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json",
            description = "revoked-device"),
    )
)]
pub(crate) async fn get_avisos(
    State(state): State<IngestState>,
    AuthorizedDevice(device): AuthorizedDevice,
    query: Result<Query<AvisosQuery>, QueryRejection>,
) -> Result<Response, ApiProblem> {
    if device.revoked {
        return Err(ApiProblem::new(ProblemType::RevokedDevice));
    }
    let Query(query) = query.map_err(|error| ApiProblem::invalid(&error.body_text()))?;
    let person = query.person.as_deref().map(person_id).transpose()?;
    let ejercicio = open_run(&state).await?;
    let reader = match &person {
        None => None,
        Some(person) => {
            let read = state.central.store.read("get_avisos").await;
            let mut tx = read.map_err(central::Failure::from)?;
            let found = tx.find_addressee(person).await;
            found.map_err(central::Failure::from)?
        }
    };
    let reader = reader
        .as_ref()
        .map(|reader| (&reader.person, &reader.scope));
    let received = avisos_for(&state.central, &ejercicio, reader).await?;
    let body = AvisosBody {
        v: 1,
        ejercicio: ejercicio.ejercicio().to_string(),
        avisos: received.iter().map(AvisoBody::of).collect(),
    };
    Ok(private(Json(body)))
}

/// Says that who holds the device knows of an aviso. May be told long after and again: the first time
/// counts.
#[utoipa::path(
    post, path = "/v1/avisos/{number}/acuse", tag = "avisos", security(("dpop" = [])),
    params(("number" = u32, Path, description = "the aviso")),
    request_body(content = AcuseForm),
    responses(
        (status = 200, body = AcuseBody),
        (status = 400, body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json",
            description = "forbidden: it is not for that person, or nobody may enter under that id; \
                           revoked-device"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create_acuse(
    State(state): State<IngestState>,
    AuthorizedDevice(device): AuthorizedDevice,
    number: Result<Path<u32>, PathRejection>,
    form: Result<Json<AcuseForm>, JsonRejection>,
) -> Result<Response, ApiProblem> {
    if device.revoked {
        return Err(ApiProblem::new(ProblemType::RevokedDevice));
    }
    let Path(number) = number.map_err(|_| ApiProblem::new(ProblemType::NotFound))?;
    let Json(form) = form.map_err(|error| ApiProblem::invalid(&error.body_text()))?;
    let person = person_id(&form.person)?;
    let ejercicio = open_run(&state).await?;
    let known = (&person, Some(device.device));
    let at = acknowledge_aviso(&state.central, &ejercicio, number, known).await?;
    Ok(private(Json(AcuseBody {
        v: 1,
        number,
        acknowledged_at: at.to_string(),
    })))
}

fn person_id(text: &str) -> Result<PersonId, ApiProblem> {
    let id = text.parse();
    id.map_err(|_| ApiProblem::invalid(&"person no es el identificador de una persona"))
}

async fn open_run(state: &IngestState) -> Result<EjercicioRow, ApiProblem> {
    let read = state.central.store.read("find_open_ejercicio").await;
    let mut tx = read.map_err(central::Failure::from)?;
    let found = tx.find_open_ejercicio().await;
    let found = found.map_err(central::Failure::from)?;
    found.ok_or_else(|| ApiProblem::new(ProblemType::Unavailable))
}

fn private(body: impl IntoResponse) -> Response {
    let no_store = AppendHeaders([(header::CACHE_CONTROL, "no-store")]);
    (no_store, body).into_response()
}

impl AvisoBody {
    fn of(received: &ReceivedAviso) -> Self {
        let aviso = &received.row.aviso;
        Self {
            number: aviso.number(),
            published_at: received.row.published_at.to_string(),
            sender: aviso.sender().to_string(),
            audience: aviso.audience().text(),
            text: aviso.text().to_string(),
            acknowledged_at: received.acknowledged_at.map(|at| at.to_string()),
        }
    }
}

impl Refusal for AvisoRefused {
    fn kind(&self) -> ProblemType {
        match self {
            Self::Unknown => ProblemType::NotFound,
            Self::Rule(_) | Self::UnknownPerson | Self::NotAddressed => ProblemType::Forbidden,
        }
    }
}
