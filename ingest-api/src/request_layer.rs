//! What happens around every request.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use central::devices::current_nonce;
use prep_model::contract::{Problem, ProblemType};
use tracing::Instrument;

use crate::problem::ApiProblem;
use crate::state::IngestState;

/// The header with the nonce for the next proof (RFC 9449, section 8).
pub(crate) const DPOP_NONCE: HeaderName = HeaderName::from_static("dpop-nonce");
const METHOD_OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");

/// Gives the request an id and a span, runs it to its end, and completes every problem.
///
/// The handler runs in a task of its own: a client that vanishes must not stop it between two
/// writes, and a panic becomes an answer.
pub(crate) async fn handle(
    State(state): State<IngestState>,
    mut request: Request,
    next: Next,
) -> Response {
    override_method(&mut request);
    let mut request_id = state.central.entropy.secret_hex();
    request_id.truncate(16);
    let path = request.uri().path().to_owned();
    let span = tracing::info_span!(
        "request",
        request.id = %request_id,
        http.method = %request.method(),
        http.path = loggable(&path),
        http.status = tracing::field::Empty,
    );
    let running = tokio::spawn(next.run(request).instrument(span.clone()));
    let mut response = running.await.unwrap_or_else(|panic| {
        let _inside = span.enter();
        tracing::error!(panic = %panic, "a handler panicked");
        ApiProblem::new(ProblemType::Internal).into_response()
    });
    complete_problem(&mut response, &request_id);
    let is_device_api = path.starts_with("/v1/") && !path.starts_with("/v1/uploads");
    if is_device_api || response.status() == StatusCode::UNAUTHORIZED {
        let nonce = HeaderValue::from_str(&current_nonce(&state.central));
        let nonce = nonce.expect("hex digits are a header value");
        response.headers_mut().insert(DPOP_NONCE, nonce);
    }
    span.record("http.status", response.status().as_u16());
    tracing::debug!(parent: &span, "answered");
    response
}

/// tus 1.0.0: clients that cannot send PATCH or DELETE say so in a header.
fn override_method(request: &mut Request) {
    let wanted = request.headers().get(METHOD_OVERRIDE);
    let wanted = wanted.and_then(|value| Method::from_bytes(value.as_bytes()).ok());
    if let Some(method) = wanted
        && request.method() == Method::POST
        && [Method::PATCH, Method::DELETE, Method::HEAD].contains(&method)
    {
        *request.method_mut() = method;
    }
}

/// The path without the secret part of an upload's URL.
fn loggable(path: &str) -> &str {
    if path.starts_with("/v1/uploads/") {
        "/v1/uploads/{capability}"
    } else {
        path
    }
}

/// Every answer of 400 or more is a problem, also those that the framework made.
fn complete_problem(response: &mut Response, request_id: &str) {
    if response.status().as_u16() < 400 {
        return;
    }
    let problem = response.extensions_mut().remove::<Problem>();
    let mut problem = problem.unwrap_or_else(|| Problem::new(kind_of(response.status())));
    if response.status().is_server_error() {
        problem.detail = None;
    }
    problem.request_id = Some(request_id.to_owned());
    if response.status() == StatusCode::UNAUTHORIZED {
        let error = match problem.kind {
            ProblemType::UseDpopNonce => "use_dpop_nonce",
            ProblemType::InvalidDpopProof | ProblemType::DpopProofReplayed => "invalid_dpop_proof",
            _ => "invalid_token",
        };
        let challenge = format!("DPoP algs=\"ES256\", error=\"{error}\"");
        let challenge = HeaderValue::from_str(&challenge).expect("plain words");
        let headers = response.headers_mut();
        headers.insert(header::WWW_AUTHENTICATE, challenge);
    }
    let kind = HeaderValue::from_static(Problem::MEDIA_TYPE);
    let no_store = HeaderValue::from_static("no-store");
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(header::CACHE_CONTROL, no_store);
    headers.remove(header::CONTENT_LENGTH);
    *response.body_mut() = Body::from(problem.to_json());
}

/// The problem of an answer that the framework made.
fn kind_of(status: StatusCode) -> ProblemType {
    match status.as_u16() {
        404 => ProblemType::NotFound,
        405 => ProblemType::MethodNotAllowed,
        408 => ProblemType::IncompleteRequest,
        413 => ProblemType::ImageTooLarge,
        415 => ProblemType::UnsupportedMediaType,
        400..=499 => ProblemType::InvalidRequest,
        _ => ProblemType::Internal,
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use central::testing::{TestCentral, public_url};
    use tower::ServiceExt;

    use super::*;
    use crate::IngestConfig;

    #[tokio::test]
    async fn a_panic_becomes_a_problem_with_the_request_id_and_nothing_else() {
        async fn panics() -> String {
            panic!("secret of the server")
        }
        let test = TestCentral::empty().await;
        let config = IngestConfig {
            public_url: public_url(),
        };
        let state = IngestState::new(test.central, config);
        let router: Router = Router::new()
            .route("/", get(panics))
            .layer(from_fn_with_state(state, handle));
        let request = Request::builder().uri("/").body(Body::empty()).unwrap();
        let answer = router.oneshot(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = axum::body::to_bytes(answer.into_body(), 4096).await;
        let body = body.unwrap();
        let problem = Problem::from_json(&body).unwrap();
        assert_eq!(problem.kind, ProblemType::Internal);
        assert!(problem.detail.is_none() && problem.request_id.is_some());
        assert!(!String::from_utf8_lossy(&body).contains("secret"));
    }

    #[test]
    fn the_secret_part_of_an_upload_is_not_logged() {
        assert_eq!(loggable("/v1/uploads/3b0c"), "/v1/uploads/{capability}");
        assert_eq!(loggable("/v1/tokens"), "/v1/tokens");
    }
}
