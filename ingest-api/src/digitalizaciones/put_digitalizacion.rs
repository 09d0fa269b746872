use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use central::recepcion::{ReceptionState, Sender, find_reception, register_digitalizacion};
use prep_model::contract::{Envelope, ProblemType};

use super::StateBody;
use super::get_digitalizacion::parse_id;
use crate::auth::AuthorizedDevice;
use crate::jose::read_jws;
use crate::openapi::ProblemBody;
use crate::problem::ApiProblem;
use crate::state::IngestState;

/// Registers an envelope and tells where its image stands.
///
/// The same envelope again gets the present state; another envelope under the same id gets
/// `id-conflict`.
#[utoipa::path(
    put, path = "/v1/digitalizaciones/{id}", tag = "digitalizaciones", security(("dpop" = [])),
    params(("id" = String, Path, description = "UUID of version 7, made by the device")),
    request_body(content = String, content_type = "application/jose",
        description = "JWS of type prep-digitalizacion+jws"),
    responses(
        (status = 200, body = StateBody),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json",
            description = "unknown-device or forbidden"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json",
            description = "id-conflict, other-ejercicio or ejercicio-closed"),
        (status = 413, body = ProblemBody, content_type = "application/problem+json",
            description = "image-too-large"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json",
            description = "malformed-envelope, unsupported-version or invalid-signature"),
    )
)]
pub(crate) async fn put_digitalizacion(
    State(state): State<IngestState>,
    AuthorizedDevice(device): AuthorizedDevice,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<StateBody>, ApiProblem> {
    let id = parse_id(&id)?;
    let max = Envelope::MAX_LEN;
    let jws = read_jws(&headers, body, max, ProblemType::MalformedEnvelope).await?;
    let device = device.device;
    let sender = Sender::Device { device, id };
    let mut reception = register_digitalizacion(&state.central, sender, &jws).await?;
    let upload = reception.upload.as_ref();
    if reception.state == ReceptionState::Receiving
        && let Some(upload) = upload
        && state.locks.interrupt(&upload.capability).await
    {
        // A connection that was still sending has stopped: only now is the offset sure.
        reception = find_reception(&state.central, device, id).await?;
    }
    Ok(Json(StateBody::new(&state.config.public_url, &reception)))
}
