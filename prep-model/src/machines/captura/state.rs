use serde::{Deserialize, Serialize};

use super::{CapturaContent, Captured, OtherProblem};
use crate::bitacora::{CapturaTask, VerificacionReason};
use crate::people::PersonId;
use crate::time::Timestamp;

/// A person's right to work on a round for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lease {
    /// Whose it is.
    pub person: PersonId,
    /// When it lapses unless renewed.
    pub until: Timestamp,
    /// Its number within the round: a later lease is never mistaken for it.
    pub token: u64,
}

/// A captura or decision that somebody finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Done {
    /// Who.
    pub person: PersonId,
    /// When.
    pub at: Timestamp,
    /// What they made of the acta.
    pub content: CapturaContent,
}

/// The captures a verificador has before them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Captures {
    /// The only one, in a perfil of captura + verificación.
    One {
        /// It.
        first: Done,
    },
    /// Two that were made without sight of each other.
    Two {
        /// The one finished first.
        first: Done,
        /// The other.
        second: Done,
    },
}

/// What a verificador decided and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verificacion {
    /// The decision.
    pub done: Done,
    /// Why a decision was needed.
    pub reason: VerificacionReason,
}

/// Who did what in a round that ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Work {
    /// The captures.
    pub captures: Captures,
    /// What the verificadores decided, in order: none, one or two.
    pub verificaciones: Vec<Verificacion>,
}

/// Where a round of captura stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case", deny_unknown_fields)]
pub enum CapturaState {
    /// Nobody has it.
    Pending,
    /// The first capturista is at work.
    FirstInProgress {
        /// Theirs.
        lease: Lease,
    },
    /// One captura is finished.
    FirstDone {
        /// It.
        first: Done,
    },
    /// Its author is correcting it; what they finished stands until they finish again.
    FirstRecalled {
        /// What stands.
        first: Done,
        /// The author's.
        lease: Lease,
    },
    /// The second capturista is at work.
    SecondInProgress {
        /// The finished one.
        first: Done,
        /// The second capturista's.
        lease: Lease,
    },
    /// The second capturista is at work while the first corrects theirs.
    BothInProgress {
        /// What stands of the first.
        first: Done,
        /// The first capturista's.
        recall: Lease,
        /// The second capturista's.
        lease: Lease,
    },
    /// Two captures differ and wait for a verificador.
    Different {
        /// The one finished first.
        first: Done,
        /// The other.
        second: Done,
    },
    /// A verificador is at work.
    VerificacionInProgress {
        /// What they look at.
        captures: Captures,
        /// Theirs.
        lease: Lease,
    },
    /// The verificador's decision is nobody else's and waits for a second verificador.
    NeedsSecondVerificacion {
        /// The captures.
        captures: Captures,
        /// The decision.
        third: Verificacion,
    },
    /// The second verificador is at work.
    SecondVerificacionInProgress {
        /// The captures.
        captures: Captures,
        /// The first verificador's decision.
        third: Verificacion,
        /// The second verificador's.
        lease: Lease,
    },
    /// The values stand.
    Settled {
        /// They.
        result: Captured,
        /// When they came to stand: VERIFICACION.
        at: Timestamp,
        /// Who did what.
        work: Work,
    },
    /// The image cannot be read: the acta waits for another.
    ImageUnusable {
        /// When that was settled.
        at: Timestamp,
        /// Who did what.
        work: Work,
    },
    /// The image can be read and is not to be captured as it is.
    SentBack {
        /// Why.
        problem: OtherProblem,
        /// When that was settled.
        at: Timestamp,
        /// Who did what.
        work: Work,
    },
}

impl Captures {
    /// The captures in order.
    pub fn iter(&self) -> impl Iterator<Item = &Done> {
        let (first, second) = match self {
            Self::One { first } => (first, None),
            Self::Two { first, second } => (first, Some(second)),
        };
        std::iter::once(first).chain(second)
    }

    /// The one finished first.
    pub fn first(&self) -> &Done {
        match self {
            Self::One { first } | Self::Two { first, .. } => first,
        }
    }

    /// The other, if there is one.
    pub fn second(&self) -> Option<&Done> {
        match self {
            Self::One { .. } => None,
            Self::Two { second, .. } => Some(second),
        }
    }
}

impl Work {
    /// Everything that was finished, in order.
    pub fn done(&self) -> impl Iterator<Item = &Done> {
        let decisions = self
            .verificaciones
            .iter()
            .map(|verificacion| &verificacion.done);
        self.captures.iter().chain(decisions)
    }
}

impl CapturaState {
    /// Everything finished and standing, in order: captures, then decisions.
    pub fn done(&self) -> Vec<&Done> {
        match self {
            Self::Pending | Self::FirstInProgress { .. } => Vec::new(),
            Self::FirstDone { first }
            | Self::FirstRecalled { first, .. }
            | Self::SecondInProgress { first, .. }
            | Self::BothInProgress { first, .. } => vec![first],
            Self::Different { first, second } => vec![first, second],
            Self::VerificacionInProgress { captures, .. } => captures.iter().collect(),
            Self::NeedsSecondVerificacion { captures, third }
            | Self::SecondVerificacionInProgress {
                captures, third, ..
            } => captures.iter().chain([&third.done]).collect(),
            Self::Settled { work, .. }
            | Self::ImageUnusable { work, .. }
            | Self::SentBack { work, .. } => work.done().collect(),
        }
    }

    /// The leases held, with what each is for: none, one, or two while the first is recalled.
    pub fn leases(&self) -> Vec<(CapturaTask, &Lease)> {
        match self {
            Self::Pending
            | Self::FirstDone { .. }
            | Self::Different { .. }
            | Self::NeedsSecondVerificacion { .. }
            | Self::Settled { .. }
            | Self::ImageUnusable { .. }
            | Self::SentBack { .. } => Vec::new(),
            Self::FirstInProgress { lease } | Self::FirstRecalled { lease, .. } => {
                vec![(CapturaTask::First, lease)]
            }
            Self::SecondInProgress { lease, .. } => vec![(CapturaTask::Second, lease)],
            Self::BothInProgress { recall, lease, .. } => {
                vec![(CapturaTask::First, recall), (CapturaTask::Second, lease)]
            }
            Self::VerificacionInProgress { lease, .. } => vec![(CapturaTask::Verificacion, lease)],
            Self::SecondVerificacionInProgress { lease, .. } => {
                vec![(CapturaTask::SecondVerificacion, lease)]
            }
        }
    }

    /// True if nothing more happens in this round.
    pub fn is_ended(&self) -> bool {
        match self {
            Self::Settled { .. } | Self::ImageUnusable { .. } | Self::SentBack { .. } => true,
            Self::Pending
            | Self::FirstInProgress { .. }
            | Self::FirstDone { .. }
            | Self::FirstRecalled { .. }
            | Self::SecondInProgress { .. }
            | Self::BothInProgress { .. }
            | Self::Different { .. }
            | Self::VerificacionInProgress { .. }
            | Self::NeedsSecondVerificacion { .. }
            | Self::SecondVerificacionInProgress { .. } => false,
        }
    }
}
