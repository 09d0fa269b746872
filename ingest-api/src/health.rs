use axum::Json;
use axum::extract::State;
use prep_model::contract::ProblemType;
use serde::Serialize;
use utoipa::ToSchema;

use crate::openapi::ProblemBody;
use crate::problem::ApiProblem;
use crate::state::IngestState;

/// How the process is.
#[derive(Serialize, ToSchema)]
pub(crate) struct HealthBody {
    /// `ok`
    status: &'static str,
}

const OK: Json<HealthBody> = Json(HealthBody { status: "ok" });

/// The process answers.
#[utoipa::path(get, path = "/health/live", tag = "health", responses((status = 200, body = HealthBody)))]
pub(crate) async fn get_live() -> Json<HealthBody> {
    OK
}

/// Database and objects answer.
#[utoipa::path(
    get, path = "/health/ready", tag = "health",
    responses(
        (status = 200, body = HealthBody),
        (status = 503, body = ProblemBody, content_type = "application/problem+json",
            description = "storage-unavailable"),
    )
)]
pub(crate) async fn get_ready(
    State(state): State<IngestState>,
) -> Result<Json<HealthBody>, ApiProblem> {
    let mut tx = match state.central.store.read("health").await {
        Ok(tx) => tx,
        Err(error) => return Err(central::Failure::from(error).into()),
    };
    tx.find_open_ejercicio()
        .await
        .map_err(central::Failure::from)?;
    if state.central.objects.is_ready().await {
        Ok(OK)
    } else {
        Err(ApiProblem::new(ProblemType::StorageUnavailable))
    }
}
