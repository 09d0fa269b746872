//! Who asks: a short token, the server's nonce, a fresh proof for each request.

use prep_model::contract::dpop::{DpopClaims, access_token_hash};
use prep_model::contract::{ClientAssertion, SignError, TokenId};
use prep_model::time::Timestamp;

use super::answer::TokenAnswer;
use super::http::{Body, HttpRequest, HttpResponse};
use crate::platform::{Entropy, SharedSigner};
use crate::provisioning::Device;

/// A token is not used in its last seconds: it would end on the way.
const MARGIN_SECONDS: i64 = 20;
/// How long an assertion is good for, in seconds.
const ASSERTION_SECONDS: i64 = 120;
/// Longest nonce that is believed to be one.
const MAX_NONCE: usize = 256;

/// What the device holds of the server besides its keys. All of it can be got again.
#[derive(Debug, Default)]
pub(super) struct Session {
    token: Option<Token>,
    nonce: Option<String>,
}

#[derive(Debug)]
struct Token {
    text: String,
    since: Timestamp,
    until: Timestamp,
}

/// What proofs are made with.
pub(super) struct Prover<'a> {
    pub(super) device: &'a Device,
    pub(super) signer: &'a SharedSigner,
    pub(super) entropy: &'a dyn Entropy,
    pub(super) now: Timestamp,
}

impl Session {
    /// True if a request made now would be let in.
    pub(super) fn has_token(&self, now: Timestamp) -> bool {
        self.token
            .as_ref()
            .is_some_and(|token| token.since <= now && now < token.until)
    }

    pub(super) fn keep_token(&mut self, answer: TokenAnswer, now: Timestamp) {
        let seconds = i64::from(answer.expires_in);
        let until = now.plus_seconds((seconds - MARGIN_SECONDS).max(seconds / 2));
        self.token = Some(Token {
            text: answer.access_token,
            since: now,
            until,
        });
    }

    pub(super) fn drop_token(&mut self) {
        self.token = None;
    }

    /// Takes the nonce that came with any answer; true if it is a new one.
    pub(super) fn keep_nonce(&mut self, response: &HttpResponse) -> bool {
        let nonce = response.header("dpop-nonce").filter(|nonce| {
            (1..=MAX_NONCE).contains(&nonce.len()) && nonce.bytes().all(|b| b.is_ascii_graphic())
        });
        let Some(nonce) = nonce else { return false };
        let is_new = self.nonce.as_deref() != Some(nonce);
        self.nonce = Some(nonce.to_owned());
        is_new
    }

    /// The request for a token: who the device is, signed, and that it holds the key.
    pub(super) fn token_request(&self, prover: &Prover<'_>) -> Result<HttpRequest, SignError> {
        const FORM: &str = "grant_type=client_credentials&client_assertion_type=\
            urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=";
        let iat = prover.device.server_time(prover.now).unix_seconds();
        let assertion = ClientAssertion {
            device: prover.device.id,
            aud: prover.device.token_url.clone(),
            jti: prover.jti(),
            iat,
            exp: iat + ASSERTION_SECONDS,
        };
        let assertion = assertion.sign(&**prover.signer)?;
        let url = prover.device.token_url.clone();
        let proof = prover.proof("POST", &url, None, self.nonce.as_deref())?;
        Ok(HttpRequest {
            ticket: 0,
            method: "POST",
            headers: vec![
                (
                    "Content-Type",
                    "application/x-www-form-urlencoded".to_owned(),
                ),
                ("DPoP", proof),
            ],
            url,
            body: Body::Bytes(format!("{FORM}{assertion}").into_bytes()),
        })
    }

    /// The same request with token and proof.
    pub(super) fn authorize(
        &self,
        mut request: HttpRequest,
        prover: &Prover<'_>,
    ) -> Result<HttpRequest, SignError> {
        let token = self
            .token
            .as_ref()
            .map(|token| token.text.as_str())
            .unwrap_or_default();
        let nonce = self.nonce.as_deref();
        let proof = prover.proof(request.method, &request.url, Some(token), nonce)?;
        request
            .headers
            .push(("Authorization", format!("DPoP {token}")));
        request.headers.push(("DPoP", proof));
        Ok(request)
    }
}

impl Prover<'_> {
    fn jti(&self) -> TokenId {
        TokenId::new(&self.entropy.hex_id()).expect("32 hex digits are a jti")
    }

    fn proof(
        &self,
        method: &str,
        url: &str,
        token: Option<&str>,
        nonce: Option<&str>,
    ) -> Result<String, SignError> {
        let claims = DpopClaims {
            jti: self.jti(),
            htm: method.to_owned(),
            htu: url.to_owned(),
            iat: self.device.server_time(self.now).unix_seconds(),
            ath: token.map(access_token_hash),
            nonce: nonce.map(str::to_owned),
        };
        claims.sign(&**self.signer)
    }
}
