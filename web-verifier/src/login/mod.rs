//! The door: entering, in two steps where the account asks for a code, and leaving.

mod code;

use askama::Template;
use axum::Form;
use axum::extract::{ConnectInfo, FromRequestParts, Query, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use central::UseCaseError;
use central::accounts::{LoginAttempt, OpenedSession, login, logout};
use prep_model::people::Role;
use serde::Deserialize;
use std::net::SocketAddr;

use crate::access::{COOKIE_ENTRADA, COOKIE_SESION, Cookies, LocalPath, Operator, Routes};
use crate::config::WebConfig;
use crate::error_page::PageError;
use crate::forms::Faults;
use crate::layout::{Frame, page, page_with};
use crate::proxies::TrustedProxies;
use crate::web::Web;

/// Where people enter.
const PATH: &str = "/entrar";

#[cfg(test)]
pub(crate) use code::CodePage;
pub(crate) use code::{CODE_PATH, CODE_PATHS};

pub(crate) fn routes(routes: Routes) -> Routes {
    let routes = routes
        .get(PATH, show_login)
        .public()
        .post(PATH, open_session)
        .public()
        .post("/salir", close_session)
        .roles(&Role::ALL);
    code::routes(routes)
}

#[derive(Template)]
#[template(path = "login/login.html")]
pub(crate) struct LoginPage {
    pub(crate) frame: Frame,
    pub(crate) faults: Faults,
    /// What was typed as username.
    pub(crate) username: String,
    /// Where to go on to.
    pub(crate) destination: LocalPath,
    /// Why the person is here, if not to begin.
    pub(crate) notice: &'static str,
}

#[derive(Debug, Deserialize)]
struct LoginQuery {
    #[serde(default)]
    destino: String,
    #[serde(default)]
    aviso: String,
}

#[derive(Deserialize)]
struct LoginForm {
    usuario: String,
    contrasena: String,
    #[serde(default)]
    destino: String,
}

/// To the door, and back to where somebody wanted to go.
pub(crate) fn redirect(destination: &LocalPath) -> Response {
    if *destination == LocalPath::home() {
        return Redirect::to(PATH).into_response();
    }
    // A LocalPath holds only characters that stand for themselves in a query.
    let address = format!("{PATH}?aviso=sesion&destino={}", destination.as_str());
    Redirect::to(&address).into_response()
}

async fn show_login(
    operator: Option<Operator>,
    Query(query): Query<LoginQuery>,
    frame: Frame,
) -> Result<Response, PageError> {
    if operator.is_some() {
        return Ok(Redirect::to("/").into_response());
    }
    let notice = match query.aviso.as_str() {
        "salio" => "Salió del sistema. Ya puede dejar este equipo.",
        "sesion" => "Para abrir esa página, entre con su cuenta.",
        _ => "",
    };
    page(&LoginPage {
        frame,
        faults: Faults::default(),
        username: String::new(),
        destination: LocalPath::or_home(&query.destino),
        notice,
    })
}

async fn open_session(
    State(web): State<Web>,
    Address(address): Address,
    frame: Frame,
    Form(form): Form<LoginForm>,
) -> Result<Response, PageError> {
    let attempt = LoginAttempt {
        username: &form.usuario,
        password: &form.contrasena,
        address: &address,
    };
    let destination = LocalPath::or_home(&form.destino);
    match login(&web.central, attempt).await {
        Ok(opened) => Ok(enter(&web.config, &opened, destination.as_str())),
        Err(UseCaseError::Failed(failure)) => Err(failure.into()),
        Err(UseCaseError::Refused(refusal)) => {
            let again = LoginPage {
                frame,
                faults: Faults::whole(refusal),
                username: form.usuario,
                destination,
                notice: "",
            };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

/// Gives the browser the secret of a session just opened and sends it on.
pub(crate) fn enter(config: &WebConfig, opened: &OpenedSession, to: &str) -> Response {
    let cookies = Cookies(config);
    let set = AppendHeaders([
        (
            SET_COOKIE,
            cookies.set(COOKIE_SESION, opened.token.reveal(), None),
        ),
        (SET_COOKIE, cookies.clear(COOKIE_ENTRADA)),
    ]);
    (set, Redirect::to(to)).into_response()
}

async fn close_session(State(web): State<Web>, operator: Operator) -> Result<Response, PageError> {
    logout(&web.central, &operator.token).await?;
    let cleared = Cookies(&web.config).clear(COOKIE_SESION);
    let out = Redirect::to("/entrar?aviso=salio");
    Ok((AppendHeaders([(SET_COOKIE, cleared)]), out).into_response())
}

/// Where the request comes from, for the waits after failed attempts.
struct Address(String);

impl FromRequestParts<Web> for Address {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Self::Rejection> {
        Ok(Self(address(parts, &web.config.proxies)))
    }
}

fn address(parts: &Parts, proxies: &TrustedProxies) -> String {
    let connection = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let client =
        connection.map(|ConnectInfo(peer)| proxies.client(peer.ip(), &parts.headers).to_string());
    // Whoever cannot be told apart waits together.
    client.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A request over a connection from `peer` that says it is passed on for somebody.
    fn request(peer: Option<&str>, forwarded_for: &str) -> Parts {
        let request = axum::http::Request::builder().header("X-Forwarded-For", forwarded_for);
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        if let Some(peer) = peer {
            let peer: SocketAddr = peer.parse().unwrap();
            parts.extensions.insert(ConnectInfo(peer));
        }
        parts
    }

    #[test]
    fn waits_are_for_the_client_and_nobody_takes_anothers_address() {
        let (nobody, ours) = (TrustedProxies::default(), "10.0.0.5".parse().unwrap());
        let through = |peer| request(Some(peer), "198.51.100.1, 203.0.113.9");
        assert_eq!(address(&through("10.0.0.5:4000"), &ours), "203.0.113.9");
        assert_eq!(address(&through("10.0.0.6:4000"), &ours), "10.0.0.6");
        assert_eq!(address(&through("10.0.0.5:4000"), &nobody), "10.0.0.5");
        assert_eq!(address(&request(None, "203.0.113.9"), &ours), "");
    }
}
