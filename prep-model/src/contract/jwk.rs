use std::fmt;
use std::str::FromStr;

use base64ct::{Base64UrlUnpadded, Encoding};
use p256::ecdsa::VerifyingKey;
use p256::pkcs8::DecodePublicKey;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use super::Sha256Digest;

/// A P-256 public key, the only kind of key in this contract. In JSON it is a JWK (RFC 7518,
/// section 6.2) with exactly `crv`, `kty`, `x`, `y` in this order; when read, other members are
/// passed over, except `d`: whoever sends a private key is told so.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

/// Why something is not a public key we accept.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum JwkError {
    /// Not a JSON object with the members of an EC key.
    #[error("la llave no es un JWK de curva elíptica: {0}")]
    Json(String),
    /// Another kind of key or curve.
    #[error("solo se aceptan llaves EC de la curva P-256")]
    Curve,
    /// The JWK carries the private part `d`.
    #[error("el JWK contiene la llave privada; debe enviarse solo la pública")]
    Private,
    /// A coordinate is not 32 bytes in unpadded base64url.
    #[error("una coordenada de la llave no es base64url de 32 bytes")]
    Coordinate,
    /// The coordinates are not a point of the curve.
    #[error("la llave no es un punto de la curva P-256")]
    Point,
}

/// The JWK in the order of RFC 7638, so that its own text is what a thumbprint is taken of.
#[derive(Serialize)]
struct CanonicalJwk {
    crv: &'static str,
    kty: &'static str,
    x: String,
    y: String,
}

#[derive(Deserialize)]
struct AnyJwk {
    crv: String,
    kty: String,
    x: String,
    y: String,
    d: Option<serde::de::IgnoredAny>,
}

impl PublicKey {
    /// Reads a JWK. RFC 7515 headers with an embedded key come here too.
    pub fn from_jwk(json: &str) -> Result<Self, JwkError> {
        let jwk: AnyJwk =
            serde_json::from_str(json).map_err(|error| JwkError::Json(error.to_string()))?;
        Self::from_parts(&jwk)
    }

    /// The JWK as text.
    pub fn to_jwk(&self) -> String {
        serde_json::to_string(self).expect("four short texts always serialise")
    }

    /// Reads an uncompressed point of 65 bytes (0x04, X, Y), as Apple's Secure Enclave exports it.
    pub fn from_sec1_bytes(bytes: &[u8]) -> Result<Self, JwkError> {
        if bytes.len() != 65 {
            return Err(JwkError::Point);
        }
        VerifyingKey::from_sec1_bytes(bytes)
            .map(Self)
            .map_err(|_| JwkError::Point)
    }

    /// Reads a DER SubjectPublicKeyInfo, as Android's Keystore exports it.
    pub fn from_spki_der(der: &[u8]) -> Result<Self, JwkError> {
        VerifyingKey::from_public_key_der(der)
            .map(Self)
            .map_err(|_| JwkError::Point)
    }

    /// The key for signature checks.
    pub fn verifying_key(&self) -> &VerifyingKey {
        &self.0
    }

    /// The RFC 7638 thumbprint: the `kid` of everything this key signs.
    pub fn thumbprint(&self) -> Thumbprint {
        Thumbprint(*Sha256Digest::of(self.to_jwk().as_bytes()).as_bytes())
    }

    fn from_parts(jwk: &AnyJwk) -> Result<Self, JwkError> {
        if jwk.d.is_some() {
            return Err(JwkError::Private);
        }
        if jwk.kty != "EC" || jwk.crv != "P-256" {
            return Err(JwkError::Curve);
        }
        let (x, y) = (decode_32(&jwk.x), decode_32(&jwk.y));
        let (Some(x), Some(y)) = (x, y) else {
            return Err(JwkError::Coordinate);
        };
        let point: Vec<u8> = [0x04].into_iter().chain(x).chain(y).collect();
        Self::from_sec1_bytes(&point)
    }
}

fn decode_32(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    let decoded = Base64UrlUnpadded::decode(text, &mut bytes).ok()?;
    (decoded.len() == 32).then_some(bytes)
}

impl From<VerifyingKey> for PublicKey {
    fn from(key: VerifyingKey) -> Self {
        Self(key)
    }
}

impl Serialize for PublicKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let point = self.0.to_sec1_point(false);
        let encode = |coordinate: Option<&[u8]>| {
            Base64UrlUnpadded::encode_string(coordinate.unwrap_or_default())
        };
        let x = encode(point.x().map(AsRef::as_ref));
        let y = encode(point.y().map(AsRef::as_ref));
        CanonicalJwk {
            crv: "P-256",
            kty: "EC",
            x,
            y,
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for PublicKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let jwk = AnyJwk::deserialize(deserializer)?;
        Self::from_parts(&jwk).map_err(serde::de::Error::custom)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.thumbprint())
    }
}

/// The RFC 7638 SHA-256 thumbprint of a key; 43 characters of base64url as text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Thumbprint([u8; 32]);

/// Why a text is not a thumbprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("la huella de una llave tiene 43 caracteres base64url")]
pub struct ThumbprintError;

impl fmt::Display for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Base64UrlUnpadded::encode_string(&self.0))
    }
}

impl fmt::Debug for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Thumbprint({self})")
    }
}

impl FromStr for Thumbprint {
    type Err = ThumbprintError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        decode_32(text).map(Self).ok_or(ThumbprintError)
    }
}

impl TryFrom<String> for Thumbprint {
    type Error = ThumbprintError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Thumbprint> for String {
    fn from(thumbprint: Thumbprint) -> Self {
        thumbprint.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// RFC 7517, appendix A.1; its thumbprint was computed with joserfc.
    const RFC_KEY: &str = r#"{"kty":"EC","crv":"P-256","use":"enc","kid":"1",
        "x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}"#;

    #[test]
    fn the_key_of_rfc_7517_has_its_thumbprint() {
        let key = PublicKey::from_jwk(RFC_KEY).unwrap();
        assert_eq!(
            key.thumbprint().to_string(),
            "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s"
        );
        assert_eq!(PublicKey::from_jwk(&key.to_jwk()).unwrap(), key);
    }

    #[test]
    fn each_wrong_key_is_refused_for_its_reason() {
        let refused = |from: &str, to: &str| PublicKey::from_jwk(&RFC_KEY.replace(from, to));
        assert_eq!(refused("P-256", "P-384"), Err(JwkError::Curve));
        assert_eq!(refused("\"EC\"", "\"OKP\""), Err(JwkError::Curve));
        assert_eq!(
            refused("\"kid\":\"1\"", "\"d\":\"AA\""),
            Err(JwkError::Private)
        );
        assert_eq!(refused("MKBC", "MKBD"), Err(JwkError::Point));
        assert_eq!(refused("MKBC", "MKB"), Err(JwkError::Coordinate));
        assert_eq!(refused("IFyM", "IFyM="), Err(JwkError::Coordinate));
        assert!(matches!(refused("\"x\"", "\"z\""), Err(JwkError::Json(_))));
        assert_eq!(PublicKey::from_sec1_bytes(&[0]), Err(JwkError::Point));
        assert_eq!(PublicKey::from_sec1_bytes(&[4; 65]), Err(JwkError::Point));
        assert_eq!(PublicKey::from_spki_der(&[0x30, 0]), Err(JwkError::Point));
    }

    #[test]
    fn the_forms_of_the_platforms_give_the_same_key() {
        use p256::pkcs8::EncodePublicKey;
        let key = PublicKey::from_jwk(RFC_KEY).unwrap();
        let point = key.verifying_key().to_sec1_point(false);
        assert_eq!(PublicKey::from_sec1_bytes(point.as_bytes()).unwrap(), key);
        let spki = key.verifying_key().to_public_key_der().unwrap();
        assert_eq!(PublicKey::from_spki_der(spki.as_bytes()).unwrap(), key);
    }

    proptest! {
        #[test]
        fn any_text_is_a_key_or_a_reason(x in ".{0,44}", y in "[A-Za-z0-9_-]{43}") {
            let json = serde_json::json!({"kty": "EC", "crv": "P-256", "x": x, "y": y}).to_string();
            prop_assert!(PublicKey::from_jwk(&json).is_err());
        }

        #[test]
        fn every_thumbprint_survives_its_text(bytes in any::<[u8; 32]>()) {
            let thumbprint = Thumbprint(bytes);
            prop_assert_eq!(thumbprint.to_string().parse::<Thumbprint>(), Ok(thumbprint));
        }
    }
}
