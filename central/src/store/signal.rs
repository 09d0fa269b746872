use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use sqlx::postgres::PgListener;
use tokio::sync::watch;
use tokio::task::AbortHandle;

use super::DatabaseUrl;

/// The channel on which the sequencer tells that the feed has grown.
const CHANNEL: &str = "prep_changes";
/// How long to wait before connecting again to a database that does not answer.
const AGAIN: Duration = Duration::from_secs(1);

/// Wakes whoever waits for changes of this database: from this process on SQLite, from any process
/// on PostgreSQL, where one connection of the process listens from the first reader on.
pub(crate) struct Signal {
    count: watch::Sender<u64>,
    /// Where to listen; `None` on SQLite.
    address: Option<String>,
    listener: Mutex<Option<AbortHandle>>,
}

impl Signal {
    pub(super) fn of(url: &DatabaseUrl) -> Self {
        let address = match url {
            DatabaseUrl::Sqlite(_) => None,
            DatabaseUrl::Postgres(address) => Some(address.clone()),
        };
        Self {
            count: watch::Sender::new(0),
            address,
            listener: Mutex::new(None),
        }
    }

    /// Something changed.
    pub(super) fn tell(&self) {
        self.count
            .send_modify(|count| *count = count.wrapping_add(1));
    }

    /// A receiver that changes when something did.
    pub(crate) fn subscribe(self: &Arc<Self>) -> watch::Receiver<u64> {
        if let Some(address) = &self.address {
            let mut listener = self.listener.lock().unwrap_or_else(PoisonError::into_inner);
            if listener.as_ref().is_none_or(AbortHandle::is_finished) {
                let task = tokio::spawn(listen(address.clone(), Arc::downgrade(self)));
                *listener = Some(task.abort_handle());
            }
        }
        self.count.subscribe()
    }

    /// Stops listening; readers find out by their own patience.
    pub(super) fn stop(&self) {
        let mut listener = self.listener.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(task) = listener.take() {
            task.abort();
        }
    }
}

impl Drop for Signal {
    fn drop(&mut self) {
        self.stop();
    }
}

impl fmt::Debug for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signal")
    }
}

async fn listen(address: String, signal: Weak<Signal>) {
    loop {
        if let Err(error) = listen_once(&address, &signal).await {
            tracing::warn!(%error, "listening for changes broke off; readers look by themselves");
        }
        if signal.strong_count() == 0 {
            return;
        }
        tokio::time::sleep(AGAIN).await;
    }
}

async fn listen_once(address: &str, signal: &Weak<Signal>) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect(address).await?;
    listener.listen(CHANNEL).await?;
    while let Some(known) = signal.upgrade() {
        // Also right after (re)connecting: something may have been told to nobody.
        known.tell();
        drop(known);
        listener.try_recv().await?;
    }
    Ok(())
}
