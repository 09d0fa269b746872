use axum::Json;
use axum::extract::{Path, State};
use central::recepcion::find_reception;
use prep_model::contract::{DigitalizacionId, ProblemType};

use super::StateBody;
use crate::auth::AuthorizedDevice;
use crate::openapi::ProblemBody;
use crate::problem::ApiProblem;
use crate::state::IngestState;

/// Tells where a digitalización of this device stands.
#[utoipa::path(
    get, path = "/v1/digitalizaciones/{id}", tag = "digitalizaciones", security(("dpop" = [])),
    params(("id" = String, Path, description = "UUID of version 7, made by the device")),
    responses(
        (status = 200, body = StateBody),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json",
            description = "not-found"),
    )
)]
pub(crate) async fn get_digitalizacion(
    State(state): State<IngestState>,
    AuthorizedDevice(device): AuthorizedDevice,
    Path(id): Path<String>,
) -> Result<Json<StateBody>, ApiProblem> {
    let id = parse_id(&id)?;
    let reception = find_reception(&state.central, device.device, id).await?;
    Ok(Json(StateBody::new(&state.config.public_url, &reception)))
}

pub(super) fn parse_id(text: &str) -> Result<DigitalizacionId, ApiProblem> {
    text.parse()
        .map_err(|error| ApiProblem::new(ProblemType::NotFound).detail(&error))
}
