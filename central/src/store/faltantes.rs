use prep_model::claves::ActaKey;
use sqlx::query;

use super::{EjercicioRowId, RowExt, StoreError, Tx, sql};

impl Tx {
    /// At most `limit` actas of which somebody says that there is none and nobody has answered, the
    /// one that waits longest first.
    pub async fn list_sin_acta_proposed(
        &mut self,
        ejercicio: EjercicioRowId,
        limit: u32,
    ) -> Result<Vec<ActaKey>, StoreError> {
        let statement = query(sql!("actas/list_sin_acta_proposed"))
            .bind(ejercicio.0)
            .bind(i64::from(limit));
        let rows = self.fetch_all(statement).await?;
        rows.iter().map(|row| row.parsed("actas", "acta")).collect()
    }

    /// At most `limit` actas whose image was set aside and that have no other, the one that waits
    /// longest first.
    pub async fn list_image_wanted(
        &mut self,
        ejercicio: EjercicioRowId,
        limit: u32,
    ) -> Result<Vec<ActaKey>, StoreError> {
        let statement = query(sql!("actas/list_image_wanted"))
            .bind(ejercicio.0)
            .bind(i64::from(limit));
        let rows = self.fetch_all(statement).await?;
        rows.iter().map(|row| row.parsed("actas", "acta")).collect()
    }
}
