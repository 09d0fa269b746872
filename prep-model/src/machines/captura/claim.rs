use super::{Captura, CapturaError, CapturaState, Captures, Lease};
use crate::bitacora::{Actor, CapturaEvent, CapturaTask, Reason};
use crate::machines::{Step, require};
use crate::people::{Action, Person};
use crate::perfiles::ModoCaptura;
use crate::time::Timestamp;

impl Captura {
    /// Takes the first or second captura until `until`.
    pub fn claim(
        &self,
        by: &Person,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Step<Self>, CapturaError> {
        require(by, Action::Capture)?;
        let lease = self.lease(by, now, until)?;
        let (task, state) = match &self.state {
            CapturaState::Pending => (
                CapturaTask::First,
                CapturaState::FirstInProgress {
                    lease: lease.clone(),
                },
            ),
            CapturaState::FirstDone { first } => match self.rules.modo {
                ModoCaptura::DobleCiega if first.person == by.id => {
                    return Err(CapturaError::SamePerson);
                }
                ModoCaptura::DobleCiega => {
                    let first = first.clone();
                    let lease = lease.clone();
                    (
                        CapturaTask::Second,
                        CapturaState::SecondInProgress { first, lease },
                    )
                }
                ModoCaptura::CapturaYVerificacion => return Err(CapturaError::NotWaiting),
            },
            CapturaState::FirstInProgress { .. }
            | CapturaState::FirstRecalled { .. }
            | CapturaState::SecondInProgress { .. }
            | CapturaState::BothInProgress { .. }
            | CapturaState::Different { .. }
            | CapturaState::VerificacionInProgress { .. }
            | CapturaState::NeedsSecondVerificacion { .. }
            | CapturaState::SecondVerificacionInProgress { .. }
            | CapturaState::Settled { .. }
            | CapturaState::ImageUnusable { .. }
            | CapturaState::SentBack { .. } => return Err(CapturaError::NotWaiting),
        };
        Ok(self.claimed(state, task, &lease, by, now))
    }

    /// Takes the settling of a difference, the confirmation of a single captura, or the second
    /// verificación, until `until`.
    pub fn claim_verificacion(
        &self,
        by: &Person,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Step<Self>, CapturaError> {
        require(by, Action::Verify)?;
        let lease = self.lease(by, now, until)?;
        let (task, state) = match &self.state {
            CapturaState::FirstDone { first }
                if self.rules.modo == ModoCaptura::CapturaYVerificacion =>
            {
                let captures = Captures::One {
                    first: first.clone(),
                };
                let lease = lease.clone();
                (
                    CapturaTask::Verificacion,
                    CapturaState::VerificacionInProgress { captures, lease },
                )
            }
            CapturaState::Different { first, second } => {
                let captures = Captures::Two {
                    first: first.clone(),
                    second: second.clone(),
                };
                let lease = lease.clone();
                (
                    CapturaTask::Verificacion,
                    CapturaState::VerificacionInProgress { captures, lease },
                )
            }
            CapturaState::NeedsSecondVerificacion { captures, third } => (
                CapturaTask::SecondVerificacion,
                CapturaState::SecondVerificacionInProgress {
                    captures: captures.clone(),
                    third: third.clone(),
                    lease: lease.clone(),
                },
            ),
            CapturaState::Pending
            | CapturaState::FirstInProgress { .. }
            | CapturaState::FirstDone { .. }
            | CapturaState::FirstRecalled { .. }
            | CapturaState::SecondInProgress { .. }
            | CapturaState::BothInProgress { .. }
            | CapturaState::VerificacionInProgress { .. }
            | CapturaState::SecondVerificacionInProgress { .. }
            | CapturaState::Settled { .. }
            | CapturaState::ImageUnusable { .. }
            | CapturaState::SentBack { .. } => return Err(CapturaError::NotWaiting),
        };
        if self.worked(&by.id) {
            return Err(CapturaError::AlreadyWorked);
        }
        Ok(self.claimed(state, task, &lease, by, now))
    }

    /// Takes back one's own first captura to correct it, until the second is finished.
    pub fn recall(
        &self,
        by: &Person,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Step<Self>, CapturaError> {
        require(by, Action::Capture)?;
        let lease = self.lease(by, now, until)?;
        let (first, state) = match &self.state {
            CapturaState::FirstDone { first } if first.person == by.id => {
                let lease = lease.clone();
                (
                    first,
                    CapturaState::FirstRecalled {
                        first: first.clone(),
                        lease,
                    },
                )
            }
            CapturaState::SecondInProgress {
                first,
                lease: second,
            } if first.person == by.id => (
                first,
                CapturaState::BothInProgress {
                    first: first.clone(),
                    recall: lease.clone(),
                    lease: second.clone(),
                },
            ),
            CapturaState::Pending
            | CapturaState::FirstInProgress { .. }
            | CapturaState::FirstDone { .. }
            | CapturaState::FirstRecalled { .. }
            | CapturaState::SecondInProgress { .. }
            | CapturaState::BothInProgress { .. }
            | CapturaState::Different { .. }
            | CapturaState::VerificacionInProgress { .. }
            | CapturaState::NeedsSecondVerificacion { .. }
            | CapturaState::SecondVerificacionInProgress { .. }
            | CapturaState::Settled { .. }
            | CapturaState::ImageUnusable { .. }
            | CapturaState::SentBack { .. } => return Err(CapturaError::NothingToRecall),
        };
        let what = CapturaEvent::Recalled {
            round: self.round,
            token: lease.token,
            until,
            content_sha256: first.content.sha256(),
        };
        let mut step = self.step_by(state, now, by, what);
        step.next.tokens = lease.token;
        Ok(step)
    }

    /// Opens a new round over an ended one, which stays as it is: to correct what was settled, or
    /// because another image or identification came.
    pub fn reopen(
        &self,
        by: &Person,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, CapturaError> {
        require(by, Action::Supervise)?;
        self.next_round(Actor::Person(by.clone()), reason, now)
    }

    /// The same of a round that ended without values, because there is another image (or the paper)
    /// to capture from: nobody has to ask for it.
    pub fn reopen_for_image(
        &self,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, CapturaError> {
        if let CapturaState::Settled { .. } = self.state {
            return Err(CapturaError::NotWaiting);
        }
        self.next_round(Actor::System, reason, now)
    }

    fn next_round(
        &self,
        actor: Actor,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, CapturaError> {
        let work = match &self.state {
            CapturaState::Settled { work, .. }
            | CapturaState::ImageUnusable { work, .. }
            | CapturaState::SentBack { work, .. } => work,
            CapturaState::Pending
            | CapturaState::FirstInProgress { .. }
            | CapturaState::FirstDone { .. }
            | CapturaState::FirstRecalled { .. }
            | CapturaState::SecondInProgress { .. }
            | CapturaState::BothInProgress { .. }
            | CapturaState::Different { .. }
            | CapturaState::VerificacionInProgress { .. }
            | CapturaState::NeedsSecondVerificacion { .. }
            | CapturaState::SecondVerificacionInProgress { .. } => {
                return Err(CapturaError::NotEnded);
            }
        };
        if self.round >= Self::MAX_ROUNDS {
            return Err(CapturaError::TooManyRounds);
        }
        let round = self.round + 1;
        let what = CapturaEvent::Reopened { round, reason };
        let mut step = self.step(CapturaState::Pending, now, actor, what);
        let decisions = work
            .verificaciones
            .iter()
            .map(|verificacion| &verificacion.done);
        step.next
            .barred
            .extend(decisions.map(|done| done.person.clone()));
        if !self.rules.capturistas_return {
            step.next
                .barred
                .extend(work.captures.iter().map(|done| done.person.clone()));
        }
        step.next.round = round;
        step.next.tokens = 0;
        Ok(step)
    }

    fn claimed(
        &self,
        state: CapturaState,
        task: CapturaTask,
        lease: &Lease,
        by: &Person,
        now: Timestamp,
    ) -> Step<Self> {
        let what = CapturaEvent::Claimed {
            round: self.round,
            task,
            token: lease.token,
            until: lease.until,
        };
        let mut step = self.step_by(state, now, by, what);
        step.next.tokens = lease.token;
        step
    }
}
