use std::sync::Arc;

use futures_util::stream::BoxStream;
use sqlx::any::{AnyArguments, AnyQueryResult, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AnyConnection, Transaction, query};

use super::group::Seat;
use super::signal::Signal;
use super::{Dialect, StoreError, sql};

/// One transaction. Dropped without [`Tx::commit`], it leaves no trace.
#[derive(Debug)]
pub struct Tx {
    inner: Inner,
    dialect: Dialect,
    name: &'static str,
    /// Others write at the same time: what is found to be changed must be held.
    holds_rows: bool,
    /// Told of the commit once something was appended that readers wait for.
    signal: Arc<Signal>,
    appended: bool,
}

/// What the engine has begun.
#[derive(Debug)]
pub(super) enum Inner {
    /// For this transaction alone.
    Own(Transaction<'static, Any>),
    /// For a group, in which this one has its turn.
    Lent(Seat),
}

impl Inner {
    fn connection(&mut self) -> &mut AnyConnection {
        match self {
            Self::Own(transaction) => transaction,
            Self::Lent(seat) => seat.connection(),
        }
    }
}

/// The two texts of a statement that finds a row to change it: as it is, and holding the row.
#[derive(Debug, Clone, Copy)]
pub(super) struct HeldText {
    pub(super) plain: &'static str,
    pub(super) held: &'static str,
}

type Statement<'q> = Query<'q, Any, AnyArguments>;

impl Tx {
    pub(super) fn new(
        begun: Result<Inner, sqlx::Error>,
        dialect: Dialect,
        name: &'static str,
        signal: &Arc<Signal>,
    ) -> Result<Self, StoreError> {
        let inner = begun.map_err(|source| StoreError::Driver {
            transaction: name,
            source,
        })?;
        Ok(Self {
            inner,
            dialect,
            name,
            holds_rows: false,
            signal: Arc::clone(signal),
            appended: false,
        })
    }

    /// The same, in which what is found to be changed is held until the end.
    pub(super) fn holding_rows(self) -> Self {
        Self {
            holds_rows: true,
            ..self
        }
    }

    /// The text of a statement that finds a row to change it.
    pub(super) fn held(&self, text: HeldText) -> &'static str {
        if self.holds_rows {
            text.held
        } else {
            text.plain
        }
    }

    /// Readers of changes are to be woken by the commit.
    pub(super) fn note_appended(&mut self) {
        self.appended = true;
    }

    /// Tells the readers of every process, if this commits, that the feed has grown. Only the
    /// sequencer does: PostgreSQL lets transactions that notify commit one after the other.
    pub(crate) async fn announce(&mut self) -> Result<(), StoreError> {
        match self.dialect {
            Dialect::Sqlite => Ok(()),
            Dialect::Postgres => {
                let statement = query(sql!("turns/announce.postgres"));
                self.execute(statement).await.map(drop)
            }
        }
    }

    /// Which engine runs below, for the few statements that must differ.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Its name in logs and errors.
    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    /// Makes everything done so far durable; durable when it returns.
    pub async fn commit(self) -> Result<(), StoreError> {
        let transaction = self.name;
        let committed = match self.inner {
            Inner::Own(begun) => begun.commit().await.map_err(Arc::new),
            Inner::Lent(seat) => seat.keep().await,
        };
        committed.map_err(|source| StoreError::Commit {
            transaction,
            source,
        })?;
        if self.appended && self.dialect == Dialect::Sqlite {
            self.signal.tell();
        }
        Ok(())
    }

    pub(crate) async fn execute(
        &mut self,
        statement: Statement<'_>,
    ) -> Result<AnyQueryResult, StoreError> {
        let done = statement.execute(self.inner.connection()).await;
        done.map_err(|source| StoreError::Driver {
            transaction: self.name,
            source,
        })
    }

    /// Runs a statement that must change exactly one row.
    pub(crate) async fn execute_one(&mut self, statement: Statement<'_>) -> Result<(), StoreError> {
        self.execute_many(statement, 1).await
    }

    /// Runs a statement that must change exactly so many rows.
    pub(super) async fn execute_many(
        &mut self,
        statement: Statement<'_>,
        expected: usize,
    ) -> Result<(), StoreError> {
        let rows = self.execute(statement).await?.rows_affected();
        let expected = expected as u64;
        if rows == expected {
            Ok(())
        } else {
            Err(StoreError::RowCount {
                transaction: self.name,
                expected,
                rows,
            })
        }
    }

    /// Rows as they come, for tables that no memory holds.
    pub(super) fn stream<'t>(
        &'t mut self,
        statement: Statement<'t>,
    ) -> BoxStream<'t, Result<AnyRow, sqlx::Error>> {
        statement.fetch(self.inner.connection())
    }

    pub(crate) async fn fetch_optional(
        &mut self,
        statement: Statement<'_>,
    ) -> Result<Option<AnyRow>, StoreError> {
        let row = statement.fetch_optional(self.inner.connection()).await;
        row.map_err(|source| StoreError::Driver {
            transaction: self.name,
            source,
        })
    }

    pub(crate) async fn fetch_one(
        &mut self,
        statement: Statement<'_>,
    ) -> Result<AnyRow, StoreError> {
        let row = statement.fetch_one(self.inner.connection()).await;
        row.map_err(|source| StoreError::Driver {
            transaction: self.name,
            source,
        })
    }

    pub(crate) async fn fetch_all(
        &mut self,
        statement: Statement<'_>,
    ) -> Result<Vec<AnyRow>, StoreError> {
        let rows = statement.fetch_all(self.inner.connection()).await;
        rows.map_err(|source| StoreError::Driver {
            transaction: self.name,
            source,
        })
    }
}
