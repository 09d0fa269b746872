use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedMutexGuard, watch};

/// One writer at a time for each upload. A newer request does not wait for an older one: the older
/// is told to stop, saves what it has and leaves. So a client whose connection died never finds its
/// own upload locked by the ghost of it.
///
/// This keeps order within a process. Between processes central does, for the stores that several
/// share: finding an upload makes the finder its only writer (`central::recepcion::find_upload`), and
/// the older is refused with its next piece.
#[derive(Debug, Clone, Default)]
pub(crate) struct UploadLocks {
    slots: Arc<Mutex<HashMap<String, Arc<Slot>>>>,
}

#[derive(Debug)]
struct Slot {
    /// Number of the newest request.
    newest: watch::Sender<u64>,
    writing: Arc<tokio::sync::Mutex<()>>,
}

/// The right to write to one upload, until a newer request comes.
#[derive(Debug)]
pub(crate) struct UploadGuard {
    locks: UploadLocks,
    capability: String,
    number: u64,
    newest: watch::Receiver<u64>,
    writing: Option<OwnedMutexGuard<()>>,
}

impl UploadLocks {
    /// Waits until whoever was writing has stopped, which is at once.
    pub(crate) async fn acquire(&self, capability: &str) -> UploadGuard {
        let slot = {
            let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
            let slot = slots.entry(capability.to_owned()).or_insert_with(|| {
                Arc::new(Slot {
                    newest: watch::Sender::new(0),
                    writing: Arc::default(),
                })
            });
            Arc::clone(slot)
        };
        let newest = slot.newest.subscribe();
        let mut number = 0;
        slot.newest.send_modify(|newest| {
            *newest += 1;
            number = *newest;
        });
        let writing = Arc::clone(&slot.writing).lock_owned().await;
        UploadGuard {
            locks: self.clone(),
            capability: capability.to_owned(),
            number,
            newest,
            writing: Some(writing),
        }
    }

    /// Stops whoever is writing, if somebody is; true if so.
    pub(crate) async fn interrupt(&self, capability: &str) -> bool {
        let busy = {
            let slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
            slots.contains_key(capability)
        };
        if busy {
            self.acquire(capability).await;
        }
        busy
    }
}

impl UploadGuard {
    /// Returns when a newer request wants the upload.
    pub(crate) async fn stolen(&self) {
        let mut newest = self.newest.clone();
        // The sender lives in the slot, which outlives its guards; if it went away, nobody waits.
        if newest
            .wait_for(|newest| *newest > self.number)
            .await
            .is_err()
        {
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for UploadGuard {
    fn drop(&mut self) {
        self.writing = None;
        let mut slots = self
            .locks
            .slots
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let is_newest = *self.newest.borrow() == self.number;
        if is_newest {
            slots.remove(&self.capability);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_newer_request_stops_the_older_and_then_writes() {
        let locks = UploadLocks::default();
        let first = locks.acquire("a").await;
        let second = tokio::spawn({
            let locks = locks.clone();
            async move { locks.acquire("a").await.number }
        });
        first.stolen().await;
        drop(first);
        assert_eq!(second.await.unwrap(), 2);
        assert!(locks.slots.lock().unwrap().is_empty());
        assert!(!locks.interrupt("a").await);
    }
}
