use axum::body::{Body, HttpBody};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use central::recepcion::{Reception, ReceptionState, Sender, find_upload, register_digitalizacion};
use prep_model::contract::ProblemType;

use super::dialect::{
    Dialect, UPLOAD_LENGTH, digest_mismatch, envelope, number, piece_digest, whole_digest,
};
use super::receive_body::{complete, receive_body};
use super::reply::{piece_reply, place_headers, text};
use crate::openapi::ProblemBody;
use crate::problem::ApiProblem;
use crate::state::IngestState;

/// Creates the upload that a signed envelope describes, or finds the one it created before.
///
/// In tus with `Upload-Metadata: envelope <base64 of the JWS>`, in the IETF draft with
/// `Prep-Envelope: <JWS>`. A small image may come along as the body.
#[utoipa::path(
    post, path = "/v1/uploads", tag = "uploads",
    params(
        ("Prep-Envelope" = Option<String>, Header, description = "the envelope (IETF draft)"),
        ("Upload-Metadata" = Option<String>, Header, description = "envelope <base64> (tus)"),
        ("Tus-Resumable" = Option<String>, Header, description = "1.0.0 (tus)"),
        ("Upload-Length" = Option<u64>, Header, description = "must be the envelope's"),
        ("Upload-Complete" = Option<String>, Header, description = "?1 if the body is all (IETF draft)"),
        ("Repr-Digest" = Option<String>, Header, description = "sha-256 of the image"),
        ("Content-Digest" = Option<String>, Header, description = "sha-256 of the body (IETF draft)"),
        ("Upload-Checksum" = Option<String>, Header, description = "sha256 of the body (tus)"),
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 201, body = crate::digitalizaciones::StateBody,
            headers(("Location" = String), ("Upload-Offset" = u64), ("Prep-Receipt" = String))),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create_upload(
    State(state): State<IngestState>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiProblem> {
    let dialect = Dialect::of(&headers)?;
    let envelope = envelope(&headers, dialect)?;
    let digest = piece_digest(&headers, dialect)?;
    let reception = register_digitalizacion(&state.central, Sender::Holder, &envelope).await?;
    let Some(upload) = &reception.upload else {
        return Ok(expired(&state, dialect, &reception));
    };
    if number(&headers, &UPLOAD_LENGTH)?.is_some_and(|length| length != upload.length) {
        let detail = format!("el sobre firmó {} bytes", upload.length);
        return Err(ApiProblem::new(ProblemType::InconsistentUploadLength).detail(&detail));
    }
    let capability = upload.capability.clone();
    let url = state
        .config
        .public_url
        .join(&format!("/v1/uploads/{capability}"));
    let has_body = !body.is_end_stream() && body.size_hint().upper() != Some(0);
    if reception.state != ReceptionState::Receiving || !has_body {
        return Ok(piece_reply(&state, dialect, &reception, Some(&url)));
    }
    let guard = state.locks.acquire(&capability).await;
    let (open, _) = find_upload(&state.central, &capability).await?;
    if whole_digest(&headers)?.is_some_and(|digest| digest != open.image_sha256) {
        return Err(digest_mismatch(dialect));
    }
    // A client that creates again has lost its place: its body begins at the first byte.
    let piece = (0, body);
    let received = receive_body(&state, &open, &guard, piece, (dialect, digest)).await?;
    let reception = complete(&state, &open, received).await?;
    Ok(piece_reply(&state, dialect, &reception, Some(&url)))
}

/// What was finished so long ago that its URL is no more: the receipt is all there is to say.
fn expired(state: &IngestState, dialect: Dialect, reception: &Reception) -> Response {
    let headers = place_headers(dialect, reception);
    let url = format!("/v1/digitalizaciones/{}", reception.id);
    let location = [(header::LOCATION, text(&state.config.public_url.join(&url)))];
    (StatusCode::CREATED, location, headers).into_response()
}
