//! Documents and keys for tests, all made up and always the same.

use super::{
    AppVersion, Attestation, BolsaCondition, BolsaEnvelope, BolsaId, BolsaReceipt, ClockReading,
    DeviceId, DeviceModel, DeviceRole, DigitalizacionId, EnrolmentCode, EnrolmentRequest,
    EnrolmentResponse, Envelope, Identified, ImageInfo, KeyPurpose, KeyStorage, Location,
    MediaType, PaperArrival, PaperOutcome, PersonId, Platform, QrText, Quality, QualityFigures,
    QualityVerdict, Receipt, SealedBolsa, SealedEnvelope, ServerKey, ServerKeys, Sha256Digest,
    Signer as _, SoftwareSigner, TipoDocumento, V1,
};
use crate::claves::{ActaId, BolsaLabel, QrLabel};
use crate::time::{DeviceTime, Timestamp};

/// 2024-06-03T02:00:00Z, the closing hour of the real election night in Mexico City.
pub(super) const NIGHT: i64 = 1_717_380_000_000_000;

pub(super) fn secret(name: &str) -> Sha256Digest {
    Sha256Digest::of(format!("prep test key {name}").as_bytes())
}

pub(super) fn signer(name: &str) -> SoftwareSigner {
    SoftwareSigner::from_secret_bytes(secret(name).as_bytes()).unwrap()
}

pub(super) fn moment(seconds: i64) -> Timestamp {
    Timestamp::from_micros(NIGHT + seconds * 1_000_000).unwrap()
}

fn random(kind: &str, n: u64) -> [u8; 10] {
    let digest = Sha256Digest::of(format!("{kind} {n}").as_bytes());
    digest.as_bytes()[..10].try_into().unwrap()
}

pub(super) fn device_id(n: u64) -> DeviceId {
    DeviceId::from_parts(1_716_000_000_000, &random("device", n))
}

pub(super) fn acta_id(casilla: &str) -> ActaId {
    ActaId {
        proceso: "cdmx-2024".parse().unwrap(),
        ejercicio: "oficial".parse().unwrap(),
        acta: format!("GUB/{casilla}/A02").parse().unwrap(),
    }
}

/// The `n`th envelope of a device, from 1: identified by QR, every optional member present.
pub(super) fn envelope(n: u64) -> Envelope {
    let id = acta_id("090001C0100");
    let millis = 1_717_380_000_000 + n * 60_000;
    let taken = moment(60 * i64::try_from(n).unwrap());
    Envelope {
        v: V1,
        proceso: id.proceso.clone(),
        ejercicio: id.ejercicio.clone(),
        id: DigitalizacionId::from_parts(millis, &random("digitalizacion", n)),
        seq: n,
        prev: if n == 1 {
            Sha256Digest::ZERO
        } else {
            Sha256Digest::of(&n.to_be_bytes())
        },
        acta: Some(id.acta.clone()),
        identified: Identified::Qr,
        qr: Some(QrText::from(&QrLabel(id))),
        documento: TipoDocumento::ActaPrep,
        image: ImageInfo {
            sha256: Sha256Digest::of(format!("image {n}").as_bytes()),
            bytes: 230_145,
            width: 1654,
            height: 2339,
            media_type: MediaType::Jpeg,
        },
        frame_sha256: Some(Sha256Digest::of(format!("frame {n}").as_bytes())),
        device_time: DeviceTime(taken),
        clock: ClockReading {
            offset_ms: -1500,
            measured_at: Some(DeviceTime(moment(0))),
        },
        person: PersonId::new("p-0017").unwrap(),
        role: DeviceRole::Cael,
        app_version: AppVersion::new("1.0.0+1").unwrap(),
        quality: Quality {
            verdict: QualityVerdict::Accept,
            reasons: Vec::new(),
            figures: QualityFigures {
                sharpness: Some(812),
                light: Some(640),
                glare_free: Some(1000),
                inside: Some(1000),
                resolution: Some(930),
                sheet: None,
            },
        },
        location: Some(Location {
            lat_e7: 194_326_080,
            lon_e7: -991_332_080,
            accuracy_m: 12,
        }),
    }
}

/// An envelope with nothing optional in it: scanned, identified by nobody.
pub(super) fn bare_envelope(n: u64) -> Envelope {
    Envelope {
        acta: None,
        identified: Identified::None,
        qr: None,
        frame_sha256: None,
        clock: ClockReading {
            offset_ms: 0,
            measured_at: None,
        },
        role: DeviceRole::Digitalizador,
        quality: Quality::unjudged(),
        location: None,
        ..envelope(n)
    }
}

/// The `n`th envelope of a device, from 1: a bag with two actas, named by its label.
pub(super) fn bolsa(n: u64) -> BolsaEnvelope {
    let of = envelope(n);
    let casilla = "090001C0100".parse().unwrap();
    let label = BolsaLabel {
        proceso: of.proceso.clone(),
        ejercicio: of.ejercicio.clone(),
        casilla,
    };
    let actas = ["GUB/090001C0100/A02", "ALC/090001C0100/A11"];
    BolsaEnvelope {
        v: V1,
        proceso: of.proceso,
        ejercicio: of.ejercicio,
        id: BolsaId::from_parts(1_717_380_000_000 + n * 60_000, &random("bolsa", n)),
        seq: of.seq,
        prev: of.prev,
        casilla,
        identified: Identified::Qr,
        code: Some(QrText::new(&label.to_string()).unwrap()),
        actas: actas.map(|acta| acta.parse().unwrap()).into(),
        condition: BolsaCondition::Whole,
        device_time: of.device_time,
        clock: of.clock,
        person: of.person,
        role: DeviceRole::Acopiador,
        app_version: of.app_version,
    }
}

/// A bag that a supervisor received by its clave, open and with nothing in it.
pub(super) fn empty_bolsa(n: u64) -> BolsaEnvelope {
    BolsaEnvelope {
        identified: Identified::Manual,
        code: None,
        actas: std::collections::BTreeSet::new(),
        condition: BolsaCondition::Open,
        role: DeviceRole::Supervisor,
        ..bolsa(n)
    }
}

pub(super) fn bolsa_receipt_for(sealed: &SealedBolsa) -> BolsaReceipt {
    let bolsa = sealed.bolsa();
    let outcomes = [PaperOutcome::Received, PaperOutcome::AfterImage];
    let actas = bolsa.actas.iter().cloned().zip(outcomes);
    BolsaReceipt {
        v: V1,
        proceso: bolsa.proceso.clone(),
        ejercicio: bolsa.ejercicio.clone(),
        id: bolsa.id,
        casilla: bolsa.casilla,
        envelope_sha256: sealed.chain_digest(),
        acopio: bolsa.device_time.corrected(bolsa.clock.offset_ms),
        substituted: false,
        elsewhere: false,
        actas: actas
            .map(|(acta, outcome)| PaperArrival { acta, outcome })
            .collect(),
        received_at: moment(3600),
        event_sha256: Sha256Digest::of(b"event 43"),
    }
}

pub(super) fn receipt_for(sealed: &SealedEnvelope) -> Receipt {
    let envelope = sealed.envelope();
    Receipt {
        v: V1,
        proceso: envelope.proceso.clone(),
        ejercicio: envelope.ejercicio.clone(),
        id: envelope.id,
        acta: envelope.acta.clone(),
        sha256: envelope.image.sha256,
        envelope_sha256: sealed.chain_digest(),
        received_at: moment(3600),
        event_sha256: Sha256Digest::of(b"event 42"),
    }
}

pub(super) fn enrolment_code(n: u64) -> EnrolmentCode {
    let digest = Sha256Digest::of(format!("code {n}").as_bytes());
    EnrolmentCode::from_random(digest.as_bytes()[..11].try_into().unwrap())
}

pub(super) fn enrolment_request() -> EnrolmentRequest {
    EnrolmentRequest {
        v: V1,
        aud: "https://prep.example.mx/".to_owned(),
        code: enrolment_code(1),
        platform: Platform::Android,
        key_storage: KeyStorage::Hardware,
        model: DeviceModel::new("samsung SM-X210").unwrap(),
        app_version: AppVersion::new("1.0.0+1").unwrap(),
        attestation: Some(Attestation::new(b"made-up attestation".to_vec()).unwrap()),
        device_time: DeviceTime(moment(-86_400)),
    }
}

pub(super) fn enrolment_response() -> EnrolmentResponse {
    let key = |purpose, name| ServerKey {
        purpose,
        jwk: signer(name).public_key(),
    };
    EnrolmentResponse {
        v: V1,
        device_id: device_id(1),
        proceso: "cdmx-2024".parse().unwrap(),
        ejercicio: "oficial".parse().unwrap(),
        server_keys: ServerKeys(vec![
            key(KeyPurpose::Acuse, "server"),
            key(KeyPurpose::Corte, "corte"),
        ]),
        token_url: "https://prep.example.mx/v1/token".to_owned(),
        now: moment(-86_390),
    }
}
