//! One's own account: what it says, and another password.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use central::UseCaseError;
use central::accounts::{ChangePasswordRefusal, change_password};
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
    routes
        .get("/cuenta", show_account)
        .roles(&Role::ALL)
        .get(PASSWORD_PATH, show_password)
        .roles(&Role::ALL)
        .post(PASSWORD_PATH, update_password)
        .roles(&Role::ALL)
}

#[derive(Template)]
#[template(path = "account/account.html")]
pub(crate) struct AccountPage {
    pub(crate) frame: Frame,
    pub(crate) notice: &'static str,
    /// What the account says, line by line.
    pub(crate) lines: Vec<(&'static str, String)>,
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
        "contrasena" => "Su contraseña cambió. Las demás sesiones que tenía abiertas terminaron.",
        _ => "",
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
    })
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
