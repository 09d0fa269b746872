//! What every page has around it: SIMULACRO band, bar, theme switch, form token.
//!
//! A page is a struct with a `frame: Frame` and a template that extends `layout/layout.html`, which
//! has the blocks `title`, `head`, `bar` (replace it where the page has its own, as captura does),
//! `main` and `body_class`.

use std::sync::Arc;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{Html, IntoResponse, Response};
use central::store::AvisoRow;
use prep_model::time::Timestamp;
use time::UtcOffset;

use crate::access::{Run, Theme, Visit};
use crate::error_page::PageError;
use crate::menu::{self, Link};
use crate::web::Web;

/// What the layout shows. An extractor: a handler asks for it and puts it into its page.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    /// The ejercicio.
    pub run: Run,
    /// Name and role of whoever is in.
    pub operator: Option<(String, &'static str)>,
    /// What they have not acknowledged: number, who sent it, text.
    pub avisos: Vec<(u32, &'static str, String)>,
    /// Pages this person may open.
    pub menu: Vec<Link>,
    /// The hidden field `csrf` of every form.
    pub form_token: String,
    /// Theme that was chosen.
    pub theme: Theme,
    /// Path of this page.
    pub path: String,
    /// Address of the stylesheet.
    pub style: String,
    /// Address of the icon.
    pub icon: String,
    /// Address of the script that keeps a page's `id="vivo"` part fresh.
    pub live: String,
}

impl Frame {
    /// The frame of an answer to `visit`.
    pub(crate) fn of(web: &Web, visit: &Visit) -> Self {
        let icon = if visit.run.is_simulacro() {
            "simulacro"
        } else {
            "oficial"
        };
        let session = visit.operator.as_ref().map(|operator| &operator.session);
        Self {
            run: visit.run.clone(),
            operator: session.map(|session| {
                let name = session.display_name.as_str().to_owned();
                (name, session.person.role.text())
            }),
            avisos: visit.avisos.iter().map(told).collect(),
            menu: session
                .filter(|session| !session.must_change_password && !session.needs_code)
                .map(|session| menu::links(&web.table, session.person.role))
                .unwrap_or_default(),
            form_token: visit.form_token.clone(),
            theme: visit.theme,
            path: visit.path.clone(),
            style: web.assets.url("estilo"),
            icon: web.assets.url(icon),
            live: web.assets.url("vivo"),
        }
    }

    /// The three choices of theme: name, word, whether it is the present one.
    pub(crate) fn themes(&self) -> [(&'static str, &'static str, bool); 3] {
        [
            (Theme::Auto, "Automático"),
            (Theme::Light, "Claro"),
            (Theme::Dark, "Oscuro"),
        ]
        .map(|(theme, word)| (theme.name(), word, theme == self.theme))
    }
}

fn told(row: &AvisoRow) -> (u32, &'static str, String) {
    let aviso = &row.aviso;
    (
        aviso.number(),
        aviso.sender().text(),
        aviso.text().to_string(),
    )
}

impl Run {
    /// True if every page must say that it is a drill.
    pub(crate) fn is_simulacro(&self) -> bool {
        matches!(self, Self::Simulacro(_))
    }

    /// What is striped across every page, and what it means; nothing in the oficial.
    pub(crate) fn band(&self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Simulacro(_) => Some(("SIMULACRO", "Esto es un simulacro")),
            Self::Practica => Some(("PRÁCTICA", "Esto es una práctica con actas inventadas")),
            Self::Unknown | Self::None | Self::Oficial(_) => None,
        }
    }

    /// The ejercicio in words.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Unknown => String::new(),
            Self::None => "Sin ejercicio abierto".to_owned(),
            Self::Practica => "Actas inventadas".to_owned(),
            Self::Simulacro(current) | Self::Oficial(current) => {
                format!("{} · {}", current.proceso, current.ejercicio)
            }
        }
    }
}

impl FromRequestParts<Web> for Frame {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Self::Rejection> {
        let visit = parts.extensions.get::<Arc<Visit>>();
        let visit = visit.expect("the guard stands before every handler");
        Ok(Self::of(web, visit))
    }
}

/// The page with 200.
pub(crate) fn page(template: &impl Template) -> Result<Response, PageError> {
    page_with(StatusCode::OK, template)
}

/// The page with another status: 422 where a form is shown again with its faults.
pub(crate) fn page_with(
    status: StatusCode,
    template: &impl Template,
) -> Result<Response, PageError> {
    let html = template
        .render()
        .map_err(|error| PageError::failed(&error))?;
    Ok((status, Html(html)).into_response())
}

/// A moment as people read it, `02/06/2024 20:00`.
pub(crate) fn local_time(moment: Timestamp, offset: UtcOffset) -> String {
    let t = moment.at_offset(offset);
    let (day, month, year) = (t.day(), u8::from(t.month()), t.year());
    format!(
        "{day:02}/{month:02}/{year:04} {:02}:{:02}",
        t.hour(),
        t.minute()
    )
}

/// A number as people read it, `40,552`.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_moments_read_as_in_mexico() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(40_552), "40,552");
        assert_eq!(thousands(1_000_000), "1,000,000");
        let moment = Timestamp::from_micros(1_717_380_000_000_000).unwrap();
        let offset = UtcOffset::from_hms(-6, 0, 0).unwrap();
        assert_eq!(local_time(moment, offset), "02/06/2024 20:00");
    }
}
