use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use central::devices::enroll_device;
use prep_model::contract::{EnrolmentRequest, ProblemType};

use crate::jose::read_jws;
use crate::openapi::{EnrolmentBody, ProblemBody};
use crate::problem::ApiProblem;
use crate::state::IngestState;

/// Enrols a device with its signed request and a one-time code.
///
/// The same key with the same code gets the same device again.
#[utoipa::path(
    post, path = "/v1/altas", tag = "devices",
    request_body(content = String, content_type = "application/jose",
        description = "JWS of type prep-alta+jws, signed by the key that it carries"),
    responses(
        (status = 201, body = EnrolmentBody),
        (status = 403, body = ProblemBody, content_type = "application/problem+json",
            description = "invalid-enrolment-code"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json",
            description = "invalid-enrolment"),
    )
)]
pub(crate) async fn create_alta(
    State(state): State<IngestState>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiProblem> {
    let max = EnrolmentRequest::MAX_LEN;
    let jws = read_jws(&headers, body, max, ProblemType::InvalidEnrolment).await?;
    let answer = enroll_device(&state.central, &state.config.public_url, &jws).await?;
    let json = answer.to_json().map_err(|error| {
        tracing::error!(error = %error, "an enrolment response breaks a rule of its own");
        ApiProblem::new(ProblemType::Internal)
    })?;
    let kind = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((StatusCode::CREATED, kind, json).into_response())
}
