//! The OpenAPI document, made from the routes themselves.

use serde::Serialize;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa::{Modify, OpenApi, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::IngestState;
use crate::{
    altas, avance, avisos, bolsas, catalogo, digitalizaciones, health, personas, tokens, uploads,
};

/// An answer that is no success (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemBody {
    /// `urn:prep:problem:<word>` from the closed list.
    r#type: String,
    /// The same short text for the same type.
    title: String,
    /// The status of HTTP.
    status: u16,
    /// What happened this time, for a person; never with a failure of the server.
    detail: Option<String>,
    /// Where the upload stands (IETF draft).
    #[serde(rename = "expected-offset")]
    expected_offset: Option<u64>,
    /// Where the request wanted to go on (IETF draft).
    #[serde(rename = "provided-offset")]
    provided_offset: Option<u64>,
    /// How long to wait before asking again.
    retry_after_seconds: Option<u32>,
    /// The request in the server's log.
    request_id: Option<String>,
}

/// The answer to an enrolment.
#[derive(Serialize, ToSchema)]
#[schema(as = EnrolmentResponse)]
pub(crate) struct EnrolmentBody {
    /// Version of this format: 1.
    v: u8,
    /// The id of the device from now on.
    device_id: String,
    /// The proceso electoral.
    proceso: String,
    /// Which run of it.
    ejercicio: String,
    /// The server's public keys, to be pinned: `{purpose, jwk}`.
    #[schema(value_type = Vec<Object>)]
    server_keys: Vec<serde_json::Value>,
    /// Where to ask for tokens.
    token_url: String,
    /// The server's clock, RFC 3339.
    now: String,
}

struct Schemes;

impl Modify for Schemes {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = ApiKey::Header(ApiKeyValue::with_description(
            "Authorization",
            "DPoP <access token bound to the device's key>, together with the header DPoP: a proof \
             for this very request",
        ));
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("dpop", SecurityScheme::ApiKey(scheme));
    }
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "PREP Casilla",
        description = "Interface for tablets, stations and integrators. docs/API.md tells what a \
                       client should do with each answer."
    ),
    modifiers(&Schemes),
    tags(
        (name = "devices", description = "Becoming known, and tokens"),
        (name = "catalogo", description = "What a device needs of the proceso"),
        (name = "avisos", description = "What central offices tell people at work"),
        (name = "bolsas", description = "Bolsas PREP that arrive at a CATD, and its progress"),
        (name = "digitalizaciones", description = "Images with their envelopes"),
        (name = "uploads", description = "Bytes, in tus 1.0.0 and the IETF resumable upload draft"),
        (name = "health", description = "For load balancers"),
    )
)]
struct Document;

/// Every documented route.
pub(crate) fn routes() -> OpenApiRouter<IngestState> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(altas::create_alta))
        .routes(routes!(tokens::create_token))
        .routes(routes!(personas::create_persona))
        .routes(routes!(catalogo::get_catalogo))
        .routes(routes!(avisos::get_avisos))
        .routes(routes!(avisos::create_acuse))
        .routes(routes!(bolsas::put_bolsa))
        .routes(routes!(avance::get_avance))
        .routes(routes!(
            digitalizaciones::get_digitalizacion,
            digitalizaciones::put_digitalizacion
        ))
        .routes(routes!(uploads::create_upload, uploads::options_uploads))
        .routes(routes!(
            uploads::head_upload,
            uploads::get_upload,
            uploads::patch_upload,
            uploads::delete_upload
        ))
        .routes(routes!(health::get_live))
        .routes(routes!(health::get_ready))
}

/// The document as it is checked in at `ingest-api/openapi.json`.
pub fn openapi() -> String {
    let document = routes().into_openapi();
    let json = document.to_pretty_json();
    json.expect("a document of texts always serialises") + "\n"
}

#[cfg(test)]
mod tests {
    #[test]
    fn openapi_json_is_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
        let made = super::openapi();
        if std::env::var_os("PREP_UPDATE_OPENAPI").is_some() {
            std::fs::write(path, &made).unwrap();
        }
        let stored = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            stored == made,
            "openapi.json is old: run with PREP_UPDATE_OPENAPI=1 and look"
        );
    }
}
