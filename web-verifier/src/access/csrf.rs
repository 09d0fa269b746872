//! A form is obeyed only if it was written by a page of ours for this very browser.
//!
//! The token in the form is a digest of the secret in the browser's cookie (its session, or before
//! there is one, a secret of its own), so nothing has to be kept; whoever cannot read the cookie
//! cannot make the token, and another session's token does not fit. Beside that, the browser's own
//! word on where the form came from must be ours where it gives one.

use axum::body::{Body, to_bytes};
use axum::extract::{Form, FromRequest, Request};
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Method};
use prep_model::contract::Sha256Digest;

use crate::administracion::IMPORT_PATH;
use crate::config::WebConfig;
use crate::error_page::PageError;

/// Most bytes of a form: the largest acta is a few kilobytes.
const MAX_FORM_BYTES: usize = 64 * 1024;
/// Most bytes of a form that holds a file of accounts: some thousands of them.
const MAX_IMPORT_BYTES: usize = 1024 * 1024;

/// The token for forms of the browser that has `secret`.
pub(super) fn token(secret: &str) -> String {
    Sha256Digest::of(format!("prep-form-v1\n{secret}").as_bytes()).to_string()
}

/// Lets a request through unchanged if it changes nothing, or if its form is ours.
pub(super) async fn check(
    request: Request,
    config: &WebConfig,
    token: &str,
) -> Result<Request, PageError> {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok(request);
    }
    if !comes_from_us(request.headers(), config) {
        return Err(PageError::ForeignForm);
    }
    let (parts, body) = request.into_parts();
    let most = if parts.uri.path() == IMPORT_PATH {
        MAX_IMPORT_BYTES
    } else {
        MAX_FORM_BYTES
    };
    let bytes = to_bytes(body, most).await;
    let bytes = bytes.map_err(|_| PageError::TooLarge)?;
    let copy = Request::from_parts(parts.clone(), Body::from(bytes.clone()));
    let fields = Form::<Vec<(String, String)>>::from_request(copy, &()).await;
    let Form(fields) = fields.map_err(|_| PageError::BadForm)?;
    let sent = fields.iter().find(|(name, _)| name == "csrf");
    if sent.is_some_and(|(_, sent)| equal(sent, token)) {
        Ok(Request::from_parts(parts, Body::from(bytes)))
    } else {
        Err(PageError::ForeignForm)
    }
}

fn comes_from_us(headers: &HeaderMap, config: &WebConfig) -> bool {
    let text = |value: &axum::http::HeaderValue| value.to_str().unwrap_or_default().to_owned();
    let host = headers.get(HOST).map(text);
    let origin = headers.get(ORIGIN).map(text);
    let site = headers.get("sec-fetch-site").map(text);
    origin.is_none_or(|origin| config.accepts_origin(&origin, host.as_deref()))
        && site.is_none_or(|site| site == "same-origin")
}

/// Compares in a time that tells nothing about where two texts differ.
fn equal(a: &str, b: &str) -> bool {
    let differing = a
        .bytes()
        .zip(b.bytes())
        .fold(0, |sum, (a, b)| sum | (a ^ b));
    a.len() == b.len() && std::hint::black_box(differing) == 0
}
