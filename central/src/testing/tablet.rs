use prep_model::contract::dpop::{DpopClaims, access_token_hash};
use prep_model::contract::{
    AppVersion, BolsaCondition, BolsaEnvelope, BolsaId, ClientAssertion, ClockReading, DeviceId,
    DeviceModel, DeviceRole, DigitalizacionId, EnrolmentCode, EnrolmentRequest, Envelope,
    Identified, ImageInfo, KeyStorage, MediaType, PersonId, Platform, Quality, SealedBolsa,
    SealedEnvelope, Sha256Digest, Signer, SoftwareSigner, TipoDocumento, TokenId, V1,
};
use prep_model::time::DeviceTime;

use super::{acta, night, proceso};

/// A tablet with a key of its own that follows from its name.
#[derive(Clone)]
pub struct Tablet {
    /// Its key.
    pub signer: SoftwareSigner,
    /// Its id, once enrolled.
    pub device: Option<DeviceId>,
    name: String,
    seq: u64,
    prev: Sha256Digest,
    tokens: u64,
}

impl Tablet {
    /// One that nobody knows.
    pub fn new(name: &str) -> Self {
        let secret = Sha256Digest::of(format!("tablet {name}").as_bytes());
        Self {
            signer: SoftwareSigner::from_secret_bytes(secret.as_bytes()).expect("a scalar"),
            device: None,
            name: name.to_owned(),
            seq: 0,
            prev: Sha256Digest::ZERO,
            tokens: 0,
        }
    }

    /// Its request to be known.
    pub fn enrolment(&self, code: &EnrolmentCode, server: &str) -> String {
        let request = EnrolmentRequest {
            v: V1,
            aud: server.to_owned(),
            code: code.clone(),
            platform: Platform::Simulator,
            key_storage: KeyStorage::Software,
            model: DeviceModel::new("test").expect("a model"),
            app_version: AppVersion::new("1.0.0").expect("a version"),
            attestation: None,
            device_time: DeviceTime(night()),
        };
        request.seal(&self.signer).expect("a request seals")
    }

    /// The next envelope, of `image`, as of the acta named, or of none.
    pub fn envelope(&mut self, image: &[u8], of: Option<&str>) -> Envelope {
        self.seq += 1;
        let random = Sha256Digest::of(format!("{} {}", self.name, self.seq).as_bytes());
        let [r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, ..] = *random.as_bytes();
        let millis = u64::try_from(night().micros() / 1_000).expect("after 1970");
        let size = |at| {
            let pair: [u8; 2] = image
                .get(at..at + 2)
                .and_then(|pair| pair.try_into().ok())
                .unwrap_or([0, 64]);
            u32::from(u16::from_be_bytes(pair)).clamp(1, 5_000)
        };
        Envelope {
            v: V1,
            proceso: proceso(),
            ejercicio: "simulacro-1".parse().expect("a name"),
            id: DigitalizacionId::from_parts(millis, &[r0, r1, r2, r3, r4, r5, r6, r7, r8, r9]),
            seq: self.seq,
            prev: self.prev,
            acta: of.map(acta),
            identified: of.map_or(Identified::None, |_| Identified::Manual),
            qr: None,
            documento: TipoDocumento::ActaPrep,
            image: ImageInfo {
                sha256: Sha256Digest::of(image),
                bytes: image.len() as u64,
                // Where `jpeg_of_size` writes them.
                width: size(27),
                height: size(25),
                media_type: MediaType::Jpeg,
            },
            frame_sha256: None,
            device_time: DeviceTime(night()),
            clock: ClockReading {
                offset_ms: 0,
                measured_at: None,
            },
            person: PersonId::new("p-1").expect("an id"),
            role: DeviceRole::Cael,
            app_version: AppVersion::new("1.0.0").expect("a version"),
            quality: Quality::unjudged(),
            location: None,
        }
    }

    /// Signs an envelope as the last one of the tablet.
    pub fn seal(&mut self, envelope: &Envelope) -> SealedEnvelope {
        let sealed = envelope.seal(&self.signer).expect("an envelope seals");
        self.prev = sealed.chain_digest();
        sealed
    }

    /// The next envelope, signed.
    pub fn photograph(&mut self, image: &[u8], of: &str) -> SealedEnvelope {
        let envelope = self.envelope(image, Some(of));
        self.seal(&envelope)
    }

    /// The next envelope, of a bag with these actas, received now by the tablet's clock.
    pub fn bolsa(&mut self, actas: &[&str], condition: BolsaCondition) -> BolsaEnvelope {
        let like = self.envelope(b"", None);
        let actas: std::collections::BTreeSet<_> = actas.iter().map(|key| acta(key)).collect();
        let casilla = actas.first().map(|acta| acta.casilla);
        BolsaEnvelope {
            v: V1,
            proceso: like.proceso,
            ejercicio: like.ejercicio,
            id: BolsaId::from_uuid(like.id.uuid()).expect("a UUID of version 7"),
            seq: like.seq,
            prev: like.prev,
            casilla: casilla.unwrap_or_else(|| acta(super::ACTA).casilla),
            identified: Identified::Manual,
            code: None,
            actas,
            condition,
            device_time: like.device_time,
            clock: like.clock,
            person: like.person,
            role: DeviceRole::Acopiador,
            app_version: like.app_version,
        }
    }

    /// Signs a bag as the last envelope of the tablet.
    pub fn seal_bolsa(&mut self, bolsa: &BolsaEnvelope) -> SealedBolsa {
        let sealed = bolsa.seal(&self.signer).expect("a reception seals");
        self.prev = sealed.chain_digest();
        sealed
    }

    /// The next reception, signed.
    pub fn receive(&mut self, actas: &[&str], condition: BolsaCondition) -> SealedBolsa {
        let bolsa = self.bolsa(actas, condition);
        self.seal_bolsa(&bolsa)
    }

    /// A fresh id for a proof.
    pub fn jti(&mut self) -> TokenId {
        self.tokens += 1;
        let text = format!("{}-{:032}", self.name, self.tokens);
        TokenId::new(&text).expect("letters, digits and hyphens")
    }

    /// An assertion for the token URL at `now` seconds.
    pub fn assertion(&mut self, token_url: &str, now: i64) -> String {
        let assertion = ClientAssertion {
            device: self.device.expect("enrolled"),
            aud: token_url.to_owned(),
            jti: self.jti(),
            iat: now,
            exp: now + 120,
        };
        assertion.sign(&self.signer).expect("it signs")
    }

    /// A proof for one request.
    pub fn proof(
        &mut self,
        (method, url): (&str, &str),
        now: i64,
        nonce: &str,
        token: Option<&str>,
    ) -> String {
        let claims = DpopClaims {
            jti: self.jti(),
            htm: method.to_owned(),
            htu: url.to_owned(),
            iat: now,
            ath: token.map(access_token_hash),
            nonce: Some(nonce.to_owned()),
        };
        claims.sign(&self.signer).expect("it signs")
    }

    /// Its public thumbprint, for messages.
    pub fn thumbprint(&self) -> String {
        self.signer.public_key().thumbprint().to_string()
    }
}
