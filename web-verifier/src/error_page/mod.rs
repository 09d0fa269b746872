//! What a page says when it cannot be shown: what happened, what is safe, what to do.

use std::error::Error;
use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use central::Failure;

use crate::access::Visit;
use crate::layout::{Frame, page_with};
use crate::web::Web;

/// Why a page cannot be shown. The guard turns it into a page of its own.
#[derive(Debug, Clone)]
pub enum PageError {
    /// There is no such page, or nothing of that name.
    NotFound,
    /// The role does not do this.
    Forbidden,
    /// Nobody is in any more.
    SessionOver,
    /// The form was not written for this browser by a page of ours, or too long ago.
    ForeignForm,
    /// The form lacks fields or cannot be read.
    BadForm,
    /// The form is longer than any of ours.
    TooLarge,
    /// Something outside the rules went wrong; the words are for the log only.
    Failed(Arc<str>),
}

#[derive(Template)]
#[template(path = "error_page/error_page.html")]
pub(crate) struct ErrorPage {
    frame: Frame,
    /// What happened.
    title: &'static str,
    /// What it means, and what is safe.
    meaning: &'static str,
    /// What to do.
    advice: &'static str,
    /// To be told to whoever looks after the servers.
    request_id: Option<String>,
}

impl PageError {
    /// A failure with everything below it, for the log.
    pub(crate) fn failed(error: &dyn Error) -> Self {
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(error) = source {
            text = format!("{text}: {error}");
            source = error.source();
        }
        Self::Failed(text.into())
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::SessionOver | Self::ForeignForm => StatusCode::FORBIDDEN,
            Self::BadForm => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Title, meaning and advice.
    fn words(&self) -> [&'static str; 3] {
        match self {
            Self::NotFound => [
                "No existe esta página",
                "La dirección está incompleta o lo que nombra no existe en este ejercicio.",
                "Revise la dirección o vuelva al inicio.",
            ],
            Self::Forbidden => [
                "Su rol no abre esta página",
                "Esta tarea corresponde a otro rol. No se cambió nada.",
                "Vuelva al inicio. Si debe realizarla, pida a su supervisor una cuenta con ese rol.",
            ],
            Self::SessionOver => [
                "Su sesión terminó",
                "Lo último que envió no se guardó. Lo que guardó antes está a salvo.",
                "Entre de nuevo y repita lo último.",
            ],
            Self::ForeignForm => [
                "El formulario ya no es válido",
                "Se abrió en otra sesión o en otra página, por eso no se guardó nada.",
                "Vuelva a abrir la página y llene el formulario de nuevo. Si se repite, revise que el \
                 navegador acepte cookies.",
            ],
            Self::BadForm => [
                "No se pudo leer el formulario",
                "Llegó incompleto. No se guardó nada.",
                "Vuelva a abrir la página y envíelo de nuevo.",
            ],
            Self::TooLarge => [
                "El formulario es demasiado grande",
                "Ningún formulario de este sistema es tan largo. No se guardó nada.",
                "Vuelva a abrir la página y llénelo de nuevo.",
            ],
            Self::Failed(_) => [
                "Algo falló en el servidor",
                "No se guardó lo último que envió. Lo que guardó antes está a salvo.",
                "Espere un minuto e intente de nuevo. Si se repite, dé este número a soporte:",
            ],
        }
    }

    /// What an answer that says only its status stands for.
    fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Self::NotFound,
            StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => Self::Forbidden,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            status if status.is_client_error() => Self::BadForm,
            status => Self::Failed(format!("an answer of {status} without a page").into()),
        }
    }
}

impl From<Failure> for PageError {
    fn from(failure: Failure) -> Self {
        Self::failed(&failure)
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The page for an answer that is an error without a page; a failure is logged here, once.
pub(crate) fn render(web: &Web, visit: &Visit, response: &Response) -> Response {
    let known = response.extensions().get::<PageError>().cloned();
    let error = known.unwrap_or_else(|| PageError::of_status(response.status()));
    if let PageError::Failed(what) = &error {
        tracing::error!(error = &**what, "a page failed");
    }
    let page = ErrorPage::new(Frame::of(web, visit), &error, &visit.request_id);
    let rendered = page_with(response.status(), &page);
    rendered.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

impl ErrorPage {
    pub(crate) fn new(frame: Frame, error: &PageError, request_id: &str) -> Self {
        let [title, meaning, advice] = error.words();
        let is_failure = matches!(error, PageError::Failed(_));
        Self {
            frame,
            title,
            meaning,
            advice,
            request_id: is_failure.then(|| request_id.to_owned()),
        }
    }
}
