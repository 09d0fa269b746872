use std::fmt;
use std::str::FromStr;

use prep_model::contract::Sha256Digest;
use prep_model::time::Timestamp;

use super::S3Objects;
use crate::objects::ObjectError;

/// Where pieces stand, apart from objects.
pub(super) const UPLOADS: &str = "uploads";

/// A piece of an upload in progress: what one request had sent when it was made durable. Its name
/// says who wrote it, so two writers never write to one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The upload.
    pub(crate) upload: String,
    /// Where in the image its first byte belongs.
    pub(crate) first_byte: u64,
    /// The request that sent it.
    pub(crate) writer: i64,
}

impl fmt::Display for Piece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            upload,
            first_byte,
            writer,
        } = self;
        write!(f, "{UPLOADS}/{upload}/{first_byte:012}-{writer}")
    }
}

impl FromStr for Piece {
    type Err = std::num::ParseIntError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let rest = name.strip_prefix(UPLOADS).unwrap_or(name);
        let (upload, place) = rest.trim_matches('/').split_once('/').unwrap_or_default();
        let (first_byte, writer) = place.split_once('-').unwrap_or_default();
        Ok(Self {
            upload: upload.to_owned(),
            first_byte: first_byte.parse()?,
            writer: writer.parse()?,
        })
    }
}

impl S3Objects {
    /// Stores a piece, durable when it returns.
    pub(crate) async fn put_piece(&self, piece: &Piece, bytes: &[u8]) -> Result<(), ObjectError> {
        let digest = Sha256Digest::of(bytes);
        self.put_file(&piece.to_string(), digest, bytes).await
    }

    /// The bytes of a piece; `None` if there is none.
    pub(crate) async fn get_piece(&self, piece: &Piece) -> Result<Option<Vec<u8>>, ObjectError> {
        self.get_file(&piece.to_string()).await
    }

    /// Forgets a piece. One that is not there is no error.
    pub(crate) async fn remove_piece(&self, piece: &Piece) -> Result<(), ObjectError> {
        self.remove(&piece.to_string()).await
    }

    /// Pieces stored before `before` by the store's clock, to find those nobody will finish.
    pub(crate) async fn list_pieces(&self, before: Timestamp) -> Result<Vec<Piece>, ObjectError> {
        let prefix = self.key(&format!("{UPLOADS}/"));
        let mut pieces = Vec::new();
        let mut after = None;
        loop {
            let page = self.list_keys(&prefix, after, None).await?;
            for key in &page.page {
                let is_old = key.modified.is_none_or(|modified| modified < before);
                if let (true, Ok(piece)) = (is_old, key.name.parse()) {
                    pieces.push(piece);
                }
            }
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(pieces),
            }
        }
    }
}
