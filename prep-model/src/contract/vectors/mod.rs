//! Makes and checks `prep-model/vectors/*.json`: cases, good and bad, that every implementation of
//! the contract in any language must decide the same way.
//!
//! `cargo test -p prep-model vectors` compares the files with what is made here and runs each case;
//! with `PREP_UPDATE_VECTORS=1` it writes them. `tests/vectors/verify_vectors.py` runs the same
//! cases with a standard JOSE library and none of our code.
//!
//! An `outcome` is `ok` or the code of the error. A `signature` says what a JOSE library that knows
//! nothing of our rules must find: `valid`, `invalid`, or `depends` where libraries differ.

use std::collections::BTreeMap;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use serde::Serialize;

use super::samples::{secret, signer};
use super::{PublicKey, Sha256Digest, Signer as _, SoftwareSigner, Thumbprint, jws};

mod bolsa;
mod check;
mod dpop;
mod enrolment;
mod envelope;
mod keys;
mod payloads;
mod receipt;
mod tokens;

/// One file of signed cases.
#[derive(Serialize)]
struct JwsFile<C> {
    about: &'static str,
    keys: BTreeMap<&'static str, TestKey>,
    cases: Vec<C>,
}

/// A test key with its private part. Never use one for anything else.
#[derive(Serialize)]
struct TestKey {
    jwk: PublicKey,
    thumbprint: Thumbprint,
    secret_hex: Sha256Digest,
}

/// What a JOSE library finds.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
enum Signature {
    Valid,
    Invalid,
    Depends,
}

/// A compact JWS, the key to check it with, and what must come out.
#[derive(Serialize)]
struct JwsCase {
    name: &'static str,
    key: &'static str,
    signature: Signature,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<String>,
    sha256: Sha256Digest,
    jws: String,
}

impl JwsCase {
    fn ok(name: &'static str, key: &'static str, jws: String, payload: String) -> Self {
        let sha256 = Sha256Digest::of(jws.as_bytes());
        let (signature, outcome) = (Signature::Valid, "ok");
        Self {
            name,
            key,
            signature,
            outcome,
            payload: Some(payload),
            sha256,
            jws,
        }
    }

    fn bad(name: &'static str, signature: Signature, outcome: &'static str, jws: String) -> Self {
        let sha256 = Sha256Digest::of(jws.as_bytes());
        Self {
            name,
            key: "device",
            signature,
            outcome,
            payload: None,
            sha256,
            jws,
        }
    }
}

/// A JWS under a header that our own code would never write.
fn sign_under(header: &str, payload: &str, signer: &SoftwareSigner) -> String {
    let [header, payload] = [header, payload].map(str::as_bytes);
    let [header, payload] = [header, payload].map(Base64UrlUnpadded::encode_string);
    let input = format!("{header}.{payload}");
    jws::assemble(&input, &signer.sign(input.as_bytes()).unwrap())
}

/// What a compact JWS says.
fn payload_of(jws: &str) -> String {
    let payload = jws.split('.').nth(1).unwrap();
    String::from_utf8(Base64UrlUnpadded::decode_vec(payload).unwrap()).unwrap()
}

fn keys(names: &[&'static str]) -> BTreeMap<&'static str, TestKey> {
    let key = |name: &&'static str| {
        let jwk = signer(name).public_key();
        (
            *name,
            TestKey {
                jwk,
                thumbprint: jwk.thumbprint(),
                secret_hex: secret(name),
            },
        )
    };
    names.iter().map(key).collect()
}

fn to_json(file: &impl Serialize) -> String {
    let mut json = serde_json::to_string_pretty(file).expect("vectors serialise");
    json.push('\n');
    json
}

/// Every file: its name, its text as stored, and its text as made here.
fn files() -> [(&'static str, &'static str, String); 10] {
    macro_rules! file {
        ($name:literal, $made:expr) => {
            (
                $name,
                include_str!(concat!("../../../vectors/", $name)),
                to_json(&$made),
            )
        };
    }
    [
        file!("envelope.json", envelope::file()),
        file!("receipt.json", receipt::file()),
        file!("bolsa.json", bolsa::file()),
        file!("client_assertion.json", tokens::client_assertions()),
        file!("access_token.json", tokens::access_tokens()),
        file!("dpop.json", dpop::file()),
        file!("enrolment.json", enrolment::file()),
        file!("qr_label.json", keys::labels()),
        file!("claves.json", keys::claves()),
        file!("canonical.json", payloads::file()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_are_current() {
        let update = std::env::var_os("PREP_UPDATE_VECTORS").is_some();
        for (name, stored, made) in files() {
            if update {
                let path = format!("{}/vectors/{name}", env!("CARGO_MANIFEST_DIR"));
                std::fs::write(path, made).unwrap();
            } else {
                assert!(
                    stored == made,
                    "{name} is old: run with PREP_UPDATE_VECTORS=1 and look"
                );
            }
        }
    }
}
