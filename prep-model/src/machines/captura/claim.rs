use super::{Captura, CapturaError, CapturaState, Captures, Lease};
use crate::bitacora::{Actor, CapturaEvent, CapturaTask, Reason};
use crate::machines::{Step, require};
use crate::people::{Action, Person, PersonId};
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

    /// Moves the end of a lease that is still held, lapsed or not.
    pub fn renew(
        &self,
        by: &Person,
        token: u64,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Step<Self>, CapturaError> {
        let task = self.held(&by.id, token)?;
        check_term(now, until)?;
        let mut state = self.state.clone();
        for lease in leases_mut(&mut state).into_iter().flatten() {
            if lease.token == token {
                lease.until = until;
            }
        }
        let what = CapturaEvent::Renewed {
            round: self.round,
            task,
            token,
            until,
        };
        Ok(self.step_by(state, now, by, what))
    }

    /// Gives the turn back; a recall given back leaves the captura as it stood.
    pub fn release(
        &self,
        by: &Person,
        token: u64,
        now: Timestamp,
    ) -> Result<Step<Self>, CapturaError> {
        let task = self.held(&by.id, token)?;
        let state = self.without_lease(task).ok_or(CapturaError::LeaseLost)?;
        let what = CapturaEvent::Released {
            round: self.round,
            task,
            token,
        };
        Ok(self.step_by(state, now, by, what))
    }

    /// Returns a lapsed turn to the queue. Call it when somebody else wants the turn: until then
    /// its holder may still finish.
    pub fn lapse(&self, token: u64, now: Timestamp) -> Result<Step<Self>, CapturaError> {
        let leases = self.state.leases();
        let (task, lease) = leases
            .into_iter()
            .find(|(_, lease)| lease.token == token && lease.until <= now)
            .ok_or(CapturaError::NotLapsed)?;
        let person = lease.person.clone();
        let state = self.without_lease(task).ok_or(CapturaError::NotLapsed)?;
        let what = CapturaEvent::Lapsed {
            round: self.round,
            task,
            token,
            person,
        };
        Ok(self.step(state, now, Actor::System, what))
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
        let mut step = self.step_by(CapturaState::Pending, now, by, what);
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

    /// What `person` holds `token` for.
    pub(super) fn held(&self, person: &PersonId, token: u64) -> Result<CapturaTask, CapturaError> {
        let leases = self.state.leases();
        let held = leases
            .iter()
            .find(|(_, lease)| lease.token == token && lease.person == *person);
        held.map(|(task, _)| *task).ok_or(CapturaError::LeaseLost)
    }

    fn lease(&self, by: &Person, now: Timestamp, until: Timestamp) -> Result<Lease, CapturaError> {
        check_term(now, until)?;
        if self.barred.contains(&by.id) {
            return Err(CapturaError::Barred);
        }
        Ok(Lease {
            person: by.id.clone(),
            until,
            token: self.tokens + 1,
        })
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

    /// The state once the lease for `task` is gone; `None` if none is held for it.
    fn without_lease(&self, task: CapturaTask) -> Option<CapturaState> {
        let first_done = |first: &super::Done| CapturaState::FirstDone {
            first: first.clone(),
        };
        match (&self.state, task) {
            (CapturaState::FirstInProgress { .. }, CapturaTask::First) => {
                Some(CapturaState::Pending)
            }
            (CapturaState::FirstRecalled { first, .. }, CapturaTask::First)
            | (CapturaState::SecondInProgress { first, .. }, CapturaTask::Second) => {
                Some(first_done(first))
            }
            (CapturaState::BothInProgress { first, lease, .. }, CapturaTask::First) => {
                let (first, lease) = (first.clone(), lease.clone());
                Some(CapturaState::SecondInProgress { first, lease })
            }
            (CapturaState::BothInProgress { first, recall, .. }, CapturaTask::Second) => {
                let (first, lease) = (first.clone(), recall.clone());
                Some(CapturaState::FirstRecalled { first, lease })
            }
            (CapturaState::VerificacionInProgress { captures, .. }, CapturaTask::Verificacion) => {
                Some(match captures {
                    Captures::One { first } => first_done(first),
                    Captures::Two { first, second } => CapturaState::Different {
                        first: first.clone(),
                        second: second.clone(),
                    },
                })
            }
            (
                CapturaState::SecondVerificacionInProgress {
                    captures, third, ..
                },
                CapturaTask::SecondVerificacion,
            ) => Some(CapturaState::NeedsSecondVerificacion {
                captures: captures.clone(),
                third: third.clone(),
            }),
            (
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
                | CapturaState::SentBack { .. },
                CapturaTask::First
                | CapturaTask::Second
                | CapturaTask::Verificacion
                | CapturaTask::SecondVerificacion,
            ) => None,
        }
    }
}

fn check_term(now: Timestamp, until: Timestamp) -> Result<(), CapturaError> {
    if until > now && until <= now.plus_seconds(Captura::MAX_LEASE_SECONDS) {
        Ok(())
    } else {
        Err(CapturaError::LeaseTerm)
    }
}

fn leases_mut(state: &mut CapturaState) -> [Option<&mut Lease>; 2] {
    match state {
        CapturaState::Pending
        | CapturaState::FirstDone { .. }
        | CapturaState::Different { .. }
        | CapturaState::NeedsSecondVerificacion { .. }
        | CapturaState::Settled { .. }
        | CapturaState::ImageUnusable { .. }
        | CapturaState::SentBack { .. } => [None, None],
        CapturaState::FirstInProgress { lease }
        | CapturaState::FirstRecalled { lease, .. }
        | CapturaState::SecondInProgress { lease, .. }
        | CapturaState::VerificacionInProgress { lease, .. }
        | CapturaState::SecondVerificacionInProgress { lease, .. } => [Some(lease), None],
        CapturaState::BothInProgress { recall, lease, .. } => [Some(recall), Some(lease)],
    }
}
