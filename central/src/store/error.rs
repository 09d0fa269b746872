use std::sync::Arc;

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
    /// The engine did not say that a commit was done. It may have been: only a use case that may be
    /// done twice is tried again. Everybody whose writes went into one commit is told the same.
    #[error("{transaction}: the database did not confirm the commit")]
    Commit {
        /// Name of the transaction.
        transaction: &'static str,
        /// What it said.
        #[source]
        source: Arc<sqlx::Error>,
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
        self.engine()
            .is_some_and(sqlx::error::DatabaseError::is_unique_violation)
    }

    /// True if the disk below the database is full: nothing was changed, and trying later may work.
    pub fn is_full(&self) -> bool {
        // SQLITE_FULL, and PostgreSQL's disk_full.
        self.engine()
            .and_then(sqlx::error::DatabaseError::code)
            .is_some_and(|code| code == "13" || code == "53100")
    }

    /// What the engine itself said.
    fn engine(&self) -> Option<&dyn sqlx::error::DatabaseError> {
        match self {
            Self::Driver { source, .. } => source.as_database_error(),
            Self::Commit { source, .. } => source.as_database_error(),
            Self::Inconsistent { .. } | Self::RowCount { .. } | Self::Open(_) => None,
        }
    }

    /// True if the transaction broke off before its commit for a reason that passes: another one was
    /// in its way, or the connection was lost. Nothing was changed, so the whole use case may be done
    /// again.
    pub fn broke_off(&self) -> bool {
        let Self::Driver { source, .. } = self else {
            return false;
        };
        match source {
            sqlx::Error::Io(_) => true,
            sqlx::Error::Database(error) => error
                .code()
                .is_some_and(|code| PASSING.contains(&code.as_ref())),
            _ => false,
        }
    }
}

/// PostgreSQL: serialization failure, deadlock, lock not available, the server ends, starts or was
/// ended by its administrator. SQLite waits by itself.
const PASSING: [&str; 6] = ["40001", "40P01", "55P03", "57P01", "57P02", "57P03"];
