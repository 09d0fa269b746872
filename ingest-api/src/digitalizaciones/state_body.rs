use central::devices::PublicUrl;
use central::recepcion::{Reception, ReceptionState};
use serde::Serialize;
use utoipa::ToSchema;

/// Where a digitalización stands, in every answer about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct StateBody {
    /// The id the device gave it, a UUID of version 7.
    id: String,
    /// Where its bytes stand.
    state: StateName,
    /// Where to send what is missing; null when nothing is.
    upload: Option<UploadBody>,
    /// The receipt, a JWS of type `prep-acuse+jws`, once stored.
    receipt: Option<String>,
    /// Why it was rejected, for a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// The word for where the bytes stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StateName {
    /// Some are missing.
    Receiving,
    /// All are stored; the receipt is here.
    Stored,
    /// Kept until a supervisor decides: the device was revoked.
    Quarantined,
    /// They take no part.
    Rejected,
}

/// An upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct UploadBody {
    /// Its URL: whoever has it may send these bytes and no others.
    url: String,
    /// Bytes that are here.
    offset: u64,
    /// Bytes in all.
    length: u64,
    /// Until when the URL is good, RFC 3339.
    expires_at: String,
}

impl StateBody {
    pub(crate) fn new(public_url: &PublicUrl, reception: &Reception) -> Self {
        let (state, receipt, reason) = match &reception.state {
            ReceptionState::Receiving => (StateName::Receiving, None, None),
            ReceptionState::Stored { receipt } => (StateName::Stored, Some(receipt.clone()), None),
            ReceptionState::Quarantined => (StateName::Quarantined, None, None),
            ReceptionState::Rejected { problem } => {
                let reason = problem.map_or("La rechazó un supervisor", |kind| kind.title());
                (StateName::Rejected, None, Some(reason.to_owned()))
            }
        };
        let upload = reception.upload.as_ref();
        let upload = upload.filter(|_| reception.state == ReceptionState::Receiving);
        let upload = upload.map(|upload| UploadBody {
            url: public_url.join(&format!("/v1/uploads/{}", upload.capability)),
            offset: upload.offset,
            length: upload.length,
            expires_at: upload.expires_at.to_string(),
        });
        Self {
            id: reception.id.to_string(),
            state,
            upload,
            receipt,
            reason,
        }
    }
}
