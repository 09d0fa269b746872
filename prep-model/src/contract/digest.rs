use std::fmt;
use std::str::FromStr;

use base64ct::{Base64, Encoding};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// A SHA-256 digest. As text and in JSON it is 64 lower-case hex digits, the form published as
/// CODIGO_INTEGRIDAD; HTTP headers carry it in base64.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sha256Digest([u8; 32]);

/// Why a text is not a SHA-256 digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DigestError {
    /// Not 64 hex digits.
    #[error("un código SHA-256 tiene 64 dígitos hexadecimales")]
    Hex,
    /// Not the base64 of 32 bytes, with padding.
    #[error("el SHA-256 no viene en base64 con relleno, de 44 caracteres")]
    Base64,
    /// A `Content-Digest` or `Repr-Digest` that is not a list of `algorithm=:base64:`, or that
    /// names SHA-256 twice.
    #[error("el encabezado de código de integridad no tiene la forma sha-256=:base64:")]
    Header,
    /// An `Upload-Checksum` of another algorithm than `sha256`.
    #[error("Upload-Checksum debe ser «sha256» seguido de su base64")]
    Algorithm,
}

impl Sha256Digest {
    /// The `prev` of a device's first envelope: 64 zeros.
    pub const ZERO: Self = Self([0; 32]);

    /// The digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Takes a digest that was computed elsewhere, in a stream for example.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The padded base64 of the 32 bytes, 44 characters.
    pub fn to_base64(&self) -> String {
        Base64::encode_string(&self.0)
    }

    /// Reads the padded base64 of 32 bytes.
    pub fn from_base64(text: &str) -> Result<Self, DigestError> {
        let mut bytes = [0; 32];
        match Base64::decode(text, &mut bytes) {
            Ok(decoded) if decoded.len() == 32 => Ok(Self(bytes)),
            _ => Err(DigestError::Base64),
        }
    }

    /// The value of a `Content-Digest` or `Repr-Digest` header (RFC 9530).
    pub fn to_digest_header(&self) -> String {
        format!("sha-256=:{}:", self.to_base64())
    }

    /// Finds SHA-256 in a `Content-Digest` or `Repr-Digest` value; `None` if it names only others.
    pub fn from_digest_header(value: &str) -> Result<Option<Self>, DigestError> {
        let mut found = None;
        for member in value.split(',') {
            let (algorithm, digest) = member.trim().split_once('=').ok_or(DigestError::Header)?;
            let digest = digest
                .strip_prefix(':')
                .and_then(|rest| rest.strip_suffix(':'));
            let digest = digest.ok_or(DigestError::Header)?;
            if algorithm == "sha-256" && found.replace(Self::from_base64(digest)?).is_some() {
                return Err(DigestError::Header);
            }
        }
        Ok(found)
    }

    /// The value of the `Upload-Checksum` header of tus 1.0.0.
    pub fn to_upload_checksum(&self) -> String {
        format!("sha256 {}", self.to_base64())
    }

    /// Reads the `Upload-Checksum` header of tus 1.0.0.
    pub fn from_upload_checksum(value: &str) -> Result<Self, DigestError> {
        let digest = value
            .trim()
            .strip_prefix("sha256 ")
            .ok_or(DigestError::Algorithm)?;
        Self::from_base64(digest.trim_start())
    }
}

impl fmt::Display for Sha256Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Sha256Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sha256Digest({self})")
    }
}

impl FromStr for Sha256Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(DigestError::Hex);
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = pair
                .iter()
                .try_fold(0, |value, &digit| Ok(value << 4 | nibble(digit)?))?;
        }
        Ok(Self(bytes))
    }
}

fn nibble(digit: u8) -> Result<u8, DigestError> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        b'A'..=b'F' => Ok(digit - b'A' + 10),
        _ => Err(DigestError::Hex),
    }
}

impl TryFrom<String> for Sha256Digest {
    type Error = DigestError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Sha256Digest> for String {
    fn from(digest: Sha256Digest) -> Self {
        digest.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn the_digest_of_abc_is_the_one_of_fips_180() {
        let digest = Sha256Digest::of(b"abc");
        assert_eq!(digest.to_string(), ABC);
        assert_eq!(ABC.to_uppercase().parse::<Sha256Digest>().unwrap(), digest);
        assert_eq!(
            digest.to_base64(),
            "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="
        );
        assert_eq!(
            serde_json::to_string(&digest).unwrap(),
            format!("\"{ABC}\"")
        );
    }

    #[test]
    fn digest_headers_are_read_among_other_algorithms() {
        let digest = Sha256Digest::of(b"abc");
        let header = format!("sha-512=:AAAA:, {}", digest.to_digest_header());
        assert_eq!(Sha256Digest::from_digest_header(&header), Ok(Some(digest)));
        assert_eq!(Sha256Digest::from_digest_header("sha-512=:AAAA:"), Ok(None));
        let twice = format!("{0}, {0}", digest.to_digest_header());
        for bad in ["", "sha-256", "sha-256=AAAA", &twice] {
            assert_eq!(
                Sha256Digest::from_digest_header(bad),
                Err(DigestError::Header),
                "{bad}"
            );
        }
        assert_eq!(
            Sha256Digest::from_digest_header("sha-256=:AAAA:"),
            Err(DigestError::Base64)
        );
    }

    #[test]
    fn upload_checksum_takes_only_sha256() {
        let digest = Sha256Digest::of(b"abc");
        assert_eq!(
            Sha256Digest::from_upload_checksum(&digest.to_upload_checksum()),
            Ok(digest)
        );
        assert_eq!(
            Sha256Digest::from_upload_checksum("sha1 Lve95gjOVATpfV8EL5X4nxwjKHE="),
            Err(DigestError::Algorithm)
        );
        assert_eq!(
            Sha256Digest::from_upload_checksum("sha256 AAAA"),
            Err(DigestError::Base64)
        );
    }

    proptest! {
        #[test]
        fn every_digest_survives_its_texts(bytes in any::<[u8; 32]>()) {
            let digest = Sha256Digest::from_bytes(bytes);
            prop_assert_eq!(digest.to_string().parse::<Sha256Digest>(), Ok(digest));
            prop_assert_eq!(
                Sha256Digest::from_digest_header(&digest.to_digest_header()), Ok(Some(digest))
            );
            prop_assert_eq!(
                Sha256Digest::from_upload_checksum(&digest.to_upload_checksum()), Ok(digest)
            );
        }

        #[test]
        fn any_text_is_a_digest_or_a_reason(text in ".{0,70}") {
            let _ = text.parse::<Sha256Digest>();
            let _ = Sha256Digest::from_digest_header(&text);
            let _ = Sha256Digest::from_upload_checksum(&text);
        }
    }
}
