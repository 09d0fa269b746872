use axum::body::Body;
use axum::http::{HeaderMap, header};
use prep_model::contract::ProblemType;

use crate::problem::ApiProblem;

/// The media type of a compact JWS.
const JOSE: &str = "application/jose";

/// A body that is one compact JWS of at most `max` characters.
pub(crate) async fn read_jws(
    headers: &HeaderMap,
    body: Body,
    max: usize,
    too_long: ProblemType,
) -> Result<String, ApiProblem> {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|value| value.to_str().ok());
    let kind = kind.and_then(|value| value.split(';').next());
    if !kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case(JOSE)) {
        let detail = format!("el cuerpo debe ser {JOSE}");
        return Err(ApiProblem::new(ProblemType::UnsupportedMediaType).detail(&detail));
    }
    let bytes = axum::body::to_bytes(body, max).await.map_err(|error| {
        let source = std::error::Error::source(&error);
        if source.is_some_and(|source| source.to_string().contains("length limit")) {
            let detail = format!("el documento firmado pasa de {max} caracteres");
            ApiProblem::new(too_long).detail(&detail)
        } else {
            ApiProblem::new(ProblemType::IncompleteRequest)
        }
    })?;
    let text = String::from_utf8(bytes.into());
    text.map(|text| text.trim().to_owned())
        .map_err(|_| ApiProblem::new(too_long).detail(&"el documento firmado no es texto"))
}
