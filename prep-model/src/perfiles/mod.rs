//! What one institute settles differently from another, as data.

use serde::{Deserialize, Serialize};

/// A perfil: the settings that a norm or an accord may decide otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Perfil {
    /// Its name, `iecm-2024`.
    pub nombre: String,
}
