use prep_model::contract::Sha256Digest;
use sqlx::query;

use super::{EjercicioRowId, RowExt, StoreError, Tx, sql};

/// An image that some digitalización brought, as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageRow {
    /// Digest of its bytes: its name in the object store.
    pub sha256: Sha256Digest,
    /// Its size in bytes.
    pub bytes: u64,
}

impl Tx {
    /// At most `limit` images of an ejercicio after `after`, in the order of their digests.
    pub async fn list_images(
        &mut self,
        ejercicio: EjercicioRowId,
        after: Option<Sha256Digest>,
        limit: u32,
    ) -> Result<Vec<ImageRow>, StoreError> {
        // Every digest comes after no bytes at all.
        let after = after.map_or_else(Vec::new, |digest| digest.as_bytes().to_vec());
        let statement = query(sql!("images/list_images")).bind(ejercicio.0);
        let statement = statement.bind(after).bind(i64::from(limit));
        let rows = self.fetch_all(statement).await?;
        let image = |row: &sqlx::any::AnyRow| {
            Ok(ImageRow {
                sha256: row.digest("images", "image_sha256")?,
                bytes: row.count("images", "bytes")?,
            })
        };
        rows.iter().map(image).collect()
    }

    /// True if some digitalización of an ejercicio brought the image.
    pub async fn has_image(
        &mut self,
        ejercicio: EjercicioRowId,
        sha256: Sha256Digest,
    ) -> Result<bool, StoreError> {
        let statement = query(sql!("images/find_image")).bind(ejercicio.0);
        let statement = statement.bind(sha256.as_bytes().to_vec());
        Ok(self.fetch_optional(statement).await?.is_some())
    }
}
