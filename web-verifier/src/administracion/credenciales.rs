//! What is printed, cut and handed over: shown once, as the answer to the form that made it.

use askama::Template;
use central::accounts::Credential;

use super::cuentas::styles;
use crate::layout::{Frame, local_time};
use crate::web::Web;

/// After a new password for one person.
pub(super) const RESET: &str =
    "La contraseña anterior ya no sirve y sus sesiones terminaron. Quedó en la bitácora.";

#[derive(Template)]
#[template(path = "administracion/credenciales.html")]
pub(crate) struct CredentialsPage {
    pub(crate) frame: Frame,
    pub(crate) styles: [String; 2],
    /// Address of the script behind the button that prints.
    pub(crate) script: String,
    pub(crate) notice: String,
    pub(crate) slips: Vec<Slip>,
    /// Where people enter.
    pub(crate) address: String,
}

/// What one person is handed.
#[derive(Debug, Clone)]
pub(crate) struct Slip {
    pub name: String,
    pub role: &'static str,
    pub scope: String,
    pub username: String,
    pub password: String,
    pub expires: String,
}

impl CredentialsPage {
    pub(super) fn new(
        web: &Web,
        frame: Frame,
        credentials: &[Credential],
        notice: impl Into<String>,
    ) -> Self {
        let slip = |credential: &Credential| Slip {
            name: credential.display_name.as_str().to_owned(),
            role: credential.role.text(),
            scope: credential.scope.text(),
            username: credential.username.to_string(),
            password: credential.password.reveal().to_owned(),
            expires: local_time(credential.expires_at, web.config.utc_offset),
        };
        Self {
            styles: styles(web),
            script: web.assets.url("imprimir"),
            notice: notice.into(),
            slips: credentials.iter().map(slip).collect(),
            address: web.config.origin().to_owned(),
            frame,
        }
    }
}
