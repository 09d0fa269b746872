//! Several writing use cases in one commit, on SQLite, whose commits are made durable one at a time.
//!
//! One task has the writing connection. It lends it from one use case to the next, each between a
//! savepoint and its release, and commits when nobody else waits. A use case is told that it is done
//! once that commit is durable. What fails is taken back to its savepoint alone; if the whole
//! transaction is lost, everybody in it is told. Nobody waits for company: a group is whoever came
//! while the one before was being made durable.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use sqlx::{Any, AnyConnection, AnyPool, Executor as _, Transaction};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use super::engine::ACQUIRE;

/// Most use cases in one commit.
const MOST: usize = 256;
/// How long a group may go on lending: the first in it wait as long for their answers.
const LONGEST: Duration = Duration::from_millis(50);
/// Most use cases that wait for a seat before others wait for a place in the queue.
const WAITING: usize = 1_024;

/// The way to the task that has the writing connection. The task ends with the last of these.
#[derive(Clone)]
pub(super) struct Group {
    requests: mpsc::Sender<Request>,
}

/// Where a use case waits for its seat.
type Request = oneshot::Sender<Result<Seat, sqlx::Error>>;
/// Where a use case waits for its commit.
type Told = oneshot::Sender<Result<(), Arc<sqlx::Error>>>;

/// The transaction of a group, lent to one use case. Given back by [`Seat::keep`], or dropped, which
/// takes back what was done.
pub(super) struct Seat {
    /// There until it is given back.
    lent: Option<(Transaction<'static, Any>, oneshot::Sender<Left>)>,
}

/// How a use case left its seat.
enum Left {
    /// What it did stays, if the group's commit is done.
    Keep(Transaction<'static, Any>, Told),
    Undo(Transaction<'static, Any>),
}

impl Group {
    /// Groups over the one connection of `writer`.
    pub(super) fn over(writer: AnyPool) -> Self {
        let (requests, waiting) = mpsc::channel(WAITING);
        tokio::spawn(run(writer, waiting));
        Self { requests }
    }

    /// Waits for a seat, as long as for a connection.
    pub(super) async fn sit(&self) -> Result<Seat, sqlx::Error> {
        let seated = async {
            let (request, seat) = oneshot::channel();
            let asked = self.requests.send(request).await;
            asked.map_err(|_| sqlx::Error::PoolClosed)?;
            seat.await.unwrap_or(Err(sqlx::Error::PoolClosed))
        };
        let seated = tokio::time::timeout(ACQUIRE, seated).await;
        seated.unwrap_or(Err(sqlx::Error::PoolTimedOut))
    }
}

impl fmt::Debug for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Group")
    }
}

impl Seat {
    fn in_group(transaction: Transaction<'static, Any>) -> (Self, oneshot::Receiver<Left>) {
        let (back, left) = oneshot::channel();
        let lent = Some((transaction, back));
        (Self { lent }, left)
    }

    /// The connection that everything goes through.
    pub(super) fn connection(&mut self) -> &mut AnyConnection {
        let (transaction, _) = self.lent.as_mut().expect("only keep and drop give it back");
        transaction
    }

    /// Leaves what was done to the group's commit and waits until that is durable.
    pub(super) async fn keep(mut self) -> Result<(), Arc<sqlx::Error>> {
        let (told, outcome) = oneshot::channel();
        let (transaction, back) = self.lent.take().expect("only keep and drop give it back");
        // If nobody is there to take it, the transaction is rolled back and the outcome tells.
        let _ = back.send(Left::Keep(transaction, told));
        outcome
            .await
            .unwrap_or_else(|_| Err(Arc::new(sqlx::Error::PoolClosed)))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if let Some((transaction, back)) = self.lent.take() {
            let _ = back.send(Left::Undo(transaction));
        }
    }
}

impl fmt::Debug for Seat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seat")
    }
}

async fn run(writer: AnyPool, mut requests: mpsc::Receiver<Request>) {
    while let Some(request) = requests.recv().await {
        match begin(&writer).await {
            Ok(transaction) => {
                let mut members = Vec::new();
                let done = group(transaction, request, &mut requests, &mut members).await;
                let done = done.map_err(Arc::new);
                for told in members {
                    // Whoever does not wait any more finds out by asking again.
                    let _ = told.send(done.clone());
                }
            }
            Err(error) => {
                let _ = request.send(Err(error));
            }
        }
    }
}

/// A transaction that has the write lock.
async fn begin(writer: &AnyPool) -> Result<Transaction<'static, Any>, sqlx::Error> {
    match writer.begin_with("BEGIN IMMEDIATE").await {
        // A commit failed and the engine had already rolled back: the driver believes itself inside
        // a transaction for ever. Another connection does not.
        Err(sqlx::Error::InvalidSavePointStatement) => {
            writer.acquire().await?.close().await?;
            writer.begin_with("BEGIN IMMEDIATE").await
        }
        begun => begun,
    }
}

/// Lends the transaction to one after the other and commits it.
async fn group(
    mut transaction: Transaction<'static, Any>,
    first: Request,
    requests: &mut mpsc::Receiver<Request>,
    members: &mut Vec<Told>,
) -> Result<(), sqlx::Error> {
    let until = Instant::now() + LONGEST;
    let mut seated = 0;
    let mut next = Some(first);
    while let Some(request) = next {
        transaction = lend(transaction, request, members).await?;
        seated += 1;
        let goes_on = seated < MOST && Instant::now() < until;
        next = if goes_on {
            requests.try_recv().ok()
        } else {
            None
        };
    }
    tracing::trace!(seated, kept = members.len(), "a group commits");
    if members.is_empty() {
        return transaction.rollback().await;
    }
    transaction.commit().await
}

/// Lends the transaction to one use case; gives it back with what that did, or without.
async fn lend(
    mut transaction: Transaction<'static, Any>,
    request: Request,
    members: &mut Vec<Told>,
) -> Result<Transaction<'static, Any>, sqlx::Error> {
    (&mut *transaction).execute("SAVEPOINT seat").await?;
    let (seat, left) = Seat::in_group(transaction);
    // One who waits no more drops the seat here, and it comes back like any other.
    drop(request.send(Ok(seat)));
    let (mut transaction, ended) = match left.await {
        Ok(Left::Keep(mut transaction, told)) => {
            members.push(told);
            let ended = (&mut *transaction).execute("RELEASE seat").await;
            (transaction, ended)
        }
        Ok(Left::Undo(mut transaction)) => {
            let undone = (&mut *transaction)
                .execute("ROLLBACK TO seat; RELEASE seat")
                .await;
            (transaction, undone)
        }
        Err(_) => return Err(sqlx::Error::WorkerCrashed),
    };
    match ended {
        Ok(_) => Ok(transaction),
        Err(error) => {
            // The engine broke the transaction off, as on a full disk. The driver must see one end,
            // or it would believe itself inside of it for ever.
            let _ = (&mut *transaction).execute("BEGIN").await;
            let _ = transaction.rollback().await;
            Err(error)
        }
    }
}

#[cfg(test)]
mod tests;
