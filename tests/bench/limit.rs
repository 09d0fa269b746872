//! What this machine can do at most of what every acknowledged image needs: its digest, its bytes in a
//! file and the file's name in its folder durable, and a row committed.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::thread;
use std::time::Duration;

use prep_model::contract::Sha256Digest;
use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use tokio::sync::Mutex;

use crate::load::{Signed, now};

/// Writes everything with as many threads as there are clients; how long it took.
pub(crate) fn measure(folder: &Path, clients: &[Vec<Signed>]) -> Duration {
    fs::create_dir(folder).expect("a new folder");
    let runtime = tokio::runtime::Runtime::new().expect("threads");
    let database = runtime.block_on(open(&folder.join("rows.db")));
    let database = Mutex::new(database.expect("a new database"));
    let begun = now();
    thread::scope(|scope| {
        for images in clients {
            let (database, runtime) = (&database, &runtime);
            scope.spawn(move || {
                for signed in images {
                    let digest = write(folder, &signed.image).expect("room");
                    let inserted = runtime.block_on(insert(database, &digest, &signed.metadata));
                    inserted.expect("a row");
                }
            });
        }
    });
    begun.elapsed()
}

async fn open(path: &Path) -> Result<SqliteConnection, sqlx::Error> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let mut database = SqliteConnection::connect_with(&options).await?;
    let table = "CREATE TABLE images (sha256 TEXT PRIMARY KEY, envelope TEXT NOT NULL) STRICT";
    sqlx::query(table).execute(&mut database).await?;
    Ok(database)
}

fn write(folder: &Path, image: &[u8]) -> std::io::Result<String> {
    let digest = Sha256Digest::of(image).to_string();
    let unfinished = folder.join(format!("{digest}.part"));
    let mut file = File::create(&unfinished)?;
    file.write_all(image)?;
    file.sync_all()?;
    fs::rename(&unfinished, folder.join(format!("{digest}.jpg")))?;
    File::open(folder)?.sync_all()?;
    Ok(digest)
}

async fn insert(
    database: &Mutex<SqliteConnection>,
    digest: &str,
    envelope: &str,
) -> Result<(), sqlx::Error> {
    let mut database = database.lock().await;
    let insert = sqlx::query("INSERT INTO images (sha256, envelope) VALUES ($1, $2)");
    insert
        .bind(digest)
        .bind(envelope)
        .execute(&mut *database)
        .await?;
    Ok(())
}
