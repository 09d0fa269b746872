//! Who may use which route, declared where the route is and enforced in one place.
//!
//! * [`Routes`] — a route is not added before it says `.public()` or `.roles(..)`.
//! * [`guard`] — stands before every handler: session, role, origin and form token; and behind it,
//!   turning refusals into pages.
//! * [`Visit`] — what the guard learned; [`Operator`] — the person, for handlers.
//! * [`cookies`], [`csrf`], [`headers`] — the browser's side of it.

pub(crate) mod cookies;
mod csrf;
mod guard;
mod headers;
mod routes;
mod visit;

pub(crate) use cookies::{COOKIE_ENTRADA, COOKIE_SESION, COOKIE_TEMA, Cookies};
pub(crate) use headers::secure;
pub use routes::{Access, RouteRule, Routes};
pub use visit::Operator;
pub(crate) use visit::{LocalPath, Run, Theme, Visit};
