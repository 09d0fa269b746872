use std::collections::BTreeSet;

use prep_model::bitacora::CapturaTask;
use prep_model::machines::captura::{Captura, Lease};
use prep_model::people::PersonId;
use prep_model::time::Timestamp;
use sqlx::any::AnyRow;
use sqlx::query;

use super::{CapturaRowId, RowExt, StoreError, Tx, sql};
use crate::capturas::LeaseKey;

/// A lease as stored: what the machine knows of it and how pages name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaseRow {
    /// Its number within the round.
    pub token: u64,
    /// What it is for.
    pub task: CapturaTask,
    /// Its name in pages and addresses.
    pub key: LeaseKey,
    /// When it was given.
    pub leased_at: Timestamp,
    /// When it lapses.
    pub until: Timestamp,
    /// Decides the order in which a verificador sees the sides.
    pub shuffle: u32,
}

/// A person's part in a round as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CapturaPerson {
    /// Who.
    pub person: PersonId,
    /// The lease they hold.
    pub lease: Option<LeaseRow>,
}

impl CapturaPerson {
    /// Everybody who takes part in `captura`, by person, each lease with the row that `row_of` has
    /// for it.
    pub fn of(
        captura: &Captura,
        row_of: impl Fn(&Lease, CapturaTask) -> Option<LeaseRow>,
    ) -> Vec<Self> {
        let done = captura.state().done();
        let leases = captura.state().leases();
        let authors = done.iter().map(|done| &done.person);
        let holders = leases.iter().map(|(_, lease)| &lease.person);
        let people: BTreeSet<&PersonId> = authors.chain(holders).chain(captura.barred()).collect();
        let part = |person: &PersonId| {
            let held = leases.iter().find(|(_, lease)| lease.person == *person);
            Self {
                person: person.clone(),
                lease: held.and_then(|(task, lease)| row_of(lease, *task)),
            }
        };
        people.into_iter().map(part).collect()
    }
}

const TASKS: [CapturaTask; 4] = [
    CapturaTask::First,
    CapturaTask::Second,
    CapturaTask::Verificacion,
    CapturaTask::SecondVerificacion,
];

/// A task as columns hold it.
pub(super) fn task_text(task: CapturaTask) -> &'static str {
    match task {
        CapturaTask::First => "first",
        CapturaTask::Second => "second",
        CapturaTask::Verificacion => "verificacion",
        CapturaTask::SecondVerificacion => "second_verificacion",
    }
}

const TABLE: &str = "captura_people";

fn to_i64(number: u64) -> i64 {
    i64::try_from(number).expect("no captura is leased 2^63 times")
}

/// The task of a row that has one.
pub(super) fn task_of(row: &AnyRow) -> Result<CapturaTask, StoreError> {
    let task: String = row.raw(TABLE, "task")?;
    let mut known = TASKS.into_iter();
    known
        .find(|known| task_text(*known) == task)
        .ok_or_else(|| row.inconsistent(TABLE, "task", &"not a task"))
}

fn person_row(row: &AnyRow) -> Result<CapturaPerson, StoreError> {
    let person = row.parsed(TABLE, "person")?;
    let Some(token) = row.raw::<Option<i64>>(TABLE, "token")? else {
        return Ok(CapturaPerson {
            person,
            lease: None,
        });
    };
    let token = u64::try_from(token).map_err(|error| row.inconsistent(TABLE, "token", &error))?;
    let shuffle: i64 = row.raw(TABLE, "shuffle")?;
    let lease = LeaseRow {
        token,
        task: task_of(row)?,
        key: row.parsed(TABLE, "lease_key")?,
        leased_at: row.moment(TABLE, "leased_at")?,
        until: row.moment(TABLE, "lease_until")?,
        shuffle: u32::try_from(shuffle)
            .map_err(|error| row.inconsistent(TABLE, "shuffle", &error))?,
    };
    Ok(CapturaPerson {
        person,
        lease: Some(lease),
    })
}

impl Tx {
    /// Who takes part in a round, by person.
    pub(super) async fn list_people(
        &mut self,
        captura: CapturaRowId,
    ) -> Result<Vec<CapturaPerson>, StoreError> {
        let statement = query(sql!("capturas/list_people")).bind(captura.0);
        let rows = self.fetch_all(statement).await?;
        rows.iter().map(person_row).collect()
    }

    /// Puts `people` in the place of `before`, touching only who changed.
    pub(super) async fn replace_people(
        &mut self,
        captura: CapturaRowId,
        before: &[CapturaPerson],
        people: &[CapturaPerson],
    ) -> Result<(), StoreError> {
        for gone in before {
            if !people.iter().any(|part| part.person == gone.person) {
                let statement = query(sql!("capturas/delete_person"))
                    .bind(captura.0)
                    .bind(gone.person.to_string());
                self.execute_one(statement).await?;
            }
        }
        for part in people.iter().filter(|part| !before.contains(part)) {
            self.upsert_person(captura, part).await?;
        }
        Ok(())
    }

    /// Saves somebody's part in a round.
    pub(super) async fn upsert_person(
        &mut self,
        row_id: CapturaRowId,
        part: &CapturaPerson,
    ) -> Result<(), StoreError> {
        let lease = part.lease.as_ref();
        let statement = query(sql!("capturas/upsert_person"))
            .bind(row_id.0)
            .bind(part.person.to_string())
            .bind(lease.map(|lease| to_i64(lease.token)))
            .bind(lease.map(|lease| task_text(lease.task)))
            .bind(lease.map(|lease| lease.key.to_string()))
            .bind(lease.map(|lease| lease.leased_at.micros()))
            .bind(lease.map(|lease| lease.until.micros()))
            .bind(lease.map(|lease| i64::from(lease.shuffle)));
        self.execute_one(statement).await
    }
}
