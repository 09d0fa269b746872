use prep_model::people::PersonId;
use prep_model::time::Timestamp;

use super::session::{IDLE_SECONDS, SessionToken};
use crate::{Central, Failure};

/// Somebody who has sessions now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inside {
    /// Who.
    pub person: PersonId,
    /// How many sessions.
    pub sessions: u64,
    /// The last time any of them was used, to the minute.
    pub seen_at: Timestamp,
}

/// One session of a person, as they are told of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenSession {
    /// True for the one that asks.
    pub is_own: bool,
    /// When it began.
    pub opened_at: Timestamp,
    /// When it was last used, to the minute.
    pub seen_at: Timestamp,
}

/// Everybody who is in now.
#[tracing::instrument(skip_all)]
pub async fn list_inside(central: &Central) -> Result<Vec<Inside>, Failure> {
    let now = central.now();
    let mut tx = central.store.read("list_inside").await?;
    Ok(tx.list_inside(now, now.plus_seconds(-IDLE_SECONDS)).await?)
}

/// The sessions of `person`, of which `own` is the one that asks, the oldest first.
#[tracing::instrument(skip_all)]
pub async fn list_sessions(
    central: &Central,
    person: &PersonId,
    own: &SessionToken,
) -> Result<Vec<OpenSession>, Failure> {
    let now = central.now();
    let mut tx = central.store.read("list_sessions").await?;
    let idle_since = now.plus_seconds(-IDLE_SECONDS);
    Ok(tx.list_sessions_of(person, now, idle_since, own).await?)
}
