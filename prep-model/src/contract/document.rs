//! What every document of version 1 has in common: one canonical form, strict reading.
//!
//! The canonical form is the compact JSON of a fixed list of members in a fixed order: no white
//! space, no absent members (`null` stands for none), integers only, text in UTF-8 with only the
//! escapes JSON requires. A payload that would not be written with the very same bytes is refused,
//! so a document has one text, and no two readers can understand it differently.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::jws::{self, CompactJws, Header, JwsError, KeySource};
use super::{KeyPurpose, PublicKey, ServerKeys, SignError, Signer};

/// Largest integer that every JSON reader keeps exactly, 2^53 - 1.
pub const MAX_SAFE_INTEGER: u64 = 9_007_199_254_740_991;

/// The member `v` of every document: the number 1. Reading another number is
/// [`DocumentError::Version`], before anything else in the payload is looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct V1;

impl TryFrom<u64> for V1 {
    type Error = String;
    fn try_from(found: u64) -> Result<Self, Self::Error> {
        if found == 1 {
            Ok(Self)
        } else {
            Err(format!("la versión {found} no se conoce"))
        }
    }
}

impl From<V1> for u64 {
    fn from(_: V1) -> Self {
        1
    }
}

/// A rule that a well-formed document breaks. The text is for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{text}")]
pub struct BrokenRule {
    /// A stable word for logs, metrics and test vectors.
    pub code: &'static str,
    /// What is wrong, in Spanish.
    pub text: &'static str,
}

/// Why a signed document is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DocumentError {
    /// The signature or its wrapping.
    #[error(transparent)]
    Jws(#[from] JwsError),
    /// A version this program does not know; a newer program wrote it.
    #[error("el documento es de la versión {found} y este programa solo conoce la 1; actualícelo")]
    Version {
        /// The version it says it has.
        found: u64,
    },
    /// Not JSON, or members unknown, missing, repeated or malformed.
    #[error("el contenido del documento no es válido: {0}")]
    Malformed(String),
    /// Valid, but not written in the one canonical form.
    #[error("el contenido del documento no está en su forma canónica")]
    NotCanonical,
    /// A limit or a rule between members.
    #[error(transparent)]
    Rule(#[from] BrokenRule),
}

impl DocumentError {
    /// A stable word for logs, metrics and test vectors.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Jws(error) => error.code(),
            Self::Version { .. } => "version",
            Self::Malformed(_) => "malformed",
            Self::NotCanonical => "not_canonical",
            Self::Rule(rule) => rule.code,
        }
    }
}

/// Why a document could not be signed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SealError {
    /// It breaks a rule or does not fit; nothing was signed.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The key failed.
    #[error(transparent)]
    Sign(#[from] SignError),
}

/// A document of version 1.
pub(super) trait Document: Serialize + DeserializeOwned {
    /// The `typ` of its header.
    const TYP: &'static str;
    /// Most characters of its compact JWS.
    const MAX_LEN: usize;
    /// How its header names the key.
    const KEY: KeySource;

    /// The limits and the rules between members.
    fn check(&self) -> Result<(), BrokenRule>;
}

#[derive(Deserialize)]
struct VersionOnly {
    v: u64,
}

/// The canonical bytes of a document that keeps its rules.
pub(super) fn to_canonical<T: Document>(document: &T) -> Result<Vec<u8>, DocumentError> {
    document.check()?;
    serde_json::to_vec(document).map_err(|error| DocumentError::Malformed(error.to_string()))
}

/// Tells a document of another version from a malformed one.
pub(super) fn check_version(json: &[u8]) -> Result<(), DocumentError> {
    match serde_json::from_slice(json) {
        Ok(VersionOnly { v: 1 }) => Ok(()),
        Ok(VersionOnly { v }) => Err(DocumentError::Version { found: v }),
        Err(error) => Err(DocumentError::Malformed(error.to_string())),
    }
}

/// Reads canonical bytes, and only those.
pub(super) fn from_canonical<T: Document>(payload: &[u8]) -> Result<T, DocumentError> {
    let malformed = |error: serde_json::Error| DocumentError::Malformed(error.to_string());
    check_version(payload)?;
    let document: T = serde_json::from_slice(payload).map_err(malformed)?;
    if serde_json::to_vec(&document).map_err(malformed)? != payload {
        return Err(DocumentError::NotCanonical);
    }
    document.check()?;
    Ok(document)
}

/// What `key` has to sign so that `document` can be assembled with the signature.
pub(super) fn signing_input<T: Document>(
    document: &T,
    key: &PublicKey,
) -> Result<String, DocumentError> {
    let header = match T::KEY {
        KeySource::Kid => Header::with_kid(T::TYP, key),
        KeySource::Jwk => Header::with_jwk(T::TYP, key),
    };
    let input = jws::signing_input(&header, &to_canonical(document)?);
    let found = input.len() + ".".len() + jws::SIGNATURE_LEN;
    if found > T::MAX_LEN {
        return Err(JwsError::TooLong {
            found,
            max: T::MAX_LEN,
        }
        .into());
    }
    Ok(input)
}

/// Signs a document that keeps its rules.
pub(super) fn seal<T: Document>(
    document: &T,
    signer: &(impl Signer + ?Sized),
) -> Result<String, SealError> {
    let input = signing_input(document, &signer.public_key())?;
    let signature = signer.sign(input.as_bytes())?;
    Ok(jws::assemble(&input, &signature))
}

/// Takes the wrapping apart, for a look before the key is known.
pub(super) fn parse<T: Document>(text: &str) -> Result<CompactJws<'_>, DocumentError> {
    Ok(CompactJws::parse(text, T::TYP, T::KEY, T::MAX_LEN)?)
}

/// Verifies and reads a document: first the signature, then the version, the form, the rules.
pub(super) fn open<T: Document>(text: &str, key: &PublicKey) -> Result<T, DocumentError> {
    let jws = parse::<T>(text)?;
    jws.verify(key)?;
    from_canonical(jws.payload())
}
/// The same, signed with any of the pinned keys that may sign for `purpose`.
pub(super) fn open_pinned<T: Document>(
    text: &str,
    keys: &ServerKeys,
    purpose: KeyPurpose,
) -> Result<T, DocumentError> {
    let jws = parse::<T>(text)?;
    let kid = jws.thumbprint().ok_or(JwsError::Key)?;
    let key = keys.find(purpose, kid).ok_or(JwsError::Key)?;
    open(text, key)
}
