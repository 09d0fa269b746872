use std::fmt::Display;

use prep_model::contract::Sha256Digest;
use prep_model::time::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::StoreError;

/// Reads columns into the types of the model, saying table, column and row when one cannot be.
pub trait RowExt {
    /// A TEXT, INTEGER or BLOB as it is.
    fn raw<'r, T: sqlx::Decode<'r, sqlx::Any> + sqlx::Type<sqlx::Any>>(
        &'r self,
        table: &'static str,
        column: &'static str,
    ) -> Result<T, StoreError>;

    /// A TEXT that is the text form of `T`.
    fn parsed<T>(&self, table: &'static str, column: &'static str) -> Result<T, StoreError>
    where
        T: std::str::FromStr,
        T::Err: Display;

    /// A TEXT that is the text form of `T`, or NULL.
    fn parsed_opt<T>(
        &self,
        table: &'static str,
        column: &'static str,
    ) -> Result<Option<T>, StoreError>
    where
        T: std::str::FromStr,
        T::Err: Display;

    /// A TEXT that holds `T` as JSON.
    fn json<T: serde::de::DeserializeOwned>(
        &self,
        table: &'static str,
        column: &'static str,
    ) -> Result<T, StoreError>;

    /// An INTEGER of microseconds since 1970 in UTC.
    fn moment(&self, table: &'static str, column: &'static str) -> Result<Timestamp, StoreError>;

    /// An INTEGER of microseconds since 1970 in UTC, or NULL.
    fn moment_opt(
        &self,
        table: &'static str,
        column: &'static str,
    ) -> Result<Option<Timestamp>, StoreError>;

    /// An INTEGER that counts something.
    fn count(&self, table: &'static str, column: &'static str) -> Result<u64, StoreError>;

    /// A BLOB of 32 bytes.
    fn digest(&self, table: &'static str, column: &'static str)
    -> Result<Sha256Digest, StoreError>;

    /// The error that says what is impossible about a value of this row.
    fn inconsistent(
        &self,
        table: &'static str,
        column: &'static str,
        reason: &dyn Display,
    ) -> StoreError;
}

impl RowExt for AnyRow {
    fn raw<'r, T: sqlx::Decode<'r, sqlx::Any> + sqlx::Type<sqlx::Any>>(
        &'r self,
        table: &'static str,
        column: &'static str,
    ) -> Result<T, StoreError> {
        self.try_get(column)
            .map_err(|error| self.inconsistent(table, column, &error))
    }

    fn parsed<T>(&self, table: &'static str, column: &'static str) -> Result<T, StoreError>
    where
        T: std::str::FromStr,
        T::Err: Display,
    {
        let text: String = self.raw(table, column)?;
        text.parse()
            .map_err(|error| self.inconsistent(table, column, &error))
    }

    fn parsed_opt<T>(
        &self,
        table: &'static str,
        column: &'static str,
    ) -> Result<Option<T>, StoreError>
    where
        T: std::str::FromStr,
        T::Err: Display,
    {
        let text: Option<String> = self.raw(table, column)?;
        let value = text.map(|text| text.parse()).transpose();
        value.map_err(|error| self.inconsistent(table, column, &error))
    }

    fn json<T: serde::de::DeserializeOwned>(
        &self,
        table: &'static str,
        column: &'static str,
    ) -> Result<T, StoreError> {
        let text: String = self.raw(table, column)?;
        serde_json::from_str(&text).map_err(|error| self.inconsistent(table, column, &error))
    }

    fn moment(&self, table: &'static str, column: &'static str) -> Result<Timestamp, StoreError> {
        let micros: i64 = self.raw(table, column)?;
        Timestamp::from_micros(micros).map_err(|error| self.inconsistent(table, column, &error))
    }

    fn moment_opt(
        &self,
        table: &'static str,
        column: &'static str,
    ) -> Result<Option<Timestamp>, StoreError> {
        let micros: Option<i64> = self.raw(table, column)?;
        let moment = micros.map(Timestamp::from_micros).transpose();
        moment.map_err(|error| self.inconsistent(table, column, &error))
    }

    fn count(&self, table: &'static str, column: &'static str) -> Result<u64, StoreError> {
        let number: i64 = self.raw(table, column)?;
        u64::try_from(number).map_err(|error| self.inconsistent(table, column, &error))
    }

    fn digest(
        &self,
        table: &'static str,
        column: &'static str,
    ) -> Result<Sha256Digest, StoreError> {
        let bytes: Vec<u8> = self.raw(table, column)?;
        let bytes = <[u8; 32]>::try_from(bytes.as_slice());
        bytes
            .map(Sha256Digest::from_bytes)
            .map_err(|error| self.inconsistent(table, column, &error))
    }

    fn inconsistent(
        &self,
        table: &'static str,
        column: &'static str,
        reason: &dyn Display,
    ) -> StoreError {
        // By convention the first column of a statement is the row's key.
        let text = self.try_get::<String, _>(0);
        let id = text.or_else(|_| self.try_get::<i64, _>(0).map(|number| number.to_string()));
        StoreError::Inconsistent {
            table,
            column,
            id: id.unwrap_or_else(|_| "?".to_owned()),
            reason: reason.to_string(),
        }
    }
}
