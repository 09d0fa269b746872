use prep_model::claves::ProcesoId;
use prep_model::contract::Sha256Digest;
use prep_model::time::Timestamp;
use sqlx::any::AnyRow;
use sqlx::query;

use super::{RowExt, StoreError, Tx, sql};

/// An imported proceso as stored, without its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcesoRow {
    /// Which.
    pub id: ProcesoId,
    /// When it was imported.
    pub imported_at: Timestamp,
    /// Digest of its files: what was approved.
    pub catalogue_sha256: Sha256Digest,
}

fn proceso_row(row: &AnyRow) -> Result<ProcesoRow, StoreError> {
    const TABLE: &str = "procesos";
    Ok(ProcesoRow {
        id: row.parsed(TABLE, "proceso")?,
        imported_at: row.moment(TABLE, "imported_at")?,
        catalogue_sha256: row.digest(TABLE, "catalogue_sha256")?,
    })
}

impl Tx {
    /// An imported proceso.
    pub async fn find_proceso(&mut self, id: &ProcesoId) -> Result<Option<ProcesoRow>, StoreError> {
        let statement = query(sql!("procesos/find_proceso")).bind(id.to_string());
        let row = self.fetch_optional(statement).await?;
        row.as_ref().map(proceso_row).transpose()
    }

    /// Every imported proceso, by name.
    pub async fn list_procesos(&mut self) -> Result<Vec<ProcesoRow>, StoreError> {
        let rows = self
            .fetch_all(query(sql!("procesos/list_procesos")))
            .await?;
        rows.iter().map(proceso_row).collect()
    }

    /// Adds a proceso, without its files.
    pub async fn insert_proceso(&mut self, row: &ProcesoRow) -> Result<(), StoreError> {
        let statement = query(sql!("procesos/insert_proceso"))
            .bind(row.id.to_string())
            .bind(row.imported_at.micros())
            .bind(row.catalogue_sha256.as_bytes().to_vec());
        self.execute_one(statement).await
    }

    /// Puts another import in the place of one, without its files.
    pub async fn update_proceso(&mut self, row: &ProcesoRow) -> Result<(), StoreError> {
        let statement = query(sql!("procesos/update_proceso"))
            .bind(row.id.to_string())
            .bind(row.imported_at.micros())
            .bind(row.catalogue_sha256.as_bytes().to_vec());
        self.execute_one(statement).await
    }

    /// Adds a file of a proceso.
    pub async fn insert_proceso_file(
        &mut self,
        id: &ProcesoId,
        path: &str,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        let statement = query(sql!("procesos/insert_proceso_file"))
            .bind(id.to_string())
            .bind(path.to_owned())
            .bind(bytes.to_vec());
        self.execute_one(statement).await
    }

    /// Forgets the files of a proceso, to put others in their place.
    pub async fn delete_proceso_files(&mut self, id: &ProcesoId) -> Result<(), StoreError> {
        let statement = query(sql!("procesos/delete_proceso_files")).bind(id.to_string());
        self.execute(statement).await.map(|_| ())
    }

    /// The files of a proceso, by path.
    pub async fn list_proceso_files(
        &mut self,
        id: &ProcesoId,
    ) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        const TABLE: &str = "proceso_files";
        let statement = query(sql!("procesos/list_proceso_files")).bind(id.to_string());
        let rows = self.fetch_all(statement).await?;
        rows.iter()
            .map(|row| Ok((row.raw(TABLE, "path")?, row.raw(TABLE, "bytes")?)))
            .collect()
    }
}
