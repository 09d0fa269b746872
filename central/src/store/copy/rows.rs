use std::fmt::Write as _;

use futures_util::TryStreamExt as _;
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AssertSqlSafe, Row, SqlSafeStr, query};

use super::tables::{Kind, Table};
use crate::store::{StoreError, Tx};

/// Most bytes of columns written by one statement, so that a table of files stays in memory.
const MAX_BYTES: usize = 4 * 1024 * 1024;
/// Most rows read and written at a time.
const MAX_ROWS: usize = 500;
/// Most values of one statement: SQLite's limit, which is below PostgreSQL's.
const MAX_VALUES: usize = 32_766;

enum Value {
    Text(Option<String>),
    Integer(Option<i64>),
    Blob(Option<Vec<u8>>),
}

impl Value {
    fn read(row: &AnyRow, index: usize, kind: Kind) -> Result<Self, sqlx::Error> {
        Ok(match kind {
            Kind::Text => Self::Text(row.try_get(index)?),
            Kind::Integer => Self::Integer(row.try_get(index)?),
            Kind::Blob => Self::Blob(row.try_get(index)?),
        })
    }

    fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.as_ref().map_or(0, String::len),
            Self::Integer(_) => size_of::<i64>(),
            Self::Blob(bytes) => bytes.as_ref().map_or(0, Vec::len),
        }
    }

    /// A NULL has the type of its column, which PostgreSQL wants to know.
    fn bind(self, statement: Query<'_, Any, AnyArguments>) -> Query<'_, Any, AnyArguments> {
        match self {
            Self::Text(text) => statement.bind(text),
            Self::Integer(number) => statement.bind(number),
            Self::Blob(bytes) => statement.bind(bytes),
        }
    }
}

/// Copies the rows of a table as they come, some at a time.
pub(super) async fn copy(from: &mut Tx, to: &mut Tx, table: &Table) -> Result<(), StoreError> {
    let names: Vec<&str> = table
        .columns
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    let names = names.join(", ");
    let page = MAX_ROWS.min(MAX_VALUES / table.columns.len());
    let text = format!("SELECT {names} FROM {}", table.name);
    let statement = query(AssertSqlSafe(text).into_sql_str());
    let name = from.name();
    let failed = |source| StoreError::Driver {
        transaction: name,
        source,
    };
    let mut rows = from.stream(statement);
    let (mut batch, mut bytes) = (Vec::new(), 0);
    while let Some(row) = rows.try_next().await.map_err(failed)? {
        let kinds = table.columns.iter().enumerate();
        let values = kinds.map(|(index, (_, kind))| Value::read(&row, index, *kind));
        let values: Vec<Value> = values.collect::<Result<_, _>>().map_err(failed)?;
        bytes += values.iter().map(Value::len).sum::<usize>();
        batch.push(values);
        if batch.len() == page || bytes >= MAX_BYTES {
            write(to, table, &names, std::mem::take(&mut batch)).await?;
            bytes = 0;
        }
    }
    write(to, table, &names, batch).await
}

async fn write(
    to: &mut Tx,
    table: &Table,
    names: &str,
    rows: Vec<Vec<Value>>,
) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut text = format!("INSERT INTO {} ({names}) VALUES ", table.name);
    let mut number = 0;
    for row in 0..rows.len() {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..table.columns.len() {
            number += 1;
            let comma = if column == 0 { "" } else { ", " };
            let _ = write!(text, "{comma}${number}");
        }
        text.push(')');
    }
    let mut statement = query(AssertSqlSafe(text).into_sql_str());
    for value in rows.into_iter().flatten() {
        statement = value.bind(statement);
    }
    to.execute(statement).await.map(drop)
}
