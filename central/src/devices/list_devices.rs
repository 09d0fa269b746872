use crate::store::DeviceRow;
use crate::{Central, Failure};

/// Every device in the order of enrolment, revoked ones too.
#[tracing::instrument(skip_all)]
pub async fn list_devices(central: &Central) -> Result<Vec<DeviceRow>, Failure> {
    let mut tx = central.store.read("list_devices").await?;
    Ok(tx.list_devices().await?)
}
