//! How the tablet becomes known, and what it keeps from then on.
//!
//! The code that was scanned says where the server is and proves that somebody wants this tablet;
//! the answer brings the device's id, its ejercicio and the server's keys. Those keys are pinned: a
//! receipt by any other is none. A lost answer is no harm, the same request may be sent again.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use prep_model::contract::{
    AppVersion, Attestation, ClockReading, DeviceId, DeviceModel, DocumentError, EnrolmentLabel,
    EnrolmentRequest, EnrolmentResponse, HttpUrl, KeyStorage, Platform, Problem, PublicKey,
    SealError, ServerKeys, Signer, V1,
};
use prep_model::time::{DeviceTime, Timestamp};

use crate::capture::Origin;
use crate::disk::{Disk, write_whole};
use crate::outbox::Owner;
use crate::uploader::{Body, HttpRequest, HttpResponse, join};

const DEVICE: &str = "device.json";
const CATALOGO: &str = "catalogo.json";
const TOKENS: &str = "/v1/tokens";

/// What the platform knows about itself.
#[derive(Debug, Clone)]
pub struct Hardware {
    /// What kind of device it is.
    pub platform: Platform,
    /// Where its key lives.
    pub key_storage: KeyStorage,
    /// Maker and model.
    pub model: DeviceModel,
    /// The program.
    pub app_version: AppVersion,
    /// What the platform says about the key.
    pub attestation: Option<Attestation>,
}

/// An enrolment under way: give [`Enrolment::request`] to the platform, the answer to
/// [`Enrolment::finish`]. Repeat it as it is if no answer comes.
#[derive(Debug, Clone)]
pub struct Enrolment {
    label: EnrolmentLabel,
    app_version: AppVersion,
    key: PublicKey,
    body: String,
}

/// Why a device is not enrolled.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EnrolmentError {
    /// The server refused: the code is wrong or used, or the request does not hold.
    #[error("{0}")]
    Refused(String),
    /// No verdict: no network, a busy server, somebody else's page. The same request may be repeated.
    #[error("el servidor no respondió al alta ({0}); vuelva a intentarlo")]
    RetryLater(String),
    /// The answer says success and makes no sense.
    #[error("la respuesta del servidor al alta no es válida: {0}")]
    Answer(#[from] DocumentError),
    /// It sends tokens to a less protected address than the one that was scanned.
    #[error("el servidor indica una dirección sin cifrar; no se acepta")]
    Insecure,
}

/// An enrolled device: everything it was told, and what it knows of its clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Device {
    /// Version of this format.
    pub v: V1,
    /// Its id.
    pub id: DeviceId,
    /// The server's public URL.
    pub server: String,
    /// Where tokens are asked for.
    pub token_url: String,
    /// What its envelopes say about it.
    pub origin: Origin,
    /// The server's keys, pinned.
    pub server_keys: ServerKeys,
    /// Its own key.
    pub key: PublicKey,
}

/// The catalogue of casillas and actas as the server sent it, with the tag that tells if it changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogo {
    /// The `ETag` it came with.
    pub etag: Option<String>,
    /// The JSON.
    pub json: String,
}

/// Why what the device keeps about itself cannot be read or written.
#[derive(Debug, Error)]
pub enum DeviceError {
    /// The disk.
    #[error("no se pudo usar el archivo {name}")]
    Disk {
        /// Which file.
        name: &'static str,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is not what was written.
    #[error("el archivo {name} está dañado; el dispositivo debe darse de alta otra vez: {reason}")]
    Damaged {
        /// Which file.
        name: &'static str,
        /// What is wrong with it.
        reason: String,
    },
}

impl Enrolment {
    /// Signs the request for the server and code of a scanned label.
    pub fn start(
        label: EnrolmentLabel,
        hardware: Hardware,
        signer: &dyn Signer,
        now: DeviceTime,
    ) -> Result<Self, SealError> {
        let request = EnrolmentRequest {
            v: V1,
            aud: label.server.to_string(),
            code: label.code.clone(),
            platform: hardware.platform,
            key_storage: hardware.key_storage,
            model: hardware.model,
            app_version: hardware.app_version.clone(),
            attestation: hardware.attestation,
            device_time: now,
        };
        let body = request.seal(signer)?;
        Ok(Self {
            label,
            app_version: hardware.app_version,
            key: signer.public_key(),
            body,
        })
    }

    /// The request to perform.
    pub fn request(&self) -> HttpRequest {
        HttpRequest {
            ticket: 0,
            method: "POST",
            url: join(&self.label.server.to_string(), "/v1/altas"),
            headers: vec![("Content-Type", "application/jose".to_owned())],
            body: Body::Bytes(self.body.clone().into_bytes()),
        }
    }

    /// Reads the answer; the device's clock when the request was sent and now give the first
    /// measure of that clock.
    pub fn finish(
        &self,
        response: &HttpResponse,
        sent_at: Timestamp,
        now: Timestamp,
    ) -> Result<Device, EnrolmentError> {
        if !response.is_success() {
            return Err(refusal(response));
        }
        let Ok(body) = std::str::from_utf8(&response.body) else {
            return Err(EnrolmentError::RetryLater("respuesta ajena".to_owned()));
        };
        if serde_json::from_str::<serde_json::Value>(body).is_err() {
            return Err(EnrolmentError::RetryLater("respuesta ajena".to_owned()));
        }
        let answer = EnrolmentResponse::from_json(body)?;
        let is_secure = |url: &str| url.parse::<HttpUrl>().is_ok_and(|url| url.is_secure());
        if self.label.server.is_secure() && !is_secure(&answer.token_url) {
            return Err(EnrolmentError::Insecure);
        }
        // The server's own idea of its address is what its proofs and links are about.
        let server = match answer.token_url.strip_suffix(TOKENS) {
            Some(server) => server.to_owned(),
            None => self.label.server.to_string(),
        };
        let midway = sent_at.plus_micros(now.micros_since(sent_at) / 2);
        let offset_ms = answer.now.micros_since(midway) / 1000;
        Ok(Device {
            v: V1,
            id: answer.device_id,
            server,
            token_url: answer.token_url,
            origin: Origin {
                proceso: answer.proceso,
                ejercicio: answer.ejercicio,
                clock: ClockReading {
                    offset_ms,
                    measured_at: Some(DeviceTime(now)),
                },
                app_version: self.app_version.clone(),
            },
            server_keys: answer.server_keys,
            key: self.key,
        })
    }
}

fn refusal(response: &HttpResponse) -> EnrolmentError {
    match Problem::from_json(&response.body) {
        Some(problem) if problem.kind.advice() == prep_model::contract::Advice::NeverRetry => {
            let title = problem.kind.title().to_owned();
            EnrolmentError::Refused(match problem.detail {
                Some(detail) => format!("{title}: {detail}"),
                None => title,
            })
        }
        Some(problem) => EnrolmentError::RetryLater(problem.kind.title().to_owned()),
        None => EnrolmentError::RetryLater(format!("estado HTTP {}", response.status)),
    }
}

impl Device {
    /// What was saved, or `None` if the device was never enrolled. Touches disk.
    pub fn load(disk: &dyn Disk) -> Result<Option<Self>, DeviceError> {
        load(disk, DEVICE)
    }

    /// Keeps it. Touches disk.
    pub fn save(&self, disk: &dyn Disk) -> Result<(), DeviceError> {
        save(disk, DEVICE, self)
    }

    /// Whose outbox this device has.
    pub fn owner(&self) -> Owner {
        Owner {
            device: self.id,
            key: self.key,
            server_keys: self.server_keys.clone(),
        }
    }

    /// The server's time when this device's clock shows `now`, as far as it knows.
    pub fn server_time(&self, now: Timestamp) -> Timestamp {
        DeviceTime(now).corrected(self.origin.clock.offset_ms)
    }
}

impl Catalogo {
    /// What was saved, if anything. Touches disk.
    pub fn load(disk: &dyn Disk) -> Result<Option<Self>, DeviceError> {
        load(disk, CATALOGO)
    }

    /// Keeps it. Touches disk.
    pub fn save(&self, disk: &dyn Disk) -> Result<(), DeviceError> {
        save(disk, CATALOGO, self)
    }
}

/// Reads a document the device keeps; `None` if it never kept one.
pub(crate) fn load<T: serde::de::DeserializeOwned>(
    disk: &dyn Disk,
    name: &'static str,
) -> Result<Option<T>, DeviceError> {
    match disk.read(name) {
        Ok(json) => serde_json::from_slice(&json)
            .map(Some)
            .map_err(|error| DeviceError::Damaged {
                name,
                reason: error.to_string(),
            }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(DeviceError::Disk { name, source }),
    }
}

/// Keeps a document, whole or not at all.
pub(crate) fn save<T: Serialize>(
    disk: &dyn Disk,
    name: &'static str,
    value: &T,
) -> Result<(), DeviceError> {
    let json = serde_json::to_vec_pretty(value).expect("records of texts and numbers serialise");
    write_whole(disk, name, &json).map_err(|source| DeviceError::Disk { name, source })
}
