use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use central::Failure;
use central::accounts::{Session, SessionToken, find_session};
use central::monitor::{CurrentEjercicio, current_ejercicio};
use central::store::AvisoRow;
use prep_model::people::Person;

use super::{COOKIE_ENTRADA, COOKIE_SESION, COOKIE_TEMA, Cookies, csrf};
use crate::error_page::PageError;
use crate::web::Web;

/// What the guard learned about a request before any handler saw it.
#[derive(Debug)]
pub(crate) struct Visit {
    /// Who is in.
    pub operator: Option<Operator>,
    /// Which ejercicio people work in.
    pub run: Run,
    /// Token for the forms of the answer.
    pub form_token: String,
    /// Secret to be given to a browser that has none yet.
    pub new_secret: Option<String>,
    /// Theme that was chosen.
    pub theme: Theme,
    /// Avisos for whoever is in that they have not acknowledged.
    pub avisos: Vec<AvisoRow>,
    /// Path that was asked for.
    pub path: String,
    /// Names the request in the log and on the page that says something failed.
    pub request_id: String,
}

/// Who asks for a page, for handlers: extract it and the person is there.
#[derive(Debug, Clone)]
pub struct Operator {
    /// The account and what it may do.
    pub session: Session,
    /// The secret that found it.
    pub token: SessionToken,
}

/// The ejercicio as every page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Run {
    /// The database did not say.
    Unknown,
    /// None is open.
    None,
    /// A drill: every page says so.
    Simulacro(CurrentEjercicio),
    /// The election's own.
    Oficial(CurrentEjercicio),
    /// Made-up actas, whatever is open.
    Practica,
}

/// Light, dark, or what the machine prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the machine prefers.
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// A path of ours to go on to, never another site's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LocalPath(String);

impl Visit {
    /// Learns it.
    pub(super) async fn load(web: &Web, parts: &Parts, request_id: &str) -> Result<Self, Failure> {
        let operator = match session_token(web, parts) {
            Some(token) => {
                let session = find_session(&web.central, &token).await?;
                session.map(|session| Operator { session, token })
            }
            None => None,
        };
        let run = match current_ejercicio(&web.central).await? {
            None => Run::None,
            Some(current) if current.ejercicio.is_oficial() => Run::Oficial(current),
            Some(current) => Run::Simulacro(current),
        };
        let avisos = match &operator {
            Some(Operator { session, .. }) if !session.must_change_password => {
                let (person, scope) = (&session.person, &session.scope);
                web.avisos.pending(&web.central, person, scope).await?
            }
            _ => Vec::new(),
        };
        let visit = Self::unknown(web, parts, request_id);
        Ok(match &operator {
            Some(known) => Self {
                form_token: csrf::token(known.token.reveal()),
                new_secret: None,
                avisos,
                operator,
                run,
                ..visit
            },
            None => Self { run, ..visit },
        })
    }

    /// What is known without the database.
    pub(super) fn unknown(web: &Web, parts: &Parts, request_id: &str) -> Self {
        let cookies = Cookies(&web.config);
        let kept = cookies
            .find(&parts.headers, COOKIE_ENTRADA)
            .and_then(SessionToken::parse);
        let (secret, new_secret) = if let Some(kept) = kept {
            (kept.reveal().to_owned(), None)
        } else {
            let made = web.central.entropy.secret_hex();
            (made.clone(), Some(made))
        };
        let theme = cookies.find(&parts.headers, COOKIE_TEMA);
        Self {
            operator: None,
            run: Run::Unknown,
            avisos: Vec::new(),
            form_token: csrf::token(&secret),
            new_secret,
            theme: Theme::named(theme.unwrap_or_default()).unwrap_or(Theme::Auto),
            path: parts.uri.path().to_owned(),
            request_id: request_id.to_owned(),
        }
    }
}

fn session_token(web: &Web, parts: &Parts) -> Option<SessionToken> {
    Cookies(&web.config)
        .find(&parts.headers, COOKIE_SESION)
        .and_then(SessionToken::parse)
}

impl Operator {
    /// The person in their role, as use cases take them.
    pub fn person(&self) -> &Person {
        &self.session.person
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Operator {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        operator_of(parts).ok_or(PageError::SessionOver)
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for Operator {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Self::Rejection> {
        Ok(operator_of(parts))
    }
}

fn operator_of(parts: &Parts) -> Option<Operator> {
    let visit = parts.extensions.get::<Arc<Visit>>();
    visit.and_then(|visit| visit.operator.clone())
}

impl Theme {
    /// The theme of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "auto" => Some(Self::Auto),
            "claro" => Some(Self::Light),
            "oscuro" => Some(Self::Dark),
            _ => None,
        }
    }

    /// Its name, in cookie and page.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "claro",
            Self::Dark => "oscuro",
        }
    }
}

impl LocalPath {
    /// The page everybody has.
    pub(crate) fn home() -> Self {
        Self("/".to_owned())
    }

    /// Accepts a path on this server in plain characters; anything else leads home.
    pub(crate) fn or_home(text: &str) -> Self {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"/-_.~%".contains(&b);
        let ours = text.starts_with('/') && !text.starts_with("//") && text.len() <= 200;
        if ours && text.bytes().all(plain) {
            Self(text.to_owned())
        } else {
            Self::home()
        }
    }

    /// The path.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        assert_eq!(LocalPath::or_home("/monitor").as_str(), "/monitor");
        for text in [
            "",
            "//malo.example",
            "https://malo.example",
            "/\\malo",
            "/a b",
            "/a?b=//c",
        ] {
            assert_eq!(LocalPath::or_home(text), LocalPath::home(), "{text}");
        }
    }
}
