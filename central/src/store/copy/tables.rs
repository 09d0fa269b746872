use std::collections::BTreeMap;

use sqlx::query;

use crate::store::{RowExt, StoreError, Tx, sql_of};

/// What a column holds, on either engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Integer,
    Blob,
}

/// A table with its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<(String, Kind)>,
}

/// Every table of a database, each after those it points at.
pub(super) async fn tables(tx: &mut Tx) -> Result<Vec<Table>, StoreError> {
    const CATALOGUE: &str = "the list of columns";
    let text = sql_of!(tx, "copy/list_columns");
    let mut columns: BTreeMap<String, Vec<(String, Kind)>> = BTreeMap::new();
    for row in tx.fetch_all(query(text)).await? {
        let table: String = row.raw(CATALOGUE, "table_name")?;
        let column: String = row.raw(CATALOGUE, "column_name")?;
        let kind = match row.raw::<String>(CATALOGUE, "type")?.as_str() {
            "text" => Kind::Text,
            "integer" | "bigint" => Kind::Integer,
            "blob" | "bytea" => Kind::Blob,
            other => return Err(row.inconsistent(CATALOGUE, "type", &other)),
        };
        columns.entry(table).or_default().push((column, kind));
    }
    let text = sql_of!(tx, "copy/list_references");
    let mut references = Vec::new();
    for row in tx.fetch_all(query(text)).await? {
        let from: String = row.raw(CATALOGUE, "table_name")?;
        references.push((from, row.raw::<String>(CATALOGUE, "refers_to")?));
    }
    Ok(in_order(columns, &references))
}

fn in_order(
    mut left: BTreeMap<String, Vec<(String, Kind)>>,
    references: &[(String, String)],
) -> Vec<Table> {
    let mut ordered = Vec::new();
    while !left.is_empty() {
        let waits = |name: &String| {
            let mut own = references.iter().filter(|(from, _)| from == name);
            own.any(|(_, to)| left.contains_key(to))
        };
        // Tables that point at each other in a circle would be refused by the engine itself.
        let next = left.keys().find(|name| !waits(name)).or(left.keys().next());
        let name = next.cloned().unwrap_or_default();
        if let Some(columns) = left.remove(&name) {
            ordered.push(Table { name, columns });
        }
    }
    ordered
}
