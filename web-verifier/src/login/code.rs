//! The second step of the door, for accounts that ask for a code.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use central::UseCaseError;
use central::accounts::{SecondFactorRefusal, enter_code};
use prep_model::people::Role;
use serde::Deserialize;

use super::enter;
use crate::access::{Operator, Routes};
use crate::error_page::PageError;
use crate::forms::Faults;
use crate::layout::{Frame, page, page_with};
use crate::web::Web;

/// Where the code is asked for; whoever must give it is sent here from everywhere else.
pub(crate) const CODE_PATH: &str = "/entrar/codigo";
/// What may be opened before the code is given.
pub(crate) const CODE_PATHS: [&str; 2] = [CODE_PATH, "/salir"];

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get(CODE_PATH, show_code)
        .roles(&Role::ALL)
        .post(CODE_PATH, take_code)
        .roles(&Role::ALL)
}

#[derive(Template)]
#[template(path = "login/code.html")]
pub(crate) struct CodePage {
    pub(crate) frame: Frame,
    pub(crate) faults: Faults,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct CodeForm {
    codigo: String,
}

async fn show_code(operator: Operator, frame: Frame) -> Result<Response, PageError> {
    if !operator.session.needs_code {
        return Ok(Redirect::to("/").into_response());
    }
    let faults = Faults::default();
    page(&CodePage { frame, faults })
}

async fn take_code(
    State(web): State<Web>,
    operator: Operator,
    frame: Frame,
    Form(form): Form<CodeForm>,
) -> Result<Response, PageError> {
    if !operator.session.needs_code {
        return Ok(Redirect::to("/").into_response());
    }
    match enter_code(&web.central, &operator.token, &form.codigo).await {
        Ok(opened) => Ok(enter(&web.config, &opened, "/")),
        Err(UseCaseError::Failed(failure)) => Err(failure.into()),
        Err(UseCaseError::Refused(SecondFactorRefusal::SessionOver)) => Err(PageError::SessionOver),
        Err(UseCaseError::Refused(refusal)) => {
            let faults = Faults::at("codigo", refusal);
            page_with(
                StatusCode::UNPROCESSABLE_ENTITY,
                &CodePage { frame, faults },
            )
        }
    }
}
