use prep_model::claves::{EjercicioId, ProcesoId};
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
    /// State of its machine, as JSON.
    pub state: String,
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
        state: row.raw(TABLE, "state")?,
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
}
