use axum::Json;
use axum::extract::State;
use prep_model::contract::ProblemType;
use serde::Serialize;
use utoipa::ToSchema;

use crate::openapi::ProblemBody;
use crate::problem::ApiProblem;
use crate::state::IngestState;
use crate::{Phase, Process};

/// How the process is.
#[derive(Serialize, ToSchema)]
pub(crate) struct HealthBody {
    /// `ok`, or `ending` once the process was told to end
    status: &'static str,
    /// what it does: `ingest`, `web`, `difusion`
    roles: Vec<&'static str>,
}

impl HealthBody {
    fn of(process: &Process) -> Json<Self> {
        let status = match process.phase() {
            Phase::Serving => "ok",
            Phase::Ending | Phase::HandingBack => "ending",
        };
        Json(Self {
            status,
            roles: process.roles().to_vec(),
        })
    }
}

/// The process answers.
#[utoipa::path(get, path = "/health/live", tag = "health", responses((status = 200, body = HealthBody)))]
pub(crate) async fn get_live(State(state): State<IngestState>) -> Json<HealthBody> {
    HealthBody::of(&state.process)
}

/// Database and objects answer, and the process was not told to end.
#[utoipa::path(
    get, path = "/health/ready", tag = "health",
    responses(
        (status = 200, body = HealthBody),
        (status = 503, body = ProblemBody, content_type = "application/problem+json",
            description = "storage-unavailable, or unavailable: it is ending"),
    )
)]
pub(crate) async fn get_ready(
    State(state): State<IngestState>,
) -> Result<Json<HealthBody>, ApiProblem> {
    if state.process.phase() != Phase::Serving {
        return Err(ApiProblem::new(ProblemType::Unavailable));
    }
    let mut tx = match state.central.store.read("health").await {
        Ok(tx) => tx,
        Err(error) => return Err(central::Failure::from(error).into()),
    };
    tx.find_open_ejercicio()
        .await
        .map_err(central::Failure::from)?;
    if state.central.objects.is_ready().await {
        Ok(HealthBody::of(&state.process))
    } else {
        Err(ApiProblem::new(ProblemType::StorageUnavailable))
    }
}
