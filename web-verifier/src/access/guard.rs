use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use central::Failure;
use tracing::Instrument;

use super::{Access, COOKIE_ENTRADA, Cookies, LocalPath, Visit, csrf};
use crate::error_page::{self, PageError};
use crate::web::Web;
use crate::{account, login};

/// What the guard of one route knows.
#[derive(Clone)]
pub(super) struct Guarded {
    pub(super) web: Web,
    pub(super) access: Access,
}

/// Stands before and behind every handler.
pub(super) async fn guard(
    State(Guarded { web, access }): State<Guarded>,
    request: Request,
    next: Next,
) -> Response {
    let request_id = hex(&web.central.entropy.bytes::<8>());
    let span = tracing::info_span!(
        "page",
        request.id = request_id,
        method = %request.method(),
        path = request.uri().path()
    );
    let work = async {
        let (parts, body) = request.into_parts();
        // Files are the same for everybody: they cost no look at the database.
        let loaded = if is_file(parts.uri.path()) {
            Ok(Visit::unknown(&web, &parts, &request_id))
        } else {
            Visit::load(&web, &parts, &request_id).await
        };
        let (visit, failed) = match loaded {
            Ok(visit) => (visit, None),
            Err(failure) => (Visit::unknown(&web, &parts, &request_id), Some(failure)),
        };
        let visit = Arc::new(visit);
        let request = Request::from_parts(parts, body);
        let response = answer(&web, access, &visit, failed, request, next).await;
        finish(&web, &visit, response)
    };
    work.instrument(span).await
}

async fn answer(
    web: &Web,
    access: Access,
    visit: &Arc<Visit>,
    failed: Option<Failure>,
    request: Request,
    next: Next,
) -> Response {
    if let Some(failure) = failed {
        return PageError::from(failure).into_response();
    }
    if let Err(refusal) = admit(access, visit, request.method()) {
        return refusal;
    }
    match csrf::check(request, &web.config, &visit.form_token).await {
        Ok(mut request) => {
            request.extensions_mut().insert(visit.clone());
            next.run(request).await
        }
        Err(error) => error.into_response(),
    }
}

#[expect(
    clippy::result_large_err,
    reason = "the refusal is the answer, made once per request"
)]
fn admit(access: Access, visit: &Visit, method: &Method) -> Result<(), Response> {
    if access == Access::Public {
        return Ok(());
    }
    let Some(operator) = &visit.operator else {
        // What somebody typed cannot be carried through the door: say so. A page can be asked again.
        return Err(if matches!(*method, Method::GET | Method::HEAD) {
            login::redirect(&LocalPath::or_home(&visit.path))
        } else {
            PageError::SessionOver.into_response()
        });
    };
    if !access.admits(operator.person().role) {
        return Err(PageError::Forbidden.into_response());
    }
    if operator.session.needs_code {
        let may_wait = login::CODE_PATHS.contains(&visit.path.as_str());
        return if may_wait {
            Ok(())
        } else {
            Err(Redirect::to(login::CODE_PATH).into_response())
        };
    }
    let may_wait = account::PASSWORD_PATHS.contains(&visit.path.as_str());
    if operator.session.must_change_password && !may_wait {
        return Err(Redirect::to(account::PASSWORD_PATH).into_response());
    }
    Ok(())
}

/// Turns bare refusals into pages, gives the browser its secret and names the request.
fn finish(web: &Web, visit: &Visit, response: Response) -> Response {
    let is_page = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|media_type| media_type.as_bytes().starts_with(b"text/html"));
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    let mut response = if is_error && !is_page {
        error_page::render(web, visit, &response)
    } else {
        response
    };
    let headers = response.headers_mut();
    if let Some(secret) = &visit.new_secret
        && visit.operator.is_none()
        && headers.contains_key(CONTENT_TYPE)
        && !is_file(&visit.path)
    {
        let cookie = Cookies(&web.config).set(COOKIE_ENTRADA, secret, None);
        headers.append(SET_COOKIE, cookie);
    }
    let id = HeaderValue::from_str(&visit.request_id).expect("hex digits are plain");
    headers.insert(HeaderName::from_static("x-request-id"), id);
    response
}

fn is_file(path: &str) -> bool {
    path.starts_with("/assets/")
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
