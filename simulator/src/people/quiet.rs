//! When is a night over? When nothing comes any more and everybody found the queue empty since the
//! last thing that anybody did.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What people know of each other's work.
#[derive(Debug, Default)]
pub(crate) struct Quiet(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// How much was done so far.
    done: u64,
    /// Sources that may still bring actas.
    coming: usize,
    /// Of each person at the desk: what had been done before they found nothing. `None` at work.
    found_nothing: Vec<Option<u64>>,
    /// Something went wrong for good: everybody stops.
    stopped: bool,
}

impl Quiet {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Another source.
    pub(crate) fn source_begins(&self) {
        self.state().coming += 1;
    }

    /// A source that brings nothing more.
    pub(crate) fn source_ends(&self) {
        let mut state = self.state();
        state.coming = state.coming.saturating_sub(1);
        state.done += 1;
    }

    /// Somebody sits down; their number.
    pub(crate) fn sit_down(&self) -> usize {
        let mut state = self.state();
        state.found_nothing.push(None);
        state.found_nothing.len() - 1
    }

    /// Somebody leaves, and is not waited for.
    pub(crate) fn leave(&self, person: usize) {
        if let Some(own) = self.state().found_nothing.get_mut(person) {
            *own = Some(u64::MAX);
        }
    }

    /// How much was done so far: asked before looking into the queue.
    pub(crate) fn done(&self) -> u64 {
        self.state().done
    }

    /// Somebody has an acta before them.
    pub(crate) fn works(&self, person: usize) {
        if let Some(own) = self.state().found_nothing.get_mut(person) {
            *own = None;
        }
    }

    /// Something was done that may give others work.
    pub(crate) fn did(&self) {
        self.state().done += 1;
    }

    /// The queue was empty for this person, `done` being what had been done before they looked. True
    /// if it will stay so.
    pub(crate) fn is_over(&self, person: usize, done: u64) -> bool {
        let mut state = self.state();
        if let Some(own) = state.found_nothing.get_mut(person) {
            *own = Some(done);
        }
        let State {
            done,
            coming,
            found_nothing,
            stopped,
        } = &*state;
        let all = found_nothing
            .iter()
            .all(|own| own.is_some_and(|own| own >= *done));
        *stopped || (*coming == 0 && all)
    }

    /// Nobody goes on.
    pub(crate) fn stop(&self) {
        self.state().stopped = true;
    }

    /// True if nobody goes on.
    pub(crate) fn is_stopped(&self) -> bool {
        self.state().stopped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_over_once_everybody_looked_after_the_last_change() {
        let quiet = Quiet::default();
        quiet.source_begins();
        let (ana, luis) = (quiet.sit_down(), quiet.sit_down());
        let before = quiet.done();
        assert!(!quiet.is_over(ana, before), "luis has not looked");
        assert!(!quiet.is_over(luis, before), "more may come");
        quiet.source_ends();
        assert!(!quiet.is_over(luis, before), "what came last may be there");
        let after = quiet.done();
        assert!(!quiet.is_over(luis, after), "ana looked before");
        assert!(quiet.is_over(ana, after));
        quiet.works(luis);
        assert!(!quiet.is_over(ana, after), "luis works");
        quiet.did();
        quiet.leave(luis);
        assert!(quiet.is_over(ana, quiet.done()), "luis is not waited for");
    }
}
