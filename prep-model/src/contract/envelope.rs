use serde::{Deserialize, Serialize};

use super::document::{self, BrokenRule, Document, DocumentError, MAX_SAFE_INTEGER, SealError, V1};
use super::jws::{self, KeySource};
use super::{
    AppVersion, DigitalizacionId, PersonId, PublicKey, QrText, Quality, Sha256Digest, SignError,
    Signer, Thumbprint, TipoDocumento,
};
use crate::claves::{ActaId, ActaKey, EjercicioId, ProcesoId, QrLabel};
use crate::time::DeviceTime;

/// What a device signs about one image: which acta it says it is, the digest of the image's exact
/// bytes, who took it and when, by the device's own clock.
///
/// The members stand in the order of the canonical form (see [`super::document`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// Version of this format.
    pub v: V1,
    /// The proceso electoral.
    pub proceso: ProcesoId,
    /// Which run of it.
    pub ejercicio: EjercicioId,
    /// The id of this digitalización.
    pub id: DigitalizacionId,
    /// Place in the device's own sequence, from 1. A gap is recorded by the server, never refused.
    pub seq: u64,
    /// [`SealedEnvelope::chain_digest`] of the device's previous envelope;
    /// [`Sha256Digest::ZERO`] for its first.
    pub prev: Sha256Digest,
    /// The acta, if it was identified.
    pub acta: Option<ActaKey>,
    /// How it was identified.
    pub identified: Identified,
    /// What the QR code said, if one was read: with `manual` it may contradict `acta`, and is kept
    /// as evidence.
    pub qr: Option<QrText>,
    /// What kind of sheet it is.
    pub documento: TipoDocumento,
    /// The image that travels with this envelope.
    pub image: ImageInfo,
    /// Digest of the whole camera frame that the image was cut from, kept on the device.
    pub frame_sha256: Option<Sha256Digest>,
    /// When the photo was taken, by the device's clock.
    pub device_time: DeviceTime,
    /// What the device knew about its clock.
    pub clock: ClockReading,
    /// Who took it.
    pub person: PersonId,
    /// In which role.
    pub role: DeviceRole,
    /// The program that made this envelope.
    pub app_version: AppVersion,
    /// What the device thought of the photo.
    pub quality: Quality,
    /// Where it was taken, if the person and the perfil allow recording it.
    pub location: Option<Location>,
}

/// How the acta was identified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identified {
    /// By its QR label.
    Qr,
    /// By a person.
    Manual,
    /// Not at all; the CCV will.
    None,
}

/// The image as it was encoded once, on the device, and is never rewritten by anyone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImageInfo {
    /// Digest of its bytes: the published CODIGO_INTEGRIDAD.
    pub sha256: Sha256Digest,
    /// Its size in bytes, 1 to [`ImageInfo::MAX_BYTES`].
    pub bytes: u64,
    /// Width in pixels, 1 to [`ImageInfo::MAX_SIDE`].
    pub width: u32,
    /// Height in pixels, 1 to [`ImageInfo::MAX_SIDE`].
    pub height: u32,
    /// Its format.
    pub media_type: MediaType,
}

impl ImageInfo {
    /// Largest image, 32 MiB.
    pub const MAX_BYTES: u64 = 32 * 1024 * 1024;
    /// Longest side, in pixels.
    pub const MAX_SIDE: u32 = 20_000;
}

/// The format of an image. Version 1 knows only JPEG.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MediaType {
    /// `image/jpeg`
    #[serde(rename = "image/jpeg")]
    Jpeg,
}

/// What a device knows about its clock: how far behind the server's it was, and when it last asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockReading {
    /// Milliseconds to add to `device_time` to get the server's; 0 if never measured.
    pub offset_ms: i64,
    /// When it was measured, by the device's clock.
    pub measured_at: Option<DeviceTime>,
}

/// In which role a person held the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceRole {
    /// Photographs at the casilla.
    Cael,
    /// Receives the Bolsa PREP at the CATD.
    Acopiador,
    /// Scans at the CATD.
    Digitalizador,
    /// Watches over them and may do either.
    Supervisor,
}

/// A place on the WGS 84 ellipsoid, as the device's receiver reported it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Location {
    /// Latitude in units of 10^-7 degrees, ±900,000,000.
    pub lat_e7: i32,
    /// Longitude in units of 10^-7 degrees, ±1,800,000,000.
    pub lon_e7: i32,
    /// Radius of 68 % confidence in metres, at most 100,000.
    pub accuracy_m: u32,
}

impl Envelope {
    /// The `typ` of its header.
    pub const TYP: &str = "prep-digitalizacion+jws";
    /// Most characters of its compact JWS.
    pub const MAX_LEN: usize = 16 * 1024;

    /// The full identity of the acta, if it was identified.
    pub fn acta_id(&self) -> Option<ActaId> {
        let acta = self.acta.clone()?;
        Some(ActaId {
            proceso: self.proceso.clone(),
            ejercicio: self.ejercicio.clone(),
            acta,
        })
    }

    /// What the device's key has to sign; give the signature to [`SealedEnvelope::assemble`].
    pub fn signing_input(&self, key: &PublicKey) -> Result<String, DocumentError> {
        document::signing_input(self, key)
    }

    /// Signs, and opens the result as a receiver would: a key store that signs with another key, or
    /// badly, is found out here and not after the photo is lost.
    pub fn seal(&self, signer: &(impl Signer + ?Sized)) -> Result<SealedEnvelope, SealError> {
        let key = signer.public_key();
        let input = self.signing_input(&key)?;
        let signature = signer.sign(input.as_bytes())?;
        SealedEnvelope::assemble(&input, &signature, &key)
    }

    fn check_acta(&self) -> Result<(), BrokenRule> {
        let (code, text) = match (self.identified, &self.acta) {
            (Identified::None, None) | (Identified::Manual, Some(_)) => return Ok(()),
            (Identified::None, Some(_)) => (
                "acta_unexpected",
                "el sobre nombra un acta y dice que no se identificó",
            ),
            (Identified::Manual | Identified::Qr, None) => (
                "acta_missing",
                "el sobre dice que el acta se identificó y no la nombra",
            ),
            (Identified::Qr, Some(_)) => {
                let label = self
                    .qr
                    .as_ref()
                    .and_then(|qr| qr.as_str().parse::<QrLabel>().ok());
                match label {
                    Some(QrLabel(id)) if Some(&id) == self.acta_id().as_ref() => return Ok(()),
                    Some(_) => ("qr_contradicts", "la etiqueta QR nombra otra acta"),
                    None => (
                        "qr_missing",
                        "el sobre no lleva la etiqueta QR que dice haber leído",
                    ),
                }
            }
        };
        Err(BrokenRule { code, text })
    }

    fn check_limits(&self) -> Result<(), BrokenRule> {
        let ImageInfo {
            bytes,
            width,
            height,
            ..
        } = self.image;
        let sides = 1..=ImageInfo::MAX_SIDE;
        let [offset, unmeasured] = self.clock.rules();
        let rules = [
            (
                (1..=MAX_SAFE_INTEGER).contains(&self.seq),
                "seq",
                "seq va de 1 a 2^53 - 1",
            ),
            (
                (1..=ImageInfo::MAX_BYTES).contains(&bytes),
                "image_bytes",
                "la imagen mide de 1 byte a 32 MiB",
            ),
            (
                sides.contains(&width) && sides.contains(&height),
                "image_size",
                "la imagen mide de 1 a 20000 píxeles por lado",
            ),
            offset,
            unmeasured,
            (
                self.location.is_none_or(Location::is_on_earth),
                "location",
                "la ubicación no está en la Tierra o su precisión pasa de 100 km",
            ),
        ];
        match rules.into_iter().find(|(kept, ..)| !kept) {
            Some((_, code, text)) => Err(BrokenRule { code, text }),
            None => Ok(()),
        }
    }
}

impl ClockReading {
    /// What holds of it in every document: whether it is kept, its code and its text.
    pub(super) fn rules(&self) -> [(bool, &'static str, &'static str); 2] {
        [
            (
                self.offset_ms.unsigned_abs() <= MAX_SAFE_INTEGER,
                "clock_offset",
                "la diferencia de reloj no cabe en 2^53 - 1 milisegundos",
            ),
            (
                self.measured_at.is_some() || self.offset_ms == 0,
                "clock_unmeasured",
                "una diferencia de reloj que no se midió es cero",
            ),
        ]
    }
}

impl Location {
    fn is_on_earth(self) -> bool {
        self.lat_e7.unsigned_abs() <= 900_000_000
            && self.lon_e7.unsigned_abs() <= 1_800_000_000
            && self.accuracy_m <= 100_000
    }
}

impl Document for Envelope {
    const TYP: &'static str = Self::TYP;
    const MAX_LEN: usize = Self::MAX_LEN;
    const KEY: KeySource = KeySource::Kid;

    fn check(&self) -> Result<(), BrokenRule> {
        self.check_limits()?;
        self.check_acta()?;
        self.quality.check()
    }
}

/// An envelope with its verified signature: the text that is kept as `<id>.jws` beside the image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedEnvelope {
    text: String,
    envelope: Envelope,
    kid: Thumbprint,
}

impl SealedEnvelope {
    /// Joins what was signed with the signature, and opens the result.
    pub fn assemble(
        signing_input: &str,
        signature: &[u8; 64],
        key: &PublicKey,
    ) -> Result<Self, SealError> {
        let text = jws::assemble(signing_input, signature);
        match Self::open(&text, key) {
            Err(DocumentError::Jws(jws::JwsError::Signature)) => Err(SignError::Invalid.into()),
            opened => Ok(opened?),
        }
    }

    /// Verifies and reads an envelope.
    pub fn open(text: &str, key: &PublicKey) -> Result<Self, DocumentError> {
        let envelope = document::open(text, key)?;
        Ok(Self {
            text: text.to_owned(),
            envelope,
            kid: key.thumbprint(),
        })
    }

    /// What a server needs to find the device and the repeat, before anything is verified.
    pub fn peek(text: &str) -> Result<PeekedEnvelope, DocumentError> {
        let jws = document::parse::<Envelope>(text)?;
        let kid = jws.thumbprint().ok_or(jws::JwsError::Key)?;
        let envelope: Envelope = document::from_canonical(jws.payload())?;
        Ok(PeekedEnvelope {
            kid,
            id: envelope.id,
        })
    }

    /// The compact JWS.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it says.
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// The thumbprint of the key that signed.
    pub fn kid(&self) -> Thumbprint {
        self.kid
    }

    /// SHA-256 of the compact JWS: the `prev` of the device's next envelope and the
    /// `envelope_sha256` of the receipt.
    pub fn chain_digest(&self) -> Sha256Digest {
        Sha256Digest::of(self.text.as_bytes())
    }
}

/// What an envelope claims before its signature is checked. Nothing may be decided on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeekedEnvelope {
    /// Which key it says signed.
    pub kid: Thumbprint,
    /// Which digitalización it says it is.
    pub id: DigitalizacionId,
}

#[cfg(test)]
mod tests;
