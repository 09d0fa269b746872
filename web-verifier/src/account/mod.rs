//! One's own account: what it says, another password, a second step, sessions elsewhere.

#[cfg(test)]
pub(crate) mod samples;
mod second_factor;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use central::UseCaseError;
use central::accounts::{
    ChangePasswordRefusal, OpenSession, change_password, end_other_sessions, list_sessions,
};
use prep_model::people::Role;
use serde::Deserialize;

use crate::access::{Operator, Routes};
use crate::error_page::PageError;
use crate::forms::Faults;
use crate::layout::{Frame, local_time, page, page_with};
use crate::login;
use crate::web::Web;

/// Where the password is changed; whoever must change it is sent here from everywhere else.
pub(crate) const PASSWORD_PATH: &str = "/cuenta/contrasena";
/// What may be opened before the password is changed.
pub(crate) const PASSWORD_PATHS: [&str; 2] = [PASSWORD_PATH, "/salir"];

pub(crate) fn routes(routes: Routes) -> Routes {
    let routes = routes
        .get("/cuenta", show_account)
        .roles(&Role::ALL)
        .post("/cuenta/sesiones", end_sessions)
        .roles(&Role::ALL)
        .get(PASSWORD_PATH, show_password)
        .roles(&Role::ALL)
        .post(PASSWORD_PATH, update_password)
        .roles(&Role::ALL);
    second_factor::routes(routes)
}

#[derive(Template)]
#[template(path = "account/account.html")]
pub(crate) struct AccountPage {
    pub(crate) frame: Frame,
    pub(crate) notice: String,
    /// What the account says, line by line.
    pub(crate) lines: Vec<(&'static str, String)>,
    /// Where its person is in now, this page's session among them.
    pub(crate) sessions: Vec<SessionLine>,
}

/// One session as its person is told of it.
#[derive(Debug, Clone)]
pub(crate) struct SessionLine {
    pub is_own: bool,
    pub opened: String,
    pub seen: String,
}

#[derive(Template)]
#[template(path = "account/password.html")]
pub(crate) struct PasswordPage {
    pub(crate) frame: Frame,
    pub(crate) faults: Faults,
    pub(crate) username: String,
    /// True if nothing else may be done before.
    pub(crate) is_forced: bool,
}

#[derive(Debug, Deserialize)]
struct AccountQuery {
    #[serde(default)]
    aviso: String,
    /// How many sessions were ended.
    #[serde(default)]
    cerradas: u64,
}

#[derive(Deserialize)]
struct PasswordForm {
    actual: String,
    nueva: String,
    repetida: String,
}

async fn show_account(
    State(web): State<Web>,
    operator: Operator,
    Query(query): Query<AccountQuery>,
    frame: Frame,
) -> Result<Response, PageError> {
    let session = operator.session;
    let notice = match query.aviso.as_str() {
        "contrasena" => {
            "Su contraseña cambió. Las demás sesiones que tenía abiertas terminaron.".to_owned()
        }
        "sesiones" => format!("Sesiones que terminaron: {}.", query.cerradas),
        _ => String::new(),
    };
    let offset = web.config.utc_offset;
    let sessions = list_sessions(&web.central, &session.person.id, &operator.token).await?;
    let line = |one: &OpenSession| SessionLine {
        is_own: one.is_own,
        opened: local_time(one.opened_at, offset),
        seen: local_time(one.seen_at, offset),
    };
    let lines = vec![
        ("Nombre", session.display_name.as_str().to_owned()),
        ("Usuario", session.username.to_string()),
        ("Rol", session.person.role.text().to_owned()),
        ("Alcance", session.scope.text()),
        (
            "Clave de persona en la bitácora",
            session.person.id.to_string(),
        ),
        (
            "Esta sesión termina",
            local_time(session.ends_at, web.config.utc_offset),
        ),
    ];
    page(&AccountPage {
        frame,
        notice,
        lines,
        sessions: sessions.iter().map(line).collect(),
    })
}

async fn end_sessions(State(web): State<Web>, operator: Operator) -> Result<Response, PageError> {
    let ended = end_other_sessions(&web.central, &operator.token).await?;
    let place = format!("/cuenta?aviso=sesiones&cerradas={ended}");
    Ok(Redirect::to(&place).into_response())
}

async fn show_password(operator: Operator, frame: Frame) -> Result<Response, PageError> {
    page(&PasswordPage::new(frame, &operator, Faults::default()))
}

async fn update_password(
    State(web): State<Web>,
    operator: Operator,
    frame: Frame,
    Form(form): Form<PasswordForm>,
) -> Result<Response, PageError> {
    let again = |faults| {
        let page = PasswordPage::new(frame, &operator, faults);
        page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
    };
    if form.nueva != form.repetida {
        return again(Faults::at(
            "repetida",
            "no es igual a la contraseña nueva; escríbala otra vez",
        ));
    }
    let changed = change_password(&web.central, &operator.token, &form.actual, &form.nueva).await;
    match changed {
        Ok(opened) => Ok(login::enter(
            &web.config,
            &opened,
            "/cuenta?aviso=contrasena",
        )),
        Err(UseCaseError::Failed(failure)) => Err(failure.into()),
        Err(UseCaseError::Refused(refusal)) => match refusal {
            ChangePasswordRefusal::SessionOver => Err(PageError::SessionOver),
            ChangePasswordRefusal::WrongCurrent | ChangePasswordRefusal::TooManyAttempts { .. } => {
                again(Faults::at("actual", refusal))
            }
            ChangePasswordRefusal::Unfit(fault) => again(Faults::at("nueva", fault)),
        },
    }
}

impl PasswordPage {
    fn new(frame: Frame, operator: &Operator, faults: Faults) -> Self {
        Self {
            frame,
            faults,
            username: operator.session.username.to_string(),
            is_forced: operator.session.must_change_password,
        }
    }
}
