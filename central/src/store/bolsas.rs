use prep_model::claves::ClaveCasilla;
use prep_model::contract::{BolsaId, DeviceId, Sha256Digest};
use prep_model::machines::bolsa::{Bolsa, BolsaState};
use prep_model::time::Timestamp;
use sqlx::any::AnyRow;
use sqlx::query;

use super::{EjercicioRowId, RowExt, StoreError, Tx, sql, sql_held};

/// A reception of a Bolsa PREP as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BolsaRow {
    /// Its id.
    pub id: BolsaId,
    /// The ejercicio it belongs to.
    pub ejercicio: EjercicioRowId,
    /// Who signed its envelope.
    pub device: DeviceId,
    /// The envelope as received.
    pub envelope: String,
    /// Its digest.
    pub envelope_sha256: Sha256Digest,
    /// Whose bag.
    pub casilla: ClaveCasilla,
    /// Where it stands.
    pub machine: Bolsa,
    /// The device's word for when, corrected.
    pub claimed_at: Timestamp,
    /// The acopio that counts.
    pub acopio: Timestamp,
    /// When the server stored it.
    pub received_at: Timestamp,
    /// Who received it answers for other casillas.
    pub elsewhere: bool,
    /// The receipt, once signed.
    pub receipt: Option<String>,
}

const TABLE: &str = "bolsas";

fn status_text(state: BolsaState) -> &'static str {
    match state {
        BolsaState::Received => "received",
        BolsaState::Quarantined => "quarantined",
        BolsaState::Rejected => "rejected",
    }
}

fn to_json(machine: &Bolsa) -> String {
    serde_json::to_string(machine).expect("it has only text keys and no failing serializer")
}

fn bolsa_row(row: &AnyRow) -> Result<BolsaRow, StoreError> {
    Ok(BolsaRow {
        id: row.parsed(TABLE, "bolsa")?,
        ejercicio: EjercicioRowId(row.raw(TABLE, "ejercicio_id")?),
        device: row.parsed(TABLE, "device_id")?,
        envelope: row.raw(TABLE, "envelope")?,
        envelope_sha256: row.digest(TABLE, "envelope_sha256")?,
        casilla: row.parsed(TABLE, "casilla")?,
        machine: row.json(TABLE, "state")?,
        claimed_at: row.moment(TABLE, "claimed_at")?,
        acopio: row.moment(TABLE, "acopio")?,
        received_at: row.moment(TABLE, "received_at")?,
        elsewhere: row.raw::<i64>(TABLE, "elsewhere")? == 1,
        receipt: row.raw(TABLE, "receipt")?,
    })
}

impl Tx {
    /// Adds a reception.
    pub async fn insert_bolsa(&mut self, row: &BolsaRow) -> Result<(), StoreError> {
        let statement = query(sql!("bolsas/insert_bolsa"))
            .bind(row.id.to_string())
            .bind(row.ejercicio.0)
            .bind(row.device.to_string())
            .bind(row.envelope.clone())
            .bind(row.envelope_sha256.as_bytes().to_vec())
            .bind(row.casilla.to_string())
            .bind(status_text(*row.machine.state()))
            .bind(to_json(&row.machine))
            .bind(row.claimed_at.micros())
            .bind(row.acopio.micros())
            .bind(row.received_at.micros())
            .bind(i64::from(row.elsewhere))
            .bind(row.receipt.clone());
        self.execute_one(statement).await
    }

    /// A reception by its id.
    pub async fn find_bolsa(&mut self, id: BolsaId) -> Result<Option<BolsaRow>, StoreError> {
        let statement = query(self.held(sql_held!("bolsas/find_bolsa"))).bind(id.to_string());
        let row = self.fetch_optional(statement).await?;
        row.as_ref().map(bolsa_row).transpose()
    }

    /// How many receptions of a casilla's bag count.
    pub async fn count_bolsas_of_casilla(
        &mut self,
        ejercicio: EjercicioRowId,
        casilla: ClaveCasilla,
    ) -> Result<u32, StoreError> {
        let statement = query(sql!("bolsas/count_bolsas_of_casilla"))
            .bind(ejercicio.0)
            .bind(casilla.to_string());
        let row = self.fetch_one(statement).await?;
        Ok(u32::try_from(row.count(TABLE, "bolsas")?).unwrap_or(u32::MAX))
    }

    /// What waits for a supervisor because its device had been revoked.
    pub async fn list_quarantined_bolsas(
        &mut self,
        ejercicio: EjercicioRowId,
    ) -> Result<Vec<BolsaRow>, StoreError> {
        let statement = query(sql!("bolsas/list_quarantined_bolsas")).bind(ejercicio.0);
        let rows = self.fetch_all(statement).await?;
        rows.iter().map(bolsa_row).collect()
    }

    /// Saves what may change of a reception.
    pub async fn update_bolsa(&mut self, row: &BolsaRow) -> Result<(), StoreError> {
        let statement = query(sql!("bolsas/update_bolsa"))
            .bind(row.id.to_string())
            .bind(status_text(*row.machine.state()))
            .bind(to_json(&row.machine))
            .bind(row.receipt.clone());
        self.execute_one(statement).await
    }
}
