//! The installation that the settings name, opened for a command or a server.

use std::sync::Arc;

use central::Central;
use central::clock::SystemClock;
use central::entropy::SystemEntropy;
use central::keys::Keys;
use central::objects::Objects;
use central::store::{DatabaseUrl, Store};

use crate::outcome::Outcome;
use crate::settings::Settings;

const REMEDY: &str = "revise los ajustes con «prep config»";

/// Runs a command on the installation that the settings name. It works on the database directly,
/// with or without a running server.
pub(crate) fn run<F: Future<Output = Outcome>>(command: impl FnOnce(Central) -> F) -> Outcome {
    run_with(|central, _| command(central))
}

/// The same for a command that needs the settings too.
pub(crate) fn run_with<F: Future<Output = Outcome>>(
    command: impl FnOnce(Central, Settings) -> F,
) -> Outcome {
    with_settings(|settings| async move {
        let central = match open(&settings).await {
            Ok(central) => central,
            Err(message) => return Outcome::failed(&message, REMEDY),
        };
        let store = central.store.clone();
        let outcome = command(central, settings).await;
        store.close().await;
        outcome
    })
}

/// Runs a command that needs the settings and opens by itself what it needs.
pub(crate) fn with_settings<F: Future<Output = Outcome>>(
    command: impl FnOnce(Settings) -> F,
) -> Outcome {
    match Settings::read() {
        Ok(settings) => block_on(command(settings)),
        Err(message) => Outcome::failed(&message, REMEDY),
    }
}

/// Runs a command that waits for databases and disks.
pub(crate) fn block_on(command: impl Future<Output = Outcome>) -> Outcome {
    match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime.block_on(command),
        Err(error) => Outcome::failed(&error.to_string(), "revise los límites del sistema"),
    }
}

/// Opens database, objects and keys; a sentence that says what is wrong and where.
pub(crate) async fn open(settings: &Settings) -> Result<Central, String> {
    let folder = &settings.data_dir;
    std::fs::create_dir_all(folder)
        .map_err(|error| format!("no se puede crear la carpeta {}: {error}", folder.display()))?;
    if let DatabaseUrl::Sqlite(path) = &settings.database
        && let Some(parent) = path.parent()
    {
        std::fs::create_dir_all(parent).map_err(|error| {
            format!("no se puede crear la carpeta {}: {error}", parent.display())
        })?;
    }
    let store = Store::open_with(&settings.database, settings.connections)
        .await
        .map_err(|error| error.to_string())?;
    let objects = Objects::open_filesystem(settings.objects.clone())
        .await
        .map_err(|error| format!("no se puede usar la carpeta de imágenes: {error}"))?;
    let keys = Keys::open(&folder.join("keys"), &SystemEntropy)?;
    Ok(Central {
        store,
        objects,
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        keys: Arc::new(keys),
    })
}
