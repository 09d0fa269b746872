//! Runs every stored case through the public functions, knowing only the files.

use serde_json::Value;

use super::bolsa::bag_code_outcome;
use super::keys::label_outcome;
use crate::claves::{ActaKey, ClaveActa, ClaveCasilla};
use crate::contract::document::from_canonical;
use crate::contract::{
    AccessToken, BolsaReceipt, ClientAssertion, DeviceReport, DocumentError, DpopError,
    DpopExpectation, EnrolmentCode, EnrolmentCodeError, EnrolmentLabel, EnrolmentRequest,
    EnrolmentResponse, Envelope, HttpUrl, KeyPurpose, PublicKey, Receipt, SealedBolsa,
    SealedEnvelope, ServerKey, ServerKeys, Sha256Digest, TokenError, verify_dpop,
};
use crate::time::Timestamp;

macro_rules! stored {
    ($name:literal) => {
        serde_json::from_str::<Value>(include_str!(concat!("../../../vectors/", $name))).unwrap()
    };
}

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member]
        .as_str()
        .unwrap_or_else(|| panic!("{member} of {value}"))
}

fn list<'a>(file: &'a Value, member: &str) -> &'a [Value] {
    let cases = file[member].as_array().unwrap();
    assert!(!cases.is_empty(), "{member} is empty");
    cases
}

fn key(file: &Value, name: &str) -> PublicKey {
    let stored = &file["keys"][name];
    let key = PublicKey::from_jwk(&stored["jwk"].to_string()).unwrap();
    assert_eq!(key.thumbprint().to_string(), text(stored, "thumbprint"));
    key
}

/// Compares the outcome and, for a good case, the payload.
fn expect<T: serde::Serialize>(case: &Value, read: Result<T, DocumentError>) -> Option<T> {
    let jws = text(case, "jws");
    assert_eq!(
        Sha256Digest::of(jws.as_bytes()).to_string(),
        text(case, "sha256")
    );
    let outcome = read.as_ref().map_or_else(DocumentError::code, |_| "ok");
    assert_eq!(outcome, text(case, "outcome"), "{}", case["name"]);
    let document = read.ok()?;
    assert_eq!(
        serde_json::to_string(&document).unwrap(),
        text(case, "payload")
    );
    Some(document)
}

#[test]
fn envelope_vectors_hold() {
    let file = stored!("envelope.json");
    for case in list(&file, "cases") {
        let key = key(&file, text(case, "key"));
        let opened = SealedEnvelope::open(text(case, "jws"), &key);
        expect(case, opened.map(|sealed| sealed.envelope().clone()));
    }
}

#[test]
fn receipt_vectors_hold() {
    let file = stored!("receipt.json");
    let pinned = [(KeyPurpose::Acuse, "server"), (KeyPurpose::Corte, "corte")];
    let pinned = pinned.map(|(purpose, name)| ServerKey {
        purpose,
        jwk: key(&file, name),
    });
    let pinned = ServerKeys(pinned.into());
    for case in list(&file, "cases") {
        let read = Receipt::open_pinned(text(case, "jws"), &pinned);
        let Some(receipt) = expect(case, read) else {
            continue;
        };
        let envelope = text(case, "envelope");
        let kid = SealedEnvelope::peek(envelope).unwrap().kid;
        let device = ["device", "other"].map(|name| key(&file, name));
        let device = device
            .into_iter()
            .find(|key| key.thumbprint() == kid)
            .unwrap();
        let sealed = SealedEnvelope::open(envelope, &device).unwrap();
        let mismatch = receipt
            .matches(&sealed)
            .err()
            .map(|mismatch| mismatch.member);
        assert_eq!(mismatch, case["mismatch"].as_str(), "{}", case["name"]);
    }
}

#[test]
fn bolsa_vectors_hold() {
    let file = stored!("bolsa.json");
    for case in list(&file, "codes") {
        let (outcome, casilla) = bag_code_outcome(text(case, "text"));
        assert_eq!(outcome, text(case, "outcome"), "{}", case["name"]);
        assert_eq!(casilla.as_deref(), case["casilla"].as_str());
    }
    for case in list(&file, "reports") {
        let read = text(case, "text").parse::<DeviceReport>();
        let written = read.ok().map(|report| report.to_string());
        assert_eq!(written.as_deref(), case["written"].as_str());
    }
    let device = key(&file, "device");
    for case in list(&file, "receptions") {
        let opened = SealedBolsa::open(text(case, "jws"), &device);
        expect(case, opened.map(|sealed| sealed.bolsa().clone()));
    }
    let pinned = ServerKeys(vec![ServerKey {
        purpose: KeyPurpose::Acuse,
        jwk: key(&file, "server"),
    }]);
    for case in list(&file, "receipts") {
        let read = BolsaReceipt::open_pinned(text(case, "jws"), &pinned);
        let Some(receipt) = expect(case, read) else {
            continue;
        };
        let sealed = SealedBolsa::open(text(case, "bolsa"), &device).unwrap();
        let mismatch = receipt.matches(&sealed).err().map(|it| it.member);
        assert_eq!(mismatch, case["mismatch"].as_str(), "{}", case["name"]);
    }
}

#[test]
fn dpop_vectors_hold() {
    let file = stored!("dpop.json");
    for case in list(&file, "cases") {
        let wanted = &case["expect"];
        let url: HttpUrl = text(wanted, "url").parse().unwrap();
        let nonces: Vec<&str> = wanted["nonces"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let now = Timestamp::from_micros(wanted["now"].as_i64().unwrap() * 1_000_000).unwrap();
        let expected = DpopExpectation {
            method: text(wanted, "method"),
            url: &url,
            nonces: &nonces,
            clock: wanted["skew_seconds"].as_i64().map(|skew| (now, skew)),
            access_token: wanted["access_token"].as_str(),
            thumbprint: wanted["jkt"].as_str().map(|jkt| jkt.parse().unwrap()),
        };
        let verified = verify_dpop(text(case, "jws"), &expected);
        let outcome = verified.as_ref().map_or_else(DpopError::code, |_| "ok");
        assert_eq!(outcome, text(case, "outcome"), "{}", case["name"]);
        if let Ok(verified) = verified {
            assert_eq!(verified.key, key(&file, text(case, "key")));
        }
    }
}

/// Who reads a token, and when.
fn token_expectation(case: &Value) -> (&str, Timestamp, i64) {
    let wanted = &case["expect"];
    let now = wanted["now"].as_i64().unwrap() * 1_000_000;
    let skew = wanted["skew_seconds"].as_i64().unwrap();
    let now = Timestamp::from_micros(now).unwrap();
    (text(wanted, "party"), now, skew)
}

fn token_outcome<T>(case: &Value, read: &Result<T, TokenError>) {
    let outcome = read.as_ref().map_or_else(TokenError::code, |_| "ok");
    assert_eq!(outcome, text(case, "outcome"), "{}", case["name"]);
}

#[test]
fn client_assertion_vectors_hold() {
    let file = stored!("client_assertion.json");
    for case in list(&file, "cases") {
        let (audience, now, skew) = token_expectation(case);
        let (jws, key) = (text(case, "jws"), key(&file, text(case, "key")));
        let read = ClientAssertion::verify(jws, &key, audience, now, skew);
        token_outcome(case, &read);
        if let Ok(read) = read {
            let peeked = ClientAssertion::peek(jws);
            assert_eq!(peeked, Ok((key.thumbprint(), read.device)));
        }
    }
}

#[test]
fn access_token_vectors_hold() {
    let file = stored!("access_token.json");
    for case in list(&file, "cases") {
        let (issuer, now, skew) = token_expectation(case);
        let (jws, server) = (text(case, "jws"), key(&file, text(case, "key")));
        let read = AccessToken::verify(jws, &server, issuer, now, skew);
        token_outcome(case, &read);
        if let Ok(read) = read {
            assert_eq!(read.cnf.jkt, key(&file, "device").thumbprint());
            assert_eq!(serde_json::to_string(&read).unwrap(), text(case, "payload"));
        }
    }
}

fn code_outcome(error: EnrolmentCodeError) -> &'static str {
    match error {
        EnrolmentCodeError::Form => "form",
        EnrolmentCodeError::Check => "check",
        EnrolmentCodeError::Foreign => "foreign",
        EnrolmentCodeError::Url => "url",
    }
}

#[test]
fn enrolment_vectors_hold() {
    let file = stored!("enrolment.json");
    for case in list(&file, "codes") {
        let code = text(case, "text").parse::<EnrolmentCode>();
        let outcome = code
            .as_ref()
            .map_or_else(|error| code_outcome(*error), |_| "ok");
        assert_eq!(outcome, text(case, "outcome"), "{case}");
        if let Ok(code) = code {
            assert_eq!(code.to_string(), text(case, "canonical"));
            assert_eq!(code.digest().to_string(), text(case, "sha256"));
        }
    }
    for case in list(&file, "labels") {
        let label = text(case, "text").parse::<EnrolmentLabel>();
        let outcome = label
            .as_ref()
            .map_or_else(|error| code_outcome(*error), |_| "ok");
        assert_eq!(outcome, text(case, "outcome"), "{case}");
        if let Ok(label) = label {
            assert_eq!(label.server.to_string(), text(case, "server"));
            assert_eq!(label.code.to_string(), text(case, "code"));
        }
    }
    for case in list(&file, "requests") {
        let opened = EnrolmentRequest::open(text(case, "jws"));
        if let Ok(opened) = &opened {
            assert_eq!(opened.key, key(&file, text(case, "key")));
        }
        expect(case, opened.map(|opened| opened.request));
    }
    for case in list(&file, "responses") {
        let response = EnrolmentResponse::from_json(text(case, "json"));
        let outcome = response.as_ref().map_or_else(DocumentError::code, |_| "ok");
        assert_eq!(outcome, text(case, "outcome"), "{case}");
    }
}

#[test]
fn label_and_clave_vectors_hold() {
    for case in list(&stored!("qr_label.json"), "cases") {
        assert_eq!(
            label_outcome(text(case, "text")),
            text(case, "outcome"),
            "{case}"
        );
    }
    let claves = stored!("claves.json");
    let check = |member: &str, valid: fn(&str) -> bool| {
        for case in list(&claves, member) {
            assert_eq!(
                Some(valid(text(case, "text"))),
                case["valid"].as_bool(),
                "{case}"
            );
        }
    };
    check("casillas", |text| text.parse::<ClaveCasilla>().is_ok());
    check("publicadas", |text| text.parse::<ClaveActa>().is_ok());
    check("actas", |text| text.parse::<ActaKey>().is_ok());
}

#[test]
fn canonical_vectors_hold() {
    let file = stored!("canonical.json");
    for case in list(&file, "documents") {
        let canonical = text(case, "text");
        assert_eq!(
            Sha256Digest::of(canonical.as_bytes()).to_string(),
            text(case, "sha256")
        );
        assert_eq!(
            serde_json::from_str::<Value>(canonical).unwrap(),
            case["value"]
        );
    }
    for case in list(&file, "refused") {
        let read = from_canonical::<Envelope>(text(case, "text").as_bytes());
        assert_eq!(read.unwrap_err().code(), text(case, "outcome"), "{case}");
    }
}
