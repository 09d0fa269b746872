use std::sync::Arc;

use tokio::sync::watch;

/// How far a process is on its way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// It serves.
    Serving,
    /// It was told to end. Balancers send nobody here any more; who comes all the same is served.
    Ending,
    /// Uploads in course are handed back: what came of them is durable, and they go on elsewhere.
    HandingBack,
}

/// The process that the interface runs in, as far as balancers and uploads must know.
#[derive(Debug, Clone)]
pub struct Process {
    roles: Arc<[&'static str]>,
    phase: watch::Receiver<Phase>,
}

impl Process {
    /// One that does `roles` and goes through what the sender of `phase` says.
    pub fn new(roles: impl Into<Arc<[&'static str]>>, phase: watch::Receiver<Phase>) -> Self {
        Self {
            roles: roles.into(),
            phase,
        }
    }

    /// One that only serves this interface and is never told to end.
    pub fn serving() -> Self {
        let (_, phase) = watch::channel(Phase::Serving);
        Self::new(["ingest"], phase)
    }

    /// What it does, as the command line names it.
    pub fn roles(&self) -> &[&'static str] {
        &self.roles
    }

    /// How far it is now.
    pub fn phase(&self) -> Phase {
        *self.phase.borrow()
    }

    /// Returns once the process is as far as `phase`; never, if nobody will say so any more.
    pub async fn reaches(&self, phase: Phase) {
        let mut now = self.phase.clone();
        if now.wait_for(|now| *now >= phase).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
