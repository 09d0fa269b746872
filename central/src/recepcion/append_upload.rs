use thiserror::Error;

use super::{OpenUpload, parts};
use crate::{Central, UseCaseError};

/// Why bytes were not added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AppendRefusal {
    /// The upload does not stand there.
    #[error("la carga va en el byte {held} y se quiso continuar en el {offset}")]
    Offset {
        /// Bytes that are here.
        held: u64,
        /// Where the caller wanted to go on.
        offset: u64,
    },
    /// More bytes than were announced.
    #[error("la carga es de {length} bytes y se enviaron más")]
    TooLong {
        /// Bytes in all.
        length: u64,
    },
    /// A newer request, maybe in another process, goes on with the upload.
    #[error("otra petición más reciente continúa esta carga")]
    Superseded,
}

/// Adds bytes at `offset`, durable when it returns; the new offset.
#[tracing::instrument(skip_all)]
pub async fn append_upload(
    central: &Central,
    upload: &OpenUpload,
    offset: u64,
    bytes: &[u8],
) -> Result<u64, UseCaseError<AppendRefusal>> {
    let end = offset.saturating_add(bytes.len() as u64);
    if end > upload.length {
        let length = upload.length;
        return Err(UseCaseError::Refused(AppendRefusal::TooLong { length }));
    }
    parts::append(central, upload, offset, bytes).await?;
    Ok(end)
}
