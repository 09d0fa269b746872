//! Compact JWS (RFC 7515) with ES256 and nothing else.
//!
//! One algorithm, one serialisation, exact types: what a reader must decide is only whether the
//! signature is the named key's. Nothing is decoded before its size is known to be small.

use base64ct::{Base64UrlUnpadded, Encoding};
use p256::ecdsa::Signature;
use p256::ecdsa::signature::Verifier;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{PublicKey, SignError, Signer, Thumbprint};

/// Longest protected header, in base64url characters: an embedded key takes about 250.
const MAX_HEADER: usize = 1024;
/// A signature of 64 bytes in base64url.
pub(super) const SIGNATURE_LEN: usize = 86;

/// How the header says who signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeySource {
    /// By thumbprint; the verifier already knows the key.
    Kid,
    /// By the key itself, for proofs of possession (DPoP, enrolment).
    Jwk,
}

/// The protected header. A member that is not listed here, `crit` among them, is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    alg: Alg,
    typ: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kid: Option<Thumbprint>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    jwk: Option<PublicKey>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Alg {
    #[serde(rename = "ES256")]
    Es256,
}

/// Read first, so that another algorithm is told apart from a malformed header.
#[derive(Deserialize)]
struct AlgOnly {
    alg: String,
}

/// Why a text is not a JWS we accept.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum JwsError {
    /// More characters than this kind of document may have.
    #[error("el documento firmado mide {found} caracteres y el máximo es {max}")]
    TooLong {
        /// Its length.
        found: usize,
        /// The limit.
        max: usize,
    },
    /// Not three parts separated by dots.
    #[error("el documento firmado no es un JWS compacto de tres partes")]
    Form,
    /// A part is not canonical base64url without padding.
    #[error("una parte del documento firmado no es base64url canónico")]
    Base64,
    /// The header is not what we read: members unknown, repeated, missing or malformed.
    #[error("el encabezado del documento firmado no es válido: {0}")]
    Header(String),
    /// Another algorithm than ES256, `none` included.
    #[error("el algoritmo «{0}» no se acepta: solo ES256")]
    Algorithm(String),
    /// Another kind of document.
    #[error("se esperaba un documento «{expected}»")]
    Type {
        /// The `typ` that was wanted.
        expected: &'static str,
    },
    /// The header does not name its key in the way this kind of document must, or names another.
    #[error("el documento firmado no señala la llave con que se verifica")]
    Key,
    /// The signature is not that key's over these bytes.
    #[error("la firma no corresponde al contenido")]
    Signature,
}

impl JwsError {
    /// A stable word for logs, metrics and test vectors.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "too_long",
            Self::Form => "form",
            Self::Base64 => "base64",
            Self::Header(_) => "header",
            Self::Algorithm(_) => "algorithm",
            Self::Type { .. } => "type",
            Self::Key => "key",
            Self::Signature => "signature",
        }
    }
}

impl Header {
    /// A header whose `kid` is the thumbprint of `key`.
    pub fn with_kid(typ: &str, key: &PublicKey) -> Self {
        Self {
            alg: Alg::Es256,
            typ: typ.to_owned(),
            kid: Some(key.thumbprint()),
            jwk: None,
        }
    }

    /// A header that carries `key` itself.
    pub fn with_jwk(typ: &str, key: &PublicKey) -> Self {
        Self {
            alg: Alg::Es256,
            typ: typ.to_owned(),
            kid: None,
            jwk: Some(*key),
        }
    }

    fn of(typ: &str, source: KeySource, key: &PublicKey) -> Self {
        match source {
            KeySource::Kid => Self::with_kid(typ, key),
            KeySource::Jwk => Self::with_jwk(typ, key),
        }
    }
}

/// The text a signature covers: header and payload in base64url, joined by a dot.
pub fn signing_input(header: &Header, payload: &[u8]) -> String {
    let header = serde_json::to_vec(header).expect("a header of short texts always serialises");
    let header = Base64UrlUnpadded::encode_string(&header);
    format!("{header}.{}", Base64UrlUnpadded::encode_string(payload))
}

/// The compact JWS of a signing input and the signature over it (R and S).
pub fn assemble(signing_input: &str, signature: &[u8; 64]) -> String {
    format!(
        "{signing_input}.{}",
        Base64UrlUnpadded::encode_string(signature)
    )
}

/// Signs `payload` exactly as given.
pub fn sign(
    signer: &(impl Signer + ?Sized),
    typ: &str,
    source: KeySource,
    payload: &[u8],
) -> Result<String, SignError> {
    let input = signing_input(&Header::of(typ, source, &signer.public_key()), payload);
    let signature = signer.sign(input.as_bytes())?;
    Ok(assemble(&input, &signature))
}

/// A JWS that has been taken apart but proves nothing until [`CompactJws::verify`].
#[derive(Debug, Clone)]
pub struct CompactJws<'a> {
    header: Header,
    payload: Vec<u8>,
    signing_input: &'a str,
    signature: Signature,
}

impl<'a> CompactJws<'a> {
    /// Takes `text` apart if it has at most `max_len` characters, the `typ` wanted and its key
    /// named as `source` says.
    pub fn parse(
        text: &'a str,
        typ: &'static str,
        source: KeySource,
        max_len: usize,
    ) -> Result<Self, JwsError> {
        if text.len() > max_len {
            return Err(JwsError::TooLong {
                found: text.len(),
                max: max_len,
            });
        }
        let (signing_input, signature) = text.rsplit_once('.').ok_or(JwsError::Form)?;
        let (header, payload) = signing_input.split_once('.').ok_or(JwsError::Form)?;
        if payload.contains('.') || header.is_empty() || payload.is_empty() {
            return Err(JwsError::Form);
        }
        let header = parse_header(header)?;
        if header.typ != typ {
            return Err(JwsError::Type { expected: typ });
        }
        let named = match source {
            KeySource::Kid => header.kid.is_some() && header.jwk.is_none(),
            KeySource::Jwk => header.jwk.is_some() && header.kid.is_none(),
        };
        if !named {
            return Err(JwsError::Key);
        }
        if signature.len() != SIGNATURE_LEN {
            return Err(JwsError::Signature);
        }
        let signature = Signature::from_slice(&decode(signature)?);
        let signature = signature.map_err(|_| JwsError::Signature)?;
        Ok(Self {
            header,
            payload: decode(payload)?,
            signing_input,
            signature,
        })
    }

    /// The payload's exact bytes, unverified.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The thumbprint of the key said to have signed: the `kid`, or the embedded key's own.
    pub fn thumbprint(&self) -> Option<Thumbprint> {
        self.header
            .kid
            .or_else(|| self.header.jwk.map(|key| key.thumbprint()))
    }

    /// Checks that `key` is the one named and that it signed.
    pub fn verify(&self, key: &PublicKey) -> Result<(), JwsError> {
        if self.thumbprint() != Some(key.thumbprint()) {
            return Err(JwsError::Key);
        }
        key.verifying_key()
            .verify(self.signing_input.as_bytes(), &self.signature)
            .map_err(|_| JwsError::Signature)
    }

    /// Checks the signature with the embedded key and returns that key: proof that the sender holds
    /// it, and of nothing else.
    pub fn verify_embedded(&self) -> Result<PublicKey, JwsError> {
        let key = self.header.jwk.ok_or(JwsError::Key)?;
        self.verify(&key)?;
        Ok(key)
    }
}

fn parse_header(part: &str) -> Result<Header, JwsError> {
    if part.len() > MAX_HEADER {
        return Err(JwsError::TooLong {
            found: part.len(),
            max: MAX_HEADER,
        });
    }
    let json = decode(part)?;
    let malformed = |error: serde_json::Error| JwsError::Header(error.to_string());
    let AlgOnly { alg } = serde_json::from_slice(&json).map_err(malformed)?;
    if alg != "ES256" {
        return Err(JwsError::Algorithm(alg.chars().take(20).collect()));
    }
    serde_json::from_slice(&json).map_err(malformed)
}

fn decode(part: &str) -> Result<Vec<u8>, JwsError> {
    Base64UrlUnpadded::decode_vec(part).map_err(|_| JwsError::Base64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::contract::SoftwareSigner;

    const TYP: &str = "prueba+jws";

    fn signer() -> SoftwareSigner {
        SoftwareSigner::from_secret_bytes(&[3; 32]).unwrap()
    }

    fn open(text: &str, max_len: usize) -> Result<Vec<u8>, JwsError> {
        let jws = CompactJws::parse(text, TYP, KeySource::Kid, max_len)?;
        jws.verify(&signer().public_key())?;
        Ok(jws.payload().to_vec())
    }

    fn with_header(header: &str) -> String {
        let input = format!(
            "{}.e30",
            Base64UrlUnpadded::encode_string(header.as_bytes())
        );
        assemble(&input, &signer().sign(input.as_bytes()).unwrap())
    }

    #[test]
    fn each_bad_header_is_refused_although_well_signed() {
        let kid = signer().public_key().thumbprint();
        let code = |header: &str| open(&with_header(header), 4096).unwrap_err().code();
        let good = format!(r#"{{"alg":"ES256","typ":"{TYP}","kid":"{kid}"}}"#);
        assert_eq!(open(&with_header(&good), 4096).unwrap(), b"{}");
        assert_eq!(code(&good.replace("ES256", "none")), "algorithm");
        assert_eq!(code(&good.replace("ES256", "HS256")), "algorithm");
        assert_eq!(code(&good.replace(TYP, "JWT")), "type");
        assert_eq!(
            code(&good.replace('}', r#","crit":["b64"],"b64":false}"#)),
            "header"
        );
        assert_eq!(code(&good.replace('}', r#","alg":"ES256"}"#)), "header");
        assert_eq!(code(&good.replace("kid", "x5u")), "header");
        assert_eq!(code(&format!(r#"{{"alg":"ES256","typ":"{TYP}"}}"#)), "key");
        let jwk = signer().public_key().to_jwk();
        assert_eq!(
            code(&good.replace('}', &format!(r#","jwk":{jwk}}}"#))),
            "key"
        );
        let other = SoftwareSigner::from_secret_bytes(&[4; 32])
            .unwrap()
            .public_key()
            .thumbprint();
        assert_eq!(
            code(&good.replace(&kid.to_string(), &other.to_string())),
            "key"
        );
        assert_eq!(code("[]"), "header");
        assert_eq!(code(&" ".repeat(800)), "too_long");
    }

    #[test]
    fn forms_that_are_not_compact_are_refused() {
        let good = sign(&signer(), TYP, KeySource::Kid, b"{}").unwrap();
        let code = |text: &str| open(text, 4096).unwrap_err().code();
        assert_eq!(open(&good, good.len() - 1).unwrap_err().code(), "too_long");
        for text in [
            "",
            "a",
            "a.b",
            "..",
            &good.replacen('.', "..", 1),
            &format!("{good}."),
        ] {
            assert_eq!(code(text), "form", "{text}");
        }
        assert_eq!(code(&format!("{good}=")), "signature");
        assert_eq!(code(&good.replacen("e30", "e31", 1)), "base64");
    }

    #[test]
    fn an_embedded_key_proves_only_itself() {
        let text = sign(&signer(), TYP, KeySource::Jwk, b"{}").unwrap();
        let jws = CompactJws::parse(&text, TYP, KeySource::Jwk, 4096).unwrap();
        assert_eq!(jws.verify_embedded().unwrap(), signer().public_key());
        assert_eq!(
            CompactJws::parse(&text, TYP, KeySource::Kid, 4096).unwrap_err(),
            JwsError::Key
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_payload_survives_and_any_changed_byte_is_refused(
            payload in proptest::collection::vec(any::<u8>(), 1..80),
            at in any::<prop::sample::Index>(),
            to in any::<u8>(),
        ) {
            let text = sign(&signer(), TYP, KeySource::Kid, &payload).unwrap();
            prop_assert_eq!(open(&text, 4096).unwrap(), payload);
            let mut bytes = text.clone().into_bytes();
            let at = at.index(bytes.len());
            bytes[at] = to;
            if let Ok(changed) = String::from_utf8(bytes) && changed != text {
                prop_assert!(open(&changed, 4096).is_err());
            }
        }

        #[test]
        fn any_text_is_refused_without_panic(text in "\\PC{0,200}", dots in "[A-Za-z0-9_.-]{0,300}") {
            prop_assert!(open(&text, 4096).is_err());
            prop_assert!(open(&dots, 4096).is_err());
        }
    }
}
