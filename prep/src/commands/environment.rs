//! What an ejercicio runs with: digests of this program and of its settings.

use central::ejercicios::Environment;
use prep_model::contract::Sha256Digest;

use crate::settings::Settings;

/// Digests of the running program and of the settings in force without secrets, for the puesta en
/// ceros.
pub(super) fn environment(settings: &Settings) -> Result<Environment, String> {
    let path = std::env::current_exe()
        .map_err(|error| format!("no se sabe dónde está este programa: {error}"))?;
    let binary = std::fs::read(&path).map_err(|error| {
        format!(
            "no se puede leer este programa, {}: {error}",
            path.display()
        )
    })?;
    Ok(Environment {
        binary_sha256: Sha256Digest::of(&binary),
        config_sha256: Sha256Digest::of(settings.json().to_string().as_bytes()),
    })
}
