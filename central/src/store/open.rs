use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Once;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{AnyPool, Executor};

use super::{StoreError, Tx};

static SQLITE_MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

/// Which engine runs below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// The embedded default.
    Sqlite,
}

/// Where the database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file, made if it is not there.
    Sqlite(PathBuf),
}

impl FromStr for DatabaseUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once("://") {
            Some(("sqlite", path)) if !path.is_empty() => Ok(Self::Sqlite(PathBuf::from(path))),
            _ => Err("la base de datos se escribe sqlite://RUTA".to_owned()),
        }
    }
}

/// A database, opened and of the version that this program knows.
#[derive(Debug, Clone)]
pub struct Store {
    /// Transactions that write. One connection on SQLite, whose writers exclude each other: waiting
    /// for it here is fair, waiting inside the engine is not.
    writer: AnyPool,
    /// Transactions that only read.
    reader: AnyPool,
    dialect: Dialect,
}

impl Store {
    /// Opens the database, brings it to this program's version, and refuses one from the future.
    pub async fn open(url: &DatabaseUrl) -> Result<Self, StoreError> {
        match url {
            DatabaseUrl::Sqlite(path) => Self::open_sqlite(path).await,
        }
    }

    async fn open_sqlite(path: &std::path::Path) -> Result<Self, StoreError> {
        static DRIVERS: Once = Once::new();
        DRIVERS
            .call_once(|| sqlx::any::install_drivers(&[sqlx::sqlite::any::DRIVER]).unwrap_or(()));
        let failed = |what: &str, error: &dyn std::fmt::Display| {
            StoreError::Open(format!("{what} {}: {error}", path.display()))
        };
        let address = format!("sqlite://{}?mode=rwc", path.display());
        let options = AnyConnectOptions::from_str(&address)
            .map_err(|error| failed("no se puede usar la ruta", &error))?;
        let pool = |connections| {
            AnyPoolOptions::new()
                .max_connections(connections)
                .after_connect(|connection, _| {
                    Box::pin(async move {
                        // FULL: a commit that was acknowledged survives a power cut.
                        connection
                            .execute(
                                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                             PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 10000",
                            )
                            .await?;
                        Ok(())
                    })
                })
        };
        let open = |error: sqlx::Error| failed("no se puede abrir la base de datos", &error);
        let writer = pool(1).connect_with(options.clone()).await.map_err(open)?;
        SQLITE_MIGRATIONS
            .run(&writer)
            .await
            .map_err(|error| match error {
                MigrateError::VersionMissing(version) => StoreError::Open(format!(
                    "la base de datos {} tiene la versión {version}, que este programa no conoce: \
                 use la versión del programa que la creó o una posterior",
                    path.display()
                )),
                other => failed("no se puede actualizar la base de datos", &other),
            })?;
        let reader = pool(4).connect_with(options).await.map_err(open)?;
        Ok(Self {
            writer,
            reader,
            dialect: Dialect::Sqlite,
        })
    }

    /// Begins a transaction that may write. `name` goes to logs and errors.
    pub async fn begin(&self, name: &'static str) -> Result<Tx, StoreError> {
        let begun = match self.dialect {
            // Taking the write lock at once: a transaction that reads first and writes later could
            // otherwise be refused half way.
            Dialect::Sqlite => self.writer.begin_with("BEGIN IMMEDIATE").await,
        };
        Tx::new(begun, self.dialect, name)
    }

    /// Begins a transaction that only reads, from one snapshot.
    pub async fn read(&self, name: &'static str) -> Result<Tx, StoreError> {
        Tx::new(self.reader.begin().await, self.dialect, name)
    }

    /// Which engine runs below.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Waits for running transactions and closes every connection.
    pub async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_database_of_a_later_version_is_refused_unchanged_and_says_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("prep.db"));
        let store = Store::open(&url).await.unwrap();
        let mut tx = store.begin("test").await.unwrap();
        let later = "INSERT INTO _sqlx_migrations \
                     (version, description, success, checksum, execution_time) \
                     VALUES (9999, 'later', 1, x'00', 0)";
        tx.execute_one(sqlx::query(later)).await.unwrap();
        tx.commit().await.unwrap();
        store.close().await;
        for _ in 0..2 {
            let refused = Store::open(&url).await.unwrap_err().to_string();
            assert!(
                refused.contains("la versión 9999, que este programa no conoce"),
                "{refused}"
            );
            assert!(refused.ends_with("use la versión del programa que la creó o una posterior"));
        }
    }

    #[test]
    fn an_address_of_another_engine_is_refused() {
        for text in ["postgres://x/y", "sqlite:", "sqlite://", "prep.db", ""] {
            assert!(text.parse::<DatabaseUrl>().is_err(), "{text}");
        }
    }
}
