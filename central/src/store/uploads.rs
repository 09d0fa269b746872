use sqlx::any::AnyRow;
use sqlx::query;

use super::{RowExt, StoreError, Tx, sql};

/// A piece of an upload in progress, as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PieceRow {
    /// Where in the image its first byte belongs.
    pub first_byte: u64,
    /// How many bytes of its object count.
    pub bytes: u64,
    /// The request that sent it.
    pub writer: i64,
}

const TABLE: &str = "upload_pieces";

fn piece_row(row: &AnyRow) -> Result<PieceRow, StoreError> {
    Ok(PieceRow {
        first_byte: row.count(TABLE, "first_byte")?,
        bytes: row.count(TABLE, "bytes")?,
        writer: row.raw(TABLE, "writer")?,
    })
}

fn to_i64(bytes: u64) -> i64 {
    i64::try_from(bytes).expect("an image has at most 32 MiB")
}

/// Pieces of uploads in progress.
impl Tx {
    /// Makes `writer` the only request that may add to an upload.
    pub async fn claim_upload(&mut self, capability: &str, writer: i64) -> Result<(), StoreError> {
        let statement = query(sql!("uploads/claim_upload"));
        self.execute_one(statement.bind(capability.to_owned()).bind(writer))
            .await
    }

    /// True if `writer` is the request that may add to an upload; no other becomes it before this
    /// transaction ends.
    pub async fn hold_upload(&mut self, capability: &str, writer: i64) -> Result<bool, StoreError> {
        let statement = query(sql!("uploads/hold_upload"));
        let done = self
            .execute(statement.bind(capability.to_owned()).bind(writer))
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// The pieces of an upload in their order.
    pub async fn list_pieces(&mut self, capability: &str) -> Result<Vec<PieceRow>, StoreError> {
        let rows = self.fetch_all(query(sql!("uploads/list_pieces")).bind(capability.to_owned()));
        rows.await?.iter().map(piece_row).collect()
    }

    /// Adds a piece.
    pub async fn insert_piece(
        &mut self,
        capability: &str,
        piece: PieceRow,
    ) -> Result<(), StoreError> {
        let statement = query(sql!("uploads/insert_piece")).bind(capability.to_owned());
        let statement = statement.bind(to_i64(piece.first_byte));
        let statement = statement.bind(to_i64(piece.bytes)).bind(piece.writer);
        self.execute_one(statement).await
    }

    /// Forgets what an upload holds from byte `offset` on.
    pub async fn cut_pieces(&mut self, capability: &str, offset: u64) -> Result<(), StoreError> {
        let offset = to_i64(offset);
        for text in [
            sql!("uploads/delete_pieces_from"),
            sql!("uploads/cut_piece"),
        ] {
            self.execute(query(text).bind(capability.to_owned()).bind(offset))
                .await?;
        }
        Ok(())
    }

    /// Forgets an upload, its writer and its pieces.
    pub async fn delete_upload(&mut self, capability: &str) -> Result<(), StoreError> {
        let statement = query(sql!("uploads/delete_upload"));
        self.execute(statement.bind(capability.to_owned())).await?;
        Ok(())
    }

    /// True if a piece is part of an upload in progress.
    pub async fn has_piece(
        &mut self,
        capability: &str,
        (first_byte, writer): (u64, i64),
    ) -> Result<bool, StoreError> {
        let statement = query(sql!("uploads/find_piece")).bind(capability.to_owned());
        let statement = statement.bind(to_i64(first_byte)).bind(writer);
        Ok(self.fetch_optional(statement).await?.is_some())
    }

    /// Uploads with a writer that no digitalización is waiting for.
    pub async fn list_abandoned_uploads(&mut self) -> Result<Vec<String>, StoreError> {
        let rows = self.fetch_all(query(sql!("uploads/list_abandoned_uploads")));
        let rows = rows.await?;
        rows.iter()
            .map(|row| row.raw("upload_writers", "capability"))
            .collect()
    }
}
