use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64ct::{Base64, Encoding};
use central::recepcion::find_upload;

use super::dialect::{Dialect, UPLOAD_METADATA};
use super::reply::{length_header, place_headers, text};
use crate::problem::ApiProblem;
use crate::state::IngestState;

/// Tells where the upload stands. A connection that is still sending to it is stopped first, so
/// that the offset stays true.
#[utoipa::path(
    head, path = "/v1/uploads/{capability}", tag = "uploads",
    params(
        ("capability" = String, Path, description = "the secret part of the upload's URL"),
        ("Tus-Resumable" = Option<String>, Header, description = "1.0.0 (tus)"),
    ),
    responses(
        (status = 200, description = "tus", headers(("Upload-Offset" = u64), ("Upload-Length" = u64))),
        (status = 204, description = "IETF draft", headers(("Upload-Offset" = u64), ("Upload-Complete" = String))),
        (status = 404, description = "upload-not-found"),
        (status = 410, description = "upload-expired"),
    )
)]
pub(crate) async fn head_upload(
    State(state): State<IngestState>,
    Path(capability): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    let dialect = Dialect::of(&headers)?;
    state.locks.interrupt(&capability).await;
    let (open, reception) = find_upload(&state.central, &capability).await?;
    let mut answer = place_headers(dialect, &reception);
    length_header(&mut answer, &reception);
    if dialect != Dialect::Tus {
        return Ok((StatusCode::NO_CONTENT, answer).into_response());
    }
    // tus 1.0.0: the metadata of the creation is told again.
    let envelope = Base64::encode_string(open.envelope.as_bytes());
    answer.insert(UPLOAD_METADATA, text(&format!("envelope {envelope}")));
    Ok((StatusCode::OK, answer).into_response())
}
