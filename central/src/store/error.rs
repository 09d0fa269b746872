use thiserror::Error;

/// Why the database did not do what was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The driver or the engine.
    #[error("{transaction}: the database refused a statement")]
    Driver {
        /// Name of the transaction.
        transaction: &'static str,
        /// What it said.
        #[source]
        source: sqlx::Error,
    },
    /// A stored value cannot be what its column says.
    #[error("{table}.{column} of {id} holds something impossible: {reason}")]
    Inconsistent {
        /// Table.
        table: &'static str,
        /// Column.
        column: &'static str,
        /// Which row.
        id: String,
        /// What is impossible about it.
        reason: String,
    },
    /// A statement touched another number of rows than it must.
    #[error("{transaction}: {rows} rows changed where {expected} must")]
    RowCount {
        /// Name of the transaction.
        transaction: &'static str,
        /// Rows that must change.
        expected: u64,
        /// Rows that did.
        rows: u64,
    },
    /// The database could not be opened; the text says which and what to do.
    #[error("{0}")]
    Open(String),
}

impl StoreError {
    /// True if the engine refused because a row with that key is already there.
    pub fn is_unique_violation(&self) -> bool {
        match self {
            Self::Driver { source, .. } => source
                .as_database_error()
                .is_some_and(sqlx::error::DatabaseError::is_unique_violation),
            Self::Inconsistent { .. } | Self::RowCount { .. } | Self::Open(_) => false,
        }
    }

    /// True if the disk below the database is full: nothing was changed, and trying later may work.
    pub fn is_full(&self) -> bool {
        match self {
            // SQLITE_FULL, and PostgreSQL's disk_full.
            Self::Driver { source, .. } => source
                .as_database_error()
                .and_then(sqlx::error::DatabaseError::code)
                .is_some_and(|code| code == "13" || code == "53100"),
            Self::Inconsistent { .. } | Self::RowCount { .. } | Self::Open(_) => false,
        }
    }
}
