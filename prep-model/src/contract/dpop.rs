//! DPoP proofs of possession (RFC 9449): a fresh signature of the device over the request's method
//! and URL, with the key in the header.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::jws::{self, CompactJws, Header, JwsError, KeySource};
use super::{HttpUrl, PublicKey, Sha256Digest, SignError, Signer, Thumbprint, TokenId};
use crate::time::Timestamp;

/// The `typ` of a proof's header.
pub const DPOP_TYP: &str = "dpop+jwt";
/// Most characters of a proof.
pub const DPOP_MAX_LEN: usize = 4 * 1024;

/// The claims of a proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DpopClaims {
    /// Unique to this proof; the server remembers it while the proof is fresh.
    pub jti: TokenId,
    /// Method of the request.
    pub htm: String,
    /// URL of the request, without query and fragment.
    pub htu: String,
    /// When it was made, in seconds since 1970.
    pub iat: i64,
    /// [`access_token_hash`] of the token it goes with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ath: Option<String>,
    /// The nonce the server gave last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
}

impl DpopClaims {
    /// What the device's key has to sign; join the signature with [`jws::assemble`].
    pub fn signing_input(&self, key: &PublicKey) -> String {
        jws::signing_input(&Header::with_jwk(DPOP_TYP, key), &self.payload())
    }

    /// Makes the proof.
    pub fn sign(&self, signer: &(impl Signer + ?Sized)) -> Result<String, SignError> {
        jws::sign(signer, DPOP_TYP, KeySource::Jwk, &self.payload())
    }

    fn payload(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a record of texts and a number always serialises")
    }
}

/// The `ath` of an access token: SHA-256 in unpadded base64url.
pub fn access_token_hash(token: &str) -> String {
    Base64UrlUnpadded::encode_string(Sha256Digest::of(token.as_bytes()).as_bytes())
}

/// What a proof has to say.
#[derive(Debug, Clone, Copy)]
pub struct DpopExpectation<'a> {
    /// Method of the request at hand.
    pub method: &'a str,
    /// URL of the request at hand, as the client sees it.
    pub url: &'a HttpUrl,
    /// Nonces the server accepts now; if empty, none is wanted.
    pub nonces: &'a [&'a str],
    /// The server's clock and how many seconds `iat` may be away from it; `None` does not look at
    /// `iat`, which is sound when a nonce is wanted, and keeps a tablet with a wrong clock working.
    pub clock: Option<(Timestamp, i64)>,
    /// The access token that came with the request, if one did.
    pub access_token: Option<&'a str>,
    /// The key that token is bound to (`cnf.jkt`), if one did.
    pub thumbprint: Option<Thumbprint>,
}

/// A proof that holds. That its `jti` is new is the server's to find out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedDpop {
    /// The key that the sender holds.
    pub key: PublicKey,
    /// The proof's unique id.
    pub jti: TokenId,
    /// When the device says it made the proof, in seconds since 1970.
    pub iat: i64,
}

/// Why a proof does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DpopError {
    /// The signature or its wrapping.
    #[error(transparent)]
    Jws(#[from] JwsError),
    /// The claims are missing, repeated or malformed.
    #[error("los datos de la prueba DPoP no son válidos: {0}")]
    Malformed(String),
    /// For another method.
    #[error("la prueba DPoP es para otro método HTTP")]
    Method,
    /// For another URL.
    #[error("la prueba DPoP es para otra dirección")]
    Url,
    /// Too old, or from the future.
    #[error("la prueba DPoP se hizo a otra hora; revise el reloj del dispositivo")]
    Stale,
    /// Without a nonce the server accepts: ask again with the one in the `DPoP-Nonce` header.
    #[error("la prueba DPoP no lleva el nonce vigente del servidor")]
    UseNonce,
    /// For another access token, or for none.
    #[error("la prueba DPoP no corresponde al token de acceso")]
    TokenHash,
    /// Made with another key than the token is bound to.
    #[error("el token de acceso está ligado a otra llave")]
    Binding,
}

impl DpopError {
    /// A stable word for logs, metrics and test vectors.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Jws(error) => error.code(),
            Self::Malformed(_) => "malformed",
            Self::Method => "method",
            Self::Url => "url",
            Self::Stale => "stale",
            Self::UseNonce => "use_nonce",
            Self::TokenHash => "token_hash",
            Self::Binding => "binding",
        }
    }
}

/// Checks a proof in the order of RFC 9449, section 4.3: the signature first.
pub fn verify_dpop(proof: &str, expected: &DpopExpectation<'_>) -> Result<VerifiedDpop, DpopError> {
    let jws = CompactJws::parse(proof, DPOP_TYP, KeySource::Jwk, DPOP_MAX_LEN)?;
    let key = jws.verify_embedded()?;
    let claims: DpopClaims = serde_json::from_slice(jws.payload())
        .map_err(|error| DpopError::Malformed(error.to_string()))?;
    if claims.htm != expected.method {
        return Err(DpopError::Method);
    }
    if claims.htu.parse::<HttpUrl>().as_ref() != Ok(expected.url) {
        return Err(DpopError::Url);
    }
    if !expected.nonces.is_empty()
        && !claims
            .nonce
            .as_deref()
            .is_some_and(|nonce| expected.nonces.contains(&nonce))
    {
        return Err(DpopError::UseNonce);
    }
    if let Some((now, tolerance)) = expected.clock
        && now.unix_seconds().abs_diff(claims.iat) > tolerance.unsigned_abs()
    {
        return Err(DpopError::Stale);
    }
    if claims.ath != expected.access_token.map(access_token_hash) {
        return Err(DpopError::TokenHash);
    }
    if expected
        .thumbprint
        .is_some_and(|thumbprint| thumbprint != key.thumbprint())
    {
        return Err(DpopError::Binding);
    }
    Ok(VerifiedDpop {
        key,
        jti: claims.jti,
        iat: claims.iat,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::contract::samples::{moment, signer};

    const URL: &str = "https://prep.example.mx/v1/uploads";

    fn claims() -> DpopClaims {
        DpopClaims {
            jti: TokenId::new("AAECAwQFBgcICQoLDA0ODw").unwrap(),
            htm: "POST".to_owned(),
            htu: URL.to_owned(),
            iat: moment(0).unix_seconds(),
            ath: Some(access_token_hash("token")),
            nonce: Some("nonce-2".to_owned()),
        }
    }

    /// The code of the refusal of `claims` when everything is expected of them, or `ok`.
    fn outcome(claims: &DpopClaims) -> &'static str {
        let url = URL.parse().unwrap();
        let expected = DpopExpectation {
            method: "POST",
            url: &url,
            nonces: &["nonce-2", "nonce-1"],
            clock: Some((moment(30), 60)),
            access_token: Some("token"),
            thumbprint: Some(signer("device").public_key().thumbprint()),
        };
        let proof = claims.sign(&signer("device")).unwrap();
        verify_dpop(&proof, &expected).map_or_else(|error| error.code(), |_| "ok")
    }

    /// The outcome after one change to the claims.
    fn after(change: impl FnOnce(&mut DpopClaims)) -> &'static str {
        let mut claims = claims();
        change(&mut claims);
        outcome(&claims)
    }

    #[test]
    fn method_and_url_are_checked() {
        assert_eq!(after(|_| ()), "ok");
        assert_eq!(after(|c| c.htu = format!("HTTPS{}?x=1", &URL[5..])), "ok");
        assert_eq!(after(|c| c.htm = "post".to_owned()), "method");
        assert_eq!(after(|c| c.htu = format!("{URL}/1")), "url");
        assert_eq!(after(|c| c.htu = "x".to_owned()), "url");
    }

    #[test]
    fn nonce_time_and_token_are_checked() {
        assert_eq!(after(|c| c.nonce = Some("nonce-1".to_owned())), "ok");
        assert_eq!(after(|c| c.nonce = Some("nonce-0".to_owned())), "use_nonce");
        assert_eq!(after(|c| c.nonce = None), "use_nonce");
        assert_eq!(after(|c| c.iat -= 30), "ok");
        assert_eq!(after(|c| c.iat -= 31), "stale");
        assert_eq!(after(|c| c.iat += 91), "stale");
        assert_eq!(after(|c| c.iat = i64::MIN), "stale");
        assert_eq!(after(|c| c.ath = None), "token_hash");
        assert_eq!(after(|c| c.ath = Some("x".to_owned())), "token_hash");
    }

    #[test]
    fn another_key_is_refused_only_where_a_token_binds_one() {
        let url = URL.parse().unwrap();
        let mut expected = DpopExpectation {
            method: "POST",
            url: &url,
            nonces: &[],
            clock: None,
            access_token: None,
            thumbprint: None,
        };
        let proof = DpopClaims {
            ath: None,
            ..claims()
        }
        .sign(&signer("other"))
        .unwrap();
        let verified = verify_dpop(&proof, &expected).unwrap();
        assert_eq!(verified.key, signer("other").public_key());
        assert_eq!(verified.jti, claims().jti);
        expected.thumbprint = Some(signer("device").public_key().thumbprint());
        assert_eq!(verify_dpop(&proof, &expected), Err(DpopError::Binding));
    }

    #[test]
    fn a_foreign_signer_assembles_the_same_proof() {
        let key = signer("device");
        let input = claims().signing_input(&key.public_key());
        let proof = jws::assemble(&input, &key.sign(input.as_bytes()).unwrap());
        assert_eq!(proof, claims().sign(&key).unwrap());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn every_proof_survives_and_no_changed_byte_does(
            jti in "[A-Za-z0-9_-]{16,64}",
            path in "[a-z0-9/]{0,40}",
            iat in any::<i64>(),
            at in any::<prop::sample::Index>(),
            to in 0x20u8..0x7f,
        ) {
            let htu = format!("https://h/{path}");
            let url = htu.parse().unwrap();
            let expected = DpopExpectation {
                method: "PUT", url: &url, nonces: &[], clock: None, access_token: None,
                thumbprint: None,
            };
            let jti = TokenId::new(&jti).unwrap();
            let claims =
                DpopClaims { jti: jti.clone(), htm: "PUT".to_owned(), htu, iat, ath: None, nonce: None };
            let mut proof = claims.sign(&signer("device")).unwrap();
            let verified = verify_dpop(&proof, &expected).unwrap();
            prop_assert_eq!((verified.jti, verified.iat), (jti, iat));
            let at = at.index(proof.len());
            let changed = char::from(to).to_string();
            prop_assume!(proof.get(at..=at) != Some(changed.as_str()));
            proof.replace_range(at..=at, &changed);
            prop_assert!(verify_dpop(&proof, &expected).is_err());
        }
    }
}
