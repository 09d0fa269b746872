use proptest::prelude::*;

use super::*;
use crate::contract::samples::{acta_id, bare_envelope, envelope, moment, signer};
use crate::contract::{QualityFigures, QualityReason, QualityVerdict, SoftwareSigner};

/// The code of the rule that keeps `envelope` from being signed.
fn refused(envelope: &Envelope) -> &'static str {
    match envelope.seal(&signer("device")) {
        Err(SealError::Document(error)) => error.code(),
        other => panic!("{other:?}"),
    }
}

fn changed(change: impl FnOnce(&mut Envelope)) -> Envelope {
    let mut envelope = envelope(1);
    change(&mut envelope);
    envelope
}

/// A well-signed JWS over any payload, as a device with a broken program would send it.
fn signed(payload: &str) -> String {
    jws::sign(
        &signer("device"),
        Envelope::TYP,
        KeySource::Kid,
        payload.as_bytes(),
    )
    .unwrap()
}

fn open(text: &str) -> Result<SealedEnvelope, DocumentError> {
    SealedEnvelope::open(text, &signer("device").public_key())
}

fn json(envelope: &Envelope) -> String {
    serde_json::to_string(envelope).unwrap()
}

#[test]
fn full_and_bare_envelopes_survive() {
    for envelope in [envelope(1), bare_envelope(2)] {
        let sealed = envelope.seal(&signer("device")).unwrap();
        assert_eq!(sealed.envelope(), &envelope);
        assert_eq!(open(sealed.text()).unwrap(), sealed);
        let peeked = SealedEnvelope::peek(sealed.text()).unwrap();
        assert_eq!((peeked.kid, peeked.id), (sealed.kid(), envelope.id));
        assert!(sealed.text().len() < 2048, "{}", sealed.text().len());
    }
}

#[test]
fn each_envelope_names_the_one_before() {
    let first = envelope(1).seal(&signer("device")).unwrap();
    let mut second = envelope(2);
    second.prev = first.chain_digest();
    let second = second.seal(&signer("device")).unwrap();
    assert_eq!(
        second.envelope().prev,
        Sha256Digest::of(first.text().as_bytes())
    );
}

#[test]
fn a_label_must_name_the_acta_it_identified() {
    let label = |casilla: &str| Some(QrText::from(&QrLabel(acta_id(casilla))));
    assert_eq!(
        refused(&changed(|e| e.qr = label("090002C0100"))),
        "qr_contradicts"
    );
    assert_eq!(
        refused(&changed(|e| e.ejercicio = "simulacro-1".parse().unwrap())),
        "qr_contradicts"
    );
    assert_eq!(
        refused(&changed(|e| e.proceso = "cdmx-2027".parse().unwrap())),
        "qr_contradicts"
    );
    assert_eq!(refused(&changed(|e| e.qr = None)), "qr_missing");
    assert_eq!(
        refused(&changed(|e| e.qr = QrText::cut("https://example.org"))),
        "qr_missing"
    );
    assert_eq!(refused(&changed(|e| e.acta = None)), "acta_missing");
    let manual = |qr| {
        changed(|e| {
            e.identified = Identified::Manual;
            e.qr = qr;
        })
    };
    for qr in [
        None,
        label("090002C0100"),
        QrText::cut("https://example.org"),
    ] {
        assert!(manual(qr).seal(&signer("device")).is_ok());
    }
    let nobody = changed(|e| e.identified = Identified::None);
    assert_eq!(refused(&nobody), "acta_unexpected");
    let foreign = Envelope {
        acta: None,
        ..nobody
    };
    assert!(foreign.seal(&signer("device")).is_ok());
}

#[test]
fn every_limit_is_kept() {
    assert_eq!(refused(&changed(|e| e.seq = 0)), "seq");
    assert_eq!(refused(&changed(|e| e.seq = MAX_SAFE_INTEGER + 1)), "seq");
    assert_eq!(refused(&changed(|e| e.image.bytes = 0)), "image_bytes");
    assert_eq!(
        refused(&changed(|e| e.image.bytes = ImageInfo::MAX_BYTES + 1)),
        "image_bytes"
    );
    assert_eq!(refused(&changed(|e| e.image.width = 0)), "image_size");
    assert_eq!(refused(&changed(|e| e.image.height = 20_001)), "image_size");
    assert_eq!(
        refused(&changed(|e| e.clock.offset_ms = i64::MIN)),
        "clock_offset"
    );
    assert_eq!(
        refused(&changed(|e| e.clock.measured_at = None)),
        "clock_unmeasured"
    );
    let at = |lat_e7, lon_e7, accuracy_m| {
        Some(Location {
            lat_e7,
            lon_e7,
            accuracy_m,
        })
    };
    assert_eq!(
        refused(&changed(|e| e.location = at(900_000_001, 0, 1))),
        "location"
    );
    assert_eq!(
        refused(&changed(|e| e.location = at(0, i32::MIN, 1))),
        "location"
    );
    assert_eq!(
        refused(&changed(|e| e.location = at(0, 0, 100_001))),
        "location"
    );
    assert_eq!(
        refused(&changed(|e| e.quality.reasons = vec![QualityReason::Cut])),
        "quality_verdict"
    );
    let largest = changed(|e| {
        e.seq = MAX_SAFE_INTEGER;
        e.image.bytes = ImageInfo::MAX_BYTES;
        e.image.width = ImageInfo::MAX_SIDE;
        e.location = at(-900_000_000, 1_800_000_000, 100_000);
    });
    assert!(largest.seal(&signer("device")).is_ok());
}

#[test]
fn only_the_canonical_bytes_are_read() {
    let good = json(&envelope(1));
    let code = |payload: &str| open(&signed(payload)).unwrap_err().code();
    assert!(open(&signed(&good)).is_ok());
    assert_eq!(code(&good.replacen(':', ": ", 1)), "not_canonical");
    assert_eq!(code(&format!("{good}\n")), "not_canonical");
    assert_eq!(
        code(&good.replacen(",\"frame_sha256\":", ",\"frame_sha\\u003256\":", 1)),
        "not_canonical"
    );
    assert_eq!(
        code(&good.replacen("\"cdmx-2024\"", "\"\\u0063dmx-2024\"", 1)),
        "not_canonical"
    );
    assert_eq!(
        code(
            &good
                .replacen("\"v\":1,", "", 1)
                .replacen('}', ",\"v\":1}", 1)
        ),
        "malformed"
    );
    assert_eq!(code(&good.replacen("Z\"", "+00:00\"", 1)), "not_canonical");
    assert_eq!(
        code(&good.replacen("\"seq\":1", "\"seq\":1.0", 1)),
        "malformed"
    );
    let upper = good.replace(&envelope(1).image.sha256.to_string(), &"AB".repeat(32));
    assert_eq!(code(&upper), "not_canonical");
    let absent = json(&bare_envelope(1)).replacen(",\"location\":null", "", 1);
    assert_eq!(code(&absent), "not_canonical");
}

#[test]
fn unknown_members_versions_and_values_are_told_apart() {
    let good = json(&envelope(1));
    let code = |payload: &str| open(&signed(payload)).unwrap_err().code();
    assert_eq!(code(&good.replacen("\"v\":1", "\"v\":2", 1)), "version");
    let newer = r#"{"v":2,"anything":[1.5]}"#;
    assert_eq!(
        open(&signed(newer)).unwrap_err(),
        DocumentError::Version { found: 2 }
    );
    assert_eq!(
        code(&good.replacen("\"v\":1", "\"v\":1,\"x\":1", 1)),
        "malformed"
    );
    assert_eq!(
        code(&good.replacen("\"v\":1", "\"v\":1,\"v\":1", 1)),
        "malformed"
    );
    assert_eq!(
        code(&good.replacen("image/jpeg", "image/png", 1)),
        "malformed"
    );
    assert_eq!(code(&good.replacen("ACTA PREP", "N/A", 1)), "malformed");
    assert_eq!(
        code(&good.replacen("\"cael\"", "\"capturista\"", 1)),
        "malformed"
    );
    assert_eq!(code(&good.replacen("-7", "-4", 1)), "malformed");
    for payload in ["null", "[]", "1", "{", "{}", "\"v\"", &"[".repeat(2000)] {
        assert_eq!(code(payload), "malformed", "{payload}");
    }
}

#[test]
fn broken_rules_are_refused_although_well_signed() {
    let code = |envelope: &Envelope| open(&signed(&json(envelope))).unwrap_err().code();
    assert_eq!(code(&changed(|e| e.seq = 0)), "seq");
    assert_eq!(code(&changed(|e| e.qr = None)), "qr_missing");
}

#[test]
fn a_key_store_that_signs_badly_is_found_out() {
    let key = signer("device").public_key();
    let input = envelope(1).signing_input(&key).unwrap();
    let assemble = |signature: &[u8; 64]| SealedEnvelope::assemble(&input, signature, &key);
    let good = signer("device").sign(input.as_bytes()).unwrap();
    assert!(assemble(&good).is_ok());
    let other = signer("other").sign(input.as_bytes()).unwrap();
    for bad in [other, [0; 64], [0xff; 64]] {
        assert_eq!(assemble(&bad), Err(SealError::Sign(SignError::Invalid)));
    }
}

#[test]
fn both_signatures_of_one_message_are_valid() {
    // ECDSA accepts S and its negative, and JOSE libraries write either; so do we.
    let sealed = envelope(1).seal(&signer("device")).unwrap();
    let (input, _) = sealed.text().rsplit_once('.').unwrap();
    let raw = signer("device").sign(input.as_bytes()).unwrap();
    let signature = p256::ecdsa::Signature::from_slice(&raw).unwrap();
    let negated =
        p256::ecdsa::Signature::from_scalars(signature.r().to_bytes(), (-signature.s()).to_bytes());
    let text = jws::assemble(input, &negated.unwrap().to_bytes().into());
    assert_ne!(text, sealed.text());
    assert_eq!(open(&text).unwrap().envelope(), sealed.envelope());
}

#[test]
fn an_oversized_text_is_refused_before_it_is_decoded() {
    let huge = "A".repeat(Envelope::MAX_LEN + 1);
    assert_eq!(open(&huge).unwrap_err().code(), "too_long");
    assert_eq!(SealedEnvelope::peek(&huge).unwrap_err().code(), "too_long");
}

#[test]
fn peeking_proves_nothing_and_opening_does() {
    let sealed = envelope(1).seal(&signer("device")).unwrap();
    let (input, _) = sealed.text().rsplit_once('.').unwrap();
    let forged = jws::assemble(input, &signer("other").sign(input.as_bytes()).unwrap());
    assert_eq!(SealedEnvelope::peek(&forged).unwrap().kid, sealed.kid());
    assert_eq!(open(&forged).unwrap_err().code(), "signature");
    let other = signer("other").public_key();
    assert_eq!(
        SealedEnvelope::open(sealed.text(), &other)
            .unwrap_err()
            .code(),
        "key"
    );
}

prop_compose! {
    fn any_envelope()(
        n in 1u64..100_000,
        prev in any::<[u8; 32]>(),
        identified in 0u8..3,
        foreign in proptest::option::of("\\PC{1,40}"),
        documento in 0usize..8,
        bytes in 1..=ImageInfo::MAX_BYTES,
        (width, height) in (1..=ImageInfo::MAX_SIDE, 1..=ImageInfo::MAX_SIDE),
        micros in 0i64..253_402_300_799_999_999,
        offset_ms in proptest::option::of(-9_007_199_254_740_991i64..9_007_199_254_740_991),
        reasons in proptest::collection::btree_set(0usize..6, 0..=6),
        figure in proptest::option::of(0u16..=1000),
        place in proptest::option::of((-900_000_000i32..900_000_000, -1_800_000_000i32..1_800_000_000, 0u32..100_000)),
    ) -> Envelope {
        let all = [
            QualityReason::Blurred, QualityReason::Dark, QualityReason::Glare,
            QualityReason::Cut, QualityReason::TooSmall, QualityReason::NotASheet,
        ];
        let reasons: Vec<_> = reasons.into_iter().map(|at| all[at]).collect();
        let verdict =
            if reasons.is_empty() { QualityVerdict::Accept } else { QualityVerdict::Insisted };
        let full = envelope(n);
        let foreign = foreign.and_then(|text| QrText::cut(&text));
        let (identified, acta, qr) = match identified {
            0 => (Identified::Qr, full.acta.clone(), full.qr.clone()),
            1 => (Identified::Manual, full.acta.clone(), foreign),
            _ => (Identified::None, None, foreign),
        };
        let measured_at = offset_ms.map(|_| DeviceTime(moment(0)));
        Envelope {
            prev: Sha256Digest::from_bytes(prev),
            identified,
            acta,
            qr,
            documento: TipoDocumento::ALL[documento],
            image: ImageInfo { bytes, width, height, ..full.image.clone() },
            device_time: DeviceTime(crate::time::Timestamp::from_micros(micros).unwrap()),
            clock: ClockReading { offset_ms: offset_ms.unwrap_or(0), measured_at },
            quality: Quality {
                verdict,
                reasons,
                figures: QualityFigures { sharpness: figure, ..QualityFigures::default() },
            },
            location: place
                .map(|(lat_e7, lon_e7, accuracy_m)| Location { lat_e7, lon_e7, accuracy_m }),
            ..full
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_envelope_survives(envelope in any_envelope()) {
        let sealed = envelope.seal(&signer("device")).unwrap();
        prop_assert_eq!(sealed.envelope(), &envelope);
        prop_assert_eq!(open(sealed.text()).unwrap(), sealed);
    }

    /// Goal: two payloads that differ never mean the same envelope. Method: put white space or
    /// another writing of one character anywhere; whatever is still read must have the same bytes.
    #[test]
    fn the_canonical_form_is_the_only_one(
        envelope in any_envelope(),
        at in any::<prop::sample::Index>(),
        what in "[ \t\n0-9a-zA-Z,\"{}\\\\]{1,2}",
    ) {
        let good = json(&envelope);
        let mut payload = good.clone();
        let at = at.index(payload.len());
        prop_assume!(payload.is_char_boundary(at));
        payload.insert_str(at, &what);
        if let Ok(read) = document::from_canonical::<Envelope>(payload.as_bytes()) {
            prop_assert_ne!(&read, &envelope);
            prop_assert_eq!(json(&read), payload);
        }
    }

    #[test]
    fn no_changed_byte_is_believed(at in any::<prop::sample::Index>(), to in 0x20u8..0x7f) {
        let mut text = envelope(1).seal(&signer("device")).unwrap().text().to_owned();
        let at = at.index(text.len());
        let to = char::from(to).to_string();
        prop_assume!(text.get(at..=at) != Some(to.as_str()));
        text.replace_range(at..=at, &to);
        prop_assert!(open(&text).is_err());
    }

    #[test]
    fn any_text_is_refused_without_panic(text in "\\PC{0,200}", payload in "\\PC{0,200}") {
        prop_assert!(open(&text).is_err());
        prop_assert!(SealedEnvelope::peek(&text).is_err());
        prop_assume!(!payload.is_empty());
        prop_assert!(open(&signed(&payload)).is_err());
    }

    #[test]
    fn any_signer_in_range_is_verified(secret in any::<[u8; 32]>()) {
        if let Ok(signer) = SoftwareSigner::from_secret_bytes(&secret) {
            let sealed = envelope(1).seal(&signer).unwrap();
            prop_assert_eq!(sealed.kid(), signer.public_key().thumbprint());
        }
    }
}
