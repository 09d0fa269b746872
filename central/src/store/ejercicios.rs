use prep_model::claves::{EjercicioId, ProcesoId};
use prep_model::machines::ejercicio::{Ejercicio, EjercicioState, Holdings};
use prep_model::time::Timestamp;
use sqlx::any::AnyRow;
use sqlx::query;

use super::{RowExt, StoreError, Tx, sql};
use crate::objects::ObjectScope;

/// An ejercicio's row number, by which every other table points at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EjercicioRowId(pub(crate) i64);

/// One run of a proceso as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EjercicioRow {
    /// Row number.
    pub row_id: EjercicioRowId,
    /// Whose objects it has: proceso and ejercicio.
    pub scope: ObjectScope,
    /// Its machine.
    pub machine: Ejercicio,
    /// True while devices and people may work in it.
    pub is_open: bool,
    /// When it was begun.
    pub created_at: Timestamp,
    /// The signed puesta en ceros, once made.
    pub puesta_en_ceros: Option<String>,
}

impl EjercicioRow {
    /// The proceso.
    pub fn proceso(&self) -> &ProcesoId {
        &self.scope.proceso
    }

    /// The run of it.
    pub fn ejercicio(&self) -> &EjercicioId {
        &self.scope.ejercicio
    }
}

fn ejercicio_row(row: &AnyRow) -> Result<EjercicioRow, StoreError> {
    const TABLE: &str = "ejercicios";
    Ok(EjercicioRow {
        row_id: EjercicioRowId(row.raw(TABLE, "ejercicio_id")?),
        scope: ObjectScope {
            proceso: row.parsed(TABLE, "proceso")?,
            ejercicio: row.parsed(TABLE, "ejercicio")?,
        },
        machine: row.json(TABLE, "state")?,
        is_open: row.raw::<i64>(TABLE, "is_open")? == 1,
        created_at: row.moment(TABLE, "created_at")?,
        puesta_en_ceros: row.raw(TABLE, "puesta_en_ceros")?,
    })
}

impl Tx {
    /// The ejercicio in which devices and people work now.
    pub async fn find_open_ejercicio(&mut self) -> Result<Option<EjercicioRow>, StoreError> {
        let row = self
            .fetch_optional(query(sql!("ejercicios/find_open_ejercicio")))
            .await?;
        row.as_ref().map(ejercicio_row).transpose()
    }
    /// The ejercicio that devices and people are prepared for: the open one, or the newest that is
    /// not closed.
    pub async fn find_current_ejercicio(&mut self) -> Result<Option<EjercicioRow>, StoreError> {
        if let Some(open) = self.find_open_ejercicio().await? {
            return Ok(Some(open));
        }
        let all = self.list_ejercicios().await?;
        let is_ahead = |row: &EjercicioRow| match row.machine.state() {
            EjercicioState::Created | EjercicioState::PuestaEnCeros { .. } => true,
            EjercicioState::Open
            | EjercicioState::Closing
            | EjercicioState::Closed { .. }
            | EjercicioState::Archived => false,
        };
        Ok(all.into_iter().rfind(is_ahead))
    }

    /// The ejercicio to which a row of another table points.
    pub async fn get_ejercicio(
        &mut self,
        row_id: EjercicioRowId,
    ) -> Result<EjercicioRow, StoreError> {
        let statement = query(sql!("ejercicios/find_ejercicio")).bind(row_id.0);
        ejercicio_row(&self.fetch_one(statement).await?)
    }

    /// Every ejercicio in the order of creation.
    pub async fn list_ejercicios(&mut self) -> Result<Vec<EjercicioRow>, StoreError> {
        let rows = self
            .fetch_all(query(sql!("ejercicios/list_ejercicios")))
            .await?;
        rows.iter().map(ejercicio_row).collect()
    }

    /// Adds an ejercicio that is not open.
    pub async fn insert_ejercicio(
        &mut self,
        proceso: &ProcesoId,
        machine: &Ejercicio,
        now: Timestamp,
    ) -> Result<EjercicioRowId, StoreError> {
        let statement = query(sql!("ejercicios/insert_ejercicio"))
            .bind(proceso.to_string())
            .bind(machine.id().to_string())
            .bind(to_json(machine))
            .bind(now.micros());
        let row = self.fetch_one(statement).await?;
        Ok(EjercicioRowId(row.raw("ejercicios", "ejercicio_id")?))
    }

    /// Saves what may change of an ejercicio.
    pub async fn update_ejercicio(&mut self, row: &EjercicioRow) -> Result<(), StoreError> {
        let statement = query(sql!("ejercicios/update_ejercicio"))
            .bind(row.row_id.0)
            .bind(to_json(&row.machine))
            .bind(i64::from(row.is_open))
            .bind(row.puesta_en_ceros.clone());
        self.execute_one(statement).await
    }

    /// What the tables of an ejercicio hold.
    pub async fn count_holdings(&mut self, row_id: EjercicioRowId) -> Result<Holdings, StoreError> {
        const TABLE: &str = "ejercicios";
        let statement = query(sql!("ejercicios/count_holdings")).bind(row_id.0);
        let row = self.fetch_one(statement).await?;
        Ok(Holdings {
            digitalizaciones: row.count(TABLE, "digitalizaciones")?,
            arrived: row.count(TABLE, "arrived")?,
            // Every captura and every corte changes the status of an acta first.
            capturas: 0,
            cortes: 0,
        })
    }
}

fn to_json(machine: &Ejercicio) -> String {
    serde_json::to_string(machine).expect("an ejercicio has no failing serializer")
}
