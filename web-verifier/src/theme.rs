//! The theme switch: a form like any other, so that it works without a script.

use axum::Form;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::access::{COOKIE_TEMA, Cookies, LocalPath, Routes, Theme};
use crate::error_page::PageError;
use crate::web::Web;

const YEAR_SECONDS: u32 = 31_536_000;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.post("/tema", choose_theme).public()
}

#[derive(Deserialize)]
struct ThemeForm {
    tema: String,
    #[serde(default)]
    regreso: String,
}

async fn choose_theme(
    State(web): State<Web>,
    Form(form): Form<ThemeForm>,
) -> Result<Response, PageError> {
    let theme = Theme::named(&form.tema).ok_or(PageError::BadForm)?;
    let set = Cookies(&web.config).set(COOKIE_TEMA, theme.name(), Some(YEAR_SECONDS));
    let back = LocalPath::or_home(&form.regreso);
    Ok((
        AppendHeaders([(SET_COOKIE, set)]),
        Redirect::to(back.as_str()),
    )
        .into_response())
}
