use thiserror::Error;

use super::OpenUpload;
use crate::objects::ObjectError;
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
}

/// Adds bytes at `offset`, durable when it returns; the new offset. Writes no row: where the upload
/// stands is what its part holds.
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
    let part = &upload.capability;
    match central.objects.append_part(part, offset, bytes).await {
        Ok(()) => Ok(end),
        Err(ObjectError::Offset { held, offset }) => {
            Err(UseCaseError::Refused(AppendRefusal::Offset {
                held,
                offset,
            }))
        }
        Err(error) => Err(error.into()),
    }
}
