//! Something that keeps cookies and fills forms, over the real router without a network.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use central::accounts::SessionToken;
use central::clock::ManualClock;
use central::ejercicios::Environment;
use futures_util::StreamExt;
use prep_model::contract::Sha256Digest;
use prep_model::time::Timestamp;
use tower::ServiceExt;
use web_verifier::{WebConfig, router};

use crate::support::Site;

/// The media type of server-sent events.
const EVENTS: &str = "text/event-stream";

/// A browser at one installation.
#[derive(Clone)]
pub(crate) struct Browser {
    pub(crate) site: Arc<Site>,
    pub(crate) clock: Arc<ManualClock>,
    router: Router,
    cookies: BTreeMap<String, String>,
    /// The token in the last page that had one.
    form_token: String,
    /// Headers with every request.
    pub(crate) extra: Vec<(&'static str, String)>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    /// Where it sends the browser.
    pub(crate) fn location(&self) -> &str {
        let location = self.headers.get(LOCATION);
        location.map(|to| to.to_str().unwrap()).unwrap_or_default()
    }
}

impl Browser {
    /// A new installation, with that ejercicio open.
    pub(crate) async fn new(ejercicio: Option<&str>) -> Self {
        Self::at("http://127.0.0.1:8080", ejercicio).await
    }

    /// The same, reached at another address.
    pub(crate) async fn at(public_url: &str, ejercicio: Option<&str>) -> Self {
        let start = Timestamp::from_micros(1_717_380_000_000_000).unwrap();
        let clock = Arc::new(ManualClock::new(start));
        let site = Site::new(clock.clone()).await;
        if let Some(id) = ejercicio {
            site.open_ejercicio(id, &[]).await;
        }
        let mut config = WebConfig::new(public_url).unwrap();
        config.environment = Some(|| {
            Ok(Environment {
                binary_sha256: Sha256Digest::of(b"binary"),
                config_sha256: Sha256Digest::of(b"config"),
            })
        });
        Self {
            router: router(site.central.clone(), config),
            site: Arc::new(site),
            clock,
            cookies: BTreeMap::new(),
            form_token: String::new(),
            extra: Vec::new(),
        }
    }

    /// Another browser at the same installation.
    pub(crate) fn fresh(&self) -> Self {
        let mut other = self.clone();
        other.cookies.clear();
        other
    }

    /// Another browser, already in.
    pub(crate) fn with_session(&self, token: &SessionToken) -> Self {
        let mut other = self.fresh();
        other
            .cookies
            .insert("sesion".to_owned(), token.reveal().to_owned());
        other
    }

    /// The cookie of that name.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, Body::empty()).await
    }

    /// Sends a form with the token of the last page.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.form_token.clone();
        self.post_with(path, &token, fields).await
    }

    /// Sends a form with the token that a page for this session would have.
    pub(crate) async fn post_signed(
        &mut self,
        path: &str,
        session: &SessionToken,
        fields: &[(&str, &str)],
    ) -> Answer {
        let text = format!("prep-form-v1\n{}", session.reveal());
        let token = Sha256Digest::of(text.as_bytes()).to_string();
        self.post_with(path, &token, fields).await
    }

    /// Sends a form with any token.
    pub(crate) async fn post_with(
        &mut self,
        path: &str,
        token: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let fields = fields.iter().copied().chain([("csrf", token)]);
        let pair = |(name, value): (&str, &str)| format!("{name}={}", encoded(value));
        let body: Vec<_> = fields.map(pair).collect();
        self.send(Method::POST, path, Body::from(body.join("&")))
            .await
    }

    pub(crate) async fn send(&mut self, method: Method, path: &str, body: Body) -> Answer {
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(k, v)| format!("{k}={v}"))
            .collect();
        let mut request = Request::builder()
            .method(&method)
            .uri(path)
            .header(HOST, "127.0.0.1:8080")
            .header(COOKIE, cookies.join("; "));
        if method == Method::POST {
            request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let has_origin = self.extra.iter().any(|(name, _)| *name == "origin");
        if method == Method::POST && !has_origin {
            request = request.header(ORIGIN, "http://127.0.0.1:8080");
        }
        for (name, value) in &self.extra {
            request = request.header(*name, value);
        }
        let request = request.body(body).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        self.keep_cookies(&parts.headers);
        let is_stream = parts
            .headers
            .get(CONTENT_TYPE)
            .is_some_and(|kind| kind == EVENTS);
        let bytes = if is_stream {
            // It goes on for as long as the page is open: what it begins with is enough.
            let first = body.into_data_stream().next().await;
            first.and_then(Result::ok).unwrap_or_default()
        } else {
            to_bytes(body, 1 << 20).await.unwrap()
        };
        let body = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((_, rest)) = body.split_once("name=\"csrf\" value=\"") {
            rest.split('"')
                .next()
                .unwrap()
                .clone_into(&mut self.form_token);
        }
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    fn keep_cookies(&mut self, headers: &HeaderMap) {
        for line in headers.get_all(SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, rest) = line.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

fn encoded(text: &str) -> String {
    let byte = |b: u8| match b {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(b).to_string(),
        _ => format!("%{b:02X}"),
    };
    text.bytes().map(byte).collect()
}
