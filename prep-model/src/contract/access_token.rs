use serde::{Deserialize, Serialize};

use super::jws::{self, CompactJws, KeySource};
use super::token_error::{TokenError, check_times};
use super::{DeviceId, PublicKey, SignError, Signer, Thumbprint};
use crate::claves::EjercicioId;
use crate::time::Timestamp;

/// The short token a device shows with each request, good only together with a DPoP proof by the
/// key of [`AccessToken::cnf`]. Any server process can check it without asking the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessToken {
    /// The server that issued it, by its public URL.
    pub iss: String,
    /// The device.
    pub sub: DeviceId,
    /// The key it is bound to (RFC 9449, section 6).
    pub cnf: Confirmation,
    /// When it was issued, in seconds since 1970.
    pub iat: i64,
    /// When it ends, at most [`AccessToken::MAX_LIFETIME`] seconds later.
    pub exp: i64,
    /// The one ejercicio it is good for: a drill's token opens nothing on the day.
    pub ejercicio: EjercicioId,
}

/// The key a token is bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// Its thumbprint.
    pub jkt: Thumbprint,
}

impl AccessToken {
    /// The `typ` of its header.
    pub const TYP: &str = "at+jwt";
    /// Most characters of its compact JWS.
    pub const MAX_LEN: usize = 2 * 1024;
    /// Longest time between `iat` and `exp`, in seconds: one hour.
    pub const MAX_LIFETIME: u64 = 3600;

    /// Issues the token with the server's key.
    pub fn sign(&self, signer: &(impl Signer + ?Sized)) -> Result<String, SignError> {
        let payload =
            serde_json::to_vec(self).expect("a record of texts and numbers always serialises");
        jws::sign(signer, Self::TYP, KeySource::Kid, &payload)
    }

    /// Checks a token issued by `issuer` with `key`, at `now` give or take `skew` seconds. The DPoP
    /// proof must then be by the key of [`AccessToken::cnf`].
    pub fn verify(
        text: &str,
        key: &PublicKey,
        issuer: &str,
        now: Timestamp,
        skew: i64,
    ) -> Result<Self, TokenError> {
        let jws = CompactJws::parse(text, Self::TYP, KeySource::Kid, Self::MAX_LEN)?;
        jws.verify(key)?;
        let token: Self = serde_json::from_slice(jws.payload())
            .map_err(|error| TokenError::Malformed(error.to_string()))?;
        if token.iss != issuer {
            return Err(TokenError::Issuer);
        }
        check_times((token.iat, token.exp), now, skew, Self::MAX_LIFETIME)?;
        Ok(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::samples::{device_id, moment, signer};

    const ISS: &str = "https://prep.example.mx";

    fn token() -> AccessToken {
        let iat = moment(0).unix_seconds();
        AccessToken {
            iss: ISS.to_owned(),
            sub: device_id(1),
            cnf: Confirmation {
                jkt: signer("device").public_key().thumbprint(),
            },
            iat,
            exp: iat + 600,
            ejercicio: "oficial".parse().unwrap(),
        }
    }

    fn outcome(text: &str) -> &'static str {
        let key = signer("server").public_key();
        match AccessToken::verify(text, &key, ISS, moment(10), 5) {
            Ok(_) => "ok",
            Err(error) => error.code(),
        }
    }

    #[test]
    fn a_token_survives() {
        let text = token().sign(&signer("server")).unwrap();
        let key = signer("server").public_key();
        assert_eq!(
            AccessToken::verify(&text, &key, ISS, moment(10), 5),
            Ok(token())
        );
    }

    #[test]
    fn each_claim_is_checked() {
        let signed = |token: AccessToken| token.sign(&signer("server")).unwrap();
        let iat = token().iat;
        assert_eq!(
            outcome(&signed(AccessToken {
                iss: "x".to_owned(),
                ..token()
            })),
            "issuer"
        );
        assert_eq!(
            outcome(&signed(AccessToken {
                exp: iat + 5,
                ..token()
            })),
            "expired"
        );
        assert_eq!(
            outcome(&signed(AccessToken {
                exp: iat + 3601,
                ..token()
            })),
            "lifetime"
        );
        assert_eq!(
            outcome(&signed(AccessToken {
                iat: iat + 16,
                ..token()
            })),
            "not_yet"
        );
        assert_eq!(outcome(&token().sign(&signer("device")).unwrap()), "key");
    }

    #[test]
    fn another_document_of_the_server_is_no_token() {
        let payload = serde_json::to_vec(&token()).unwrap();
        let text = jws::sign(&signer("server"), "JWT", KeySource::Kid, &payload).unwrap();
        assert_eq!(outcome(&text), "type");
    }
}
