//! The signed contract between devices, servers and the public.
//!
//! A device photographs an acta and signs an [`Envelope`] over the image's digest; the server answers
//! with a signed [`Receipt`]. Both are compact JWS that any JOSE library verifies, and both have one
//! canonical text ([`document`]). Around them: how a device becomes known ([`EnrolmentRequest`]), how
//! it proves each request is its own ([`ClientAssertion`], [`AccessToken`], [`dpop`]), and what the
//! server says when something is wrong ([`ProblemType`]).
//!
//! Private keys are behind [`Signer`]: a tablet's never leaves its hardware. Nothing here reads a
//! clock; every check takes `now`. A text from outside is measured before it is decoded, and refused
//! with a reason. The same cases, good and bad, stand in `vectors/` for other languages.
//!
//! * [`Sha256Digest`], [`PublicKey`], [`Thumbprint`], [`jws`], [`Signer`] — the cryptography.
//! * [`document`] — the canonical form and the errors all documents share.
//! * [`Envelope`], [`SealedEnvelope`], [`Receipt`] — image and acuse.
//! * [`BolsaEnvelope`], [`SealedBolsa`], [`BolsaReceipt`] — a Bolsa PREP that arrived, and its acuse.
//! * [`DeviceReport`] — what a device tells of itself with any request.
//! * [`EnrolmentCode`], [`EnrolmentLabel`], [`EnrolmentRequest`], [`EnrolmentResponse`], [`ServerKeys`].
//! * [`ClientAssertion`], [`AccessToken`], [`dpop`], [`HttpUrl`] — who asks.
//! * [`Problem`], [`ProblemType`], [`Advice`] — what went wrong and what to do.

mod access_token;
mod bolsa;
mod client_assertion;
mod device_report;
mod digest;
pub mod document;
mod documento;
pub mod dpop;
mod enrolment;
mod enrolment_code;
mod envelope;
mod htu;
mod ids;
mod jwk;
pub mod jws;
mod problem;
mod problem_type;
mod qr_text;
mod quality;
mod receipt;
mod server_keys;
mod signer;
mod token_error;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod vectors;

pub use access_token::{AccessToken, Confirmation};
pub use bolsa::{
    BolsaCondition, BolsaEnvelope, BolsaReceipt, PaperArrival, PaperOutcome, SealedBolsa,
};
pub use client_assertion::ClientAssertion;
pub use device_report::{DeviceReport, DeviceReportError};
pub use digest::{DigestError, Sha256Digest};
pub use document::{BrokenRule, DocumentError, MAX_SAFE_INTEGER, SealError, V1};
pub use documento::{TipoDocumento, TipoDocumentoError};
pub use dpop::{DpopClaims, DpopError, DpopExpectation, VerifiedDpop, verify_dpop};
pub use enrolment::{
    Attestation, AttestationError, DeviceModel, EnrolmentRequest, EnrolmentResponse, KeyStorage,
    OpenedEnrolment, Platform,
};
pub use enrolment_code::{EnrolmentCode, EnrolmentCodeError, EnrolmentLabel};
pub use envelope::{
    ClockReading, DeviceRole, Envelope, Identified, ImageInfo, Location, MediaType, PeekedEnvelope,
    SealedEnvelope,
};
pub use htu::{HttpUrl, HttpUrlError};
pub use ids::{AppVersion, BolsaId, DeviceId, DigitalizacionId, PersonId, TokenId};
pub use jwk::{JwkError, PublicKey, Thumbprint, ThumbprintError};
pub use jws::JwsError;
pub use problem::Problem;
pub use problem_type::{Advice, ProblemType, UnknownProblemType};
pub use qr_text::{QrText, QrTextError};
pub use quality::{Quality, QualityFigures, QualityReason, QualityVerdict};
pub use receipt::{Receipt, ReceiptMismatch};
pub use server_keys::{KeyPurpose, ServerKey, ServerKeys};
pub use signer::{SignError, Signer, SoftwareSigner, raw_signature};
pub use token_error::TokenError;
