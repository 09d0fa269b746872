use std::path::Path;
use std::str::FromStr;
use std::sync::Once;
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::Migrator;
use sqlx::{AnyPool, Executor};

use super::{DatabaseUrl, StoreError};

/// Which engine runs below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// The embedded default.
    Sqlite,
    /// Several processes on one database.
    Postgres,
}

static SQLITE_MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES_MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

impl Dialect {
    /// Everything that brings a database of this engine to the version that this program knows.
    pub(super) fn migrations(self) -> &'static Migrator {
        match self {
            Self::Sqlite => &SQLITE_MIGRATIONS,
            Self::Postgres => &POSTGRES_MIGRATIONS,
        }
    }
}

/// How long a request waits for one of the pool's connections.
pub(super) const ACQUIRE: Duration = Duration::from_secs(10);
/// Most connections that read on SQLite.
const SQLITE_READERS: u32 = 4;

/// What every connection of a server to PostgreSQL begins with: nothing waits for ever, neither a
/// request for the database nor the database for a process that hangs.
const POSTGRES_SESSION: &str = "SET application_name = 'prep'; SET statement_timeout = '30s'; \
    SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '60s'; \
    SET TIME ZONE 'UTC'";
/// The same for a command that migrates or copies: a statement may take its time, and waits for
/// nobody's lock for long, because everybody waits behind it.
const POSTGRES_OWNER_SESSION: &str = "SET application_name = 'prep-db'; SET lock_timeout = '10s'; \
    SET TIME ZONE 'UTC'";
/// FULL: a commit that was acknowledged survives a power cut.
const SQLITE_SESSION: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
    PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 10000";

/// The connections to a database: those of transactions that write and those of the others.
pub(super) struct Pools {
    pub(super) writer: AnyPool,
    pub(super) reader: AnyPool,
}

fn install_drivers() {
    static DRIVERS: Once = Once::new();
    DRIVERS.call_once(|| {
        sqlx::any::install_drivers(&[sqlx::sqlite::any::DRIVER, sqlx::postgres::any::DRIVER])
            .unwrap_or(());
    });
}

fn options(connections: u32, session: &'static str) -> AnyPoolOptions {
    AnyPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE)
        .after_connect(move |connection, _| {
            Box::pin(async move { connection.execute(session).await.map(|_| ()) })
        })
}

/// Connects to a file. One connection writes: SQLite's writers exclude each other anyway; waiting
/// for it here is fair, waiting inside the engine is not.
pub(super) async fn sqlite(path: &Path) -> Result<Pools, StoreError> {
    install_drivers();
    let failed = |what: &str, error: &dyn std::fmt::Display| {
        StoreError::Open(format!("{what} {}: {error}", path.display()))
    };
    let address = format!("sqlite://{}?mode=rwc", path.display());
    let connect = AnyConnectOptions::from_str(&address)
        .map_err(|error| failed("no se puede usar la ruta", &error))?;
    let open = |error: sqlx::Error| failed("no se puede abrir la base de datos", &error);
    // A file does not hang up: asking each connection first whether it is there would cost every
    // transaction a turn of its thread.
    let options = |connections| options(connections, SQLITE_SESSION).test_before_acquire(false);
    let writer = options(1).connect_with(connect.clone());
    let reader = options(SQLITE_READERS).connect_with(connect);
    Ok(Pools {
        writer: writer.await.map_err(open)?,
        reader: reader.await.map_err(open)?,
    })
}

/// Connects to a server with at most `connections`, which readers and writers share.
pub(super) async fn postgres(
    url: &DatabaseUrl,
    address: &str,
    connections: u32,
) -> Result<Pools, StoreError> {
    let pool = postgres_pool(url, address, options(connections, POSTGRES_SESSION)).await?;
    Ok(Pools {
        writer: pool.clone(),
        reader: pool,
    })
}

/// The one connection of a command that migrates or copies.
pub(super) async fn postgres_owner(
    url: &DatabaseUrl,
    address: &str,
) -> Result<AnyPool, StoreError> {
    postgres_pool(url, address, options(1, POSTGRES_OWNER_SESSION)).await
}

async fn postgres_pool(
    url: &DatabaseUrl,
    address: &str,
    options: AnyPoolOptions,
) -> Result<AnyPool, StoreError> {
    install_drivers();
    let connect = AnyConnectOptions::from_str(address)
        .map_err(|error| StoreError::Open(format!("la dirección {url} no se entiende: {error}")))?;
    options.connect_with(connect).await.map_err(|error| {
        StoreError::Open(format!(
            "no se puede entrar a la base de datos {url}: {error}; revise que PostgreSQL atienda \
             ahí, que la base exista y que el rol pueda entrar"
        ))
    })
}
