//! Where the bytes of an upload lie until it is complete.
//!
//! On the filesystem they are one file that grows, and where it stands is its length: no row is
//! written. In an S3 store, which several processes share, each is a piece of its own, and a row
//! says that it counts: bytes first, row second, so a process may die between any two steps and any
//! other goes on from what the rows say.

use prep_model::time::Timestamp;

use super::{AppendRefusal, OpenUpload};
use crate::objects::{ObjectError, Objects, Piece, S3Objects};
use crate::store::{PieceRow, StoreError};
use crate::{Central, Failure, UseCaseError};

/// How long a piece without a row may wait for it. A request that stores a piece writes its row at
/// once or never.
const STRAY_AFTER_SECONDS: i64 = 3_600;
/// A number that no request draws.
const NOBODY: i64 = -1;

/// Makes whoever asks the only one that may add to an upload from now on, in whatever process the
/// others run; the number it writes with. On the filesystem, where the process keeps the order itself,
/// there is none.
pub(super) async fn claim(central: &Central, capability: &str) -> Result<Option<i64>, StoreError> {
    match &central.objects {
        Objects::Filesystem(_) => Ok(None),
        Objects::S3(_) => {
            let writer = i64::from_be_bytes(central.entropy.bytes()) & i64::MAX;
            let mut tx = central.store.begin_beside("claim_upload").await?;
            tx.claim_upload(capability, writer).await?;
            tx.commit().await?;
            Ok(Some(writer))
        }
    }
}

/// Bytes that are durable; 0 if nothing came yet.
pub(super) async fn held(central: &Central, capability: &str) -> Result<u64, Failure> {
    match &central.objects {
        Objects::Filesystem(files) => Ok(files.part_len(capability).await?),
        Objects::S3(_) => {
            let mut tx = central.store.read("list_pieces").await?;
            Ok(sum(&tx.list_pieces(capability).await?))
        }
    }
}

/// Adds `bytes` at `offset`; what lay beyond was never acknowledged and goes.
pub(super) async fn append(
    central: &Central,
    upload: &OpenUpload,
    offset: u64,
    bytes: &[u8],
) -> Result<(), UseCaseError<AppendRefusal>> {
    let refused = |held| UseCaseError::Refused(AppendRefusal::Offset { held, offset });
    match &central.objects {
        Objects::Filesystem(files) => {
            match files.append_part(&upload.capability, offset, bytes).await {
                Err(ObjectError::Offset { held, .. }) => Err(refused(held)),
                appended => Ok(appended?),
            }
        }
        Objects::S3(bucket) => {
            // No request writes under none, so it is refused.
            let writer = upload.writer.unwrap_or(NOBODY);
            let piece = piece(&upload.capability, (offset, writer));
            if !bytes.is_empty() {
                bucket.put_piece(&piece, bytes).await?;
            }
            match append_row(central, &piece, bytes.len() as u64).await? {
                Appended::Done => Ok(()),
                Appended::ShortOf { held } => Err(refused(held)),
                Appended::Superseded => {
                    forget(bucket, &[piece]).await;
                    Err(UseCaseError::Refused(AppendRefusal::Superseded))
                }
            }
        }
    }
}

enum Appended {
    Done,
    ShortOf { held: u64 },
    Superseded,
}

async fn append_row(central: &Central, piece: &Piece, bytes: u64) -> Result<Appended, StoreError> {
    let Piece {
        upload,
        first_byte,
        writer,
    } = piece;
    let mut tx = central.store.begin_beside("append_piece").await?;
    if !tx.hold_upload(upload, *writer).await? {
        return Ok(Appended::Superseded);
    }
    let held = sum(&tx.list_pieces(upload).await?);
    if held < *first_byte {
        return Ok(Appended::ShortOf { held });
    }
    tx.cut_pieces(upload, *first_byte).await?;
    if bytes > 0 {
        let row = PieceRow {
            first_byte: *first_byte,
            bytes,
            writer: *writer,
        };
        tx.insert_piece(upload, row).await?;
    }
    tx.commit().await?;
    Ok(Appended::Done)
}

/// The bytes of an upload; `None` if fewer are there than its rows say, which then say so.
pub(super) async fn read(central: &Central, capability: &str) -> Result<Option<Vec<u8>>, Failure> {
    let bucket = match &central.objects {
        Objects::Filesystem(files) => return Ok(Some(files.read_part(capability).await?)),
        Objects::S3(bucket) => bucket,
    };
    let mut tx = central.store.read("list_pieces").await?;
    let rows = tx.list_pieces(capability).await?;
    drop(tx);
    let mut bytes = Vec::new();
    for row in &rows {
        let name = piece(capability, (row.first_byte, row.writer));
        let found = bucket.get_piece(&name).await?.unwrap_or_default();
        let wanted = usize::try_from(row.bytes).unwrap_or(usize::MAX);
        let Some(wanted) = found.get(..wanted) else {
            lost(central, capability, row).await?;
            return Ok(None);
        };
        bytes.extend_from_slice(wanted);
    }
    Ok(Some(bytes))
}

/// A piece is gone: either the upload was finished meanwhile, and its rows too, or the store lost
/// it, and the device sends again from there.
async fn lost(central: &Central, capability: &str, row: &PieceRow) -> Result<(), StoreError> {
    let mut tx = central.store.begin_beside("cut_pieces").await?;
    if tx
        .has_piece(capability, (row.first_byte, row.writer))
        .await?
    {
        tracing::error!(
            first_byte = row.first_byte,
            "a piece of an upload is not there"
        );
        tx.cut_pieces(capability, row.first_byte).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Forgets what had arrived. Rows first: a row without its piece would promise what is not there,
/// a piece without its row is found by [`sweep`].
pub(super) async fn remove(central: &Central, capability: &str) -> Result<(), Failure> {
    let bucket = match &central.objects {
        Objects::Filesystem(files) => return Ok(files.remove_part(capability).await?),
        Objects::S3(bucket) => bucket,
    };
    let mut tx = central.store.begin_beside("delete_upload").await?;
    let rows = tx.list_pieces(capability).await?;
    tx.delete_upload(capability).await?;
    tx.commit().await?;
    let pieces = rows.iter();
    let pieces: Vec<_> = pieces
        .map(|row| piece(capability, (row.first_byte, row.writer)))
        .collect();
    forget(bucket, &pieces).await;
    Ok(())
}

/// Uploads of which something may lie here, to find those nobody will finish.
pub(super) async fn list(central: &Central) -> Result<Vec<String>, Failure> {
    match &central.objects {
        Objects::Filesystem(files) => Ok(files.list_parts().await?),
        Objects::S3(_) => {
            let mut tx = central.store.read("list_abandoned_uploads").await?;
            Ok(tx.list_abandoned_uploads().await?)
        }
    }
}

/// Removes pieces that no row names and none will; how many.
pub(super) async fn sweep(central: &Central, now: Timestamp) -> Result<u64, Failure> {
    let Objects::S3(bucket) = &central.objects else {
        return Ok(0);
    };
    let mut swept = 0;
    for piece in bucket
        .list_pieces(now.plus_seconds(-STRAY_AFTER_SECONDS))
        .await?
    {
        let mut tx = central.store.read("find_piece").await?;
        let place = (piece.first_byte, piece.writer);
        let is_held = tx.has_piece(&piece.upload, place).await?;
        drop(tx);
        if !is_held {
            bucket.remove_piece(&piece).await?;
            swept += 1;
        }
    }
    Ok(swept)
}

/// Removes pieces; one that stays takes room until [`sweep`] finds it, and nothing else.
async fn forget(bucket: &S3Objects, pieces: &[Piece]) {
    for piece in pieces {
        if let Err(error) = bucket.remove_piece(piece).await {
            tracing::warn!(error = %error, "a piece could not be removed");
        }
    }
}

fn piece(capability: &str, (first_byte, writer): (u64, i64)) -> Piece {
    Piece {
        upload: capability.to_owned(),
        first_byte,
        writer,
    }
}

fn sum(pieces: &[PieceRow]) -> u64 {
    pieces.iter().map(|piece| piece.bytes).sum()
}
