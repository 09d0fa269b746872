use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use thiserror::Error;

use super::PublicKey;

/// Whoever holds a private key: the hardware of a tablet, or a [`SoftwareSigner`].
pub trait Signer {
    /// The public half, whose thumbprint becomes the `kid`.
    fn public_key(&self) -> PublicKey;

    /// Signs with ES256: `signing_input` is the message, not its digest; the answer is R and S,
    /// 32 bytes each. [`raw_signature`] converts the DER that platforms give.
    fn sign(&self, signing_input: &[u8]) -> Result<[u8; 64], SignError>;
}

/// Why there is no signature.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SignError {
    /// The key store refused or failed; the text is the platform's.
    #[error("la llave del dispositivo no está disponible: {0}")]
    Unavailable(String),
    /// The signature is not a pair of numbers of P-256, or does not verify with the public key.
    #[error("la llave del dispositivo entregó una firma que no corresponde")]
    Invalid,
}

/// A key held in memory: the server's, a simulated tablet's, or a device's without hardware.
/// Signatures are deterministic (RFC 6979), so equal documents get equal bytes.
#[derive(Clone)]
pub struct SoftwareSigner(SigningKey);

impl SoftwareSigner {
    /// Takes the key that the caller made or loaded.
    pub fn new(key: SigningKey) -> Self {
        Self(key)
    }

    /// Takes the 32 bytes of the private scalar, big-endian; 0 and numbers beyond the order of the
    /// curve are refused.
    pub fn from_secret_bytes(secret: &[u8; 32]) -> Result<Self, SignError> {
        SigningKey::from_slice(secret)
            .map(Self)
            .map_err(|_| SignError::Invalid)
    }
}

impl Signer for SoftwareSigner {
    fn public_key(&self) -> PublicKey {
        PublicKey::from(*self.0.verifying_key())
    }

    fn sign(&self, signing_input: &[u8]) -> Result<[u8; 64], SignError> {
        let signature: Signature = self.0.sign(signing_input);
        Ok(signature.to_bytes().into())
    }
}

impl std::fmt::Debug for SoftwareSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SoftwareSigner({})", self.public_key().thumbprint())
    }
}

/// Converts a DER signature (Android's Keystore, Apple's Secure Enclave) to R and S.
pub fn raw_signature(der: &[u8]) -> Result<[u8; 64], SignError> {
    Signature::from_der(der)
        .map(|signature| signature.to_bytes().into())
        .map_err(|_| SignError::Invalid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Sha256Digest;

    #[test]
    fn the_signature_of_rfc_6979_a_2_5_is_reproduced() {
        let secret = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";
        let secret: Sha256Digest = secret.parse().unwrap();
        let signer = SoftwareSigner::from_secret_bytes(secret.as_bytes()).unwrap();
        let raw = signer.sign(b"sample").unwrap();
        let (r, s) = raw.split_at(32);
        let hex = |half: &[u8]| Sha256Digest::from_bytes(half.try_into().unwrap()).to_string();
        assert_eq!(
            hex(r),
            "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
        );
        assert_eq!(
            hex(s),
            "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
        );
        let der = Signature::from_slice(&raw).unwrap().to_der();
        assert_eq!(raw_signature(der.as_bytes()), Ok(raw));
    }

    #[test]
    fn secrets_out_of_range_and_broken_der_are_refused() {
        assert!(SoftwareSigner::from_secret_bytes(&[0; 32]).is_err());
        assert!(SoftwareSigner::from_secret_bytes(&[0xff; 32]).is_err());
        assert_eq!(raw_signature(&[0x30, 0x02, 0x01]), Err(SignError::Invalid));
    }

    #[test]
    fn debug_output_shows_no_secret() {
        let signer = SoftwareSigner::from_secret_bytes(&[7; 32]).unwrap();
        assert!(!format!("{signer:?}").contains("0707"));
    }
}
