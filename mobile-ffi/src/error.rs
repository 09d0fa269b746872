//! Why the app cannot start: a variant where the app does something else about it.

use mobile_core::app::OpenError;
use prep_model::contract::SignError;

/// Why the app cannot start. Each text is a sentence for the person; nothing was changed or deleted.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum ApiError {
    /// No room: ask for room, then open again.
    #[error("{reason}")]
    StorageFull {
        /// For the person.
        reason: String,
    },
    /// Another process of the app holds the folder: end it, or leave the work to it.
    #[error("{reason}")]
    InUse {
        /// For the person.
        reason: String,
    },
    /// The device's key cannot be used: unlock the device, or enrol it with a new key.
    #[error("{reason}")]
    KeyUnavailable {
        /// For the person.
        reason: String,
    },
    /// What is kept cannot be read. The files stay as they are; somebody who helps has to look.
    #[error("{reason}")]
    Unusable {
        /// For the person.
        reason: String,
    },
    /// The app gave what the contract does not take: a mistake of ours.
    #[error("{reason}")]
    Bug {
        /// For the log.
        reason: String,
    },
}

impl From<OpenError> for ApiError {
    fn from(error: OpenError) -> Self {
        let reason = error.to_string();
        match error {
            OpenError::StorageFull => Self::StorageFull { reason },
            OpenError::InUse => Self::InUse { reason },
            OpenError::Device(_) | OpenError::Outbox(_) => Self::Unusable { reason },
        }
    }
}

impl From<SignError> for ApiError {
    fn from(error: SignError) -> Self {
        Self::KeyUnavailable {
            reason: error.to_string(),
        }
    }
}

impl From<std::io::Error> for ApiError {
    fn from(error: std::io::Error) -> Self {
        Self::Unusable {
            reason: format!(
                "no se puede usar la carpeta de la aplicación ({error}); reinicie la tableta"
            ),
        }
    }
}
