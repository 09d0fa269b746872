use std::collections::BTreeMap;

use prep_model::claves::EleccionId;
use prep_model::contract::DigitalizacionId;
use prep_model::contract::Envelope;
use prep_model::contract::jws::{CompactJws, KeySource};
use prep_model::machines::acta::Acta;
use prep_model::machines::corte::{Agenda, Corte};
use prep_model::time::Timestamp;
use sqlx::any::AnyRow;
use sqlx::query;

use super::{EjercicioRowId, RowExt, StoreError, Tx, sql};

/// A stored image as a corte needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredImage {
    /// What the device signed about it. It was verified when it arrived.
    pub envelope: Envelope,
    /// When its last byte had been stored.
    pub received_at: Timestamp,
}

impl Tx {
    /// Every acta of an elección of which something has arrived or is known.
    pub async fn list_registered_actas(
        &mut self,
        ejercicio: EjercicioRowId,
        eleccion: &EleccionId,
    ) -> Result<Vec<Acta>, StoreError> {
        let statement = query(sql!("cortes/list_registered_actas"))
            .bind(ejercicio.0)
            .bind(eleccion.to_string());
        let rows = self.fetch_all(statement).await?;
        rows.iter().map(|row| row.json("actas", "state")).collect()
    }

    /// Every stored image by id. Which of them stands for an acta only the acta says: an image may
    /// have been identified after it arrived.
    pub async fn list_stored_images(
        &mut self,
        ejercicio: EjercicioRowId,
    ) -> Result<BTreeMap<DigitalizacionId, StoredImage>, StoreError> {
        let statement = query(sql!("cortes/list_stored_images")).bind(ejercicio.0);
        let rows = self.fetch_all(statement).await?;
        rows.iter().map(stored_image).collect()
    }

    /// The corte with the highest number.
    pub async fn find_last_corte(
        &mut self,
        ejercicio: EjercicioRowId,
    ) -> Result<Option<Corte>, StoreError> {
        let statement = query(sql!("cortes/find_last_corte")).bind(ejercicio.0);
        let row = self.fetch_optional(statement).await?;
        row.map(|row| row.json("cortes", "state")).transpose()
    }

    /// Every corte by number.
    pub async fn list_cortes(
        &mut self,
        ejercicio: EjercicioRowId,
    ) -> Result<Vec<Corte>, StoreError> {
        let statement = query(sql!("cortes/list_cortes")).bind(ejercicio.0);
        let rows = self.fetch_all(statement).await?;
        rows.iter().map(|row| row.json("cortes", "state")).collect()
    }

    /// A corte by its number.
    pub async fn find_corte(
        &mut self,
        ejercicio: EjercicioRowId,
        number: u32,
    ) -> Result<Option<Corte>, StoreError> {
        let statement = query(sql!("cortes/find_corte"))
            .bind(ejercicio.0)
            .bind(i64::from(number));
        let row = self.fetch_optional(statement).await?;
        row.map(|row| row.json("cortes", "state")).transpose()
    }

    /// The schedule as people govern it; `None` if nobody has touched it.
    pub async fn find_agenda(
        &mut self,
        ejercicio: EjercicioRowId,
    ) -> Result<Option<Agenda>, StoreError> {
        let statement = query(sql!("cortes/find_agenda")).bind(ejercicio.0);
        let row = self.fetch_optional(statement).await?;
        row.map(|row| row.json("corte_agendas", "state"))
            .transpose()
    }

    /// Saves the schedule after a transition.
    pub async fn save_agenda(
        &mut self,
        ejercicio: EjercicioRowId,
        agenda: &Agenda,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = query(sql!("cortes/save_agenda"))
            .bind(ejercicio.0)
            .bind(to_json(agenda))
            .bind(now.micros());
        self.execute_one(statement).await
    }

    /// Adds a corte.
    pub async fn insert_corte(
        &mut self,
        ejercicio: EjercicioRowId,
        corte: &Corte,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = query(sql!("cortes/insert_corte"))
            .bind(ejercicio.0)
            .bind(i64::from(corte.number()))
            .bind(to_json(corte))
            .bind(now.micros());
        self.execute_one(statement).await
    }

    /// Saves a corte after a transition.
    pub async fn update_corte(
        &mut self,
        ejercicio: EjercicioRowId,
        corte: &Corte,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = query(sql!("cortes/update_corte"))
            .bind(ejercicio.0)
            .bind(i64::from(corte.number()))
            .bind(to_json(corte))
            .bind(now.micros());
        self.execute_one(statement).await
    }
}

fn to_json(state: &impl serde::Serialize) -> String {
    serde_json::to_string(state).expect("a machine has only text keys and no failing serializer")
}

fn stored_image(row: &AnyRow) -> Result<(DigitalizacionId, StoredImage), StoreError> {
    const TABLE: &str = "digitalizaciones";
    let text: String = row.raw(TABLE, "envelope")?;
    let jws = CompactJws::parse(&text, Envelope::TYP, KeySource::Kid, Envelope::MAX_LEN)
        .map_err(|error| row.inconsistent(TABLE, "envelope", &error))?;
    let envelope = serde_json::from_slice(jws.payload())
        .map_err(|error| row.inconsistent(TABLE, "envelope", &error))?;
    let image = StoredImage {
        envelope,
        received_at: row.moment(TABLE, "received_at")?,
    };
    Ok((row.parsed(TABLE, "digitalizacion")?, image))
}
