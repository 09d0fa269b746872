//! The installation that the settings name, opened for a command or a server.

use std::sync::Arc;

use central::Central;
use central::clock::SystemClock;
use central::entropy::SystemEntropy;
use central::keys::Keys;
use central::objects::{ObjectError, Objects, ObjectsUrl};
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
    make_folders(settings)?;
    let store = Store::open_with(&settings.database, settings.connections)
        .await
        .map_err(|error| error.to_string())?;
    let objects = open_objects(&settings.objects, settings).await?;
    let keys = Keys::open(&settings.keys_dir(), &SystemEntropy)?;
    Ok(Central {
        store,
        objects,
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        keys: Arc::new(keys),
    })
}

/// Makes the folder of data and that of the database, where they are folders.
pub(crate) fn make_folders(settings: &Settings) -> Result<(), String> {
    let database = match &settings.database {
        DatabaseUrl::Sqlite(path) => path.parent(),
        DatabaseUrl::Postgres(_) => None,
    };
    for folder in [Some(settings.data_dir.as_path()), database] {
        let made = folder.map_or(Ok(()), std::fs::create_dir_all);
        made.map_err(|error| {
            let folder = folder.unwrap_or(&settings.data_dir).display();
            format!("no se puede crear la carpeta {folder}: {error}")
        })?;
    }
    Ok(())
}

/// Opens a store of objects with the credentials of the settings; a sentence that says what is wrong.
pub(crate) async fn open_objects(url: &ObjectsUrl, settings: &Settings) -> Result<Objects, String> {
    let opened = Objects::open(url, settings.s3.as_ref()).await;
    opened.map_err(|error| match error {
        ObjectError::Open(message) => message,
        other => format!("no se puede usar {url}: {other}"),
    })
}
