use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, response::AppendHeaders};
use central::devices::{TokenRequest, issue_token};
use prep_model::contract::ProblemType;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::auth::proof;
use crate::openapi::ProblemBody;
use crate::problem::ApiProblem;
use crate::state::IngestState;

const GRANT: &str = "client_credentials";
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A request for a token (RFC 7523, section 2.2).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenForm {
    /// `client_credentials`
    grant_type: String,
    /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`
    client_assertion_type: String,
    /// A JWS of type `client-authentication+jwt` for this address.
    client_assertion: String,
    /// May name the device, as the assertion does.
    #[serde(default)]
    #[expect(dead_code, reason = "accepted because clients of OAuth send it")]
    client_id: Option<String>,
}

/// A token bound to the device's key (RFC 9449, section 5).
#[derive(Serialize, ToSchema)]
pub(crate) struct TokenBody {
    /// For the header `Authorization: DPoP <token>`.
    access_token: String,
    /// `DPoP`
    token_type: &'static str,
    /// Seconds left.
    expires_in: i64,
}

/// Issues a token for a few minutes.
///
/// Repeated by the same key within ten minutes, the same token. A proof without the current nonce
/// is answered with it in `DPoP-Nonce`.
#[utoipa::path(
    post, path = "/v1/tokens", tag = "devices",
    params(("DPoP" = String, Header, description = "proof for this request (RFC 9449)")),
    request_body(content = TokenForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, body = TokenBody),
        (status = 401, body = ProblemBody, content_type = "application/problem+json",
            description = "use-dpop-nonce, invalid-dpop-proof, dpop-proof-replayed or invalid-client-assertion"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json",
            description = "unknown-device"),
    )
)]
pub(crate) async fn create_token(
    State(state): State<IngestState>,
    headers: HeaderMap,
    form: Result<Form<TokenForm>, FormRejection>,
) -> Result<Response, ApiProblem> {
    let Form(form) = form.map_err(|error| match error {
        FormRejection::InvalidFormContentType(_) => {
            ApiProblem::new(ProblemType::UnsupportedMediaType)
                .detail(&"el cuerpo debe ser application/x-www-form-urlencoded")
        }
        _ => ApiProblem::invalid(&error.body_text()),
    })?;
    if form.grant_type != GRANT || form.client_assertion_type != ASSERTION_TYPE {
        let detail =
            format!("se espera grant_type {GRANT} y client_assertion_type {ASSERTION_TYPE}");
        return Err(ApiProblem::invalid(&detail));
    }
    let request = TokenRequest {
        assertion: &form.client_assertion,
        proof: proof(&headers)?,
    };
    let issued = issue_token(&state.central, &state.config.public_url, request).await?;
    let body = TokenBody {
        access_token: issued.token,
        token_type: "DPoP",
        expires_in: issued.expires_in,
    };
    let no_store = AppendHeaders([(header::CACHE_CONTROL, "no-store")]);
    Ok((no_store, Json(body)).into_response())
}
