use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use central::recepcion::find_upload;

use super::dialect::Dialect;
use super::reply::place_headers;
use crate::digitalizaciones::StateBody;
use crate::openapi::ProblemBody;
use crate::problem::ApiProblem;
use crate::state::IngestState;

/// Tells the state of the digitalización, for whoever holds the upload's URL.
#[utoipa::path(
    get, path = "/v1/uploads/{capability}", tag = "uploads",
    params(("capability" = String, Path, description = "the secret part of the upload's URL")),
    responses(
        (status = 200, body = StateBody),
        (status = 404, body = ProblemBody, content_type = "application/problem+json",
            description = "upload-not-found"),
        (status = 410, body = ProblemBody, content_type = "application/problem+json",
            description = "upload-expired"),
    )
)]
pub(crate) async fn get_upload(
    State(state): State<IngestState>,
    Path(capability): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    let dialect = Dialect::of(&headers)?;
    // Whoever asks where to go on has lost the connection that still seems to send.
    state.locks.interrupt(&capability).await;
    let (_, reception) = find_upload(&state.central, &capability).await?;
    let body = StateBody::new(&state.config.public_url, &reception);
    Ok((place_headers(dialect, &reception), Json(body)).into_response())
}
