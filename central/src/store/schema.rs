//! The versions of a PostgreSQL database, and who may work with which.
//!
//! Its owner migrates it (`prep db migrate`); servers look. One older than the program is refused. A
//! newer one is accepted as long as what was added only adds: so the database is migrated first and
//! the processes are replaced one by one. A migration that takes something away says so in its name,
//! `NNNN_contract_…`, and is for when no process needs it any more.

use sqlx::{AnyPool, Executor, Row};

use super::{DatabaseUrl, Dialect, StoreError, engine, sql};

/// First word of the name of a migration that takes away what older programs need.
const CONTRACT: &str = "contract";

/// What `prep db status` tells of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaStatus {
    /// The last migration applied; 0 in an empty database.
    pub applied: i64,
    /// The last one that this program knows.
    pub known: i64,
    /// Known and not applied.
    pub missing: Vec<i64>,
    /// Applied and unknown, with their names: of a later program.
    pub later: Vec<(i64, String)>,
    /// True if the role that asked may change or remove events of the bitácora.
    pub may_change_bitacora: bool,
}

impl SchemaStatus {
    /// The first later migration that took away what this program needs.
    pub fn contracted(&self) -> Option<i64> {
        let contract = |(_, name): &&(i64, String)| name.split([' ', '_']).next() == Some(CONTRACT);
        self.later
            .iter()
            .find(contract)
            .map(|(version, _)| *version)
    }
}

/// The versions of a PostgreSQL database.
pub async fn status(url: &DatabaseUrl) -> Result<SchemaStatus, StoreError> {
    let pool = owner(url).await?;
    let status = look(&pool).await;
    pool.close().await;
    status.map_err(|error| failed(url, &error))
}

/// Brings a PostgreSQL database to this program's version and lets `server`, if it is another role
/// than the one that migrates, do what servers do: everything but change or remove what only grows.
pub async fn migrate(url: &DatabaseUrl, server: Option<&str>) -> Result<SchemaStatus, StoreError> {
    let pool = owner(url).await?;
    let done = migrate_on(&pool, server).await;
    pool.close().await;
    done.map_err(|error| failed(url, &error))
}

async fn migrate_on(pool: &AnyPool, server: Option<&str>) -> Result<SchemaStatus, sqlx::Error> {
    // What a later program applied is left alone: only what is missing is applied.
    let mut migrator = sqlx::migrate::Migrator {
        migrations: Dialect::Postgres.migrations().migrations.clone(),
        ..sqlx::migrate::Migrator::DEFAULT
    };
    migrator.set_ignore_missing(true);
    migrator.run(pool).await.map_err(sqlx::Error::from)?;
    if let Some(role) = server {
        let (me,): (String,) = sqlx::query_as("SELECT CAST(current_user AS TEXT)")
            .fetch_one(pool)
            .await?;
        if me != role {
            let text = sql!("grants/grant_server.postgres").replace("{server}", &quoted(role));
            pool.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(text)))
                .await?;
        }
    }
    look(pool).await
}

/// A name as PostgreSQL reads it, whatever it holds.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Refuses a database that this program cannot work with.
pub(super) async fn check(url: &DatabaseUrl, pool: &AnyPool) -> Result<(), StoreError> {
    let status = look(pool).await.map_err(|error| failed(url, &error))?;
    if let Some(version) = status.missing.first() {
        return Err(StoreError::Open(format!(
            "a la base de datos {url} le falta la versión {version} de este programa: ejecute \
             «prep db migrate» con el rol dueño de la base"
        )));
    }
    if let Some(version) = status.contracted() {
        return Err(StoreError::Open(format!(
            "la base de datos {url} tiene la versión {version}, que quitó algo que este programa \
             usa: use la versión del programa que la actualizó o una posterior"
        )));
    }
    if status.may_change_bitacora {
        tracing::warn!(
            "the database role of this process may change the bitácora; serve with another one, \
             see docs/OPERATIONS.md"
        );
    }
    Ok(())
}

async fn look(pool: &AnyPool) -> Result<SchemaStatus, sqlx::Error> {
    let found = sqlx::query(sql!("schema/find_migrations_table.postgres"));
    let exists = found.fetch_one(pool).await?.try_get::<bool, _>("found")?;
    let mut applied = Vec::new();
    if exists {
        let rows = sqlx::query(sql!("schema/list_migrations.postgres"));
        for row in rows.fetch_all(pool).await? {
            applied.push((
                row.try_get::<i64, _>("version")?,
                row.try_get("description")?,
            ));
        }
    }
    let known: Vec<i64> = Dialect::Postgres
        .migrations()
        .iter()
        .map(|m| m.version)
        .collect();
    let missing = known
        .iter()
        .filter(|version| !applied.iter().any(|(had, _)| had == *version));
    let missing: Vec<i64> = missing.copied().collect();
    let may_change_bitacora = exists
        && sqlx::query(sql!("schema/find_bitacora_privileges.postgres"))
            .fetch_one(pool)
            .await?
            .try_get::<bool, _>("may_change")?;
    Ok(SchemaStatus {
        applied: applied.last().map_or(0, |(version, _)| *version),
        known: known.last().copied().unwrap_or_default(),
        missing,
        later: applied
            .into_iter()
            .filter(|(version, _)| !known.contains(version))
            .collect(),
        may_change_bitacora,
    })
}

async fn owner(url: &DatabaseUrl) -> Result<AnyPool, StoreError> {
    match url {
        DatabaseUrl::Postgres(address) => engine::postgres_owner(url, address).await,
        DatabaseUrl::Sqlite(_) => Err(StoreError::Open(format!(
            "{url} es de SQLite, que se actualiza solo al empezar"
        ))),
    }
}

fn failed(url: &DatabaseUrl, error: &sqlx::Error) -> StoreError {
    StoreError::Open(format!("no se puede usar la base de datos {url}: {error}"))
}
