use serde::{Deserialize, Serialize};

use super::jws::{self, CompactJws, Header, JwsError, KeySource};
use super::token_error::{TokenError, check_times};
use super::{DeviceId, PublicKey, SignError, Signer, Thumbprint, TokenId};
use crate::time::Timestamp;

/// How a device asks for a token: it signs who it is (`private_key_jwt`, RFC 7523). `iss` and `sub`
/// are both the device, so the claims say it once here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientAssertion {
    /// The device.
    pub device: DeviceId,
    /// The token endpoint it is meant for, as the server announces it.
    pub aud: String,
    /// Unique to this assertion.
    pub jti: TokenId,
    /// When it was made, in seconds since 1970.
    pub iat: i64,
    /// When it ends, at most [`ClientAssertion::MAX_LIFETIME`] seconds later.
    pub exp: i64,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: DeviceId,
    sub: DeviceId,
    aud: Audience,
    jti: TokenId,
    iat: i64,
    exp: i64,
}

/// RFC 7519 lets `aud` be one text or several; we write one and read a list of one too.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    List([String; 1]),
}

impl ClientAssertion {
    /// The `typ` of its header.
    pub const TYP: &str = "client-authentication+jwt";
    /// Most characters of its compact JWS.
    pub const MAX_LEN: usize = 2 * 1024;
    /// Longest time between `iat` and `exp`, in seconds.
    pub const MAX_LIFETIME: u64 = 300;

    /// What the device's key has to sign; join the signature with [`jws::assemble`].
    pub fn signing_input(&self, key: &PublicKey) -> String {
        jws::signing_input(&Header::with_kid(Self::TYP, key), &self.payload())
    }

    /// Makes the assertion.
    pub fn sign(&self, signer: &(impl Signer + ?Sized)) -> Result<String, SignError> {
        jws::sign(signer, Self::TYP, KeySource::Kid, &self.payload())
    }

    /// The key and the device an assertion names, to find the device; nothing is verified.
    pub fn peek(text: &str) -> Result<(Thumbprint, DeviceId), TokenError> {
        let jws = Self::parse(text)?;
        let kid = jws.thumbprint().ok_or(JwsError::Key)?;
        Ok((kid, read(&jws)?.sub))
    }

    /// Checks an assertion made with `key`, for `audience`, at `now` give or take `skew` seconds.
    /// That the key is the device's, and the `jti` new, is the server's to find out.
    pub fn verify(
        text: &str,
        key: &PublicKey,
        audience: &str,
        now: Timestamp,
        skew: i64,
    ) -> Result<Self, TokenError> {
        let jws = Self::parse(text)?;
        jws.verify(key)?;
        let Claims {
            iss,
            sub,
            aud,
            jti,
            iat,
            exp,
        } = read(&jws)?;
        if iss != sub {
            return Err(TokenError::Issuer);
        }
        let (Audience::One(aud) | Audience::List([aud])) = aud;
        if aud != audience {
            return Err(TokenError::Audience);
        }
        check_times((iat, exp), now, skew, Self::MAX_LIFETIME)?;
        Ok(Self {
            device: sub,
            aud,
            jti,
            iat,
            exp,
        })
    }

    fn parse(text: &str) -> Result<CompactJws<'_>, JwsError> {
        CompactJws::parse(text, Self::TYP, KeySource::Kid, Self::MAX_LEN)
    }

    fn payload(&self) -> Vec<u8> {
        let Self {
            device,
            aud,
            jti,
            iat,
            exp,
        } = self.clone();
        let claims = Claims {
            iss: device,
            sub: device,
            aud: Audience::One(aud),
            jti,
            iat,
            exp,
        };
        serde_json::to_vec(&claims).expect("a record of texts and numbers always serialises")
    }
}

fn read(jws: &CompactJws<'_>) -> Result<Claims, TokenError> {
    serde_json::from_slice(jws.payload()).map_err(|error| TokenError::Malformed(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::samples::{device_id, moment, signer};

    const AUD: &str = "https://prep.example.mx/v1/token";

    fn assertion() -> ClientAssertion {
        let iat = moment(0).unix_seconds();
        let jti = TokenId::new("AAECAwQFBgcICQoLDA0ODw").unwrap();
        ClientAssertion {
            device: device_id(1),
            aud: AUD.to_owned(),
            jti,
            iat,
            exp: iat + 300,
        }
    }

    fn outcome(text: &str) -> &'static str {
        let key = signer("device").public_key();
        match ClientAssertion::verify(text, &key, AUD, moment(10), 30) {
            Ok(_) => "ok",
            Err(error) => error.code(),
        }
    }

    fn signed(assertion: &ClientAssertion) -> String {
        assertion.sign(&signer("device")).unwrap()
    }

    #[test]
    fn an_assertion_survives_and_says_whose_it_is() {
        let text = signed(&assertion());
        let key = signer("device").public_key();
        assert_eq!(
            ClientAssertion::peek(&text),
            Ok((key.thumbprint(), device_id(1)))
        );
        let read = ClientAssertion::verify(&text, &key, AUD, moment(10), 30);
        assert_eq!(read, Ok(assertion()));
        let input = assertion().signing_input(&key);
        let signature = signer("device").sign(input.as_bytes()).unwrap();
        assert_eq!(jws::assemble(&input, &signature), text);
    }

    #[test]
    fn each_claim_is_checked() {
        let iat = assertion().iat;
        let times = |iat, exp| {
            outcome(&signed(&ClientAssertion {
                iat,
                exp,
                ..assertion()
            }))
        };
        assert_eq!(times(iat, iat + 301), "lifetime");
        assert_eq!(times(iat, iat), "lifetime");
        assert_eq!(times(i64::MIN, i64::MAX), "lifetime");
        assert_eq!(times(iat - 300, iat - 20), "expired");
        assert_eq!(times(iat - 300, iat - 19), "ok");
        assert_eq!(times(iat + 41, iat + 60), "not_yet");
        assert_eq!(times(iat + 40, iat + 60), "ok");
        let aud = "https://other.example.mx/v1/token".to_owned();
        assert_eq!(
            outcome(&signed(&ClientAssertion { aud, ..assertion() })),
            "audience"
        );
        assert_eq!(outcome(&assertion().sign(&signer("other")).unwrap()), "key");
    }

    #[test]
    fn a_list_of_one_audience_is_read_and_another_subject_is_not() {
        let payload = String::from_utf8(assertion().payload()).unwrap();
        let outcome_of = |payload: &str| {
            let device = signer("device");
            let typ = ClientAssertion::TYP;
            outcome(&jws::sign(&device, typ, KeySource::Kid, payload.as_bytes()).unwrap())
        };
        let quoted = format!("\"{AUD}\"");
        assert_eq!(
            outcome_of(&payload.replace(&quoted, &format!("[{quoted}]"))),
            "ok"
        );
        assert_eq!(
            outcome_of(&payload.replace(&quoted, &format!("[{quoted},\"x\"]"))),
            "malformed"
        );
        let (mine, other) = (device_id(1).to_string(), device_id(2).to_string());
        assert_eq!(outcome_of(&payload.replacen(&mine, &other, 1)), "issuer");
        assert_eq!(outcome_of("{}"), "malformed");
    }
}
