use prep_model::time::Timestamp;
use sqlx::query;

use super::{StoreError, Tx, sql};

impl Tx {
    /// Takes or renews the lease `name` for `holder` until `expires_at`; false if another has it at
    /// `now`.
    pub async fn take_lease(
        &mut self,
        name: &str,
        holder: &str,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let statement = query(sql!("leases/take_lease"))
            .bind(name.to_owned())
            .bind(holder.to_owned())
            .bind(expires_at.micros())
            .bind(now.micros());
        Ok(self.execute(statement).await?.rows_affected() == 1)
    }

    /// Gives the lease back, so that another need not wait for it to expire. One that is another's
    /// stays so.
    pub async fn release_lease(
        &mut self,
        name: &str,
        holder: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = query(sql!("leases/release_lease"))
            .bind(name.to_owned())
            .bind(holder.to_owned())
            .bind(now.micros());
        self.execute(statement).await.map(|_| ())
    }
}
