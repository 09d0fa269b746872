//! Cases of Bolsas PREP: labels, receptions, and their receipts.

use serde::Serialize;

use super::{JwsCase, Signature, TestKey, keys};
use crate::claves::{BolsaCode, BolsaLabel, QrLabel, QrLabelError};
use crate::contract::jws::{self, KeySource};
use crate::contract::samples::{acta_id, bolsa, bolsa_receipt_for, empty_bolsa, signer};
use crate::contract::{
    BolsaEnvelope, BolsaReceipt, DeviceReport, Envelope, SealedBolsa, Sha256Digest,
};

#[derive(Serialize)]
pub(super) struct BolsaFile {
    about: &'static str,
    keys: std::collections::BTreeMap<&'static str, TestKey>,
    codes: Vec<CodeCase>,
    reports: Vec<ReportCase>,
    receptions: Vec<JwsCase>,
    receipts: Vec<ReceiptCase>,
}

/// What a code on a bag says.
#[derive(Serialize)]
struct CodeCase {
    name: &'static str,
    text: String,
    outcome: &'static str,
    /// The casilla of a good one.
    casilla: Option<String>,
}

/// A text of the header `Prep-Estado`, and how it is written if it is one.
#[derive(Serialize)]
struct ReportCase {
    text: &'static str,
    written: Option<String>,
}

/// A receipt, and the reception it is held against.
#[derive(Serialize)]
struct ReceiptCase {
    #[serde(flatten)]
    case: JwsCase,
    bolsa: String,
    /// The member in which they differ, `null` if the receipt is that reception's.
    mismatch: Option<&'static str>,
}

pub(super) fn file() -> BolsaFile {
    BolsaFile {
        about: "Bolsas PREP: `codes` on them, `receptions` signed by a device, `receipts` by the \
                server, and `reports` of the header Prep-Estado.",
        keys: keys(&["server", "device", "other"]),
        codes: codes(),
        reports: reports(),
        receptions: receptions(),
        receipts: receipts(),
    }
}

pub(super) fn bag_code_outcome(text: &str) -> (&'static str, Option<String>) {
    match text.parse::<BolsaCode>() {
        Ok(code) => ("ok", Some(code.casilla().to_string())),
        Err(QrLabelError::Foreign) => ("foreign", None),
        Err(QrLabelError::Check) => ("check", None),
        Err(QrLabelError::Part(_)) => ("part", None),
    }
}

fn codes() -> Vec<CodeCase> {
    let acta = acta_id("093596E0101");
    let label = BolsaLabel {
        proceso: acta.proceso.clone(),
        ejercicio: acta.ejercicio.clone(),
        casilla: acta.acta.casilla,
    };
    let good = label.to_string();
    let checked = |body: &str| {
        let digest = Sha256Digest::of(body.as_bytes()).to_string();
        format!("{body}:{}", digest.chars().take(8).collect::<String>())
    };
    let cases = [
        ("label", good.clone()),
        ("label_of_an_acta", QrLabel(acta).to_string()),
        ("clave", "093596E0101".to_owned()),
        ("changed_casilla", good.replace("093596", "093597")),
        ("check_missing", good[..good.len() - 9].to_owned()),
        (
            "bad_casilla",
            checked("PREPB1:cdmx-2024:oficial:093596X0101"),
        ),
        ("version_2", checked("PREPB2:cdmx-2024:oficial:093596E0101")),
        ("bad_clave", "093596X0101".to_owned()),
        ("another_code", "https://example.org/".to_owned()),
    ];
    let case = |(name, text): (&'static str, String)| {
        let (outcome, casilla) = bag_code_outcome(&text);
        CodeCase {
            name,
            text,
            outcome,
            casilla,
        }
    };
    cases.into_iter().map(case).collect()
}

fn reports() -> Vec<ReportCase> {
    let texts = [
        "waiting=3, rejected=1, oldest=720, person=p-17",
        "waiting=0,rejected=0",
        "waiting=2, battery=80",
        "rejected=1",
        "waiting=-1",
        "waiting",
        "",
    ];
    let case = |text: &'static str| ReportCase {
        text,
        written: text.parse::<DeviceReport>().ok().map(|it| it.to_string()),
    };
    texts.map(case).into()
}

fn seal(bolsa: &BolsaEnvelope) -> SealedBolsa {
    bolsa.seal(&signer("device")).unwrap()
}

fn receptions() -> Vec<JwsCase> {
    let good = |name, bolsa: &BolsaEnvelope| {
        let payload = serde_json::to_string(bolsa).unwrap();
        JwsCase::ok(name, "device", seal(bolsa).text().to_owned(), payload)
    };
    let mut cases = vec![
        good("two_actas_by_label", &bolsa(1)),
        good("nothing_in_it", &empty_bolsa(2)),
    ];
    cases.extend(bad_receptions());
    cases
}

fn bad_receptions() -> Vec<JwsCase> {
    use Signature::{Invalid, Valid};
    let payload = serde_json::to_string(&bolsa(1)).unwrap();
    let signed = |typ: &str, payload: &str| {
        jws::sign(&signer("device"), typ, KeySource::Kid, payload.as_bytes()).unwrap()
    };
    let write = |from: &str, to: &str| {
        assert!(payload.contains(from), "{from}");
        signed(BolsaEnvelope::TYP, &payload.replacen(from, to, 1))
    };
    let sealed = seal(&bolsa(1));
    let (input, _) = sealed.text().rsplit_once('.').unwrap();
    let other = crate::contract::Signer::sign(&signer("other"), input.as_bytes()).unwrap();
    let actas = r#""ALC/090001C0100/A11","GUB/090001C0100/A02""#;
    let turned = r#""GUB/090001C0100/A02","ALC/090001C0100/A11""#;
    let foreign = r#""ALC/090002C0100/A11","GUB/090001C0100/A02""#;
    vec![
        JwsCase::bad(
            "signed_by_another_key",
            Invalid,
            "signature",
            jws::assemble(input, &other),
        ),
        JwsCase::bad(
            "typ_of_a_photograph",
            Valid,
            "type",
            signed(Envelope::TYP, &payload),
        ),
        JwsCase::bad("version_2", Valid, "version", write(r#""v":1"#, r#""v":2"#)),
        JwsCase::bad(
            "actas_not_in_order",
            Valid,
            "not_canonical",
            write(actas, turned),
        ),
        JwsCase::bad(
            "acta_of_another_casilla",
            Valid,
            "actas",
            write(actas, foreign),
        ),
        JwsCase::bad(
            "received_by_a_cael",
            Valid,
            "role",
            write("acopiador", "cael"),
        ),
        JwsCase::bad(
            "label_of_another_casilla",
            Valid,
            "code_contradicts",
            write(r#""casilla":"090001C0100""#, r#""casilla":"090001B0100""#),
        ),
        JwsCase::bad(
            "unknown_condition",
            Valid,
            "malformed",
            write("whole", "lost"),
        ),
    ]
}

fn receipts() -> Vec<ReceiptCase> {
    let (first, second) = (seal(&bolsa(1)), seal(&bolsa(2)));
    let receipt = bolsa_receipt_for(&first);
    let good = |name, receipt: &BolsaReceipt, sealed: &SealedBolsa, mismatch| {
        let jws = receipt.seal(&signer("server")).unwrap();
        let payload = serde_json::to_string(receipt).unwrap();
        ReceiptCase {
            case: JwsCase::ok(name, "server", jws, payload),
            bolsa: sealed.text().to_owned(),
            mismatch,
        }
    };
    let substituted = BolsaReceipt {
        acopio: receipt.received_at,
        substituted: true,
        ..receipt.clone()
    };
    let forged = receipt.seal(&signer("device")).unwrap();
    vec![
        good("of_its_reception", &receipt, &first, None),
        good("with_the_moment_of_arrival", &substituted, &first, None),
        good("of_another_reception", &receipt, &second, Some("id")),
        ReceiptCase {
            case: JwsCase::bad("signed_by_a_device", Signature::Valid, "key", forged),
            bolsa: first.text().to_owned(),
            mismatch: None,
        },
    ]
}
