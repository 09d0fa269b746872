//! Who asks: a device with a token and a proof for this very request.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use central::devices::{Authorized, PresentedToken, authorize_device};
use prep_model::contract::{DeviceReport, ProblemType};

use crate::problem::ApiProblem;
use crate::state::IngestState;

/// A device that proved who it is.
pub(crate) struct AuthorizedDevice(pub(crate) Authorized);

impl FromRequestParts<IngestState> for AuthorizedDevice {
    type Rejection = ApiProblem;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &IngestState,
    ) -> Result<Self, ApiProblem> {
        let token = one_header(&parts.headers, header::AUTHORIZATION.as_str())?
            .and_then(|value| value.strip_prefix("DPoP "))
            .ok_or_else(|| {
                ApiProblem::new(ProblemType::Unauthorized)
                    .detail(&"falta el encabezado Authorization: DPoP <token>")
            })?;
        let proof = proof(&parts.headers)?;
        // What cannot be read is left out: nothing is decided on it, and the request has its own use.
        let report = one_header(&parts.headers, DeviceReport::HEADER);
        let report = report.ok().flatten();
        let report = report.and_then(|text| text.parse::<DeviceReport>().ok());
        let url = state.config.public_url.http_url(parts.uri.path());
        let url = url.map_err(|error| ApiProblem::invalid(&error))?;
        let presented = PresentedToken {
            method: parts.method.as_str(),
            url: &url,
            token,
            proof,
            report: report.as_ref(),
        };
        let authorized =
            authorize_device(&state.central, &state.config.public_url, presented).await?;
        Ok(Self(authorized))
    }
}

/// The one DPoP proof of a request.
pub(crate) fn proof(headers: &HeaderMap) -> Result<&str, ApiProblem> {
    one_header(headers, "dpop")?.ok_or_else(|| {
        ApiProblem::new(ProblemType::InvalidDpopProof).detail(&"falta el encabezado DPoP")
    })
}

/// A header that may be there once.
pub(crate) fn one_header<'a>(
    headers: &'a HeaderMap,
    name: &str,
) -> Result<Option<&'a str>, ApiProblem> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    let text = value.to_str().ok().filter(|_| values.next().is_none());
    let text =
        text.ok_or_else(|| ApiProblem::invalid(&format!("el encabezado {name} no es válido")))?;
    Ok(Some(text.trim()))
}
