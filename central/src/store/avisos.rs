use prep_model::machines::aviso::{Aviso, AvisoState};
use prep_model::people::{DeviceId, Person, PersonId};
use prep_model::time::Timestamp;
use sqlx::any::AnyRow;
use sqlx::query;

use super::{EjercicioRowId, RowExt, StoreError, Tx, sql, sql_held};
use crate::accounts::{Scope, role_named};

/// An aviso as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AvisoRow {
    /// Its machine.
    pub aviso: Aviso,
    /// When it was sent.
    pub published_at: Timestamp,
    /// By whom.
    pub published_by: PersonId,
}

/// Somebody to whom an aviso may be addressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// Who, in which role.
    pub person: Person,
    /// Where the role holds.
    pub scope: Scope,
}

const TABLE: &str = "avisos";
const ACUSES: &str = "aviso_acuses";

fn to_json(aviso: &Aviso) -> String {
    serde_json::to_string(aviso).expect("an aviso has only text keys")
}

fn aviso_row(row: &AnyRow) -> Result<AvisoRow, StoreError> {
    Ok(AvisoRow {
        aviso: row.json(TABLE, "state")?,
        published_at: row.moment(TABLE, "published_at")?,
        published_by: row.parsed(TABLE, "published_by")?,
    })
}

/// A number that people count with, as columns hold it.
pub(super) fn number(row: &AnyRow, table: &'static str) -> Result<u32, StoreError> {
    let number = row.count(table, "number")?;
    u32::try_from(number).map_err(|error| row.inconsistent(table, "number", &error))
}

impl Tx {
    /// The number of the last aviso; 0 before the first.
    pub async fn find_last_aviso(&mut self, ejercicio: EjercicioRowId) -> Result<u32, StoreError> {
        let statement = query(sql!("avisos/find_last_number")).bind(ejercicio.0);
        number(&self.fetch_one(statement).await?, TABLE)
    }

    /// Adds an aviso that was just sent.
    pub async fn insert_aviso(
        &mut self,
        ejercicio: EjercicioRowId,
        aviso: &Aviso,
        by: &PersonId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = query(sql!("avisos/insert_aviso"))
            .bind(ejercicio.0)
            .bind(i64::from(aviso.number()))
            .bind(now.micros())
            .bind(by.to_string())
            .bind(to_json(aviso));
        self.execute_one(statement).await
    }

    /// Saves an aviso after a transition.
    pub async fn update_aviso(
        &mut self,
        ejercicio: EjercicioRowId,
        aviso: &Aviso,
    ) -> Result<(), StoreError> {
        let standing = aviso.state() == AvisoState::Standing;
        let statement = query(sql!("avisos/update_aviso"))
            .bind(ejercicio.0)
            .bind(i64::from(aviso.number()))
            .bind(i64::from(standing))
            .bind(to_json(aviso));
        self.execute_one(statement).await
    }

    /// The aviso of that number.
    pub async fn find_aviso(
        &mut self,
        ejercicio: EjercicioRowId,
        number: u32,
    ) -> Result<Option<AvisoRow>, StoreError> {
        let statement = query(self.held(sql_held!("avisos/find_aviso")))
            .bind(ejercicio.0)
            .bind(i64::from(number));
        let row = self.fetch_optional(statement).await?;
        row.as_ref().map(aviso_row).transpose()
    }

    /// At most `limit` avisos, the newest first; only those that stand, if asked for.
    pub async fn list_avisos(
        &mut self,
        ejercicio: EjercicioRowId,
        only_standing: bool,
        limit: u32,
    ) -> Result<Vec<AvisoRow>, StoreError> {
        let statement = query(sql!("avisos/list_avisos"))
            .bind(ejercicio.0)
            .bind(i64::from(only_standing))
            .bind(i64::from(limit));
        self.fetch_all(statement)
            .await?
            .iter()
            .map(aviso_row)
            .collect()
    }

    /// Writes that somebody knows; false if they had said so before.
    pub async fn insert_acuse(
        &mut self,
        ejercicio: EjercicioRowId,
        number: u32,
        (person, device): (&PersonId, Option<DeviceId>),
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let statement = query(sql!("avisos/insert_acuse"))
            .bind(ejercicio.0)
            .bind(i64::from(number))
            .bind(person.to_string())
            .bind(device.map(|device| device.to_string()))
            .bind(now.micros());
        Ok(self.execute(statement).await?.rows_affected() == 1)
    }

    /// Who knows of one aviso and since when, in that order.
    pub async fn list_acuses(
        &mut self,
        ejercicio: EjercicioRowId,
        number: u32,
    ) -> Result<Vec<(PersonId, Timestamp)>, StoreError> {
        let statement = query(sql!("avisos/list_acuses"))
            .bind(ejercicio.0)
            .bind(i64::from(number));
        let rows = self.fetch_all(statement).await?;
        let acuse = |row: &AnyRow| Ok((row.parsed(ACUSES, "person")?, row.moment(ACUSES, "at")?));
        rows.iter().map(acuse).collect()
    }

    /// Of which avisos one person said that they know, and when, by number.
    pub async fn list_acuses_of(
        &mut self,
        ejercicio: EjercicioRowId,
        person: &PersonId,
    ) -> Result<Vec<(u32, Timestamp)>, StoreError> {
        let statement = query(sql!("avisos/list_acuses_of"))
            .bind(ejercicio.0)
            .bind(person.to_string());
        let rows = self.fetch_all(statement).await?;
        let acuse = |row: &AnyRow| Ok((number(row, ACUSES)?, row.moment(ACUSES, "at")?));
        rows.iter().map(acuse).collect()
    }

    /// Where and as what somebody works; `None` if nobody may enter under that id.
    pub async fn find_addressee(
        &mut self,
        person: &PersonId,
    ) -> Result<Option<Addressee>, StoreError> {
        const ACCOUNTS: &str = "accounts";
        let statement = query(sql!("avisos/find_addressee")).bind(person.to_string());
        let Some(row) = self.fetch_optional(statement).await? else {
            return Ok(None);
        };
        let role: String = row.raw(ACCOUNTS, "role")?;
        let role =
            role_named(&role).ok_or_else(|| row.inconsistent(ACCOUNTS, "role", &"no such role"))?;
        Ok(Some(Addressee {
            person: Person {
                id: row.parsed(ACCOUNTS, "person")?,
                role,
            },
            scope: row.parsed(ACCOUNTS, "scope")?,
        }))
    }
}
