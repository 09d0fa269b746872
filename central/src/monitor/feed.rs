use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use thiserror::Error;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::{Curve, MonitorBoard, monitor_board};
use crate::Central;
use crate::changes::ChangeSignal;

/// From the end of one computation to the next at least.
const PAUSE: Duration = Duration::from_secs(2);
/// The pause is also at least so many times what the computation took.
const REST: u32 = 9;
/// Times pass although nothing happens: figures are never older than this and a pause.
const AT_MOST: Duration = Duration::from_secs(5);
/// For how long figures are kept ready after the last look.
const LINGER: Duration = Duration::from_mins(1);

/// The figures of one process for all who look: one task computes them, however many look, and looking
/// costs no statement.
#[derive(Clone)]
pub struct MonitorFeed(Arc<Shared>);

struct Shared {
    central: Central,
    latest: watch::Sender<Reading>,
    keeper: Mutex<Keeper>,
}

struct Keeper {
    /// The task; `None` while nobody looks.
    task: Option<JoinHandle<()>>,
    asked: Instant,
}

#[derive(Debug, Clone)]
enum Reading {
    NotYet,
    Failed,
    Read(Option<Arc<MonitorBoard>>),
}

/// The figures cannot be computed now; the log says why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the figures of the monitor cannot be computed")]
pub struct MonitorUnavailable;

/// Somebody who goes on looking. While there is one, figures are computed.
#[derive(Clone)]
pub struct MonitorWatch {
    receiver: watch::Receiver<Reading>,
    /// Keeps the figures coming.
    _feed: MonitorFeed,
}

impl MonitorFeed {
    /// Over one data centre. Nothing is computed until somebody looks.
    pub fn over(central: Central) -> Self {
        Self(Arc::new(Shared {
            central,
            latest: watch::Sender::new(Reading::NotYet),
            keeper: Mutex::new(Keeper {
                task: None,
                asked: Instant::now(),
            }),
        }))
    }

    /// The newest figures; `None` in them while no ejercicio is open. Waits only for the first.
    pub async fn latest(&self) -> Result<Option<Arc<MonitorBoard>>, MonitorUnavailable> {
        let mut receiver = self.ask();
        let read = receiver.wait_for(|reading| !matches!(reading, Reading::NotYet));
        match read.await.as_deref() {
            Ok(Reading::Read(board)) => Ok(board.clone()),
            _ => Err(MonitorUnavailable),
        }
    }

    /// From now on, for somebody who goes on looking.
    pub fn watch(&self) -> MonitorWatch {
        MonitorWatch {
            receiver: self.ask(),
            _feed: self.clone(),
        }
    }

    /// Notes that somebody looks, and sees to it that somebody computes.
    fn ask(&self) -> watch::Receiver<Reading> {
        let shared = &self.0;
        let mut keeper = shared.keeper();
        keeper.asked = Instant::now();
        if keeper.task.as_ref().is_none_or(JoinHandle::is_finished) {
            // What stands there is from when somebody last looked.
            shared.latest.send_replace(Reading::NotYet);
            let central = shared.central.clone();
            keeper.task = Some(tokio::spawn(keep(central, Arc::downgrade(shared))));
        }
        shared.latest.subscribe()
    }
}

impl MonitorWatch {
    /// The newest figures that were not given yet; waits for them. `None` in them while no ejercicio is
    /// open.
    pub async fn next(&mut self) -> Result<Option<Arc<MonitorBoard>>, MonitorUnavailable> {
        loop {
            let now = self.receiver.borrow_and_update().clone();
            let fresh = match now {
                Reading::Read(board) => Some(Ok(board)),
                Reading::Failed => Some(Err(MonitorUnavailable)),
                Reading::NotYet => None,
            };
            if let Some(fresh) = fresh {
                return fresh;
            }
            if self.receiver.changed().await.is_err() {
                return Err(MonitorUnavailable);
            }
        }
    }

    /// Waits until there are figures that were not given yet.
    pub async fn changed(&mut self) -> Result<(), MonitorUnavailable> {
        let changed = self.receiver.changed().await;
        changed.map_err(|_| MonitorUnavailable)
    }
}

impl Shared {
    fn keeper(&self) -> MutexGuard<'_, Keeper> {
        self.keeper.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn publish(&self, read: Result<Option<MonitorBoard>, crate::Failure>) {
        match read {
            Ok(board) => {
                self.latest.send_replace(Reading::Read(board.map(Arc::new)));
            }
            Err(error) => {
                tracing::error!(%error, "the figures of the monitor were not computed");
                // What was computed before stays: it says of when it is.
                self.latest.send_if_modified(|reading| {
                    let first = matches!(reading, Reading::NotYet);
                    if first {
                        *reading = Reading::Failed;
                    }
                    first
                });
            }
        }
    }

    /// Stops computing if nobody has looked for a while.
    fn is_over(&self) -> bool {
        let mut keeper = self.keeper();
        let over = self.latest.receiver_count() == 0 && keeper.asked.elapsed() > LINGER;
        if over {
            keeper.task = None;
        }
        over
    }
}

async fn keep(central: Central, shared: Weak<Shared>) {
    let mut signal = ChangeSignal::of(&central);
    let mut curve = Curve::default();
    loop {
        let began = Instant::now();
        let read = Box::pin(monitor_board(&central, &mut curve)).await;
        let took = began.elapsed();
        match shared.upgrade() {
            Some(shared) => {
                shared.publish(read);
                if shared.is_over() {
                    return;
                }
            }
            None => return,
        }
        tokio::time::sleep(PAUSE.max(took * REST)).await;
        signal.wait(AT_MOST).await;
    }
}
