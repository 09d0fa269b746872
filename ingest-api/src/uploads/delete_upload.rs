use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use central::recepcion::discard_upload;

use super::dialect::Dialect;
use crate::openapi::ProblemBody;
use crate::problem::ApiProblem;
use crate::state::IngestState;

/// Gives an unfinished upload up: what had arrived is dropped.
///
/// What is stored stays stored. The envelope stays registered: sent again, it gets a new upload.
#[utoipa::path(
    delete, path = "/v1/uploads/{capability}", tag = "uploads",
    params(("capability" = String, Path, description = "the secret part of the upload's URL")),
    responses(
        (status = 204, description = "given up"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json",
            description = "upload-not-found"),
    )
)]
pub(crate) async fn delete_upload(
    State(state): State<IngestState>,
    Path(capability): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    let dialect = Dialect::of(&headers)?;
    let _guard = state.locks.acquire(&capability).await;
    discard_upload(&state.central, &capability).await?;
    Ok((StatusCode::NO_CONTENT, dialect.headers(false)).into_response())
}
