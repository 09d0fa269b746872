use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use base64ct::{Base64, Encoding};
use prep_model::contract::{ProblemType, Sha256Digest};

use crate::auth::one_header;
use crate::problem::ApiProblem;

/// The version of tus spoken here.
pub(crate) const TUS_VERSION: &str = "1.0.0";

pub(crate) const TUS_RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
pub(crate) const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");
pub(crate) const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");
pub(crate) const UPLOAD_EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
pub(crate) const UPLOAD_METADATA: HeaderName = HeaderName::from_static("upload-metadata");
pub(crate) const UPLOAD_COMPLETE: HeaderName = HeaderName::from_static("upload-complete");
pub(crate) const UPLOAD_INCOMPLETE: HeaderName = HeaderName::from_static("upload-incomplete");
pub(crate) const UPLOAD_LIMIT: HeaderName = HeaderName::from_static("upload-limit");
pub(crate) const INTEROP_VERSION: HeaderName =
    HeaderName::from_static("upload-draft-interop-version");
pub(crate) const PREP_RECEIPT: HeaderName = HeaderName::from_static("prep-receipt");

/// Which of the two protocols a request speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// tus 1.0.0.
    Tus,
    /// The IETF draft; the number is the interop version that the client names.
    Ietf(Option<u8>),
}

/// The first interop version in which a piece has a media type of its own.
const INTEROP_PARTIAL_UPLOAD: u8 = 6;
/// The last interop version that said "incomplete" instead of "complete".
const INTEROP_INCOMPLETE: u8 = 3;

impl Dialect {
    pub(crate) fn of(headers: &HeaderMap) -> Result<Self, ApiProblem> {
        match one_header(headers, TUS_RESUMABLE.as_str())? {
            Some(TUS_VERSION) => Ok(Self::Tus),
            Some(_) => Err(ApiProblem::new(ProblemType::UnsupportedTusVersion)
                .header(HeaderName::from_static("tus-version"), TUS_VERSION)),
            None => {
                let version = number(headers, &INTEROP_VERSION)?;
                let version = version.map(u8::try_from).transpose();
                version
                    .map(Self::Ietf)
                    .map_err(|error| ApiProblem::invalid(&error))
            }
        }
    }

    /// Refuses a piece of another media type than the dialect's.
    pub(crate) fn check_piece_type(self, headers: &HeaderMap) -> Result<(), ApiProblem> {
        let wanted = match self {
            Self::Tus => "application/offset+octet-stream",
            Self::Ietf(Some(version)) if version < INTEROP_PARTIAL_UPLOAD => return Ok(()),
            Self::Ietf(_) => "application/partial-upload",
        };
        let found = one_header(headers, header::CONTENT_TYPE.as_str())?;
        if found.is_some_and(|found| found.eq_ignore_ascii_case(wanted)) {
            return Ok(());
        }
        let detail = format!("el tipo de contenido debe ser {wanted}");
        Err(ApiProblem::new(ProblemType::UnsupportedMediaType).detail(&detail))
    }

    /// True if the client says that this request ends the upload; tus clients never say.
    pub(crate) fn is_last(self, headers: &HeaderMap) -> Result<bool, ApiProblem> {
        match self {
            Self::Tus => Ok(false),
            Self::Ietf(_) => {
                let complete = boolean(headers, &UPLOAD_COMPLETE)?;
                let incomplete = boolean(headers, &UPLOAD_INCOMPLETE)?;
                match (complete, incomplete) {
                    (Some(complete), _) => Ok(complete),
                    (None, Some(incomplete)) => Ok(!incomplete),
                    (None, None) => Ok(false),
                }
            }
        }
    }

    /// Headers that every answer about an upload has.
    pub(crate) fn headers(self, complete: bool) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match self {
            Self::Tus => {
                headers.insert(TUS_RESUMABLE, HeaderValue::from_static(TUS_VERSION));
            }
            Self::Ietf(version) => {
                let flag = |yes| HeaderValue::from_static(if yes { "?1" } else { "?0" });
                headers.insert(UPLOAD_COMPLETE, flag(complete));
                if let Some(version) = version {
                    headers.insert(INTEROP_VERSION, HeaderValue::from(u16::from(version)));
                    if version <= INTEROP_INCOMPLETE {
                        headers.insert(UPLOAD_INCOMPLETE, flag(!complete));
                    }
                }
            }
        }
        headers
    }
}

/// A header that is a whole number.
pub(crate) fn number(headers: &HeaderMap, name: &HeaderName) -> Result<Option<u64>, ApiProblem> {
    let Some(text) = one_header(headers, name.as_str())? else {
        return Ok(None);
    };
    let digits = !text.is_empty() && text.len() <= 15 && text.bytes().all(|b| b.is_ascii_digit());
    let value = digits.then(|| text.parse().ok()).flatten();
    let detail = format!("el encabezado {name} debe ser un número entero");
    value.map(Some).ok_or_else(|| ApiProblem::invalid(&detail))
}

/// A header that is a structured boolean.
fn boolean(headers: &HeaderMap, name: &HeaderName) -> Result<Option<bool>, ApiProblem> {
    match one_header(headers, name.as_str())? {
        None => Ok(None),
        Some("?1") => Ok(Some(true)),
        Some("?0") => Ok(Some(false)),
        Some(_) => Err(ApiProblem::invalid(&format!(
            "el encabezado {name} debe ser ?0 o ?1"
        ))),
    }
}

/// The envelope that creates an upload.
pub(crate) fn envelope(headers: &HeaderMap, dialect: Dialect) -> Result<String, ApiProblem> {
    let missing = |what: &str| ApiProblem::invalid(&format!("falta el sobre firmado: {what}"));
    match dialect {
        Dialect::Ietf(_) => one_header(headers, "prep-envelope")?
            .map(str::to_owned)
            .ok_or_else(|| missing("Prep-Envelope")),
        Dialect::Tus => {
            let metadata = one_header(headers, UPLOAD_METADATA.as_str())?.unwrap_or_default();
            let mut pairs = metadata.split(',').map(str::trim);
            let encoded = pairs.find_map(|pair| pair.strip_prefix("envelope "));
            let encoded = encoded.ok_or_else(|| missing("Upload-Metadata: envelope <base64>"))?;
            let bytes = Base64::decode_vec(encoded.trim()).ok();
            bytes
                .and_then(|bytes| String::from_utf8(bytes).ok())
                .ok_or_else(|| ApiProblem::invalid(&"Upload-Metadata no es base64"))
        }
    }
}

/// What the bytes of this one request must have, if the client says.
pub(crate) fn piece_digest(
    headers: &HeaderMap,
    dialect: Dialect,
) -> Result<Option<Sha256Digest>, ApiProblem> {
    match dialect {
        Dialect::Tus => {
            let value = one_header(headers, "upload-checksum")?;
            let digest = value.map(Sha256Digest::from_upload_checksum).transpose();
            digest.map_err(|error| ApiProblem::invalid(&error))
        }
        Dialect::Ietf(_) => digest_header(headers, "content-digest"),
    }
}

/// What the whole image must have, if the client says it besides the envelope.
pub(crate) fn whole_digest(headers: &HeaderMap) -> Result<Option<Sha256Digest>, ApiProblem> {
    digest_header(headers, "repr-digest")
}

fn digest_header(headers: &HeaderMap, name: &str) -> Result<Option<Sha256Digest>, ApiProblem> {
    let value = one_header(headers, name)?;
    let digest = value.map(Sha256Digest::from_digest_header).transpose();
    digest
        .map(Option::flatten)
        .map_err(|error| ApiProblem::invalid(&error))
}

/// The problem of bytes that are not what the request said; tus has a status of its own for it.
pub(crate) fn digest_mismatch(dialect: Dialect) -> ApiProblem {
    let problem = ApiProblem::new(ProblemType::DigestMismatch);
    match dialect {
        Dialect::Tus => problem.status(460),
        Dialect::Ietf(_) => problem,
    }
}
