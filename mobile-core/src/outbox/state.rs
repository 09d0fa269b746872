//! One image on a tablet, until the server's receipt.
//!
//! `captured -> queued -> sending -> delivered | rejected`. *Captured* is not in the database: image
//! and envelope are on disk and the entry is not yet; whoever opens the outbox queues them. Only a
//! [`VerifiedReceipt`] leads to *delivered*, and nothing leads out of it.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use prep_model::contract::{
    DocumentError, ProblemType, Receipt, ReceiptMismatch, SealedEnvelope, ServerKeys,
};
use prep_model::time::Timestamp;

/// Where an image stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum OutboxState {
    /// On the device; the server may not know of it.
    Queued,
    /// Registered with the server; bytes go to this URL.
    Sending {
        /// The upload, by its capability.
        upload: String,
    },
    /// The server signed for it.
    Delivered {
        /// When the last byte had been stored, by the server's clock.
        received_at: Timestamp,
    },
    /// Sending it again can only fail again; a person looks. The files stay.
    Rejected {
        /// Why.
        reason: Rejection,
    },
}

/// Why an image is not sent any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rejection {
    /// The server's problem; `None` if the device itself found the fault.
    pub problem: Option<ProblemType>,
    /// For a person, in Spanish.
    pub text: String,
}

/// A change that the state does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("la foto ya fue entregada; su acuse no cambia")]
pub struct AlreadyDelivered;

/// A receipt by a pinned key for exactly this envelope. There is no other way to make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedReceipt {
    text: String,
    receipt: Receipt,
}

/// Why a text is not the receipt of an image.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReceiptError {
    /// Not a receipt, or not signed by a pinned key.
    #[error("el acuse del servidor no verifica: {0}")]
    Document(#[from] DocumentError),
    /// A receipt for something else.
    #[error(transparent)]
    Mismatch(#[from] ReceiptMismatch),
}

impl VerifiedReceipt {
    /// Verifies `text` with the pinned keys, and that it is for `sealed`.
    pub fn check(
        text: &str,
        keys: &ServerKeys,
        sealed: &SealedEnvelope,
    ) -> Result<Self, ReceiptError> {
        let receipt = Receipt::open_pinned(text, keys)?;
        receipt.matches(sealed)?;
        Ok(Self {
            text: text.to_owned(),
            receipt,
        })
    }

    /// The compact JWS.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it says.
    pub fn receipt(&self) -> &Receipt {
        &self.receipt
    }
}

impl OutboxState {
    /// True while the image still has to get somewhere.
    pub fn is_waiting(&self) -> bool {
        matches!(self, Self::Queued | Self::Sending { .. })
    }

    /// True once a receipt verified.
    pub fn is_delivered(&self) -> bool {
        matches!(self, Self::Delivered { .. })
    }

    /// The server knows the image and takes its bytes at `upload`.
    pub fn register(&self, upload: &str) -> Result<Self, AlreadyDelivered> {
        self.unless_delivered(Self::Sending {
            upload: upload.to_owned(),
        })
    }

    /// The upload is gone, or a person wants a rejected image tried again: register from the start.
    pub fn requeue(&self) -> Result<Self, AlreadyDelivered> {
        self.unless_delivered(Self::Queued)
    }

    /// Sending it again can only fail.
    pub fn reject(&self, reason: Rejection) -> Result<Self, AlreadyDelivered> {
        self.unless_delivered(Self::Rejected { reason })
    }

    /// The server signed for it. A rejected image too: a supervisor may have admitted it.
    #[must_use]
    pub fn deliver(&self, receipt: &VerifiedReceipt) -> Self {
        match self {
            Self::Delivered { .. } => self.clone(),
            Self::Queued | Self::Sending { .. } | Self::Rejected { .. } => Self::Delivered {
                received_at: receipt.receipt.received_at,
            },
        }
    }

    fn unless_delivered(&self, next: Self) -> Result<Self, AlreadyDelivered> {
        if self.is_delivered() {
            Err(AlreadyDelivered)
        } else {
            Ok(next)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbox::testing::{Tablet, receipt_for};

    const URL: &str = "http://127.0.0.1/v1/uploads/abc";

    fn rejection() -> Rejection {
        Rejection {
            problem: Some(ProblemType::IdConflict),
            text: "motivo".to_owned(),
        }
    }

    fn sending() -> OutboxState {
        OutboxState::Sending {
            upload: URL.to_owned(),
        }
    }

    fn delivered() -> (OutboxState, VerifiedReceipt) {
        let mut tablet = Tablet::new(1);
        let sealed = tablet.capture(1);
        let receipt = receipt_for(&sealed);
        let receipt = VerifiedReceipt::check(&receipt, &tablet.owner.server_keys, &sealed).unwrap();
        (sending().deliver(&receipt), receipt)
    }

    /// Queued --> Sending: register
    #[test]
    fn queued_to_sending() {
        assert_eq!(OutboxState::Queued.register(URL), Ok(sending()));
    }

    /// Sending --> Queued: the upload is gone
    #[test]
    fn sending_to_queued() {
        assert_eq!(sending().requeue(), Ok(OutboxState::Queued));
    }

    /// Queued --> Rejected, Sending --> Rejected
    #[test]
    fn waiting_to_rejected() {
        let rejected = OutboxState::Rejected {
            reason: rejection(),
        };
        assert_eq!(
            OutboxState::Queued.reject(rejection()),
            Ok(rejected.clone())
        );
        assert_eq!(sending().reject(rejection()), Ok(rejected));
    }

    /// Rejected --> Queued: a person wants it tried again
    #[test]
    fn rejected_to_queued() {
        let rejected = OutboxState::Rejected {
            reason: rejection(),
        };
        assert_eq!(rejected.requeue(), Ok(OutboxState::Queued));
    }

    /// Queued, Sending, Rejected --> Delivered: a verified receipt
    #[test]
    fn any_to_delivered() {
        let (state, receipt) = delivered();
        assert!(state.is_delivered());
        for before in [
            OutboxState::Queued,
            OutboxState::Rejected {
                reason: rejection(),
            },
        ] {
            assert_eq!(before.deliver(&receipt), state);
        }
    }

    #[test]
    fn nothing_leads_out_of_delivered() {
        let (state, receipt) = delivered();
        assert_eq!(state.requeue(), Err(AlreadyDelivered));
        assert_eq!(state.register(URL), Err(AlreadyDelivered));
        assert_eq!(state.reject(rejection()), Err(AlreadyDelivered));
        assert_eq!(state.deliver(&receipt), state);
    }

    #[test]
    fn a_receipt_for_another_envelope_or_by_another_key_is_none() {
        let mut tablet = Tablet::new(1);
        let (first, second) = (tablet.capture(1), tablet.capture(2));
        let keys = &tablet.owner.server_keys;
        let receipt = receipt_for(&first);
        assert!(matches!(
            VerifiedReceipt::check(&receipt, keys, &second),
            Err(ReceiptError::Mismatch(_))
        ));
        assert!(matches!(
            VerifiedReceipt::check(&receipt, &ServerKeys::default(), &first),
            Err(ReceiptError::Document(_))
        ));
    }

    #[test]
    fn every_state_survives_its_text() {
        let states = [
            OutboxState::Queued,
            sending(),
            OutboxState::Rejected {
                reason: rejection(),
            },
            delivered().0,
        ];
        for state in states {
            let json = serde_json::to_string(&state).unwrap();
            assert_eq!(serde_json::from_str::<OutboxState>(&json).unwrap(), state);
        }
    }
}
