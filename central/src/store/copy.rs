//! Copies a whole database into an empty one of either engine, in one transaction.
//!
//! A pilot grows up: what ran on one machine's SQLite file goes on in PostgreSQL. The tables and
//! columns are asked of the databases themselves, so a new migration needs nothing here; a table
//! comes after those it points at. What is written is compared by counts and the bitácora is
//! recomputed on the copy, both before the commit: a copy that is not equal does not come to be, and
//! doing it again starts anew.

mod rows;
mod tables;
#[cfg(test)]
mod tests;

use prep_model::bitacora::{Chain, ChainFault};
use sqlx::{AssertSqlSafe, Row, SqlSafeStr, query};
use thiserror::Error;

use super::{Dialect, EjercicioRow, Store, StoreError, Tx, sql};
use crate::bitacora::{BitacoraReport, verify_in};
use tables::{Table, tables};

/// What was copied.
#[derive(Debug, Clone)]
pub struct Copied {
    /// Every table and its rows, in the order of copying.
    pub tables: Vec<(String, u64)>,
    /// Every ejercicio and what its bitácora amounts to, recomputed on the copy.
    pub bitacoras: Vec<(EjercicioRow, BitacoraReport)>,
}

/// Why nothing was copied.
#[derive(Debug, Error)]
pub enum CopyError {
    /// The target holds something.
    #[error("la base de destino no está vacía: la tabla {0} tiene renglones")]
    NotEmpty(String),
    /// The two databases do not have the same tables and columns.
    #[error(
        "las dos bases no son de la misma versión: difieren en la tabla {0}; lleve ambas a la de \
         este programa"
    )]
    OtherVersion(String),
    /// A table has another number of rows in the copy.
    #[error(
        "la tabla {table} tiene {source_rows} renglones en el origen y {target_rows} en la copia"
    )]
    Count {
        /// Table.
        table: String,
        /// Rows in the source.
        source_rows: u64,
        /// Rows in the target.
        target_rows: u64,
    },
    /// The bitácora is not what its chain says.
    #[error("la bitácora de {0} está alterada desde la posición {pos}: {reason}", pos = .1.position, reason = .1.reason)]
    Bitacora(String, ChainFault),
    /// The bitácora ends elsewhere in the copy.
    #[error("la bitácora de {0} no termina en la copia donde termina en el origen")]
    OtherHead(String),
    /// A database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Copies everything that `source` holds, from one snapshot, into `target`, which must be empty.
/// Nobody else may write to either meanwhile: what the source gets later is not in the copy.
pub async fn copy_database(source: &Store, target: &Store) -> Result<Copied, CopyError> {
    let mut from = source.read("copy_database").await?;
    let mut to = target.begin("copy_database").await?;
    let plan = plan(&mut from, &mut to).await?;
    for table in &plan {
        if count(&mut to, table).await? > 0 {
            return Err(CopyError::NotEmpty(table.name.clone()));
        }
    }
    let mut copied = Vec::new();
    for table in &plan {
        rows::copy(&mut from, &mut to, table).await?;
        let (source_rows, target_rows) =
            (count(&mut from, table).await?, count(&mut to, table).await?);
        if source_rows != target_rows {
            let table = table.name.clone();
            return Err(CopyError::Count {
                table,
                source_rows,
                target_rows,
            });
        }
        copied.push((table.name.clone(), target_rows));
    }
    advance_counters(&mut to).await?;
    let bitacoras = verify(&mut from, &mut to).await?;
    to.commit().await?;
    Ok(Copied {
        tables: copied,
        bitacoras,
    })
}

/// The tables of both, which must be the same.
async fn plan(from: &mut Tx, to: &mut Tx) -> Result<Vec<Table>, CopyError> {
    let (have, want) = (tables(from).await?, tables(to).await?);
    let odd = |table: &&Table, others: &[Table]| !others.contains(table);
    let differing = have.iter().find(|table| odd(table, &want));
    match differing.or_else(|| want.iter().find(|table| odd(table, &have))) {
        Some(table) => Err(CopyError::OtherVersion(table.name.clone())),
        None => Ok(have),
    }
}

async fn count(tx: &mut Tx, table: &Table) -> Result<u64, StoreError> {
    let text = format!("SELECT COUNT(*) AS n FROM {}", table.name);
    let statement = query(AssertSqlSafe(text).into_sql_str());
    let rows: i64 = tx
        .fetch_one(statement)
        .await?
        .try_get("n")
        .unwrap_or_default();
    Ok(u64::try_from(rows).unwrap_or_default())
}

/// Rows that are added later are numbered after those that were copied.
async fn advance_counters(to: &mut Tx) -> Result<(), StoreError> {
    if to.dialect() == Dialect::Sqlite {
        // AUTOINCREMENT counts from the highest number there is.
        return Ok(());
    }
    let counters = to
        .fetch_all(query(sql!("copy/list_counters.postgres")))
        .await?;
    for row in counters {
        let [table, column, counter] = ["table_name", "column_name", "counter"]
            .map(|name| row.try_get::<String, _>(name).unwrap_or_default());
        let text = format!(
            "SELECT setval('{counter}', COALESCE(MAX({column}), 0) + 1, FALSE) AS n FROM {table}"
        );
        to.fetch_one(query(AssertSqlSafe(text).into_sql_str()))
            .await?;
    }
    Ok(())
}

/// Recomputes every bitácora on the copy and compares where it ends.
async fn verify(
    from: &mut Tx,
    to: &mut Tx,
) -> Result<Vec<(EjercicioRow, BitacoraReport)>, CopyError> {
    let mut verified = Vec::new();
    for ejercicio in to.list_ejercicios().await? {
        let name = format!("{}/{}", ejercicio.proceso(), ejercicio.ejercicio());
        let report = match verify_in(to, &ejercicio).await? {
            Ok(report) => report,
            Err(fault) => return Err(CopyError::Bitacora(name, fault)),
        };
        let (Chain { length, head }, _) = from.find_chain(&ejercicio).await?;
        if (length, head) != (report.events, report.head) {
            return Err(CopyError::OtherHead(name));
        }
        verified.push((ejercicio, report));
    }
    Ok(verified)
}
