use super::{Captura, CapturaContent, CapturaError, CapturaState, Captures, Done, Work};
use crate::bitacora::{CapturaEvent, CapturaOutcome};
use crate::machines::{Step, require};
use crate::people::{Action, Person};
use crate::time::Timestamp;

impl Captura {
    /// Finishes the captura that lease `token` was given for. Accepted after the lease lapsed, as
    /// long as nobody else took the turn and it did not go back to the queue.
    pub fn finish(
        &self,
        by: &Person,
        token: u64,
        content: CapturaContent,
        now: Timestamp,
    ) -> Result<Step<Self>, CapturaError> {
        require(by, Action::Capture)?;
        let task = self.held(&by.id, token)?;
        let content_sha256 = content.sha256();
        let done = Done {
            person: by.id.clone(),
            at: now,
            content,
        };
        let state = match &self.state {
            CapturaState::FirstInProgress { .. } | CapturaState::FirstRecalled { .. } => {
                CapturaState::FirstDone { first: done }
            }
            CapturaState::SecondInProgress { first, .. } => paired(first.clone(), done, now),
            CapturaState::BothInProgress {
                first,
                recall,
                lease,
            } => {
                if recall.token == token {
                    CapturaState::SecondInProgress {
                        first: done,
                        lease: lease.clone(),
                    }
                } else {
                    paired(first.clone(), done, now)
                }
            }
            CapturaState::Pending
            | CapturaState::FirstDone { .. }
            | CapturaState::Different { .. }
            | CapturaState::VerificacionInProgress { .. }
            | CapturaState::NeedsSecondVerificacion { .. }
            | CapturaState::SecondVerificacionInProgress { .. }
            | CapturaState::Settled { .. }
            | CapturaState::ImageUnusable { .. }
            | CapturaState::SentBack { .. } => return Err(CapturaError::NotWaiting),
        };
        let outcome = outcome(&state);
        let round = self.round;
        let what = CapturaEvent::Finished {
            round,
            task,
            token,
            content_sha256,
            outcome,
        };
        Ok(self.step_by(state, now, by, what))
    }
}

/// What two captures come to.
fn paired(first: Done, second: Done, at: Timestamp) -> CapturaState {
    if !first.content.agrees(&second.content) {
        return CapturaState::Different { first, second };
    }
    let content = match (&first.content, &second.content) {
        (CapturaContent::Values(a), CapturaContent::Values(b)) => {
            CapturaContent::Values(a.with_marks_of(b))
        }
        (content, _) => content.clone(),
    };
    let captures = Captures::Two { first, second };
    ended(
        content,
        at,
        Work {
            captures,
            verificaciones: Vec::new(),
        },
    )
}

/// The end of a round whose work agreed or was decided on `content`.
pub(super) fn ended(content: CapturaContent, at: Timestamp, work: Work) -> CapturaState {
    match content {
        CapturaContent::Values(result) => CapturaState::Settled { result, at, work },
        CapturaContent::ImageIllegible => CapturaState::ImageUnusable { at, work },
        CapturaContent::OtherProblem(problem) => CapturaState::SentBack { problem, at, work },
    }
}

/// What an event says of the state that a finished piece of work led to.
pub(super) fn outcome(state: &CapturaState) -> CapturaOutcome {
    match state {
        CapturaState::Pending
        | CapturaState::FirstInProgress { .. }
        | CapturaState::FirstDone { .. }
        | CapturaState::FirstRecalled { .. }
        | CapturaState::SecondInProgress { .. }
        | CapturaState::BothInProgress { .. } => CapturaOutcome::Waiting,
        CapturaState::Different { .. } | CapturaState::VerificacionInProgress { .. } => {
            CapturaOutcome::Different
        }
        CapturaState::NeedsSecondVerificacion { .. }
        | CapturaState::SecondVerificacionInProgress { .. } => {
            CapturaOutcome::NeedsSecondVerificacion
        }
        CapturaState::Settled { .. } => CapturaOutcome::Settled,
        CapturaState::ImageUnusable { .. } => CapturaOutcome::ImageUnusable,
        CapturaState::SentBack { .. } => CapturaOutcome::SentBack,
    }
}
