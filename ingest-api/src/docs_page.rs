//! `/docs` and `/openapi.json`: the document, and a page that shows it without asking the internet.

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;

use crate::state::IngestState;

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                   base-uri 'none'; frame-ancestors 'none'";

pub(crate) fn routes() -> Router<IngestState> {
    Router::new()
        .route("/openapi.json", get(get_document))
        .route("/docs", get(get_page))
        .route("/docs/docs.js", get(get_script))
        .route("/docs/docs.css", get(get_style))
}

async fn get_document() -> impl IntoResponse {
    static DOCUMENT: std::sync::LazyLock<String> = std::sync::LazyLock::new(crate::openapi);
    (
        [(header::CONTENT_TYPE, "application/json")],
        DOCUMENT.as_str(),
    )
}

async fn get_page() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, CSP),
    ];
    (headers, include_str!("../docs/docs.html"))
}

async fn get_script() -> impl IntoResponse {
    let kind = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")];
    (kind, include_str!("../docs/docs.js"))
}

async fn get_style() -> impl IntoResponse {
    let kind = [(header::CONTENT_TYPE, "text/css; charset=utf-8")];
    (kind, include_str!("../docs/docs.css"))
}
