use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use central::recepcion::{OpenUpload, Reception, ReceptionState, find_upload};
use prep_model::contract::ProblemType;

use super::dialect::{
    Dialect, UPLOAD_LENGTH, UPLOAD_OFFSET, digest_mismatch, number, piece_digest, whole_digest,
};
use super::receive_body::{Received, complete, drain, receive_body};
use super::reply::piece_reply;
use crate::openapi::ProblemBody;
use crate::problem::ApiProblem;
use crate::state::IngestState;

/// Adds bytes where the upload stands.
///
/// The answer to the last ones is the state with the receipt (in tus, the header `Prep-Receipt`).
#[utoipa::path(
    patch, path = "/v1/uploads/{capability}", tag = "uploads",
    params(
        ("capability" = String, Path, description = "the secret part of the upload's URL"),
        ("Upload-Offset" = u64, Header, description = "where the upload stands"),
        ("Upload-Complete" = Option<String>, Header, description = "?1 with the last bytes (IETF draft)"),
        ("Tus-Resumable" = Option<String>, Header, description = "1.0.0 (tus)"),
        ("Content-Digest" = Option<String>, Header, description = "sha-256 of the body (IETF draft)"),
        ("Upload-Checksum" = Option<String>, Header, description = "sha256 of the body (tus)"),
    ),
    request_body(content = Vec<u8>, content_type = "application/partial-upload"),
    responses(
        (status = 200, body = crate::digitalizaciones::StateBody, description = "all is here"),
        (status = 204, description = "go on at Upload-Offset", headers(("Upload-Offset" = u64))),
        (status = 400, body = ProblemBody, content_type = "application/problem+json",
            description = "completed-upload, inconsistent-upload-length or digest-mismatch"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json",
            description = "mismatching-upload-offset"),
        (status = 410, body = ProblemBody, content_type = "application/problem+json",
            description = "upload-expired"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json",
            description = "image-digest-mismatch, image-truncated, image-not-jpeg, image-bomb or image-size-mismatch"),
        (status = 423, body = ProblemBody, content_type = "application/problem+json",
            description = "upload-locked: a newer request took over"),
        (status = 507, body = ProblemBody, content_type = "application/problem+json",
            description = "storage-full"),
    )
)]
pub(crate) async fn patch_upload(
    State(state): State<IngestState>,
    Path(capability): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiProblem> {
    let dialect = Dialect::of(&headers)?;
    dialect.check_piece_type(&headers)?;
    let offset = number(&headers, &UPLOAD_OFFSET)?
        .ok_or_else(|| ApiProblem::invalid(&"falta el encabezado Upload-Offset"))?;
    let digest = piece_digest(&headers, dialect)?;
    let is_last = dialect.is_last(&headers)?;

    let guard = state.locks.acquire(&capability).await;
    let (open, reception) = match ready(&state, &headers, (dialect, &capability), offset).await {
        Ok(ready) => ready,
        Err(problem) => {
            drain(body).await;
            return Err(problem);
        }
    };
    let received = match reception.state {
        ReceptionState::Receiving => {
            receive_body(&state, &open, &guard, (offset, body), (dialect, digest)).await?
        }
        // Only tus reaches this, by repeating its last piece with nothing in it.
        ReceptionState::Stored { .. }
        | ReceptionState::Quarantined
        | ReceptionState::Rejected { .. } => Received::Until(open.length),
    };
    if is_last && received.end() < open.length {
        let detail = format!("faltan {} bytes", open.length - received.end());
        return Err(ApiProblem::new(ProblemType::InconsistentUploadLength).detail(&detail));
    }
    let reception = complete(&state, &open, received).await?;
    Ok(piece_reply(&state, dialect, &reception, None))
}

/// The upload, if it stands where the request goes on.
async fn ready(
    state: &IngestState,
    headers: &HeaderMap,
    (dialect, capability): (Dialect, &str),
    offset: u64,
) -> Result<(OpenUpload, Reception), ApiProblem> {
    let (open, reception) = find_upload(&state.central, capability).await?;
    check(headers, dialect, (&open, &reception), offset)?;
    Ok((open, reception))
}

fn check(
    headers: &HeaderMap,
    dialect: Dialect,
    (open, reception): (&OpenUpload, &Reception),
    offset: u64,
) -> Result<(), ApiProblem> {
    let held = reception.upload.as_ref().map_or(0, |upload| upload.offset);
    let complete = reception.state != ReceptionState::Receiving;
    if complete && (dialect != Dialect::Tus || offset != held) {
        return Err(ApiProblem::new(ProblemType::CompletedUpload));
    }
    if offset != held {
        return Err(ApiProblem::offset(held, offset));
    }
    if number(headers, &UPLOAD_LENGTH)?.is_some_and(|length| length != open.length) {
        return Err(ApiProblem::new(ProblemType::InconsistentUploadLength));
    }
    if whole_digest(headers)?.is_some_and(|digest| digest != open.image_sha256) {
        return Err(digest_mismatch(dialect));
    }
    Ok(())
}
