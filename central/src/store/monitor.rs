use prep_model::claves::EleccionId;
use prep_model::machines::acta::ActaStatus;
use sqlx::any::AnyRow;
use sqlx::query;

use super::{EjercicioRowId, RowExt, StoreError, Tx, sql};

impl Tx {
    /// How many actas of each elección have each status; those that none has are not in the list.
    pub(crate) async fn count_actas_by_eleccion(
        &mut self,
        ejercicio: EjercicioRowId,
    ) -> Result<Vec<(EleccionId, ActaStatus, u64)>, StoreError> {
        const TABLE: &str = "actas";
        let statement = query(sql!("monitor/count_actas_by_eleccion")).bind(ejercicio.0);
        let rows = self.fetch_all(statement).await?;
        let count = |row: &AnyRow| {
            let status = serde_json::Value::String(row.raw(TABLE, "status")?);
            let status = serde_json::from_value(status)
                .map_err(|error| row.inconsistent(TABLE, "status", &error))?;
            let eleccion = row.parsed(TABLE, "eleccion")?;
            Ok((eleccion, status, row.count(TABLE, "actas")?))
        };
        rows.iter().map(count).collect()
    }
}
