use std::sync::Arc;

use sqlx::AnyPool;
use sqlx::migrate::MigrateError;

use super::engine;
use super::group::Group;
use super::signal::Signal;
use super::tx::Inner;
use super::{DatabaseUrl, Dialect, StoreError, Turn, Tx, schema};

/// Most connections of one process to PostgreSQL unless the settings say otherwise.
pub const CONNECTIONS: u32 = 16;

/// A database, opened and of a version that this program can work with.
#[derive(Debug, Clone)]
pub struct Store {
    /// Transactions that write.
    writer: AnyPool,
    /// Transactions that only read.
    reader: AnyPool,
    /// On SQLite, transactions that write beside others.
    group: Option<Group>,
    dialect: Dialect,
    signal: Arc<Signal>,
}

impl Store {
    /// Opens the database. A SQLite file is brought to this program's version, and one from the
    /// future is refused; a PostgreSQL database is only looked at ([`schema`]), because several
    /// processes use it and its owner migrates it.
    pub async fn open(url: &DatabaseUrl) -> Result<Self, StoreError> {
        Self::open_with(url, CONNECTIONS).await
    }

    /// The same with at most `connections` of this process to PostgreSQL.
    pub async fn open_with(url: &DatabaseUrl, connections: u32) -> Result<Self, StoreError> {
        // Boxed, or the futures of whoever opens a store would hold those of both engines.
        let (pools, dialect) = match url {
            DatabaseUrl::Sqlite(path) => {
                let pools = Box::pin(engine::sqlite(path)).await?;
                Box::pin(migrate_sqlite(url, &pools.writer)).await?;
                (pools, Dialect::Sqlite)
            }
            DatabaseUrl::Postgres(address) => {
                let pools = Box::pin(engine::postgres(url, address, connections)).await?;
                Box::pin(schema::check(url, &pools.writer)).await?;
                (pools, Dialect::Postgres)
            }
        };
        let group = match dialect {
            Dialect::Sqlite => Some(Group::over(pools.writer.clone())),
            Dialect::Postgres => None,
        };
        Ok(Self {
            group,
            writer: pools.writer,
            reader: pools.reader,
            dialect,
            signal: Arc::new(Signal::of(url)),
        })
    }

    /// Begins a transaction that may write, alone: while it runs nobody else writes, so what it has
    /// read stays true. `name` goes to logs and errors.
    pub async fn begin(&self, name: &'static str) -> Result<Tx, StoreError> {
        match self.dialect {
            // Taking the write lock at once: a transaction that reads first and writes later could
            // otherwise be refused half way.
            Dialect::Sqlite => {
                let begun = self.writer.begin_with("BEGIN IMMEDIATE").await;
                self.tx(begun.map(Inner::Own), name)
            }
            Dialect::Postgres => {
                let begun = self.writer.begin().await;
                let mut tx = self.tx(begun.map(Inner::Own), name)?;
                tx.take_turn(Turn::Writer).await?;
                Ok(tx)
            }
        }
    }

    /// Begins a transaction that may write while others of this kind do, for what people and devices
    /// do all night. What it finds with the statements that hold rows (`sql_held!`) stays as it is
    /// until it ends; nothing else it read does, except what only [`Store::begin`] changes. On SQLite
    /// they take turns, and those that come close together share a commit.
    pub async fn begin_beside(&self, name: &'static str) -> Result<Tx, StoreError> {
        if let Some(group) = &self.group {
            let seat = group.sit().await;
            return self.tx(seat.map(Inner::Lent), name);
        }
        let begun = self.writer.begin().await;
        let mut tx = self.tx(begun.map(Inner::Own), name)?.holding_rows();
        tx.take_turn_beside(Turn::Writer).await?;
        Ok(tx)
    }

    /// Begins a transaction that only reads, from one snapshot.
    pub async fn read(&self, name: &'static str) -> Result<Tx, StoreError> {
        let begun = match self.dialect {
            Dialect::Sqlite => self.reader.begin().await,
            Dialect::Postgres => {
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
                self.reader.begin_with(begin).await
            }
        };
        self.tx(begun.map(Inner::Own), name)
    }

    fn tx(&self, begun: Result<Inner, sqlx::Error>, name: &'static str) -> Result<Tx, StoreError> {
        Tx::new(begun, self.dialect, name, &self.signal)
    }

    /// Which engine runs below.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// What tells that something changed.
    pub(crate) fn signal(&self) -> &Arc<Signal> {
        &self.signal
    }

    /// Waits for running transactions and closes every connection.
    pub async fn close(&self) {
        self.signal.stop();
        self.reader.close().await;
        self.writer.close().await;
    }
}

async fn migrate_sqlite(url: &DatabaseUrl, pool: &AnyPool) -> Result<(), StoreError> {
    let done = Dialect::Sqlite.migrations().run(pool).await;
    let failed = |error: MigrateError| match (url, error) {
        (DatabaseUrl::Sqlite(path), MigrateError::VersionMissing(version)) => format!(
            "la base de datos {} tiene la versión {version}, que este programa no conoce: use la \
             versión del programa que la creó o una posterior",
            path.display()
        ),
        (_, other) => format!("no se puede actualizar la base de datos {url}: {other}"),
    };
    done.map_err(|error| StoreError::Open(failed(error)))
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
}
