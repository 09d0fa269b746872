//! The code of one's own telephone: set up, looked at, taken away.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use central::UseCaseError;
use central::accounts::{
    SecondFactor, SecondFactorError, SecondFactorRefusal, begin_second_factor,
    confirm_second_factor, end_second_factor, find_second_factor,
};
use prep_model::people::Role;

use crate::access::{Operator, Routes};
use crate::error_page::PageError;
use crate::forms::{Faults, Undone};
use crate::identificacion::Typed;
use crate::layout::{Frame, local_time, page, page_with};
use crate::qr::Qr;
use crate::web::Web;

const PATH: &str = "/cuenta/verificacion";

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get(PATH, show)
        .roles(&Role::ALL)
        .post(PATH, change)
        .roles(&Role::ALL)
}

#[derive(Template)]
#[template(path = "account/second_factor.html")]
pub(crate) struct SecondFactorPage {
    pub(crate) frame: Frame,
    pub(crate) style: String,
    pub(crate) stage: Stage,
    pub(crate) faults: Faults,
}

/// Shown once, as the answer to the form that made them.
#[derive(Template)]
#[template(path = "account/recovery.html")]
pub(crate) struct RecoveryPage {
    pub(crate) frame: Frame,
    pub(crate) style: String,
    pub(crate) codes: Vec<String>,
}

/// Where it stands.
pub(crate) enum Stage {
    /// Not asked for.
    None,
    /// A telephone is being told.
    SettingUp { secret: String, qr: Option<Qr> },
    /// Asked for.
    Since { at: String, left: u64 },
}

async fn show(
    State(web): State<Web>,
    operator: Operator,
    frame: Frame,
) -> Result<Response, PageError> {
    page(&factor_page(&web, &operator, frame).await?)
}

async fn factor_page(
    web: &Web,
    operator: &Operator,
    frame: Frame,
) -> Result<SecondFactorPage, PageError> {
    let found = find_second_factor(&web.central, &operator.session.username).await?;
    Ok(SecondFactorPage {
        style: web.assets.url("administracion-estilo"),
        stage: match found {
            SecondFactor::None => Stage::None,
            SecondFactor::SettingUp { secret, address } => Stage::SettingUp {
                secret,
                qr: Qr::of(&address),
            },
            SecondFactor::Since { at, recovery_codes } => Stage::Since {
                at: local_time(at, web.config.utc_offset),
                left: recovery_codes,
            },
        },
        faults: Faults::default(),
        frame,
    })
}

async fn change(
    State(web): State<Web>,
    operator: Operator,
    frame: Frame,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let typed = Typed::new(fields);
    let faults = match done(&web, &operator, &typed, frame.clone()).await {
        Ok(answer) => return Ok(answer),
        Err(undone) => undone.faults()?,
    };
    let again = factor_page(&web, &operator, frame).await?;
    page_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &SecondFactorPage { faults, ..again },
    )
}

async fn done(
    web: &Web,
    operator: &Operator,
    typed: &Typed,
    frame: Frame,
) -> Result<Response, Undone> {
    let (central, token) = (&web.central, &operator.token);
    let (password, code) = (typed.of("contrasena"), typed.of("codigo"));
    match typed.action() {
        "comenzar" => begin_second_factor(central, token).await.map_err(undone)?,
        "quitar" => end_second_factor(central, token, password)
            .await
            .map_err(undone)?,
        "confirmar" => {
            let codes = confirm_second_factor(central, token, password, code)
                .await
                .map_err(undone)?;
            let shown = RecoveryPage {
                style: web.assets.url("administracion-estilo"),
                codes: codes.iter().map(|code| code.reveal().to_owned()).collect(),
                frame,
            };
            return Ok(page(&shown)?);
        }
        _ => return Err(PageError::BadForm.into()),
    }
    Ok(Redirect::to(PATH).into_response())
}

fn undone(error: SecondFactorError) -> Undone {
    match error {
        UseCaseError::Failed(failure) => failure.into(),
        UseCaseError::Refused(refusal) => match refusal {
            SecondFactorRefusal::SessionOver => PageError::SessionOver.into(),
            SecondFactorRefusal::WrongCode => Faults::at("codigo", refusal).into(),
            SecondFactorRefusal::WrongPassword | SecondFactorRefusal::TooManyAttempts { .. } => {
                Faults::at("contrasena", refusal).into()
            }
            SecondFactorRefusal::NotNow => Faults::whole(refusal).into(),
        },
    }
}
