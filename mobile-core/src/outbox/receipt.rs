use thiserror::Error;

use prep_model::contract::{
    BolsaReceipt, DocumentError, PaperOutcome, Receipt, ReceiptMismatch, SealedBolsa,
    SealedEnvelope, ServerKeys,
};

/// A receipt by a pinned key for exactly this envelope. There is no other way to make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedReceipt {
    text: String,
    receipt: Receipt,
}

/// The same for exactly this reception of a bag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedBagReceipt {
    text: String,
    receipt: BolsaReceipt,
}

/// Why a text is not the receipt of an image or a bag.
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

impl VerifiedBagReceipt {
    /// Verifies `text` with the pinned keys, and that it is for `sealed`.
    pub fn check(
        text: &str,
        keys: &ServerKeys,
        sealed: &SealedBolsa,
    ) -> Result<Self, ReceiptError> {
        let receipt = BolsaReceipt::open_pinned(text, keys)?;
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
    pub fn receipt(&self) -> &BolsaReceipt {
        &self.receipt
    }

    /// What a person should know beyond that it was received; empty if all is as usual.
    pub fn remark(&self) -> String {
        let count = |outcome| {
            let of = |paper: &&prep_model::contract::PaperArrival| paper.outcome == outcome;
            self.receipt.actas.iter().filter(of).count()
        };
        let counted = [
            (PaperOutcome::AlreadyReceived, "ya recibidas antes"),
            (PaperOutcome::AfterImage, "ya fotografiadas"),
            (PaperOutcome::NotExpected, "que no se esperan"),
        ];
        let counted = counted.map(|(outcome, text)| match count(outcome) {
            0 => String::new(),
            count => format!("{count} {text}"),
        });
        let flags = [
            (self.receipt.elsewhere, "es de otro distrito"),
            (
                self.receipt.substituted,
                "cuenta la hora de llegada al servidor",
            ),
        ];
        let flags = flags.map(|(is, text)| if is { text.to_owned() } else { String::new() });
        let all = counted.into_iter().chain(flags);
        all.filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(" · ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbox::testing::{Tablet, receipt_for};

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
}
