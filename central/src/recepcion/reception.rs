use prep_model::contract::{DigitalizacionId, ProblemType, Sha256Digest};
use prep_model::time::Timestamp;

use super::found::Found;
use super::parts;
use crate::store::{DigitalizacionRow, ReceptionStatus};
use crate::{Central, Failure};

/// What a device is told about a digitalización.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reception {
    /// Its id.
    pub id: DigitalizacionId,
    /// Where its bytes stand.
    pub state: ReceptionState,
    /// Where to send what is missing, or to ask again; `None` once the URL expired.
    pub upload: Option<Upload>,
}

/// Where the bytes of a digitalización stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReceptionState {
    /// Some are missing.
    Receiving,
    /// All are stored.
    Stored {
        /// The receipt, a compact JWS.
        receipt: String,
    },
    /// All are stored, apart, until a supervisor decides.
    Quarantined,
    /// They take no part.
    Rejected {
        /// The problem, if it was one of the image and not a supervisor's decision.
        problem: Option<ProblemType>,
    },
}

/// One upload as its URL's holder sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The secret part of its URL.
    pub capability: String,
    /// Bytes that are here.
    pub offset: u64,
    /// Bytes in all.
    pub length: u64,
    /// Until when the URL is good.
    pub expires_at: Timestamp,
}

/// An upload to which bytes may be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenUpload {
    /// The digitalización it belongs to.
    pub id: DigitalizacionId,
    /// The secret part of its URL, and the name of its part.
    pub capability: String,
    /// Bytes in all.
    pub length: u64,
    /// The digest that they must have.
    pub image_sha256: Sha256Digest,
    /// The envelope that describes it.
    pub envelope: String,
    /// The number under which this request may add bytes, until a newer one looks; none on the
    /// filesystem, where one process alone adds.
    pub(super) writer: Option<i64>,
    /// As it was found; whoever completes it looks again.
    pub(super) found: Box<Found>,
}

impl OpenUpload {
    /// True if an image that comes whole in one request need not be a part first
    /// ([`take_whole`](fn@super::take_whole)). Where several processes share a store the order of
    /// requests is kept by the rows of their pieces, so there it must.
    pub fn may_come_whole(&self) -> bool {
        self.writer.is_none()
    }
}

impl Reception {
    pub(super) async fn of_row(
        central: &Central,
        row: &DigitalizacionRow,
        now: Timestamp,
    ) -> Result<Self, Failure> {
        let held = match row.status {
            ReceptionStatus::Receiving => parts::held(central, &row.capability).await?,
            ReceptionStatus::Stored | ReceptionStatus::Quarantined | ReceptionStatus::Rejected => {
                row.image_bytes
            }
        };
        Ok(Self::holding(held, row, now))
    }

    /// The same where it is known how many bytes are here.
    pub(super) fn holding(offset: u64, row: &DigitalizacionRow, now: Timestamp) -> Self {
        let state = match row.status {
            ReceptionStatus::Receiving => ReceptionState::Receiving,
            ReceptionStatus::Stored => ReceptionState::Stored {
                receipt: row.receipt.clone().unwrap_or_default(),
            },
            ReceptionStatus::Quarantined => ReceptionState::Quarantined,
            ReceptionStatus::Rejected => ReceptionState::Rejected {
                problem: row.problem,
            },
        };
        let upload = Upload {
            capability: row.capability.clone(),
            offset,
            length: row.image_bytes,
            expires_at: row.upload_expires_at,
        };
        Self {
            id: row.id,
            state,
            upload: (now < row.upload_expires_at).then_some(upload),
        }
    }
}
