//! How a device becomes known: it proves that it holds its key and a one-time code, and is told
//! its id, its ejercicio and the server's keys.

use base64ct::{Base64, Encoding};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::document::{self, BrokenRule, Document, DocumentError, SealError, V1};
use super::jws::KeySource;
use super::{AppVersion, DeviceId, EnrolmentCode, PublicKey, ServerKeys, Signer};
use crate::claves::{EjercicioId, ProcesoId};
use crate::text_id::{is_word, text_id};
use crate::time::{DeviceTime, Timestamp};

text_id! {
    /// Maker and model of a device, as its system reports them: `samsung SM-X210`.
    DeviceModel, "modelo de dispositivo", "1 a 60 letras, dígitos, espacios o signos comunes",
    |text| is_word(text, 1, 60, |b| b.is_ascii_alphanumeric() || b" ._-+(),/".contains(&b))
}

/// A device's request to be known. It travels as a JWS signed with the device's key, and that key
/// stands in the protected header: who can make it holds the key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentRequest {
    /// Version of this format.
    pub v: V1,
    /// The URL of the server it is meant for, as its label gave it: no other server can use it.
    pub aud: String,
    /// The one-time code.
    pub code: EnrolmentCode,
    /// What kind of device it is.
    pub platform: Platform,
    /// Where the key lives.
    pub key_storage: KeyStorage,
    /// Maker and model.
    pub model: DeviceModel,
    /// The program that made this request.
    pub app_version: AppVersion,
    /// What the platform says about the key, if it says anything.
    pub attestation: Option<Attestation>,
    /// When it was made, by the device's clock.
    pub device_time: DeviceTime,
}

/// What kind of device asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    /// A tablet or telephone with Android.
    Android,
    /// A tablet or telephone of Apple.
    Ios,
    /// A scanning station of a CATD, or an integrator's system.
    Station,
    /// The simulator.
    Simulator,
}

/// Where a device keeps its private key, by its own account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyStorage {
    /// A chip of its own: StrongBox, Secure Enclave, TPM.
    Hardware,
    /// The processor's trusted environment.
    TrustedEnvironment,
    /// A file of the program.
    Software,
}

/// Opaque evidence by the platform about the key (an Android key attestation chain, an App Attest
/// object), 1 byte to [`Attestation::MAX_LEN`]; padded base64 in JSON.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Attestation(Vec<u8>);

/// The evidence is empty, too large, or not base64.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("la atestación de la llave debe medir de 1 byte a 16 KiB, en base64")]
pub struct AttestationError;

/// An enrolment request whose signature is the embedded key's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedEnrolment {
    /// The key of the new device.
    pub key: PublicKey,
    /// What it asks.
    pub request: EnrolmentRequest,
}

/// The server's answer, over TLS; the device pins what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentResponse {
    /// Version of this format.
    pub v: V1,
    /// The id of the device from now on.
    pub device_id: DeviceId,
    /// The proceso electoral.
    pub proceso: ProcesoId,
    /// Which run of it.
    pub ejercicio: EjercicioId,
    /// The server's keys, to be pinned.
    pub server_keys: ServerKeys,
    /// Where to ask for tokens: also the `aud` of client assertions.
    pub token_url: String,
    /// The server's clock, for the device's first measure of its own.
    pub now: Timestamp,
}

/// Longest URL in these documents, in bytes.
const MAX_URL: usize = 256;

impl EnrolmentRequest {
    /// The `typ` of its header.
    pub const TYP: &str = "prep-alta+jws";
    /// Most characters of its compact JWS: an attestation of 16 KiB in base64 twice, and the rest.
    pub const MAX_LEN: usize = 32 * 1024;

    /// What the device's key has to sign; join the signature with [`super::jws::assemble`].
    pub fn signing_input(&self, key: &PublicKey) -> Result<String, DocumentError> {
        document::signing_input(self, key)
    }

    /// Makes the request.
    pub fn seal(&self, signer: &(impl Signer + ?Sized)) -> Result<String, SealError> {
        document::seal(self, signer)
    }

    /// Verifies and reads a request. Whether its code is good, and its `aud` this server, is the
    /// server's to find out.
    pub fn open(text: &str) -> Result<OpenedEnrolment, DocumentError> {
        let jws = document::parse::<Self>(text)?;
        let key = jws.verify_embedded()?;
        Ok(OpenedEnrolment {
            key,
            request: document::from_canonical(jws.payload())?,
        })
    }
}

impl Document for EnrolmentRequest {
    const TYP: &'static str = Self::TYP;
    const MAX_LEN: usize = Self::MAX_LEN;
    const KEY: KeySource = KeySource::Jwk;

    fn check(&self) -> Result<(), BrokenRule> {
        check_url(&self.aud)
    }
}

impl EnrolmentResponse {
    /// The canonical JSON.
    pub fn to_json(&self) -> Result<String, DocumentError> {
        self.check()?;
        serde_json::to_string(self).map_err(|error| DocumentError::Malformed(error.to_string()))
    }

    /// Reads and checks a response; a device that pins wrong keys could deliver nothing.
    pub fn from_json(json: &str) -> Result<Self, DocumentError> {
        document::check_version(json.as_bytes())?;
        let response: Self = serde_json::from_str(json)
            .map_err(|error| DocumentError::Malformed(error.to_string()))?;
        response.check()?;
        Ok(response)
    }

    fn check(&self) -> Result<(), BrokenRule> {
        check_url(&self.token_url)?;
        self.server_keys.check()
    }
}

fn check_url(url: &str) -> Result<(), BrokenRule> {
    let valid = url.len() <= MAX_URL && url.parse::<super::HttpUrl>().is_ok();
    let broken = BrokenRule {
        code: "url",
        text: "la dirección del servidor no es válida",
    };
    if valid { Ok(()) } else { Err(broken) }
}

impl Attestation {
    /// Largest evidence, in bytes.
    pub const MAX_LEN: usize = 16 * 1024;

    /// Takes 1 to [`Attestation::MAX_LEN`] bytes.
    pub fn new(bytes: Vec<u8>) -> Result<Self, AttestationError> {
        if (1..=Self::MAX_LEN).contains(&bytes.len()) {
            Ok(Self(bytes))
        } else {
            Err(AttestationError)
        }
    }

    /// The evidence.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl TryFrom<String> for Attestation {
    type Error = AttestationError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(Base64::decode_vec(&text).map_err(|_| AttestationError)?)
    }
}

impl From<Attestation> for String {
    fn from(attestation: Attestation) -> Self {
        Base64::encode_string(&attestation.0)
    }
}

impl std::fmt::Debug for Attestation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Attestation({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::jws;
    use crate::contract::samples::{enrolment_request, enrolment_response, signer};

    #[test]
    fn a_request_brings_its_key() {
        let text = enrolment_request().seal(&signer("device")).unwrap();
        let opened = EnrolmentRequest::open(&text).unwrap();
        assert_eq!(opened.key, signer("device").public_key());
        assert_eq!(opened.request, enrolment_request());
        let input = enrolment_request().signing_input(&opened.key).unwrap();
        let signature = signer("device").sign(input.as_bytes()).unwrap();
        assert_eq!(jws::assemble(&input, &signature), text);
    }

    #[test]
    fn a_signature_of_another_key_is_refused() {
        let input = enrolment_request()
            .signing_input(&signer("device").public_key())
            .unwrap();
        let signature = signer("other").sign(input.as_bytes()).unwrap();
        let error = EnrolmentRequest::open(&jws::assemble(&input, &signature)).unwrap_err();
        assert_eq!(error.code(), "signature");
    }

    #[test]
    fn the_largest_attestation_fits_and_no_larger() {
        let mut request = enrolment_request();
        request.attestation = Some(Attestation::new(vec![0xfb; Attestation::MAX_LEN]).unwrap());
        let text = request.seal(&signer("device")).unwrap();
        assert_eq!(EnrolmentRequest::open(&text).unwrap().request, request);
        assert!(Attestation::new(vec![0; Attestation::MAX_LEN + 1]).is_err());
        assert!(Attestation::new(Vec::new()).is_err());
        assert!(!format!("{request:?}").contains("+/v"));
    }

    #[test]
    fn a_response_survives_and_needs_a_receipt_key() {
        let response = enrolment_response();
        let json = response.to_json().unwrap();
        assert_eq!(EnrolmentResponse::from_json(&json).unwrap(), response);
        let keyless = EnrolmentResponse {
            server_keys: ServerKeys::default(),
            ..response.clone()
        };
        assert_eq!(keyless.to_json().unwrap_err().code(), "server_keys");
        let lost = EnrolmentResponse {
            token_url: "x".to_owned(),
            ..response
        };
        assert_eq!(lost.to_json().unwrap_err().code(), "url");
    }
}
