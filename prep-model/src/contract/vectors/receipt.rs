use serde::Serialize;

use super::{JwsCase, JwsFile, Signature, keys};
use crate::contract::jws::{self, KeySource};
use crate::contract::samples::{bare_envelope, envelope, receipt_for, signer};
use crate::contract::{
    Envelope, Receipt, SealedEnvelope, Sha256Digest, Signer as _, SoftwareSigner,
};

/// A receipt, and the envelope it is held against.
#[derive(Serialize)]
pub(super) struct ReceiptCase {
    #[serde(flatten)]
    case: JwsCase,
    envelope: String,
    /// The member in which they differ, `null` if the receipt is that envelope's.
    mismatch: Option<&'static str>,
}

pub(super) fn file() -> JwsFile<ReceiptCase> {
    let seal = |envelope: Envelope| envelope.seal(&signer("device")).unwrap();
    let (first, second, bare) = (seal(envelope(1)), seal(envelope(2)), seal(bare_envelope(3)));
    let resigned = envelope(1).seal(&signer("other")).unwrap();
    let receipt = receipt_for(&first);
    let swapped = Receipt {
        sha256: Sha256Digest::of(b"swapped"),
        ..receipt.clone()
    };
    let mut cases = vec![
        good("for_an_acta", &receipt, &first, None),
        good("without_acta", &receipt_for(&bare), &bare, None),
        good("for_another_envelope", &receipt, &second, Some("id")),
        good(
            "for_the_same_signed_again",
            &receipt,
            &resigned,
            Some("envelope_sha256"),
        ),
        good("for_another_image", &swapped, &first, Some("sha256")),
    ];
    cases.extend(bad_cases(&receipt, first.text()));
    JwsFile {
        about: "Receipts. The device has pinned the key `server` for receipts and `corte` for \
                cortes only.",
        keys: keys(&["server", "corte", "device", "other"]),
        cases,
    }
}

fn good(
    name: &'static str,
    receipt: &Receipt,
    envelope: &SealedEnvelope,
    mismatch: Option<&'static str>,
) -> ReceiptCase {
    let jws = receipt.seal(&signer("server")).unwrap();
    let case = JwsCase::ok(name, "server", jws, serde_json::to_string(receipt).unwrap());
    ReceiptCase {
        case,
        envelope: envelope.text().to_owned(),
        mismatch,
    }
}

fn bad_cases(receipt: &Receipt, envelope: &str) -> Vec<ReceiptCase> {
    use Signature::{Invalid, Valid};
    let payload = serde_json::to_string(receipt).unwrap();
    let signed = |key: &SoftwareSigner, typ: &str, payload: &str| {
        jws::sign(key, typ, KeySource::Kid, payload.as_bytes()).unwrap()
    };
    let by_server = |payload: &str| signed(&signer("server"), Receipt::TYP, payload);
    let corte = signed(&signer("corte"), Receipt::TYP, &payload);
    let device = signed(&signer("device"), Receipt::TYP, &payload);
    let typ = signed(&signer("server"), Envelope::TYP, &payload);
    let write = |from: &str, to: &str| by_server(&payload.replacen(from, to, 1));
    let cases = [
        (
            "signed_with_the_key_of_cortes",
            "corte",
            Valid,
            "key",
            corte,
        ),
        ("signed_by_a_device", "device", Valid, "key", device),
        (
            "forged_under_the_servers_kid",
            "server",
            Invalid,
            "signature",
            forged(receipt),
        ),
        ("typ_of_an_envelope", "server", Valid, "type", typ),
        (
            "version_2",
            "server",
            Valid,
            "version",
            by_server(r#"{"v":2}"#),
        ),
        (
            "white_space",
            "server",
            Valid,
            "not_canonical",
            write(",", ", "),
        ),
        (
            "event_missing",
            "server",
            Valid,
            "malformed",
            write("\"event_sha256\":", "\"event\":"),
        ),
    ];
    let case = |(name, key, signature, outcome, jws)| ReceiptCase {
        case: JwsCase {
            key,
            ..JwsCase::bad(name, signature, outcome, jws)
        },
        envelope: envelope.to_owned(),
        mismatch: None,
    };
    cases.map(case).into()
}

/// A device signs what only the server may, under the server's `kid`.
fn forged(receipt: &Receipt) -> String {
    let good = receipt.seal(&signer("server")).unwrap();
    let (input, _) = good.rsplit_once('.').unwrap();
    jws::assemble(input, &signer("device").sign(input.as_bytes()).unwrap())
}
