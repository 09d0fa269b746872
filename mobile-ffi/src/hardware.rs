//! What the platform knows about itself, said once at enrolment.

use mobile_core::provisioning;
use prep_model::contract::{AppVersion, Attestation, DeviceModel, KeyStorage, Platform};

use crate::error::ApiError;

/// What kind of device it is.
#[uniffi::remote(Enum)]
pub enum Platform {
    Android,
    Ios,
    Station,
    Simulator,
}

/// Where a device keeps its private key, by its own account.
#[uniffi::remote(Enum)]
pub enum KeyStorage {
    Hardware,
    TrustedEnvironment,
    Software,
}

/// The device, as it presents itself when it is enrolled.
#[derive(Debug, uniffi::Record)]
pub struct Hardware {
    /// What kind of device it is.
    pub platform: Platform,
    /// Where its key lives.
    pub key_storage: KeyStorage,
    /// Maker and model as the system reports them: 1 to 60 printable ASCII characters.
    pub model: String,
    /// Version of the app: `1.4.0`.
    pub app_version: String,
    /// What the platform says about the key, at most 16 KiB; empty if it says nothing.
    pub attestation: Vec<u8>,
}

impl TryFrom<Hardware> for provisioning::Hardware {
    type Error = ApiError;
    fn try_from(hardware: Hardware) -> Result<Self, ApiError> {
        Ok(Self {
            platform: hardware.platform,
            key_storage: hardware.key_storage,
            model: DeviceModel::new(&hardware.model).map_err(bug)?,
            app_version: AppVersion::new(&hardware.app_version).map_err(bug)?,
            // Evidence that is too large is left out: the server then knows of none.
            attestation: Attestation::new(hardware.attestation).ok(),
        })
    }
}

fn bug(error: impl std::fmt::Display) -> ApiError {
    ApiError::Bug {
        reason: error.to_string(),
    }
}
