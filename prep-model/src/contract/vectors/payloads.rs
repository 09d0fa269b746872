//! Payloads of documents: canonical ones, and well-formed ones that are refused.

use serde::Serialize;

use crate::claves::QrLabel;
use crate::contract::samples::{
    acta_id, bare_envelope, enrolment_request, enrolment_response, envelope, receipt_for, signer,
};
use crate::contract::{
    EnrolmentRequest, EnrolmentResponse, Envelope, Identified, ImageInfo, MAX_SAFE_INTEGER, QrText,
    QualityReason, QualityVerdict, Receipt, Sha256Digest, TipoDocumento,
};

#[derive(Serialize)]
pub(super) struct File {
    about: &'static str,
    documents: Vec<Canonical>,
    refused: Vec<Refused>,
}

#[derive(Serialize)]
struct Canonical {
    name: &'static str,
    value: Value,
    text: String,
    sha256: Sha256Digest,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Value {
    Envelope(Envelope),
    Receipt(Receipt),
    Request(EnrolmentRequest),
    Response(EnrolmentResponse),
}

#[derive(Serialize)]
struct Refused {
    name: &'static str,
    outcome: &'static str,
    text: String,
}

pub(super) fn file() -> File {
    let sealed = envelope(1).seal(&signer("device")).unwrap();
    let others = [
        ("receipt", Value::Receipt(receipt_for(&sealed))),
        ("enrolment_request", Value::Request(enrolment_request())),
        ("enrolment_response", Value::Response(enrolment_response())),
    ];
    let envelopes = good_envelopes()
        .into_iter()
        .map(|(name, good)| (name, Value::Envelope(good)));
    let canonical = |(name, value)| {
        let text = serde_json::to_string(&value).unwrap();
        let sha256 = Sha256Digest::of(text.as_bytes());
        Canonical {
            name,
            value,
            text,
            sha256,
        }
    };
    let refused = refused_envelopes();
    File {
        about: "Canonical form: `text` is the compact JSON of `value`, members in this order, \
                UTF-8 with only the escapes JSON requires. Each `refused` is an envelope's payload \
                that is read as JSON and still refused.",
        documents: envelopes.chain(others).map(canonical).collect(),
        refused: refused
            .into_iter()
            .map(|(name, outcome, text)| Refused {
                name,
                outcome,
                text,
            })
            .collect(),
    }
}

fn changed(change: impl FnOnce(&mut Envelope)) -> Envelope {
    let mut envelope = envelope(1);
    change(&mut envelope);
    envelope
}

/// Envelopes that keep every rule.
pub(super) fn good_envelopes() -> Vec<(&'static str, Envelope)> {
    let first = envelope(1).seal(&signer("device")).unwrap();
    let mut second = envelope(2);
    second.prev = first.chain_digest();
    vec![
        ("identified_by_qr", envelope(1)),
        ("second_of_the_device", second),
        ("scanned_and_identified_by_nobody", bare_envelope(3)),
        (
            "identified_by_a_person_against_the_label",
            changed(|e| {
                e.identified = Identified::Manual;
                e.qr = Some(QrText::from(&QrLabel(acta_id("090002C0100"))));
            }),
        ),
        (
            "foreign_code_with_every_escape",
            changed(|e| {
                e.identified = Identified::Manual;
                let text = "\"\\/\u{8}\u{c}\n\r\t\u{0}\u{1f}\u{7f}ñ\u{2028}\u{1f5f3}";
                e.qr = Some(QrText::new(text).unwrap());
            }),
        ),
        (
            "insisted",
            changed(|e| {
                e.quality.verdict = QualityVerdict::Insisted;
                e.quality.reasons = vec![QualityReason::Blurred, QualityReason::TooSmall];
            }),
        ),
        (
            "largest_numbers",
            changed(|e| {
                e.seq = MAX_SAFE_INTEGER;
                e.image.bytes = ImageInfo::MAX_BYTES;
                e.image.width = ImageInfo::MAX_SIDE;
                e.image.height = ImageInfo::MAX_SIDE;
                e.clock.offset_ms = -9_007_199_254_740_991;
                e.documento = TipoDocumento::ActaVppp;
            }),
        ),
    ]
}

/// Payloads that break a rule of envelopes, or are not written in the one way: name, outcome, text.
pub(super) fn refused_envelopes() -> Vec<(&'static str, &'static str, String)> {
    let mut all = badly_written();
    let rule = |name, outcome, change: fn(&mut Envelope)| {
        (
            name,
            outcome,
            serde_json::to_string(&changed(change)).unwrap(),
        )
    };
    all.extend([
        rule("seq_zero", "seq", |e| e.seq = 0),
        rule("seq_too_large", "seq", |e| e.seq = MAX_SAFE_INTEGER + 1),
        rule("image_without_bytes", "image_bytes", |e| e.image.bytes = 0),
        rule("image_above_32_mib", "image_bytes", |e| {
            e.image.bytes = ImageInfo::MAX_BYTES + 1;
        }),
        rule("image_too_wide", "image_size", |e| {
            e.image.width = ImageInfo::MAX_SIDE + 1;
        }),
        rule("image_without_height", "image_size", |e| e.image.height = 0),
        rule("clock_offset_never_measured", "clock_unmeasured", |e| {
            e.clock.measured_at = None;
        }),
        rule("beyond_the_pole", "location", |e| {
            e.location.as_mut().unwrap().lat_e7 = 900_000_001;
        }),
        rule("label_of_another_acta", "qr_contradicts", |e| {
            e.qr = Some(QrText::from(&QrLabel(acta_id("090002C0100"))));
        }),
        rule("label_of_another_ejercicio", "qr_contradicts", |e| {
            e.ejercicio = "simulacro-1".parse().unwrap();
        }),
        rule("no_label", "qr_missing", |e| e.qr = None),
        rule("damaged_label", "qr_missing", |e| {
            let text = e.qr.as_ref().unwrap().as_str().replace("A02", "A03");
            e.qr = Some(QrText::new(&text).unwrap());
        }),
        rule("acta_missing", "acta_missing", |e| e.acta = None),
        rule("acta_unexpected", "acta_unexpected", |e| {
            e.identified = Identified::None;
        }),
        rule("insisted_without_reason", "quality_verdict", |e| {
            e.quality.verdict = QualityVerdict::Insisted;
        }),
        rule("accepted_with_reason", "quality_verdict", |e| {
            e.quality.reasons = vec![QualityReason::Dark];
        }),
        rule("reasons_out_of_order", "quality_reasons", |e| {
            e.quality.verdict = QualityVerdict::Insisted;
            e.quality.reasons = vec![QualityReason::Dark, QualityReason::Blurred];
        }),
        rule("figure_above_1000", "quality_figures", |e| {
            e.quality.figures.light = Some(1001);
        }),
    ]);
    all
}

fn badly_written() -> Vec<(&'static str, &'static str, String)> {
    let good = serde_json::to_string(&envelope(1)).unwrap();
    let bare = serde_json::to_string(&bare_envelope(1)).unwrap();
    let id = envelope(1).id.to_string();
    let mut v4 = id.clone();
    v4.replace_range(14..15, "4");
    let digest = envelope(1).image.sha256.to_string();
    let upper = digest.to_uppercase();
    let newer = r#"{"v":2,"anything":[1.5]}"#.to_owned();
    let mut all = vec![
        ("version_2_of_another_shape", "version", newer),
        (
            "optional_member_missing",
            "not_canonical",
            bare.replacen(",\"location\":null", "", 1),
        ),
        ("trailing_line_feed", "not_canonical", format!("{good}\n")),
        ("byte_order_mark", "malformed", format!("\u{feff}{good}")),
        (
            "digest_in_upper_case",
            "not_canonical",
            good.replacen(&digest, &upper, 1),
        ),
        ("id_of_version_4", "malformed", good.replacen(&id, &v4, 1)),
        ("empty_object", "malformed", "{}".to_owned()),
        ("an_array", "malformed", "[1]".to_owned()),
    ];
    all.extend(REWRITTEN.map(|(name, outcome, from, to)| {
        assert!(good.contains(from), "{name}");
        (name, outcome, good.replacen(from, to, 1))
    }));
    all
}

/// One change each to the good payload: name, outcome, what is replaced, by what.
const REWRITTEN: [(&str, &str, &str, &str); 17] = [
    ("version_2", "version", "\"v\":1", "\"v\":2"),
    ("version_as_text", "malformed", "\"v\":1", "\"v\":\"1\""),
    (
        "member_unknown",
        "malformed",
        "\"v\":1",
        "\"v\":1,\"extra\":0",
    ),
    ("member_repeated", "malformed", "\"v\":1", "\"v\":1,\"v\":1"),
    ("member_missing", "malformed", "\"seq\":1,", ""),
    (
        "members_out_of_order",
        "not_canonical",
        "\"v\":1,\"proceso\":\"cdmx-2024\"",
        "\"proceso\":\"cdmx-2024\",\"v\":1",
    ),
    ("white_space", "not_canonical", ",", ", "),
    ("needless_escape", "not_canonical", "\"cdmx", "\"\\u0063dmx"),
    ("escaped_slash", "not_canonical", "GUB/", "GUB\\/"),
    ("moment_without_micros", "not_canonical", ".000000Z", "Z"),
    (
        "moment_in_local_time",
        "not_canonical",
        "03T02:01:00.000000Z",
        "02T20:01:00.000000-06:00",
    ),
    (
        "number_with_decimals",
        "malformed",
        "\"seq\":1",
        "\"seq\":1.0",
    ),
    (
        "number_with_exponent",
        "malformed",
        "\"seq\":1",
        "\"seq\":1e0",
    ),
    ("image_png", "malformed", "image/jpeg", "image/png"),
    ("documento_not_applicable", "malformed", "ACTA PREP", "N/A"),
    ("role_of_the_ccv", "malformed", "\"cael\"", "\"capturista\""),
    ("person_with_spaces", "malformed", "p-0017", "Juana P"),
];
