//! What a server does besides answering, again and again. Any number of processes may do all of it on
//! the same database: which of them is at it is decided there.

use std::time::Duration;

use central::Central;
use difusion::publish::Publisher;
use ingest_api::{Phase, Process};
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

/// How often new events get their place in the bitácora's chain.
const CHAIN_EVERY: Duration = Duration::from_millis(500);
/// How often expired uploads are looked for.
const RECOVER_EVERY: Duration = Duration::from_mins(1);
/// How often the schedule of cortes is looked at.
const PUBLISH_EVERY: Duration = Duration::from_secs(1);
/// How often cortes without a copy in the second place are looked for.
const COPY_EVERY: Duration = Duration::from_secs(5);
/// How long what is in course may take once the process was told to end; then another takes over.
const PATIENCE: Duration = Duration::from_secs(10);

/// The rounds of one process. Told to end, each finishes the round that it is at.
pub(super) struct Keepers {
    process: Process,
    running: JoinSet<()>,
}

impl Keepers {
    pub(super) fn new(process: Process) -> Self {
        Self {
            process,
            running: JoinSet::new(),
        }
    }

    /// Chains events and cleans up. A round may be repeated by another process, and one that fails is
    /// tried again.
    pub(super) fn keep(&mut self, central: &Central) {
        let of = central.clone();
        self.every(CHAIN_EVERY, move || {
            let central = of.clone();
            async move { chain_all(&central).await }
        });
        let of = central.clone();
        self.every(RECOVER_EVERY, move || {
            let central = of.clone();
            async move {
                if let Err(error) = Box::pin(central::recepcion::recover(&central)).await {
                    tracing::error!(%error, "cleaning up failed; it will be tried again");
                }
            }
        });
    }

    /// Publishes the corte that is due, and copies what was published to the second place without
    /// publishing ever waiting for it. One process is at it at a time, and one that dies in the middle
    /// is taken over.
    pub(super) fn publish(&mut self, publisher: &Publisher) {
        let of = publisher.clone();
        self.every(PUBLISH_EVERY, move || {
            let publisher = of.clone();
            async move {
                if let Err(error) = Box::pin(publisher.tick()).await {
                    tracing::error!(%error, "a corte was not published; it will be tried again");
                }
            }
        });
        let of = publisher.clone();
        self.every(COPY_EVERY, move || {
            let publisher = of.clone();
            async move {
                if let Err(error) = Box::pin(publisher.copy_pending()).await {
                    tracing::error!(%error, "cortes were not copied; it will be tried again");
                }
            }
        });
    }

    fn every<F>(&mut self, pause: Duration, round: impl Fn() -> F + Send + 'static)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let process = self.process.clone();
        self.running.spawn(async move {
            let mut rounds = tokio::time::interval(pause);
            rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                tokio::select! {
                    biased;
                    () = process.reaches(Phase::Ending) => return,
                    _ = rounds.tick() => {}
                }
                round().await;
            }
        });
    }

    /// Waits for the rounds in course. What takes too long is broken off, as by a kill.
    pub(super) async fn end(mut self) {
        let all = async { while self.running.join_next().await.is_some() {} };
        if tokio::time::timeout(PATIENCE, all).await.is_err() {
            tracing::warn!("a round that took too long was broken off; another process goes on");
        }
    }
}

/// Gives the events of the open ejercicio their places, as far as there are any.
pub(super) async fn chain_all(central: &Central) {
    match Box::pin(central::bitacora::chain_open_ejercicio(central)).await {
        Ok(0) => {}
        Ok(chained) => tracing::debug!(chained, "events got their places"),
        Err(error) => {
            tracing::error!(%error, "chaining the bitácora failed; it will be tried again");
        }
    }
}
