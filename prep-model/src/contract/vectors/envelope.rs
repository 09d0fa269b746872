use base64ct::{Base64UrlUnpadded, Encoding};

use super::payloads::{good_envelopes, refused_envelopes};
use super::{JwsCase, JwsFile, Signature, keys, sign_under};
use crate::contract::jws::{self, KeySource};
use crate::contract::samples::{envelope, signer};
use crate::contract::{Envelope, Receipt, Signer as _};

pub(super) fn file() -> JwsFile<JwsCase> {
    let mut cases = Vec::new();
    for (name, good) in good_envelopes() {
        let jws = good.seal(&signer("device")).unwrap().text().to_owned();
        cases.push(JwsCase::ok(
            name,
            "device",
            jws,
            serde_json::to_string(&good).unwrap(),
        ));
    }
    let payload = serde_json::to_string(&envelope(1)).unwrap();
    cases.push(JwsCase::ok(
        "the_other_s",
        "device",
        with_other_s(),
        payload,
    ));
    cases.extend(bad_headers());
    cases.extend(bad_signatures());
    cases.extend(bad_forms());
    for (name, outcome, text) in refused_envelopes() {
        let jws = sign(Envelope::TYP, text.as_bytes());
        cases.push(JwsCase::bad(name, Signature::Valid, outcome, jws));
    }
    JwsFile {
        about: "Envelopes of images. `sha256` is of the compact JWS: the `prev` of the next one.",
        keys: keys(&["device", "other"]),
        cases,
    }
}

pub(super) fn sign(typ: &str, payload: &[u8]) -> String {
    jws::sign(&signer("device"), typ, KeySource::Kid, payload).unwrap()
}

fn good() -> String {
    envelope(1)
        .seal(&signer("device"))
        .unwrap()
        .text()
        .to_owned()
}

/// Signs the good payload under a header written by hand.
fn with_header(header: &str) -> String {
    let payload = serde_json::to_string(&envelope(1)).unwrap();
    sign_under(header, &payload, &signer("device"))
}

fn with_other_s() -> String {
    let good = good();
    let (input, signature) = good.rsplit_once('.').unwrap();
    let raw = Base64UrlUnpadded::decode_vec(signature).unwrap();
    let signature = p256::ecdsa::Signature::from_slice(&raw).unwrap();
    let (r, s) = (signature.r().to_bytes(), (-signature.s()).to_bytes());
    let negated = p256::ecdsa::Signature::from_scalars(r, s).unwrap();
    jws::assemble(input, &negated.to_bytes().into())
}

fn bad_headers() -> Vec<JwsCase> {
    use Signature::{Depends, Invalid, Valid};
    let key = signer("device").public_key();
    let (kid, jwk, typ) = (key.thumbprint().to_string(), key.to_jwk(), Envelope::TYP);
    let good = format!(r#"{{"alg":"ES256","typ":"{typ}","kid":"{kid}"}}"#);
    let write = |from: &str, to: &str| good.replacen(from, to, 1);
    let add = |member: &str| write("}", &format!(",{member}}}"));
    let other = signer("other").public_key().thumbprint().to_string();
    let long = format!("\"cty\":\"{}\"", "a".repeat(900));
    let kid_member = format!(",\"kid\":\"{kid}\"");
    let cases = [
        ("alg_none", Invalid, "algorithm", write("ES256", "none")),
        ("alg_hs256", Invalid, "algorithm", write("ES256", "HS256")),
        (
            "alg_missing",
            Invalid,
            "header",
            write("\"alg\":\"ES256\",", ""),
        ),
        ("typ_of_a_receipt", Valid, "type", write(typ, Receipt::TYP)),
        ("kid_missing", Valid, "key", write(&kid_member, "")),
        ("kid_of_another_key", Valid, "key", write(&kid, &other)),
        (
            "kid_not_a_thumbprint",
            Valid,
            "header",
            write(&kid, "tablet-1"),
        ),
        ("key_embedded", Valid, "key", add(&format!("\"jwk\":{jwk}"))),
        (
            "critical_extension",
            Invalid,
            "header",
            add(r#""crit":["x"],"x":1"#),
        ),
        (
            "header_member_unknown",
            Depends,
            "header",
            add(r#""x5u":"https://h""#),
        ),
        (
            "header_member_repeated",
            Depends,
            "header",
            add(r#""alg":"ES256""#),
        ),
        ("header_too_long", Depends, "too_long", add(&long)),
    ];
    let case = |(name, signature, outcome, header): (_, _, _, String)| {
        JwsCase::bad(name, signature, outcome, with_header(&header))
    };
    cases.into_iter().map(case).collect()
}

fn bad_signatures() -> Vec<JwsCase> {
    let good = good();
    let (input, signature) = good.rsplit_once('.').unwrap();
    let (header, payload) = input.split_once('.').unwrap();
    let other = sign(Envelope::TYP, &serde_json::to_vec(&envelope(2)).unwrap());
    let (_, other_signature) = other.rsplit_once('.').unwrap();
    let forged = jws::assemble(input, &signer("other").sign(input.as_bytes()).unwrap());
    let raw = Base64UrlUnpadded::decode_vec(signature).unwrap();
    let der = p256::ecdsa::Signature::from_slice(&raw).unwrap().to_der();
    let der = Base64UrlUnpadded::encode_string(der.as_bytes());
    let swapped = payload.replacen('A', "B", 1);
    let case = |name, outcome, jws| JwsCase::bad(name, Signature::Invalid, outcome, jws);
    vec![
        case("signed_by_another_key", "signature", forged),
        case(
            "signature_of_another_envelope",
            "signature",
            format!("{input}.{other_signature}"),
        ),
        case(
            "signature_of_zeros",
            "signature",
            jws::assemble(input, &[0; 64]),
        ),
        case(
            "signature_beyond_the_order",
            "signature",
            jws::assemble(input, &[0xff; 64]),
        ),
        case("signature_in_der", "signature", format!("{input}.{der}")),
        case(
            "signature_cut_short",
            "signature",
            good.chars().take(good.len() - 2).collect(),
        ),
        case("signature_missing", "signature", format!("{input}.")),
        case(
            "payload_changed",
            "signature",
            format!("{header}.{swapped}.{signature}"),
        ),
    ]
}

fn bad_forms() -> Vec<JwsCase> {
    use Signature::{Depends, Invalid, Valid};
    let good = good();
    let (input, signature) = good.rsplit_once('.').unwrap();
    let (header, payload) = input.split_once('.').unwrap();
    // The last of 86 characters carries two bits that mean nothing; set, they are a second writing.
    let mut loose = good.clone();
    let last = loose.pop().unwrap();
    loose.push(char::from(u8::try_from(u32::from(last) + 1).unwrap()));
    let mut payload_of = serde_json::to_string(&envelope(1)).unwrap();
    payload_of.push_str(&" ".repeat(Envelope::MAX_LEN));
    vec![
        JwsCase::bad("empty", Invalid, "form", String::new()),
        JwsCase::bad(
            "two_parts",
            Invalid,
            "form",
            format!("{header}{payload}.{signature}"),
        ),
        JwsCase::bad("four_parts", Invalid, "form", format!("{good}.AAAA")),
        JwsCase::bad(
            "payload_detached",
            Invalid,
            "form",
            format!("{header}..{signature}"),
        ),
        JwsCase::bad("padding", Depends, "signature", format!("{good}==")),
        JwsCase::bad("second_writing_of_the_signature", Depends, "base64", loose),
        JwsCase::bad(
            "line_feed_inside",
            Depends,
            "base64",
            good.replacen('.', "\n.", 1),
        ),
        JwsCase::bad(
            "too_long",
            Valid,
            "too_long",
            sign(Envelope::TYP, payload_of.as_bytes()),
        ),
    ]
}
