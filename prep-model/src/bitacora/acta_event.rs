use serde::{Deserialize, Serialize};

use super::Reason;
use crate::actas::SinActa;
use crate::contract::{DigitalizacionId, Sha256Digest};
use crate::people::PersonId;
use crate::time::Timestamp;

/// COTEJADA: what comparing the published row with the paper gave (DOMAIN 6, decision 11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CotejoOutcome {
    /// 1: equal.
    Equal,
    /// 2: to be corrected, and verified again.
    Corrected,
    /// 3: not accepted, to be captured or digitised again.
    NotAccepted,
}

impl CotejoOutcome {
    /// The published code, 1 to 3.
    pub fn code(self) -> u8 {
        match self {
            Self::Equal => 1,
            Self::Corrected => 2,
            Self::NotAccepted => 3,
        }
    }
}

/// Whether the paper says what the photo by phone says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoAgreement {
    /// It does.
    Agrees,
    /// It does not.
    Differs,
    /// The acta did not come by phone.
    NoPhoto,
}

/// Why a round of captura ended without values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SendBackCause {
    /// The image cannot be read.
    ImageUnusable,
    /// It is the image of another acta, or of none.
    WrongIdentification,
    /// It is not a document of the casilla.
    OtherDocumento,
    /// Part of the sheet is missing, or two sheets overlap.
    CutOrDoublePage,
    /// Nothing ties it to a casilla of the catalogue.
    FueraDeCatalogo,
}

/// What happened to an acta.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum ActaEvent {
    /// The paper arrived at the CATD.
    PaperReceived {
        /// Moment stamped on it.
        acopio: Timestamp,
        /// The SIN ACTA, proposed or approved, that this arrival undoes.
        sin_acta_undone: Option<SinActa>,
    },
    /// An image of it was admitted.
    ImageReceived {
        /// The image.
        image: DigitalizacionId,
        /// True if it became the image of record.
        of_record: bool,
        /// The SIN ACTA, proposed or approved, that this arrival undoes.
        sin_acta_undone: Option<SinActa>,
    },
    /// Its captura began.
    CapturaOpened {
        /// Round, from 1.
        round: u16,
    },
    /// Its values stand.
    Settled {
        /// Round that settled them.
        round: u16,
        /// Image they are published with, if there is one yet.
        image: Option<DigitalizacionId>,
        /// Digest of the values.
        content_sha256: Sha256Digest,
    },
    /// A round ended without values.
    SentBack {
        /// The round.
        round: u16,
        /// The image that is no longer of record.
        image: Option<DigitalizacionId>,
        /// Why.
        cause: SendBackCause,
    },
    /// A supervisor has a settled acta captured again; what stood stays published meanwhile.
    RecaptureOpened {
        /// The new round.
        round: u16,
        /// Why.
        reason: Reason,
    },
    /// A supervisor says that there is no acta.
    SinActaProposed {
        /// Which of the four reasons.
        sin_acta: SinActa,
        /// What it rests on.
        evidence: Reason,
    },
    /// A second person agrees.
    SinActaApproved {
        /// Which of the four reasons.
        sin_acta: SinActa,
        /// Who proposed it.
        proposed_by: PersonId,
    },
    /// A second person does not agree.
    SinActaRejected {
        /// Why.
        reason: Reason,
    },
    /// An approved SIN ACTA was a mistake.
    SinActaReversed {
        /// Why.
        reason: Reason,
    },
    /// Somebody asks that another image become the image of record.
    ReplacementProposed {
        /// The image.
        image: DigitalizacionId,
        /// Why.
        reason: Reason,
    },
    /// A second person agrees.
    ImageReplaced {
        /// The image of record now.
        image: DigitalizacionId,
        /// The one until now.
        previous: Option<DigitalizacionId>,
        /// Who proposed it.
        proposed_by: PersonId,
        /// The new round, if the acta was settled.
        round: Option<u16>,
    },
    /// A second person does not agree.
    ReplacementRejected {
        /// Why.
        reason: Reason,
    },
    /// The published row was compared with the paper.
    Cotejada {
        /// What came of it.
        outcome: CotejoOutcome,
        /// Whether the photo agrees too.
        photo: PhotoAgreement,
        /// The new round, unless the outcome was "equal".
        round: Option<u16>,
    },
    /// The row is kept out of the next cortes.
    Withheld {
        /// Why, as it is published.
        reason: Reason,
    },
    /// The row goes into the next cortes again.
    Unwithheld {
        /// Why.
        reason: Reason,
    },
}
