use std::collections::BTreeMap;

use prep_model::people::DeviceId;
use prep_model::time::Timestamp;

use crate::store::{DeviceFigures, DeviceReportRow, DeviceRow, PendingCode};
use crate::{Central, Failure};

/// Every device as whoever looks after them sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DevicesBoard {
    /// When it was counted.
    pub at: Timestamp,
    /// In the order of enrolment, revoked ones too.
    pub devices: Vec<DeviceRow>,
    /// What each sent in the current ejercicio; nothing of those that sent nothing.
    pub figures: BTreeMap<DeviceId, DeviceFigures>,
    /// What each last told of itself; nothing of those that told nothing.
    pub reports: BTreeMap<DeviceId, DeviceReportRow>,
    /// Codes that may still enrol a device.
    pub codes: Vec<PendingCode>,
}

/// Most reports that are read: more tablets than an entidad has.
const MOST_REPORTS: u32 = 20_000;

/// Every device with what it sent in the current ejercicio, and the codes that wait for one.
#[tracing::instrument(skip_all)]
pub async fn devices_board(central: &Central) -> Result<DevicesBoard, Failure> {
    let at = central.now();
    let mut tx = central.store.read("devices_board").await?;
    let figures = match tx.find_current_ejercicio().await? {
        Some(ejercicio) => tx.count_received_by_device(ejercicio.row_id).await?,
        None => Vec::new(),
    };
    let ever = Timestamp::from_micros(0).expect("1970 is a moment");
    let reports = tx.list_device_reports(ever, MOST_REPORTS).await?;
    Ok(DevicesBoard {
        at,
        devices: tx.list_devices().await?,
        figures: figures.into_iter().map(|one| (one.device, one)).collect(),
        reports: reports.into_iter().map(|one| (one.device, one)).collect(),
        codes: tx.list_enrolment_codes(at).await?,
    })
}
