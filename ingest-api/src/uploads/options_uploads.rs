use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use central::recepcion::MAX_IMAGE_BYTES;

use super::dialect::{Dialect, TUS_VERSION};
use super::reply::{text, upload_limit};

/// Tells what is supported, and the limits.
#[utoipa::path(
    options, path = "/v1/uploads", tag = "uploads",
    responses((status = 204, headers(
        ("Tus-Version" = String), ("Tus-Extension" = String), ("Tus-Max-Size" = u64),
        ("Tus-Checksum-Algorithm" = String), ("Upload-Limit" = String), ("Accept-Patch" = String),
    )))
)]
pub(crate) async fn options_uploads() -> Response {
    let mut headers = Dialect::Tus.headers(false);
    let fixed = [
        ("tus-version", TUS_VERSION),
        (
            "tus-extension",
            "creation,creation-with-upload,checksum,expiration,termination",
        ),
        ("tus-checksum-algorithm", "sha256"),
        (
            "accept-patch",
            "application/partial-upload, application/offset+octet-stream",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert("tus-max-size", HeaderValue::from(MAX_IMAGE_BYTES));
    headers.insert("upload-limit", text(&upload_limit()));
    headers.insert(
        header::ALLOW,
        HeaderValue::from_static("POST, OPTIONS, HEAD, PATCH, DELETE, GET"),
    );
    (StatusCode::NO_CONTENT, headers).into_response()
}
