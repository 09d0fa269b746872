//! Home: what this person may do, and nothing else.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use central::accounts::list_sessions;
use prep_model::people::Role;

use crate::access::{Operator, Routes};
use crate::error_page::PageError;
use crate::layout::{Frame, page};
use crate::web::Web;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.get("/", show_home).roles(&Role::ALL)
}

#[derive(Template)]
#[template(path = "home/home.html")]
pub(crate) struct HomePage {
    pub(crate) frame: Frame,
    pub(crate) name: String,
    /// What the role does, in a sentence.
    pub(crate) task: &'static str,
    /// True if this account is in somewhere else too.
    pub(crate) is_elsewhere: bool,
}

async fn show_home(
    State(web): State<Web>,
    operator: Operator,
    frame: Frame,
) -> Result<Response, PageError> {
    let sessions = list_sessions(&web.central, &operator.person().id, &operator.token).await?;
    page(&HomePage {
        frame,
        name: operator.session.display_name.as_str().to_owned(),
        task: task(operator.person().role),
        is_elsewhere: sessions.len() > 1,
    })
}

/// What a role does, as its own page says it.
pub(crate) fn task(role: Role) -> &'static str {
    match role {
        Role::Cael => {
            "Fotografía las actas en la casilla con la tableta. Este equipo no se usa para eso."
        }
        Role::Acopiador => "Recibe la Bolsa PREP en el CATD y registra la hora de acopio.",
        Role::Digitalizador => "Digitaliza en el CATD las actas que no se fotografiaron.",
        Role::Capturista => "Captura lo que dice el acta, tal como está escrito.",
        Role::Verificador => "Resuelve las diferencias entre dos capturas mirando la imagen.",
        Role::Supervisor => "Vigila el avance y atiende las incidencias de su CATD o CCV.",
        Role::Coordinador => {
            "Responde por los CATD o el CCV y aprueba lo que propone un supervisor."
        }
        Role::Administrador => "Administra cuentas, dispositivos y ejercicios.",
        Role::Auditor => "Consulta todo y no modifica nada.",
        Role::Monitor => "Mira el avance en los monitores.",
    }
}
