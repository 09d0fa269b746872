use prep_model::contract::Sha256Digest;
use prep_model::people::PersonId;
use sqlx::query;

use super::{Dialect, StoreError, Tx, sql};

/// What one transaction does at a time, whatever process it is in. On SQLite writing transactions
/// exclude each other anyway; on PostgreSQL it is an advisory lock until the transaction ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn<'a> {
    /// Writing at all: alone, or beside others that declared themselves fit for it.
    Writer,
    /// Giving events their place in the chain.
    Sequencer,
    /// Taking an acta for this person, who may have two windows open.
    Claimant(&'a PersonId),
}

impl Turn<'_> {
    /// Its number among advisory locks: eight bytes of a digest, so that nobody keeps a list.
    fn number(self) -> i64 {
        let name = match self {
            Self::Writer => "writer".to_owned(),
            Self::Sequencer => "sequencer".to_owned(),
            Self::Claimant(person) => format!("claimant {person}"),
        };
        let digest = Sha256Digest::of(format!("prep turn {name}").as_bytes());
        let first = digest.as_bytes().first_chunk();
        i64::from_be_bytes(*first.expect("a digest has 32 bytes"))
    }
}

impl Tx {
    /// Waits until no other transaction has this turn, and has it until this one ends. Whoever hangs
    /// in the sequencer's turn loses it after seconds.
    pub async fn take_turn(&mut self, turn: Turn<'_>) -> Result<(), StoreError> {
        let text = match turn {
            Turn::Sequencer => sql!("turns/take_short_turn.postgres"),
            Turn::Writer | Turn::Claimant(_) => sql!("turns/take_turn.postgres"),
        };
        self.wait_turn(turn, text).await
    }

    /// Waits until no other transaction has this turn for itself, and keeps any from getting it.
    pub(super) async fn take_turn_beside(&mut self, turn: Turn<'_>) -> Result<(), StoreError> {
        self.wait_turn(turn, sql!("turns/take_turn_beside.postgres"))
            .await
    }

    async fn wait_turn(&mut self, turn: Turn<'_>, text: &'static str) -> Result<(), StoreError> {
        match self.dialect() {
            Dialect::Sqlite => Ok(()),
            Dialect::Postgres => {
                let statement = query(text).bind(turn.number());
                // Boxed, so that the futures of use cases are no deeper than without it.
                Box::pin(self.fetch_one(statement)).await.map(drop)
            }
        }
    }
}
