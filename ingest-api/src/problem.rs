//! The one place where refusals and failures become problems (RFC 9457).

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use central::devices::{AuthRefusal, EnrollRefusal, TokenRefusal};
use central::recepcion::{AppendRefusal, CompleteRefusal, FindRefusal, RegisterRefusal};
use central::{Failure, UseCaseError};
use prep_model::contract::document::DocumentError;
use prep_model::contract::{JwsError, Problem, ProblemType};

/// Seconds after which a device may ask again when storage is out of reach.
const RETRY_STORAGE: u32 = 5;
/// The same when a disk is full: a person must act first.
const RETRY_FULL: u32 = 60;
/// The same when two connections send one upload.
const RETRY_LOCKED: u32 = 1;
/// The same when this process is ending and others go on.
const RETRY_ELSEWHERE: u32 = 1;

/// A problem on its way out, with headers that go with it.
#[derive(Debug, Clone)]
pub(crate) struct ApiProblem {
    problem: Box<Problem>,
    headers: Vec<(HeaderName, HeaderValue)>,
    status: StatusCode,
}

impl ApiProblem {
    pub(crate) fn new(kind: ProblemType) -> Self {
        let mut problem = Problem::new(kind);
        problem.retry_after_seconds = match kind {
            ProblemType::StorageFull => Some(RETRY_FULL),
            ProblemType::StorageUnavailable | ProblemType::Unavailable => Some(RETRY_STORAGE),
            ProblemType::UploadLocked => Some(RETRY_LOCKED),
            _ => None,
        };
        let status = StatusCode::from_u16(kind.status());
        Self {
            problem: Box::new(problem),
            headers: Vec::new(),
            status: status.expect("the closed list has statuses of HTTP"),
        }
    }

    /// The same, telling a person what happened.
    pub(crate) fn detail(mut self, detail: &dyn std::fmt::Display) -> Self {
        self.problem.detail = Some(detail.to_string());
        self
    }

    /// The same with a header.
    pub(crate) fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }

    /// The same with another status than the kind's: only tus 1.0.0's 460.
    pub(crate) fn status(mut self, status: u16) -> Self {
        if let Ok(status) = StatusCode::from_u16(status) {
            self.status = status;
            self.problem.status = status.as_u16();
        }
        self
    }

    pub(crate) fn invalid(detail: &dyn std::fmt::Display) -> Self {
        Self::new(ProblemType::InvalidRequest).detail(detail)
    }

    /// The upload stands at `held` and the request wanted `offset`.
    pub(crate) fn offset(held: u64, offset: u64) -> Self {
        let mut api = Self::new(ProblemType::MismatchingUploadOffset);
        api.problem.expected_offset = Some(held);
        api.problem.provided_offset = Some(offset);
        api.header(HeaderName::from_static("upload-offset"), &held.to_string())
    }

    /// What came is durable; the upload goes on at another process, or at this one's successor.
    pub(crate) fn handed_back() -> Self {
        let mut api = Self::new(ProblemType::Unavailable);
        api.problem.retry_after_seconds = Some(RETRY_ELSEWHERE);
        api.header(header::CONNECTION, "close")
    }

    /// A failure is logged here, once; the answer says nothing of it.
    fn failed(failure: &Failure) -> Self {
        let source = std::error::Error::source(failure);
        let deeper = source.and_then(std::error::Error::source);
        tracing::error!(
            error = %failure,
            cause = source.map(tracing::field::display),
            because = deeper.map(tracing::field::display),
            "a use case failed"
        );
        let kind = match failure {
            _ if failure.is_full() => ProblemType::StorageFull,
            Failure::Store(central::store::StoreError::Inconsistent { .. }) => {
                ProblemType::Internal
            }
            Failure::Store(_) | Failure::Objects(_) => ProblemType::StorageUnavailable,
        };
        Self::new(kind)
    }
}

/// The body and the request id are added by the request layer.
impl IntoResponse for ApiProblem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        if let Some(seconds) = self.problem.retry_after_seconds {
            let seconds = HeaderValue::from(seconds);
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response.headers_mut().extend(self.headers);
        response.extensions_mut().insert(*self.problem);
        response
    }
}

pub(crate) async fn not_found() -> ApiProblem {
    ApiProblem::new(ProblemType::NotFound)
}

pub(crate) async fn method_not_allowed() -> ApiProblem {
    ApiProblem::new(ProblemType::MethodNotAllowed)
}

/// What a refusal of a use case is to a client.
pub(crate) trait Refusal: std::error::Error + 'static {
    /// Its kind; the detail is the refusal's own sentence.
    fn kind(&self) -> ProblemType;

    /// The problem.
    fn problem(&self) -> ApiProblem {
        ApiProblem::new(self.kind()).detail(&self.to_string())
    }
}

impl<R: Refusal> From<UseCaseError<R>> for ApiProblem {
    fn from(error: UseCaseError<R>) -> Self {
        match error {
            UseCaseError::Refused(refusal) => refusal.problem(),
            UseCaseError::Failed(failure) => Self::failed(&failure),
        }
    }
}

impl From<Failure> for ApiProblem {
    fn from(failure: Failure) -> Self {
        Self::failed(&failure)
    }
}

impl Refusal for EnrollRefusal {
    fn kind(&self) -> ProblemType {
        match self {
            Self::Document(_) | Self::OtherServer | Self::KnownKey => ProblemType::InvalidEnrolment,
            Self::Code => ProblemType::InvalidEnrolmentCode,
            Self::NoEjercicio => ProblemType::Unavailable,
        }
    }
}

impl Refusal for AuthRefusal {
    fn kind(&self) -> ProblemType {
        match self {
            Self::Token(_) | Self::OtherEjercicio => ProblemType::Unauthorized,
            Self::Proof(_) => ProblemType::InvalidDpopProof,
            Self::UseNonce => ProblemType::UseDpopNonce,
            Self::Replayed => ProblemType::DpopProofReplayed,
            Self::UnknownDevice => ProblemType::UnknownDevice,
        }
    }
}

impl Refusal for TokenRefusal {
    fn kind(&self) -> ProblemType {
        match self {
            Self::Assertion(_) | Self::AssertionReplayed => ProblemType::InvalidClientAssertion,
            Self::Auth(refusal) => refusal.kind(),
            Self::NoEjercicio => ProblemType::Unavailable,
        }
    }
}

impl Refusal for RegisterRefusal {
    fn kind(&self) -> ProblemType {
        match self {
            Self::Document(DocumentError::Version { .. }) => ProblemType::UnsupportedVersion,
            Self::Document(DocumentError::Jws(JwsError::Signature)) => {
                ProblemType::InvalidSignature
            }
            Self::Document(_) => ProblemType::MalformedEnvelope,
            Self::UnknownDevice => ProblemType::UnknownDevice,
            Self::OtherDevice => ProblemType::Forbidden,
            Self::OtherId => ProblemType::InvalidRequest,
            Self::OtherEjercicio => ProblemType::OtherEjercicio,
            Self::EjercicioClosed => ProblemType::EjercicioClosed,
            Self::IdConflict => ProblemType::IdConflict,
            Self::TooLarge { .. } => ProblemType::ImageTooLarge,
        }
    }
}

impl Refusal for FindRefusal {
    fn kind(&self) -> ProblemType {
        match self {
            Self::Unknown => ProblemType::NotFound,
            Self::UploadUnknown => ProblemType::UploadNotFound,
            Self::UploadExpired => ProblemType::UploadExpired,
        }
    }
}

impl Refusal for AppendRefusal {
    fn kind(&self) -> ProblemType {
        match self {
            Self::Offset { .. } => ProblemType::MismatchingUploadOffset,
            Self::TooLong { .. } => ProblemType::InconsistentUploadLength,
            Self::Superseded => ProblemType::UploadLocked,
        }
    }

    fn problem(&self) -> ApiProblem {
        match *self {
            Self::Offset { held, offset } => ApiProblem::offset(held, offset),
            Self::TooLong { .. } | Self::Superseded => ApiProblem::new(self.kind()).detail(self),
        }
    }
}

impl Refusal for CompleteRefusal {
    fn kind(&self) -> ProblemType {
        match self {
            Self::Find(refusal) => refusal.kind(),
            Self::EjercicioClosed => ProblemType::EjercicioClosed,
            Self::DigestMismatch => ProblemType::ImageDigestMismatch,
            Self::Image(fault) => fault.problem(),
        }
    }
}
