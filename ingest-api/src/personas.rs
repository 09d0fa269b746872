use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::header;
use axum::response::{AppendHeaders, IntoResponse, Response};
use central::accounts::{LoginAttempt, LoginRefusal, enter_on_device};
use central::procesos::load_proceso_of;
use prep_model::contract::{DeviceRole, ProblemType};
use prep_model::people::Role;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::auth::AuthorizedDevice;
use crate::openapi::ProblemBody;
use crate::problem::{ApiProblem, Refusal};
use crate::state::IngestState;

/// Longest user and longest password that are looked at, in bytes.
const MAX_TEXT: usize = 512;

/// A person in front of the device.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PersonaRequest)]
pub(crate) struct PersonaForm {
    /// What they type as user.
    user: String,
    /// What they type as password.
    password: String,
}

/// Who it is.
#[derive(Serialize, ToSchema)]
#[schema(as = Persona)]
pub(crate) struct PersonaBody {
    /// Version of this format: 1.
    v: u8,
    /// The opaque id that envelopes name.
    person: String,
    /// The role in which they hold the device.
    #[schema(value_type = String)]
    role: DeviceRole,
    /// Where the role holds, for people.
    scope: String,
    /// CLAVE_CASILLA of the casillas of that scope, if it names a distrito; else none.
    casillas: Vec<String>,
}

/// Knows a person by user and password, so that the device may let them in by PIN from then on.
///
/// A guess costs what it costs on the pages: failures on a user or from a device are answered 429
/// with a wait.
#[utoipa::path(
    post, path = "/v1/personas", tag = "devices", security(("dpop" = [])),
    request_body(content = PersonaForm),
    responses(
        (status = 200, body = PersonaBody),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json",
            description = "forbidden: wrong user or password, or a role that holds no device"),
        (status = 429, body = ProblemBody, content_type = "application/problem+json",
            description = "too-many-requests"),
    )
)]
pub(crate) async fn create_persona(
    State(state): State<IngestState>,
    AuthorizedDevice(device): AuthorizedDevice,
    form: Result<Json<PersonaForm>, JsonRejection>,
) -> Result<Response, ApiProblem> {
    if device.revoked {
        return Err(ApiProblem::new(ProblemType::RevokedDevice));
    }
    let Json(form) = form.map_err(|error| ApiProblem::invalid(&error.body_text()))?;
    if form.user.len() > MAX_TEXT || form.password.len() > MAX_TEXT {
        return Err(LoginRefusal::WrongCredentials.problem());
    }
    let address = format!("device:{}", device.device);
    let attempt = LoginAttempt {
        username: &form.user,
        password: &form.password,
        address: &address,
    };
    let account = enter_on_device(&state.central, attempt).await?;
    let role = device_role(account.person.role).ok_or_else(|| {
        ApiProblem::new(ProblemType::Forbidden).detail(&"su cuenta no es de quien usa tabletas")
    })?;
    let mut tx = state.central.store.read("create_persona").await;
    let ejercicio = match &mut tx {
        Ok(tx) => tx.find_current_ejercicio().await,
        Err(_) => Ok(None),
    };
    let ejercicio = ejercicio.map_err(central::Failure::from)?;
    let ejercicio = ejercicio.ok_or_else(|| ApiProblem::new(ProblemType::Unavailable))?;
    let proceso = load_proceso_of(&state.central, &ejercicio).await?;
    let casillas = account.scope.casillas(&proceso);
    let body = PersonaBody {
        v: 1,
        person: account.person.id.to_string(),
        role,
        scope: account.scope.text(),
        casillas: casillas.map(|casilla| casilla.clave.to_string()).collect(),
    };
    let no_store = AppendHeaders([(header::CACHE_CONTROL, "no-store")]);
    Ok((no_store, Json(body)).into_response())
}

/// The role as an envelope names it; `None` for those who work at a desk.
fn device_role(role: Role) -> Option<DeviceRole> {
    match role {
        Role::Cael => Some(DeviceRole::Cael),
        Role::Acopiador => Some(DeviceRole::Acopiador),
        Role::Digitalizador => Some(DeviceRole::Digitalizador),
        Role::Supervisor => Some(DeviceRole::Supervisor),
        Role::Capturista
        | Role::Verificador
        | Role::Coordinador
        | Role::Administrador
        | Role::Auditor
        | Role::Monitor => None,
    }
}

impl Refusal for LoginRefusal {
    fn kind(&self) -> ProblemType {
        match self {
            Self::WrongCredentials | Self::Expired => ProblemType::Forbidden,
            Self::TooManyAttempts { .. } => ProblemType::TooManyRequests,
        }
    }
}
