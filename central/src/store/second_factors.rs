use prep_model::contract::Sha256Digest;
use prep_model::people::PersonId;
use prep_model::time::Timestamp;
use sqlx::query;

use super::{RowExt, StoreError, Tx, sql};

/// The second factor of an account as stored. Its secret is not: it follows from the salt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SecondFactorRow {
    /// What its secret is made from, with the server's key.
    pub(crate) salt: [u8; 16],
    /// Since when entering asks for it; `None` while it is being set up.
    pub(crate) since: Option<Timestamp>,
    /// The last half minute whose code was taken.
    pub(crate) step: Option<i64>,
}

impl Tx {
    /// The second factor of a person, in force or being set up.
    pub(crate) async fn find_second_factor(
        &mut self,
        person: &PersonId,
    ) -> Result<Option<SecondFactorRow>, StoreError> {
        const TABLE: &str = "accounts";
        let statement = query(sql!("accounts/find_second_factor")).bind(person.to_string());
        let Some(row) = self.fetch_optional(statement).await? else {
            return Ok(None);
        };
        let Some(salt) = row.raw::<Option<Vec<u8>>>(TABLE, "totp_salt")? else {
            return Ok(None);
        };
        let salt = salt
            .try_into()
            .map_err(|_| row.inconsistent(TABLE, "totp_salt", &"a salt has 16 bytes"))?;
        Ok(Some(SecondFactorRow {
            salt,
            since: row.moment_opt(TABLE, "totp_since")?,
            step: row.raw(TABLE, "totp_step")?,
        }))
    }

    /// Writes or, with `None`, takes away the second factor of an enabled account.
    pub(crate) async fn save_second_factor(
        &mut self,
        person: &PersonId,
        factor: Option<SecondFactorRow>,
    ) -> Result<(), StoreError> {
        let since = factor.and_then(|factor| factor.since);
        let statement = query(sql!("accounts/save_second_factor"))
            .bind(person.to_string())
            .bind(factor.map(|factor| factor.salt.to_vec()))
            .bind(since.map(Timestamp::micros))
            .bind(factor.and_then(|factor| factor.step));
        self.execute_one(statement).await
    }

    /// Keeps the digest of a recovery code.
    pub(crate) async fn insert_recovery_code(
        &mut self,
        person: &PersonId,
        code: Sha256Digest,
    ) -> Result<(), StoreError> {
        let statement = query(sql!("accounts/insert_recovery_code"))
            .bind(code.as_bytes().to_vec())
            .bind(person.to_string());
        self.execute_one(statement).await
    }

    /// Takes a recovery code of a person away; `false` if they have none like it.
    pub(crate) async fn delete_recovery_code(
        &mut self,
        person: &PersonId,
        code: Sha256Digest,
    ) -> Result<bool, StoreError> {
        let statement = query(sql!("accounts/delete_recovery_code"))
            .bind(code.as_bytes().to_vec())
            .bind(person.to_string());
        Ok(self.execute(statement).await?.rows_affected() == 1)
    }

    /// Takes every recovery code of a person away.
    pub(crate) async fn delete_recovery_codes(
        &mut self,
        person: &PersonId,
    ) -> Result<(), StoreError> {
        let statement = query(sql!("accounts/delete_recovery_codes")).bind(person.to_string());
        self.execute(statement).await.map(drop)
    }

    /// How many recovery codes a person has left.
    pub(crate) async fn count_recovery_codes(
        &mut self,
        person: &PersonId,
    ) -> Result<u64, StoreError> {
        let statement = query(sql!("accounts/count_recovery_codes")).bind(person.to_string());
        let row = self.fetch_one(statement).await?;
        row.count("recovery_codes", "codes")
    }
}
