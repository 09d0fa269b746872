//! From an image's bytes to what the envelope will say of them.
//!
//! Judging the photo, finding the sheet and reading its QR label are [`crate::eye`]'s and come here
//! as values. An image that nobody looked at (a scanner's, an integrator's) is
//! [`Quality::unjudged`]. Only the JPEG's own size is read here.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use prep_model::claves::{ActaKey, ClaveCasilla, EjercicioId, ProcesoId, QrLabel, QrLabelError};
use prep_model::contract::{
    AppVersion, BolsaCondition, BolsaEnvelope, BolsaId, ClockReading, DeviceRole, DigitalizacionId,
    Envelope, Identified, ImageInfo, Location, MediaType, PersonId, QrText, Quality, Sha256Digest,
    TipoDocumento, V1,
};
use prep_model::time::DeviceTime;

use crate::jpeg::{self, JpegError};
use crate::outbox::Chain;

/// A photo and everything known when it was taken.
#[derive(Debug, Clone)]
pub struct Photo<'a> {
    /// The bytes of the JPEG; they are signed and sent as they are.
    pub image: &'a [u8],
    /// Which acta it is.
    pub acta: ActaSource,
    /// What kind of sheet it is.
    pub documento: TipoDocumento,
    /// Who took it.
    pub person: PersonId,
    /// In which role.
    pub role: DeviceRole,
    /// When, by the device's clock.
    pub taken_at: DeviceTime,
    /// What the camera's side thought of it.
    pub quality: Quality,
    /// The whole camera frame that the image was cut from: kept beside it as long as there is room,
    /// so that a crop can always be answered for.
    pub frame: Option<&'a [u8]>,
    /// Where, if it may be recorded.
    pub location: Option<Location>,
}

/// How the acta of a photo became known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActaSource {
    /// The text of the QR label on the sheet.
    Qr(String),
    /// A person chose it, whatever a QR code said.
    Manual {
        /// The choice.
        acta: ActaKey,
        /// What a code said, if one was read.
        qr: Option<String>,
    },
    /// Nobody knows yet; the CCV will.
    Unknown {
        /// What a code said, if one was read.
        qr: Option<String>,
    },
}

/// What an envelope says about the device rather than the photo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The proceso electoral the device is enrolled in.
    pub proceso: ProcesoId,
    /// Which run of it.
    pub ejercicio: EjercicioId,
    /// What it knows about its clock.
    pub clock: ClockReading,
    /// The program.
    pub app_version: AppVersion,
}

/// Why a photo cannot be taken into the outbox. The text is for the person who took it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PhotoError {
    /// Not an image that can be sent.
    #[error(transparent)]
    Image(#[from] JpegError),
    /// The QR code is not a label of ours, or damaged.
    #[error("{0}; elija el acta a mano")]
    Label(#[from] QrLabelError),
    /// The label is of another proceso or ejercicio.
    #[error("la etiqueta QR es de {found} y este dispositivo está dado de alta en {expected}")]
    OtherEjercicio {
        /// What the label says.
        found: String,
        /// What the device is for.
        expected: String,
    },
}

impl<'a> Photo<'a> {
    /// A photo of an ACTA PREP by a CAEL, judged by nobody.
    pub fn new(image: &'a [u8], acta: ActaSource, person: PersonId, taken_at: DeviceTime) -> Self {
        Self {
            image,
            acta,
            documento: TipoDocumento::ActaPrep,
            person,
            role: DeviceRole::Cael,
            taken_at,
            quality: Quality::unjudged(),
            frame: None,
            location: None,
        }
    }

    /// The envelope that will be signed, as the next of the device's chain.
    pub(crate) fn envelope(
        &self,
        id: DigitalizacionId,
        chain: Chain,
        origin: &Origin,
    ) -> Result<Envelope, PhotoError> {
        let size = jpeg::measure(self.image)?;
        let (acta, identified, qr) = self.acta.resolve(origin)?;
        Ok(Envelope {
            v: V1,
            proceso: origin.proceso.clone(),
            ejercicio: origin.ejercicio.clone(),
            id,
            seq: chain.seq + 1,
            prev: chain.head,
            acta,
            identified,
            qr,
            documento: self.documento,
            image: ImageInfo {
                sha256: Sha256Digest::of(self.image),
                bytes: u64::try_from(self.image.len()).unwrap_or(u64::MAX),
                width: size.width,
                height: size.height,
                media_type: MediaType::Jpeg,
            },
            frame_sha256: self.frame.map(Sha256Digest::of),
            device_time: self.taken_at,
            clock: origin.clock,
            person: self.person.clone(),
            role: self.role,
            app_version: origin.app_version.clone(),
            quality: self.quality.clone(),
            location: self.location,
        })
    }
}

/// A Bolsa PREP that somebody has in their hands, and everything known when it was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedBag {
    /// Whose.
    pub casilla: ClaveCasilla,
    /// The code on it, if one named the casilla; else a person did.
    pub code: Option<String>,
    /// The actas that came in it.
    pub actas: BTreeSet<ActaKey>,
    /// How it looked.
    pub condition: BolsaCondition,
    /// Who received it.
    pub person: PersonId,
    /// In which role.
    pub role: DeviceRole,
    /// When, by the device's clock.
    pub received_at: DeviceTime,
}

impl ReceivedBag {
    /// The envelope that will be signed, as the next of the device's chain.
    pub(crate) fn envelope(&self, id: BolsaId, chain: Chain, origin: &Origin) -> BolsaEnvelope {
        BolsaEnvelope {
            v: V1,
            proceso: origin.proceso.clone(),
            ejercicio: origin.ejercicio.clone(),
            id,
            seq: chain.seq + 1,
            prev: chain.head,
            casilla: self.casilla,
            identified: match self.code {
                Some(_) => Identified::Qr,
                None => Identified::Manual,
            },
            code: self.code.as_deref().and_then(QrText::cut),
            actas: self.actas.clone(),
            condition: self.condition,
            device_time: self.received_at,
            clock: origin.clock,
            person: self.person.clone(),
            role: self.role,
            app_version: origin.app_version.clone(),
        }
    }
}

type Resolved = (Option<ActaKey>, Identified, Option<QrText>);

impl ActaSource {
    fn resolve(&self, origin: &Origin) -> Result<Resolved, PhotoError> {
        let cut = |qr: &Option<String>| qr.as_deref().and_then(QrText::cut);
        match self {
            Self::Manual { acta, qr } => Ok((Some(acta.clone()), Identified::Manual, cut(qr))),
            Self::Unknown { qr } => Ok((None, Identified::None, cut(qr))),
            Self::Qr(text) => {
                let label: QrLabel = text.parse()?;
                let id = &label.0;
                if (&id.proceso, &id.ejercicio) != (&origin.proceso, &origin.ejercicio) {
                    return Err(PhotoError::OtherEjercicio {
                        found: format!("{}/{}", id.proceso, id.ejercicio),
                        expected: format!("{}/{}", origin.proceso, origin.ejercicio),
                    });
                }
                let qr = Some(QrText::from(&label));
                Ok((Some(label.0.acta), Identified::Qr, qr))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbox::testing::origin;
    use crate::testing::{jpeg, night};

    fn envelope(acta: ActaSource) -> Result<Envelope, PhotoError> {
        let image = jpeg(1, 16, 8);
        let photo = Photo::new(
            &image,
            acta,
            PersonId::new("cael-1").unwrap(),
            DeviceTime(night(0)),
        );
        photo.envelope(
            DigitalizacionId::from_parts(1, &[0; 10]),
            Chain::START,
            &origin(),
        )
    }

    #[test]
    fn a_label_names_the_acta_and_stays_as_evidence() {
        let label = QrLabel(prep_model::claves::ActaId {
            proceso: origin().proceso,
            ejercicio: origin().ejercicio,
            acta: "GUB/090001C0100/A02".parse().unwrap(),
        });
        let made = envelope(ActaSource::Qr(label.to_string())).unwrap();
        assert_eq!(made.acta_id(), Some(label.0.clone()));
        assert_eq!(made.identified, Identified::Qr);
        assert_eq!((made.image.width, made.image.height, made.seq), (16, 8, 1));
        let mut other = label;
        other.0.ejercicio = "oficial".parse().unwrap();
        let error = envelope(ActaSource::Qr(other.to_string())).unwrap_err();
        assert!(error.to_string().contains("oficial"), "{error}");
    }

    #[test]
    fn a_foreign_code_asks_for_a_choice_and_may_go_with_one() {
        let error = envelope(ActaSource::Qr("https://example.org".to_owned())).unwrap_err();
        assert!(error.to_string().contains("elija el acta a mano"));
        let acta: ActaKey = "GUB/090001C0100/A02".parse().unwrap();
        let qr = Some("https://example.org".to_owned());
        let made = envelope(ActaSource::Manual {
            acta: acta.clone(),
            qr,
        })
        .unwrap();
        assert_eq!(
            (made.acta, made.identified),
            (Some(acta), Identified::Manual)
        );
        assert_eq!(made.qr.unwrap().as_str(), "https://example.org");
        let made = envelope(ActaSource::Unknown { qr: None }).unwrap();
        assert_eq!((made.acta, made.identified), (None, Identified::None));
    }
}
