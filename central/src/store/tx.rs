use sqlx::any::{AnyArguments, AnyQueryResult, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, Transaction};

use super::{Dialect, StoreError};

/// One transaction. Dropped without [`Tx::commit`], it leaves no trace.
#[derive(Debug)]
pub struct Tx {
    inner: Transaction<'static, Any>,
    dialect: Dialect,
    name: &'static str,
}

type Statement<'q> = Query<'q, Any, AnyArguments>;

impl Tx {
    pub(super) fn new(
        begun: Result<Transaction<'static, Any>, sqlx::Error>,
        dialect: Dialect,
        name: &'static str,
    ) -> Result<Self, StoreError> {
        let inner = begun.map_err(|source| StoreError::Driver {
            transaction: name,
            source,
        })?;
        Ok(Self {
            inner,
            dialect,
            name,
        })
    }

    /// Which engine runs below, for the few statements that must differ.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Makes everything done so far durable.
    pub async fn commit(self) -> Result<(), StoreError> {
        let transaction = self.name;
        let committed = self.inner.commit().await;
        committed.map_err(|source| StoreError::Driver {
            transaction,
            source,
        })
    }

    pub(crate) async fn execute(
        &mut self,
        statement: Statement<'_>,
    ) -> Result<AnyQueryResult, StoreError> {
        let done = statement.execute(&mut *self.inner).await;
        done.map_err(|source| StoreError::Driver {
            transaction: self.name,
            source,
        })
    }

    /// Runs a statement that must change exactly one row.
    pub(crate) async fn execute_one(&mut self, statement: Statement<'_>) -> Result<(), StoreError> {
        let rows = self.execute(statement).await?.rows_affected();
        if rows == 1 {
            Ok(())
        } else {
            Err(StoreError::RowCount {
                transaction: self.name,
                expected: 1,
                rows,
            })
        }
    }

    pub(crate) async fn fetch_optional(
        &mut self,
        statement: Statement<'_>,
    ) -> Result<Option<AnyRow>, StoreError> {
        let row = statement.fetch_optional(&mut *self.inner).await;
        row.map_err(|source| StoreError::Driver {
            transaction: self.name,
            source,
        })
    }

    pub(crate) async fn fetch_one(
        &mut self,
        statement: Statement<'_>,
    ) -> Result<AnyRow, StoreError> {
        let row = statement.fetch_one(&mut *self.inner).await;
        row.map_err(|source| StoreError::Driver {
            transaction: self.name,
            source,
        })
    }

    pub(crate) async fn fetch_all(
        &mut self,
        statement: Statement<'_>,
    ) -> Result<Vec<AnyRow>, StoreError> {
        let rows = statement.fetch_all(&mut *self.inner).await;
        rows.map_err(|source| StoreError::Driver {
            transaction: self.name,
            source,
        })
    }
}
