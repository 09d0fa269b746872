use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use central::procesos::load_proceso_of;
use central::recepcion::{MAX_IMAGE_BYTES, MAX_IMAGE_PIXELS};
use prep_model::claves::EjercicioId;
use prep_model::contract::{ImageInfo, ProblemType, Sha256Digest};
use prep_model::proceso::Proceso;
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::AuthorizedDevice;
use crate::openapi::ProblemBody;
use crate::problem::ApiProblem;
use crate::state::IngestState;

/// What a device needs of the proceso: enough to name an acta without a connection.
#[derive(Serialize, ToSchema)]
#[schema(as = Catalogo)]
pub(crate) struct CatalogoBody {
    /// Version of this format: 1.
    v: u8,
    /// The proceso electoral.
    proceso: String,
    /// Its name for people.
    nombre: String,
    /// The run that takes actas, or will.
    ejercicio: String,
    /// The elecciones, in the order of publication.
    elecciones: Vec<EleccionBody>,
    /// The casillas, by clave.
    casillas: Vec<CasillaBody>,
    /// What an image may measure.
    limits: LimitsBody,
}

/// An elección.
#[derive(Serialize, ToSchema)]
#[schema(as = CatalogoEleccion)]
struct EleccionBody {
    /// Its short name in keys.
    id: String,
    /// Its name for people.
    nombre: String,
}

/// A casilla with the actas expected of it.
#[derive(Serialize, ToSchema)]
#[schema(as = CatalogoCasilla)]
struct CasillaBody {
    /// CLAVE_CASILLA.
    clave: String,
    /// Its actas, `GUB/090001C0100/A02`.
    actas: Vec<String>,
}

/// Limits of an image.
#[derive(Serialize, ToSchema)]
#[schema(as = CatalogoLimits)]
struct LimitsBody {
    /// Most bytes.
    #[serde(rename = "max_bytes")]
    bytes: u64,
    /// Longest width or height in pixels.
    #[serde(rename = "max_side")]
    side: u32,
    /// Largest width times height.
    #[serde(rename = "max_pixels")]
    pixels: u64,
}

/// Gives the device its extract of the proceso.
///
/// Send `If-None-Match` with the `ETag` of the last answer: as long as nothing changed, the answer
/// is 304 without a body.
#[utoipa::path(
    get, path = "/v1/catalogo", tag = "catalogo", security(("dpop" = [])),
    params(("If-None-Match" = Option<String>, Header, description = "the last ETag")),
    responses(
        (status = 200, body = CatalogoBody, headers(("ETag" = String))),
        (status = 304, description = "nothing changed"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json",
            description = "revoked-device"),
    )
)]
pub(crate) async fn get_catalogo(
    State(state): State<IngestState>,
    AuthorizedDevice(device): AuthorizedDevice,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    if device.revoked {
        return Err(ApiProblem::new(ProblemType::RevokedDevice));
    }
    let mut tx = state.central.store.read("get_catalogo").await;
    let ejercicio = match &mut tx {
        Ok(tx) => tx.find_current_ejercicio().await,
        Err(_) => Ok(None),
    };
    let ejercicio = ejercicio.map_err(central::Failure::from)?;
    let ejercicio = ejercicio.ok_or_else(|| ApiProblem::new(ProblemType::Unavailable))?;
    let proceso = load_proceso_of(&state.central, &ejercicio).await?;
    let body = CatalogoBody::new(&proceso, ejercicio.ejercicio());
    let json = serde_json::to_vec(&body).map_err(|error| {
        tracing::error!(error = %error, "the catalogue does not serialise");
        ApiProblem::new(ProblemType::Internal)
    })?;
    let etag = format!("\"{}\"", Sha256Digest::of(&json));
    let known = headers.get(header::IF_NONE_MATCH);
    let known = known.and_then(|value| value.to_str().ok());
    let is_known = known.is_some_and(|known| {
        known
            .split(',')
            .any(|one| one.trim().trim_start_matches("W/") == etag)
    });
    let value = HeaderValue::from_str(&etag).expect("hex digits in quotes");
    let mut answer = HeaderMap::new();
    answer.insert(header::ETAG, value);
    let private = HeaderValue::from_static("private, no-cache");
    answer.insert(header::CACHE_CONTROL, private);
    if is_known {
        return Ok((StatusCode::NOT_MODIFIED, answer).into_response());
    }
    let kind = HeaderValue::from_static("application/json");
    answer.insert(header::CONTENT_TYPE, kind);
    Ok((answer, json).into_response())
}

impl CatalogoBody {
    fn new(proceso: &Proceso, ejercicio: &EjercicioId) -> Self {
        let elecciones = proceso.elecciones().iter().map(|eleccion| EleccionBody {
            id: eleccion.id.to_string(),
            nombre: eleccion.nombre.clone(),
        });
        let casillas = proceso.casillas().iter().map(|casilla| CasillaBody {
            clave: casilla.clave.to_string(),
            actas: casilla.acta_keys().map(|key| key.to_string()).collect(),
        });
        Self {
            v: 1,
            proceso: proceso.head().id.to_string(),
            nombre: proceso.head().nombre.clone(),
            ejercicio: ejercicio.to_string(),
            elecciones: elecciones.collect(),
            casillas: casillas.collect(),
            limits: LimitsBody {
                bytes: MAX_IMAGE_BYTES,
                side: ImageInfo::MAX_SIDE,
                pixels: MAX_IMAGE_PIXELS,
            },
        }
    }
}
