use super::{Captura, CapturaError, CapturaState, Captures, Done, Lease};
use crate::bitacora::{Actor, CapturaEvent, CapturaTask, Reason};
use crate::machines::{Step, require};
use crate::people::{Action, Person, PersonId};
use crate::time::Timestamp;

impl Captura {
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

    /// A supervisor takes a turn from whoever holds it, lapsed or not: somebody went away or is
    /// stuck. What they typed stays theirs, as when a turn is given back.
    pub fn take_back(
        &self,
        by: &Person,
        token: u64,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Step<Self>, CapturaError> {
        require(by, Action::Supervise)?;
        let leases = self.state.leases();
        let (task, lease) = leases
            .into_iter()
            .find(|(_, lease)| lease.token == token)
            .ok_or(CapturaError::LeaseLost)?;
        let person = lease.person.clone();
        let state = self.without_lease(task).ok_or(CapturaError::LeaseLost)?;
        let what = CapturaEvent::TakenBack {
            round: self.round,
            task,
            token,
            person,
            reason,
        };
        Ok(self.step_by(state, now, by, what))
    }

    /// What `person` holds `token` for.
    pub(super) fn held(&self, person: &PersonId, token: u64) -> Result<CapturaTask, CapturaError> {
        let leases = self.state.leases();
        let held = leases
            .iter()
            .find(|(_, lease)| lease.token == token && lease.person == *person);
        held.map(|(task, _)| *task).ok_or(CapturaError::LeaseLost)
    }

    /// The next lease of the round, if `by` may have one.
    pub(super) fn lease(
        &self,
        by: &Person,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Lease, CapturaError> {
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

    /// The state once the lease for `task` is gone; `None` if none is held for it.
    fn without_lease(&self, task: CapturaTask) -> Option<CapturaState> {
        let first_done = |first: &Done| CapturaState::FirstDone {
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
