//! What only one process may do at a time, whichever it is.
//!
//! A lease is a row with an expiry: its holder renews it while it works, and whoever comes after the
//! expiry takes over. One statement decides who has it, so nobody else needs to wait. A holder that was stopped for long may believe that it still has one, so what
//! is done under a lease must also be refused by the state it changes.

use crate::Central;
use crate::store::StoreError;

/// A lease as one process asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaseClaim {
    /// What is done under it: `cortes/cdmx-2024/oficial`.
    pub name: String,
    /// Random name of this process.
    pub holder: String,
    /// How long it holds without being renewed.
    pub seconds: i64,
}

/// Takes or renews a lease; false if another process has it.
#[tracing::instrument(skip_all, fields(lease = %claim.name))]
pub async fn take_lease(central: &Central, claim: &LeaseClaim) -> Result<bool, StoreError> {
    let now = central.now();
    let mut tx = central.store.begin_beside("take_lease").await?;
    let until = now.plus_seconds(claim.seconds);
    let taken = tx
        .take_lease(&claim.name, &claim.holder, until, now)
        .await?;
    tx.commit().await?;
    Ok(taken)
}

/// Gives a lease back, so that another need not wait for it to expire.
#[tracing::instrument(skip_all, fields(lease = %claim.name))]
pub async fn release_lease(central: &Central, claim: &LeaseClaim) -> Result<(), StoreError> {
    let now = central.now();
    let mut tx = central.store.begin_beside("release_lease").await?;
    tx.release_lease(&claim.name, &claim.holder, now).await?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestCentral;

    fn claim(holder: &str) -> LeaseClaim {
        LeaseClaim {
            name: "cortes/muestra/simulacro-1".to_owned(),
            holder: holder.to_owned(),
            seconds: 60,
        }
    }

    #[tokio::test]
    async fn one_holds_it_until_it_expires_or_is_given_back() {
        let test = TestCentral::open().await;
        let (one, two) = (claim("one"), claim("two"));
        let take = async |claim: &LeaseClaim| take_lease(&test.central, claim).await.unwrap();
        assert!(take(&one).await);
        assert!(!take(&two).await);
        test.clock.advance_seconds(59);
        assert!(take(&one).await, "renewed");
        test.clock.advance_seconds(59);
        assert!(!take(&two).await);
        test.clock.advance_seconds(1);
        assert!(take(&two).await, "it expired");
        assert!(!take(&one).await);
        release_lease(&test.central, &one).await.unwrap();
        assert!(!take(&one).await, "another's is not given back");
        release_lease(&test.central, &two).await.unwrap();
        assert!(take(&one).await);
    }
}
