use std::collections::BTreeMap;

use prep_model::claves::ClaveCasilla;
use prep_model::contract::{DeviceId, DeviceReport};
use prep_model::time::Timestamp;
use sqlx::any::AnyRow;
use sqlx::query;

use super::{EjercicioRowId, RowExt, StoreError, Tx, sql, sql_of};
use crate::accounts::Scope;

/// What is here of a casilla.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CasillaRow {
    /// Which.
    pub casilla: ClaveCasilla,
    /// Actas that are expected of it.
    pub esperadas: u64,
    /// Those of which there is an image.
    pub images: u64,
    /// Those that will not come.
    pub sin_acta: u64,
}

/// What a device last told of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceReportRow {
    /// Which.
    pub device: DeviceId,
    /// What people call it.
    pub label: String,
    /// When it told, by the server's clock.
    pub seen_at: Timestamp,
    /// What had no receipt.
    pub waiting: u64,
    /// What was not sent any more.
    pub rejected: u64,
    /// Since when the oldest waited.
    pub oldest_at: Option<Timestamp>,
    /// Where whoever held it works.
    pub scope: Option<Scope>,
    /// True if it was revoked.
    pub revoked: bool,
}

fn list_of(casillas: &[ClaveCasilla]) -> String {
    let claves = casillas.iter().map(ToString::to_string);
    serde_json::Value::from(claves.collect::<Vec<_>>()).to_string()
}

impl Tx {
    /// What is here of each of these casillas.
    pub async fn list_casillas(
        &mut self,
        ejercicio: EjercicioRowId,
        casillas: &[ClaveCasilla],
    ) -> Result<Vec<CasillaRow>, StoreError> {
        const TABLE: &str = "actas";
        let statement = query(sql_of!(self, "avance/list_casillas"))
            .bind(ejercicio.0)
            .bind(list_of(casillas));
        let rows = self.fetch_all(statement).await?;
        let casilla = |row: &AnyRow| {
            Ok(CasillaRow {
                casilla: row.parsed(TABLE, "casilla")?,
                esperadas: row.count(TABLE, "esperadas")?,
                images: row.count(TABLE, "images")?,
                sin_acta: row.count(TABLE, "sin_acta")?,
            })
        };
        rows.iter().map(casilla).collect()
    }

    /// When the first bag of each of these casillas arrived.
    pub async fn list_first_bolsas(
        &mut self,
        ejercicio: EjercicioRowId,
        casillas: &[ClaveCasilla],
    ) -> Result<BTreeMap<ClaveCasilla, Timestamp>, StoreError> {
        const TABLE: &str = "bolsas";
        let statement = query(sql_of!(self, "avance/list_bolsas"))
            .bind(ejercicio.0)
            .bind(list_of(casillas));
        let rows = self.fetch_all(statement).await?;
        let first =
            |row: &AnyRow| Ok((row.parsed(TABLE, "casilla")?, row.moment(TABLE, "acopio")?));
        rows.iter().map(first).collect()
    }

    /// Keeps what a device tells of itself.
    pub async fn upsert_device_report(
        &mut self,
        device: DeviceId,
        report: &DeviceReport,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let oldest = report.oldest_seconds;
        let oldest = oldest.map(|age| now.plus_seconds(-i64::from(age)).micros());
        let statement = query(sql!("avance/upsert_device_report"))
            .bind(device.to_string())
            .bind(now.micros())
            .bind(i64::from(report.waiting))
            .bind(i64::from(report.rejected))
            .bind(oldest)
            .bind(report.person.as_ref().map(ToString::to_string));
        self.execute_one(statement).await
    }

    /// What devices told since a moment, the most silent first, at most `limit`.
    pub async fn list_device_reports(
        &mut self,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<DeviceReportRow>, StoreError> {
        const TABLE: &str = "device_reports";
        let statement = query(sql!("avance/list_device_reports"))
            .bind(since.micros())
            .bind(i64::from(limit));
        let rows = self.fetch_all(statement).await?;
        let report = |row: &AnyRow| {
            Ok(DeviceReportRow {
                device: row.parsed(TABLE, "device_id")?,
                label: row.raw(TABLE, "label")?,
                seen_at: row.moment(TABLE, "seen_at")?,
                waiting: row.count(TABLE, "waiting")?,
                rejected: row.count(TABLE, "rejected")?,
                oldest_at: row.moment_opt(TABLE, "oldest_at")?,
                scope: row.parsed_opt(TABLE, "scope")?,
                revoked: row.moment_opt(TABLE, "revoked_at")?.is_some(),
            })
        };
        rows.iter().map(report).collect()
    }
}
