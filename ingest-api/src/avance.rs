use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{AppendHeaders, IntoResponse, Response};
use central::avance::{CatdProgress, ProgressRefusal, catd_progress};
use prep_model::contract::{PersonId, ProblemType};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::auth::AuthorizedDevice;
use crate::openapi::ProblemBody;
use crate::problem::{ApiProblem, Refusal};
use crate::state::IngestState;

/// Whose CATD.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct AvanceQuery {
    /// The opaque id of who holds the device, as `POST /v1/personas` told it.
    person: String,
}

/// How far a CATD has come. No vote is in it.
#[derive(Serialize, ToSchema)]
#[schema(as = Avance)]
pub(crate) struct AvanceBody {
    /// Version of this format: 1.
    v: u8,
    /// When, by the server's clock, RFC 3339.
    at: String,
    /// Where the person works, for people.
    scope: String,
    /// All casillas and actas of that place.
    totals: AvanceTotals,
    /// The casillas, those that lack something first; at most 600.
    casillas: Vec<AvanceCasilla>,
    /// Tablets last held by somebody of that place, the most silent first; at most 200.
    tablets: Vec<AvanceTablet>,
}

/// What is here in all.
#[derive(Serialize, ToSchema)]
struct AvanceTotals {
    /// Casillas of the place; 0 if the catalogue does not say which they are.
    casillas: usize,
    /// Those whose Bolsa PREP was received.
    bolsas: usize,
    /// Actas that are expected.
    esperadas: u64,
    /// Those of which there is an image.
    images: u64,
    /// Those that will not come.
    sin_acta: u64,
}

/// One casilla.
#[derive(Serialize, ToSchema)]
struct AvanceCasilla {
    /// CLAVE_CASILLA.
    clave: String,
    /// Actas that are expected of it.
    esperadas: u64,
    /// Those of which there is an image.
    images: u64,
    /// Those that will not come.
    sin_acta: u64,
    /// When its Bolsa PREP was received, RFC 3339; `null` if it was not.
    bolsa_at: Option<String>,
}

/// One tablet, by its own account.
#[derive(Serialize, ToSchema)]
struct AvanceTablet {
    /// What people call it.
    label: String,
    /// When it was last heard, RFC 3339.
    seen_at: String,
    /// Photographs and bags it had then without a receipt.
    waiting: u64,
    /// Those that it does not send any more until somebody looks.
    rejected: u64,
    /// Since when the oldest of them waits, RFC 3339.
    oldest_at: Option<String>,
    /// True if it was revoked.
    revoked: bool,
}

/// Tells a supervisor or acopiador how far their CATD has come.
#[utoipa::path(
    get, path = "/v1/avance", tag = "bolsas", security(("dpop" = [])), params(AvanceQuery),
    responses(
        (status = 200, body = AvanceBody),
        (status = 400, body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json",
            description = "forbidden: not who watches over a CATD; revoked-device"),
        (status = 503, body = ProblemBody, content_type = "application/problem+json",
            description = "unavailable: no ejercicio is open"),
    )
)]
pub(crate) async fn get_avance(
    State(state): State<IngestState>,
    AuthorizedDevice(device): AuthorizedDevice,
    query: Result<Query<AvanceQuery>, QueryRejection>,
) -> Result<Response, ApiProblem> {
    if device.revoked {
        return Err(ApiProblem::new(ProblemType::RevokedDevice));
    }
    let Query(query) = query.map_err(|error| ApiProblem::invalid(&error.body_text()))?;
    let person = PersonId::new(&query.person).map_err(|error| ApiProblem::invalid(&error))?;
    let progress = catd_progress(&state.central, &person).await?;
    let no_store = AppendHeaders([(header::CACHE_CONTROL, "no-store")]);
    Ok((no_store, Json(AvanceBody::of(&progress))).into_response())
}

impl AvanceBody {
    fn of(progress: &CatdProgress) -> Self {
        let casillas = progress.casillas.iter().map(|one| AvanceCasilla {
            clave: one.row.casilla.to_string(),
            esperadas: one.row.esperadas,
            images: one.row.images,
            sin_acta: one.row.sin_acta,
            bolsa_at: one.bolsa_at.map(|at| at.to_string()),
        });
        let tablets = progress.tablets.iter().map(|one| AvanceTablet {
            label: one.label.clone(),
            seen_at: one.seen_at.to_string(),
            waiting: one.waiting,
            rejected: one.rejected,
            oldest_at: one.oldest_at.map(|at| at.to_string()),
            revoked: one.revoked,
        });
        Self {
            v: 1,
            at: progress.at.to_string(),
            scope: progress.scope.clone(),
            totals: AvanceTotals {
                casillas: progress.casillas_total,
                bolsas: progress.bolsas,
                esperadas: progress.esperadas,
                images: progress.images,
                sin_acta: progress.sin_acta,
            },
            casillas: casillas.collect(),
            tablets: tablets.collect(),
        }
    }
}

impl Refusal for ProgressRefusal {
    fn kind(&self) -> ProblemType {
        match self {
            Self::Forbidden => ProblemType::Forbidden,
            Self::NoEjercicio => ProblemType::Unavailable,
        }
    }
}
