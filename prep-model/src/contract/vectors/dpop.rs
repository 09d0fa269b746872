use serde::Serialize;

use super::{JwsCase, JwsFile, Signature, keys, sign_under};
use crate::contract::dpop::{DPOP_TYP, DpopClaims, access_token_hash};
use crate::contract::jws::{self, KeySource};
use crate::contract::samples::{moment, signer};
use crate::contract::{Signer as _, Thumbprint, TokenId};

/// A proof, and the request it is held against.
#[derive(Serialize)]
pub(super) struct DpopCase {
    #[serde(flatten)]
    case: JwsCase,
    expect: Expect,
}

/// Everything but `method` and `url` may be absent and is then not wanted.
#[derive(Clone, Serialize)]
struct Expect {
    method: &'static str,
    url: &'static str,
    nonces: Vec<&'static str>,
    now: i64,
    skew_seconds: i64,
    access_token: Option<&'static str>,
    jkt: Option<Thumbprint>,
}

const TOKEN: &str = "made-up.access.token";

fn expect() -> Expect {
    Expect {
        method: "POST",
        url: "https://prep.example.mx/v1/uploads",
        nonces: vec!["nonce-2", "nonce-1"],
        now: moment(10).unix_seconds(),
        skew_seconds: 60,
        access_token: Some(TOKEN),
        jkt: Some(signer("device").public_key().thumbprint()),
    }
}

fn claims() -> DpopClaims {
    DpopClaims {
        jti: TokenId::new("AAECAwQFBgcICQoLDA0ODw").unwrap(),
        htm: "POST".to_owned(),
        htu: "https://prep.example.mx/v1/uploads".to_owned(),
        iat: moment(0).unix_seconds(),
        ath: Some(access_token_hash(TOKEN)),
        nonce: Some("nonce-2".to_owned()),
    }
}

pub(super) fn file() -> JwsFile<DpopCase> {
    let mut cases = good_cases();
    cases.extend(bad_claims());
    cases.extend(bad_wrappings());
    JwsFile {
        about: "DPoP proofs (RFC 9449) and what the server expects of each; the key is in the \
                header. `now` is in seconds since 1970.",
        keys: keys(&["device", "other"]),
        cases,
    }
}

fn good(name: &'static str, expect: Expect, change: fn(&mut DpopClaims)) -> DpopCase {
    let mut claims = claims();
    change(&mut claims);
    let jws = claims.sign(&signer("device")).unwrap();
    let payload = serde_json::to_string(&claims).unwrap();
    DpopCase {
        case: JwsCase::ok(name, "device", jws, payload),
        expect,
    }
}

fn good_cases() -> Vec<DpopCase> {
    let bare = Expect {
        nonces: vec![],
        access_token: None,
        jkt: None,
        ..expect()
    };
    let shouting = Expect {
        url: "HTTPS://Prep.Example.MX:443/v1/./%75ploads?part=1",
        ..expect()
    };
    vec![
        good("with_token_and_nonce", expect(), |_| ()),
        good("with_the_nonce_before", expect(), |c| {
            c.nonce = Some("nonce-1".into());
        }),
        good("for_the_token_endpoint", bare, |c| {
            c.ath = None;
            c.nonce = None;
        }),
        good("url_written_otherwise", shouting, |_| ()),
    ]
}

/// A well-signed proof that is not for the request at hand.
fn bad(name: &'static str, outcome: &'static str, change: fn(&mut DpopClaims)) -> DpopCase {
    let mut claims = claims();
    change(&mut claims);
    let jws = claims.sign(&signer("device")).unwrap();
    wrapped(name, Signature::Valid, outcome, jws)
}

fn wrapped(
    name: &'static str,
    signature: Signature,
    outcome: &'static str,
    jws: String,
) -> DpopCase {
    DpopCase {
        case: JwsCase::bad(name, signature, outcome, jws),
        expect: expect(),
    }
}

fn bad_claims() -> Vec<DpopCase> {
    let by_other = claims().sign(&signer("other")).unwrap();
    let by_other = wrapped(
        "key_of_another_device",
        Signature::Valid,
        "binding",
        by_other,
    );
    let mut cases = vec![
        bad("another_method", "method", |c| c.htm = "PUT".to_owned()),
        bad("another_path", "url", |c| c.htu.push_str("/1")),
        bad("another_scheme", "url", |c| {
            c.htu.replace_range(..5, "http");
        }),
        bad("another_port", "url", |c| c.htu.insert_str(23, ":8443")),
        bad("nonce_missing", "use_nonce", |c| c.nonce = None),
        bad("nonce_old", "use_nonce", |c| {
            c.nonce = Some("nonce-0".into());
        }),
        bad("too_old", "stale", |c| c.iat -= 51),
        bad("from_the_future", "stale", |c| c.iat += 71),
        bad("token_hash_missing", "token_hash", |c| c.ath = None),
        bad("token_hash_of_another", "token_hash", |c| {
            c.ath = Some("x".into());
        }),
    ];
    cases.push(DpopCase {
        case: JwsCase {
            key: "other",
            ..by_other.case
        },
        ..by_other
    });
    cases.extend(bad_payloads());
    cases
}

fn bad_payloads() -> [DpopCase; 4] {
    let good = serde_json::to_string(&claims()).unwrap();
    [
        ("jti_missing", "\"jti\"", "\"jtj\""),
        ("jti_too_short", "AAECAwQFBgcICQoLDA0ODw", "AAEC"),
        ("htm_repeated", "{", "{\"htm\":\"POST\","),
        (
            "iat_as_text",
            "\"iat\":1717380000",
            "\"iat\":\"1717380000\"",
        ),
    ]
    .map(|(name, from, to)| {
        let payload = good.replacen(from, to, 1);
        let device = signer("device");
        let jws = jws::sign(&device, DPOP_TYP, KeySource::Jwk, payload.as_bytes()).unwrap();
        wrapped(name, Signature::Valid, "malformed", jws)
    })
}

fn bad_wrappings() -> Vec<DpopCase> {
    use Signature::{Depends, Invalid, Valid};
    let device = signer("device");
    let payload = serde_json::to_string(&claims()).unwrap();
    let jwk = device.public_key().to_jwk();
    let good = format!(r#"{{"alg":"ES256","typ":"{DPOP_TYP}","jwk":{jwk}}}"#);
    let signed = |(name, signature, outcome, header): (_, _, _, String)| {
        wrapped(
            name,
            signature,
            outcome,
            sign_under(&header, &payload, &device),
        )
    };
    let x: String = jwk
        .split("\"x\":\"")
        .nth(1)
        .unwrap()
        .chars()
        .take(6)
        .collect();
    let other = signer("other").public_key().to_jwk();
    let write = |from: &str, to: &str| good.replacen(from, to, 1);
    let headers = [
        ("typ_jwt", Valid, "type", write(DPOP_TYP, "JWT")),
        ("alg_none", Invalid, "algorithm", write("ES256", "none")),
        ("alg_rs256", Invalid, "algorithm", write("ES256", "RS256")),
        (
            "private_key_in_header",
            Depends,
            "header",
            write("\"crv\"", "\"d\":\"AA\",\"crv\""),
        ),
        ("key_off_the_curve", Invalid, "header", write(&x, "AAAAAA")),
        (
            "key_of_another_curve",
            Invalid,
            "header",
            write("P-256", "P-384"),
        ),
        (
            "header_of_another_key",
            Invalid,
            "signature",
            write(&jwk, &other),
        ),
    ];
    let mut cases: Vec<_> = headers.into_iter().map(signed).collect();
    let kid = jws::sign(&device, DPOP_TYP, KeySource::Kid, payload.as_bytes()).unwrap();
    cases.push(wrapped("kid_instead_of_key", Valid, "key", kid));
    cases
}
