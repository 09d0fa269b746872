//! What the platform brings, as objects of its own language.

use std::sync::Arc;

use mobile_core::platform::{Entropy, LogLevel};
use prep_model::contract::{PublicKey, SignError, Signer, raw_signature};
use prep_model::time::Timestamp;
use rand::TryRng as _;
use rand::rngs::SysRng;

/// The device's P-256 key, which never leaves its hardware: Android's Keystore (StrongBox where
/// there is one), the Secure Enclave, or a key of the tests. Called from any thread; it may block.
#[uniffi::export(foreign)]
pub trait DeviceSigner: Send + Sync {
    /// The public half: a DER SubjectPublicKeyInfo (Android, Java) or an uncompressed point of 65
    /// bytes (Apple).
    fn public_key(&self) -> Result<Vec<u8>, SignerFailure>;

    /// ECDSA over the SHA-256 of `message`, in DER as key stores give it.
    fn sign(&self, message: Vec<u8>) -> Result<Vec<u8>, SignerFailure>;
}

/// The key store refused or failed.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum SignerFailure {
    /// `reason` is the platform's own word; it goes to the log and to the person.
    #[error("{reason}")]
    Unavailable {
        /// Why.
        reason: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for SignerFailure {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Unavailable {
            reason: error.reason,
        }
    }
}

/// The device's wall clock. It may be wrong and may jump; nothing is lost by that.
#[uniffi::export(foreign)]
pub trait Clock: Send + Sync {
    /// Microseconds since 1970-01-01T00:00:00Z.
    fn now_micros(&self) -> i64;
}

/// Where the library's complaints go: logcat, os_log. Never a name, a token or a byte of an image.
#[uniffi::export(foreign)]
pub trait LogSink: Send + Sync {
    /// One line. Called from any thread; it must not call back into the library.
    fn log(&self, level: LogLevel, line: String);
}

/// How much a line of the log matters.
#[uniffi::remote(Enum)]
pub enum LogLevel {
    Info,
    Warning,
    Problem,
}

/// A platform's key as the core asks for it. The public half is asked for once.
pub(crate) struct PlatformSigner {
    signer: Arc<dyn DeviceSigner>,
    public: PublicKey,
}

impl PlatformSigner {
    pub(crate) fn new(signer: Arc<dyn DeviceSigner>) -> Result<Self, SignError> {
        let bytes = signer.public_key().map_err(unavailable)?;
        let public = PublicKey::from_spki_der(&bytes)
            .or_else(|_| PublicKey::from_sec1_bytes(&bytes))
            .map_err(|error| SignError::Unavailable(error.to_string()))?;
        Ok(Self { signer, public })
    }
}

impl Signer for PlatformSigner {
    fn public_key(&self) -> PublicKey {
        self.public
    }

    fn sign(&self, signing_input: &[u8]) -> Result<[u8; 64], SignError> {
        let der = self.signer.sign(signing_input.to_vec());
        raw_signature(&der.map_err(unavailable)?)
    }
}

fn unavailable(failure: SignerFailure) -> SignError {
    let SignerFailure::Unavailable { reason } = failure;
    SignError::Unavailable(reason)
}

/// A platform's clock as the core asks for it.
pub(crate) struct PlatformClock(pub(crate) Arc<dyn Clock>);

impl mobile_core::platform::Clock for PlatformClock {
    fn now(&self) -> Timestamp {
        let epoch = Timestamp::from_micros(0).expect("0 is in range");
        epoch.plus_micros(self.0.now_micros())
    }
}

/// A platform's log as the core writes to it.
pub(crate) struct PlatformLog(pub(crate) Arc<dyn LogSink>);

impl mobile_core::platform::LogSink for PlatformLog {
    fn log(&self, level: LogLevel, line: &str) {
        self.0.log(level, line.to_owned());
    }
}

/// The system's randomness.
pub(crate) struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        SysRng
            .try_fill_bytes(bytes)
            .expect("a telephone without random bytes signs nothing");
    }
}
