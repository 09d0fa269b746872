use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use central::bolsas::{BolsaReception, BolsaRefusal, receive_bolsa};
use prep_model::contract::document::DocumentError;
use prep_model::contract::{BolsaEnvelope, BolsaId, JwsError, ProblemType};
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::AuthorizedDevice;
use crate::jose::read_jws;
use crate::openapi::ProblemBody;
use crate::problem::{ApiProblem, Refusal};
use crate::state::IngestState;

/// Where the reception of a Bolsa PREP stands.
#[derive(Serialize, ToSchema)]
#[schema(as = Bolsa)]
pub(crate) struct BolsaBody {
    /// The id the device gave it, a UUID of version 7.
    id: String,
    /// Where it stands.
    state: BolsaStateName,
    /// The receipt, a JWS of type `prep-acuse-bolsa+jws`, once it counts: acopio, and what became of
    /// each acta.
    receipt: Option<String>,
}

/// The word for where a reception stands.
#[derive(Serialize, ToSchema)]
#[schema(as = BolsaState)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BolsaStateName {
    /// It counts; the receipt is here.
    Stored,
    /// Kept until a supervisor decides: the device was revoked.
    Quarantined,
    /// It takes no part.
    Rejected,
}

/// Stores the reception of a Bolsa PREP: its actas become acopiadas.
///
/// The same document again gets the same answer; another one under the same id gets `id-conflict`.
#[utoipa::path(
    put, path = "/v1/bolsas/{id}", tag = "bolsas", security(("dpop" = [])),
    params(("id" = String, Path, description = "UUID of version 7, made by the device")),
    request_body(content = String, content_type = "application/jose",
        description = "JWS of type prep-bolsa+jws"),
    responses(
        (status = 200, body = BolsaBody),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json",
            description = "unknown-device or forbidden"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json",
            description = "id-conflict, other-ejercicio or ejercicio-closed"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json",
            description = "malformed-envelope, unsupported-version or invalid-signature"),
    )
)]
pub(crate) async fn put_bolsa(
    State(state): State<IngestState>,
    AuthorizedDevice(device): AuthorizedDevice,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<BolsaBody>, ApiProblem> {
    let id: BolsaId = id
        .parse()
        .map_err(|error| ApiProblem::new(ProblemType::NotFound).detail(&error))?;
    let max = BolsaEnvelope::MAX_LEN;
    let jws = read_jws(&headers, body, max, ProblemType::MalformedEnvelope).await?;
    let reception = receive_bolsa(&state.central, device.device, id, &jws).await?;
    let (state, receipt) = match reception {
        BolsaReception::Stored { receipt } => (BolsaStateName::Stored, Some(receipt)),
        BolsaReception::Quarantined => (BolsaStateName::Quarantined, None),
        BolsaReception::Rejected => (BolsaStateName::Rejected, None),
    };
    Ok(Json(BolsaBody {
        id: id.to_string(),
        state,
        receipt,
    }))
}

impl Refusal for BolsaRefusal {
    fn kind(&self) -> ProblemType {
        match self {
            Self::Document(DocumentError::Version { .. }) => ProblemType::UnsupportedVersion,
            Self::Document(DocumentError::Jws(JwsError::Signature)) => {
                ProblemType::InvalidSignature
            }
            Self::Document(_) => ProblemType::MalformedEnvelope,
            Self::Machine(_) | Self::OtherDevice => ProblemType::Forbidden,
            Self::UnknownDevice => ProblemType::UnknownDevice,
            Self::OtherId => ProblemType::InvalidRequest,
            Self::OtherEjercicio => ProblemType::OtherEjercicio,
            Self::EjercicioClosed => ProblemType::EjercicioClosed,
            Self::IdConflict => ProblemType::IdConflict,
        }
    }
}
