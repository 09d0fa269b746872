use std::collections::BTreeMap;

use serde::Serialize;

use super::{JwsCase, Signature, TestKey, keys};
use crate::contract::jws::{self, KeySource};
use crate::contract::samples::{enrolment_code, enrolment_request, enrolment_response, signer};
use crate::contract::{EnrolmentCode, EnrolmentRequest, Sha256Digest, Signer as _};

#[derive(Serialize)]
pub(super) struct File {
    about: &'static str,
    keys: BTreeMap<&'static str, TestKey>,
    codes: Vec<CodeCase>,
    labels: Vec<LabelCase>,
    requests: Vec<JwsCase>,
    responses: Vec<ResponseCase>,
}

#[derive(Serialize)]
struct CodeCase {
    text: String,
    outcome: &'static str,
    canonical: Option<String>,
    sha256: Option<Sha256Digest>,
}

#[derive(Serialize)]
struct LabelCase {
    text: String,
    outcome: &'static str,
    server: Option<&'static str>,
    code: Option<String>,
}

#[derive(Serialize)]
struct ResponseCase {
    name: &'static str,
    outcome: &'static str,
    json: String,
}

pub(super) fn file() -> File {
    File {
        about: "Enrolment. A code is 17 symbols and a check symbol; its digest is of the eighteen \
                without hyphens. A request carries its key in the header.",
        keys: keys(&["device", "other", "server", "corte"]),
        codes: codes(),
        labels: labels(),
        requests: requests(),
        responses: responses(),
    }
}

fn codes() -> Vec<CodeCase> {
    let good = |text: String, code: &EnrolmentCode| CodeCase {
        text,
        outcome: "ok",
        canonical: Some(code.to_string()),
        sha256: Some(code.digest()),
    };
    let bad = |text: String, outcome| CodeCase {
        text,
        outcome,
        canonical: None,
        sha256: None,
    };
    let mut cases: Vec<_> = (1..=4)
        .map(enrolment_code)
        .chain([
            EnrolmentCode::from_random(&[0; 11]),
            EnrolmentCode::from_random(&[0xff; 11]),
        ])
        .map(|code| good(code.to_string(), &code))
        .collect();
    let code = enrolment_code(1);
    let text = code.to_string();
    cases.push(good(text.replace('-', "").to_lowercase(), &code));
    cases.push(good(
        text.replace('-', " ").replace('0', "o").replace('1', "l"),
        &code,
    ));
    let last = text.chars().last().unwrap();
    let wrong = if last == 'X' { "Y" } else { "X" };
    cases.push(bad(
        format!("{}{wrong}", text.strip_suffix(last).unwrap()),
        "check",
    ));
    let swapped: String = text
        .chars()
        .skip(1)
        .take(1)
        .chain(text.chars().take(1))
        .collect();
    cases.push(bad(
        format!("{swapped}{}", text.chars().skip(2).collect::<String>()),
        "check",
    ));
    cases.push(bad(text.chars().skip(1).collect(), "form"));
    cases.push(bad(format!("{text}0"), "form"));
    cases.push(bad(
        format!("U{}", text.chars().skip(1).collect::<String>()),
        "form",
    ));
    cases.push(bad(String::new(), "form"));
    cases
}

fn labels() -> Vec<LabelCase> {
    let code = enrolment_code(1);
    let good = |url: &str, server| LabelCase {
        text: format!("PREPE1:{url}:{code}"),
        outcome: "ok",
        server: Some(server),
        code: Some(code.to_string()),
    };
    let bad = |text: String, outcome| LabelCase {
        text,
        outcome,
        server: None,
        code: None,
    };
    vec![
        good("https://prep.example.mx/", "https://prep.example.mx/"),
        good(
            "https://PREP.example.mx:8443/cdmx",
            "https://prep.example.mx:8443/cdmx",
        ),
        good("http://localhost:8080", "http://localhost:8080/"),
        bad(format!("PREPE1:http://prep.example.mx/:{code}"), "url"),
        bad(format!("PREPE1:https://prep.example.mx/?a=1:{code}"), "url"),
        bad(format!("PREPE1:https://u@prep.example.mx/:{code}"), "url"),
        bad(format!("PREPE2:https://prep.example.mx/:{code}"), "foreign"),
        bad(
            "PREP1:cdmx-2024:oficial:GUB:090001C0100:A02:00000000".to_owned(),
            "foreign",
        ),
        bad("PREPE1:https://prep.example.mx/:ABC".to_owned(), "form"),
        bad(
            format!("PREPE1:https://prep.example.mx/{}:{code}", "a".repeat(300)),
            "foreign",
        ),
    ]
}

fn requests() -> Vec<JwsCase> {
    use Signature::{Invalid, Valid};
    let device = signer("device");
    let bare = EnrolmentRequest {
        attestation: None,
        ..enrolment_request()
    };
    let good = |name, request: &EnrolmentRequest| {
        let payload = serde_json::to_string(request).unwrap();
        JwsCase::ok(name, "device", request.seal(&device).unwrap(), payload)
    };
    let payload = serde_json::to_string(&enrolment_request()).unwrap();
    let sign =
        |typ, source, payload: &str| jws::sign(&device, typ, source, payload.as_bytes()).unwrap();
    let typ = EnrolmentRequest::TYP;
    let embedded = |payload: &str| sign(typ, KeySource::Jwk, payload);
    let input = enrolment_request()
        .signing_input(&device.public_key())
        .unwrap();
    let forged = jws::assemble(&input, &signer("other").sign(input.as_bytes()).unwrap());
    let code = enrolment_code(1).to_string();
    let long = payload.replacen("bWFkZS11cCBhdHRlc3RhdGlvbg==", &"AAAA".repeat(5462), 1);
    vec![
        good("with_attestation", &enrolment_request()),
        good("without_attestation", &bare),
        JwsCase::bad("signed_by_another_key", Invalid, "signature", forged),
        JwsCase::bad(
            "kid_instead_of_key",
            Valid,
            "key",
            sign(typ, KeySource::Kid, &payload),
        ),
        JwsCase::bad(
            "typ_of_a_proof",
            Valid,
            "type",
            sign("dpop+jwt", KeySource::Jwk, &payload),
        ),
        JwsCase::bad("version_2", Valid, "version", embedded(r#"{"v":2}"#)),
        JwsCase::bad(
            "code_in_lower_case",
            Valid,
            "not_canonical",
            embedded(&payload.replacen(&code, &code.to_lowercase(), 1)),
        ),
        JwsCase::bad(
            "server_is_no_url",
            Valid,
            "url",
            embedded(&payload.replacen("https://", "", 1)),
        ),
        JwsCase::bad(
            "attestation_above_16_kib",
            Valid,
            "malformed",
            embedded(&long),
        ),
    ]
}

fn responses() -> Vec<ResponseCase> {
    let good = enrolment_response().to_json().unwrap();
    let case = |name, outcome, json: String| ResponseCase {
        name,
        outcome,
        json,
    };
    vec![
        case("good", "ok", good.clone()),
        case(
            "without_receipt_key",
            "server_keys",
            good.replacen("\"acuse\"", "\"corte\"", 1),
        ),
        case(
            "token_url_is_no_url",
            "url",
            good.replacen("https://", "", 1),
        ),
        case(
            "member_unknown",
            "malformed",
            good.replacen('{', "{\"x\":1,", 1),
        ),
        case(
            "version_2",
            "version",
            good.replacen("\"v\":1", "\"v\":2", 1),
        ),
    ]
}
