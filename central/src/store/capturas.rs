use std::collections::BTreeSet;

use prep_model::claves::ActaKey;
use prep_model::elecciones::Modalidad;
use prep_model::machines::captura::{Captura, CapturaState};
use prep_model::people::{Action, Person, PersonId};
use prep_model::perfiles::ModoCaptura;
use prep_model::time::Timestamp;
use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, query};

use super::filas::bits;
use super::{
    CapturaPerson, Dialect, EjercicioRowId, LeaseRow, Queued, RowExt, StoreError, Tx, sql,
    sql_held, sql_of,
};
use crate::capturas::LeaseKey;

/// A captura's row number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CapturaRowId(pub(super) i64);

/// What a round waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CapturaWork {
    /// A capturista, for the first or the second captura: which of them is nobody's to know.
    Captura,
    /// A verificador, the first or the second.
    Verificacion,
}

/// Why the next round is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// To give it to somebody: what is found is held by the transaction until it ends, and what
    /// another is just taking is stepped over.
    ToTake,
    /// To see which it is.
    Only,
}

/// A round of captura as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CapturaRow {
    /// Row number.
    pub row_id: CapturaRowId,
    /// The acta.
    pub acta: ActaKey,
    /// Since when it waits.
    pub queued_at: Timestamp,
    /// Where it belongs in the queue.
    pub queued: Queued,
    /// Its machine.
    pub machine: Captura,
    /// Who takes part, by person.
    pub people: Vec<CapturaPerson>,
}

impl CapturaRow {
    /// The lease that pages call `key`.
    pub fn lease(&self, key: &LeaseKey) -> Option<&LeaseRow> {
        let leases = self.people.iter().filter_map(|part| part.lease.as_ref());
        leases.into_iter().find(|lease| lease.key == *key)
    }

    /// The lease that `person` holds.
    pub fn lease_of(&self, person: &PersonId) -> Option<&LeaseRow> {
        let part = self.people.iter().find(|part| part.person == *person)?;
        part.lease.as_ref()
    }
}

impl CapturaWork {
    /// What somebody of that role is given.
    pub(crate) fn of_person(person: &Person) -> Self {
        if person.role.may(Action::Verify) {
            Self::Verificacion
        } else {
            Self::Captura
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Captura => "captura",
            Self::Verificacion => "verificacion",
        }
    }

    /// The work that columns call `name`.
    pub(super) fn named(name: &str) -> Option<Self> {
        let mut all = [Self::Captura, Self::Verificacion].into_iter();
        all.find(|work| work.as_str() == name)
    }

    /// What the round waits for once nobody holds a lease; `None` once it ended.
    pub fn of(captura: &Captura) -> Option<Self> {
        match captura.state() {
            CapturaState::Pending | CapturaState::FirstInProgress { .. } => Some(Self::Captura),
            CapturaState::FirstDone { .. }
            | CapturaState::FirstRecalled { .. }
            | CapturaState::SecondInProgress { .. }
            | CapturaState::BothInProgress { .. } => match captura.rules().modo {
                ModoCaptura::DobleCiega => Some(Self::Captura),
                ModoCaptura::CapturaYVerificacion => Some(Self::Verificacion),
            },
            CapturaState::Different { .. }
            | CapturaState::VerificacionInProgress { .. }
            | CapturaState::NeedsSecondVerificacion { .. }
            | CapturaState::SecondVerificacionInProgress { .. } => Some(Self::Verificacion),
            CapturaState::Settled { .. }
            | CapturaState::ImageUnusable { .. }
            | CapturaState::SentBack { .. } => None,
        }
    }
}

/// The stage as the column holds it.
fn stage_text(state: &CapturaState) -> &'static str {
    match state {
        CapturaState::Pending => "pending",
        CapturaState::FirstInProgress { .. } => "first_in_progress",
        CapturaState::FirstDone { .. } => "first_done",
        CapturaState::FirstRecalled { .. } => "first_recalled",
        CapturaState::SecondInProgress { .. } => "second_in_progress",
        CapturaState::BothInProgress { .. } => "both_in_progress",
        CapturaState::Different { .. } => "different",
        CapturaState::VerificacionInProgress { .. } => "verificacion_in_progress",
        CapturaState::NeedsSecondVerificacion { .. } => "needs_second_verificacion",
        CapturaState::SecondVerificacionInProgress { .. } => "second_verificacion_in_progress",
        CapturaState::Settled { .. } => "settled",
        CapturaState::ImageUnusable { .. } => "image_unusable",
        CapturaState::SentBack { .. } => "sent_back",
    }
}

/// Who made what the next person must not have made; empty while there is none.
fn author(state: &CapturaState) -> &str {
    match state {
        CapturaState::FirstDone { first }
        | CapturaState::FirstRecalled { first, .. }
        | CapturaState::SecondInProgress { first, .. }
        | CapturaState::BothInProgress { first, .. } => first.person.as_str(),
        CapturaState::NeedsSecondVerificacion { third, .. }
        | CapturaState::SecondVerificacionInProgress { third, .. } => third.done.person.as_str(),
        CapturaState::Pending
        | CapturaState::FirstInProgress { .. }
        | CapturaState::Different { .. }
        | CapturaState::VerificacionInProgress { .. }
        | CapturaState::Settled { .. }
        | CapturaState::ImageUnusable { .. }
        | CapturaState::SentBack { .. } => "",
    }
}

const TABLE: &str = "capturas";

fn to_json(machine: &Captura) -> String {
    serde_json::to_string(machine).expect("a captura has only text keys and no failing serializer")
}

impl Tx {
    /// Adds a round that waits for its first captura, with the people barred from it.
    pub async fn insert_captura(
        &mut self,
        ejercicio: EjercicioRowId,
        acta: &ActaKey,
        machine: &Captura,
        queued: Queued,
        now: Timestamp,
    ) -> Result<CapturaRowId, StoreError> {
        let place = self
            .take_place(ejercicio, &acta.eleccion, queued, now)
            .await?;
        let (modalidad, distrito) = queued.columns();
        let statement = query(sql!("capturas/insert_captura"))
            .bind(ejercicio.0)
            .bind(acta.to_string())
            .bind(acta.eleccion.to_string())
            .bind(i64::from(machine.round()))
            .bind(stage_text(machine.state()))
            .bind(CapturaWork::of(machine).map(CapturaWork::as_str))
            .bind(author(machine.state()).to_owned())
            .bind(now.micros())
            .bind(to_json(machine))
            .bind(now.micros())
            .bind(modalidad)
            .bind(distrito)
            .bind(place);
        let row = self.fetch_one(statement).await?;
        let row_id = CapturaRowId(row.raw(TABLE, "captura_id")?);
        for part in CapturaPerson::of(machine, |_, _| None) {
            self.upsert_person(row_id, &part).await?;
        }
        Ok(row_id)
    }

    /// A round by its row.
    pub async fn find_captura(
        &mut self,
        row_id: CapturaRowId,
    ) -> Result<Option<CapturaRow>, StoreError> {
        let statement = query(self.held(sql_held!("capturas/find_captura"))).bind(row_id.0);
        self.one_captura(statement).await
    }

    /// The last round of an acta.
    pub async fn find_captura_of_acta(
        &mut self,
        ejercicio: EjercicioRowId,
        acta: &ActaKey,
    ) -> Result<Option<CapturaRow>, StoreError> {
        let statement = query(sql!("capturas/find_captura_of_acta"))
            .bind(ejercicio.0)
            .bind(acta.to_string());
        self.one_captura(statement).await
    }

    /// The round on which `person` holds the lease that pages call `key`.
    pub async fn find_captura_by_lease(
        &mut self,
        ejercicio: EjercicioRowId,
        person: &PersonId,
        key: &LeaseKey,
    ) -> Result<Option<CapturaRow>, StoreError> {
        let statement = query(sql!("capturas/find_by_lease"))
            .bind(key.to_string())
            .bind(person.to_string())
            .bind(ejercicio.0);
        self.captura_named_by(statement).await
    }

    /// The round on which `person` holds a lease for this work; of several, the newest lease's.
    pub async fn find_held_captura(
        &mut self,
        ejercicio: EjercicioRowId,
        person: &PersonId,
        work: CapturaWork,
    ) -> Result<Option<CapturaRow>, StoreError> {
        let statement = query(sql!("capturas/find_held"))
            .bind(ejercicio.0)
            .bind(person.to_string())
            .bind(work.as_str());
        self.captura_named_by(statement).await
    }

    /// The first round that `person` may take for this work, of these modalidades, its leases none or
    /// all lapsed.
    pub async fn find_next_captura(
        &mut self,
        ejercicio: EjercicioRowId,
        person: &PersonId,
        (work, given): (CapturaWork, &BTreeSet<Modalidad>),
        look: Look,
        now: Timestamp,
    ) -> Result<Option<CapturaRow>, StoreError> {
        let text = match (look, self.dialect()) {
            // What another transaction is just taking is stepped over.
            (Look::ToTake, Dialect::Postgres) => concat!(
                include_str!(concat!(
                    env!("CARGO_MANIFEST_DIR"),
                    "/sql/capturas/find_next_captura.postgres.sql"
                )),
                "FOR UPDATE OF c SKIP LOCKED"
            ),
            _ => sql_of!(self, "capturas/find_next_captura"),
        };
        let statement = query(text)
            .bind(ejercicio.0)
            .bind(work.as_str())
            .bind(person.to_string())
            .bind(now.micros())
            .bind(bits(given));
        self.captura_named_by(statement).await
    }

    /// The round of the last captura that `person` finished.
    pub async fn find_last_captured(
        &mut self,
        ejercicio: EjercicioRowId,
        person: &PersonId,
    ) -> Result<Option<CapturaRow>, StoreError> {
        let statement = query(sql!("capturas/find_last_captured"))
            .bind(ejercicio.0)
            .bind(person.to_string());
        self.captura_named_by(statement).await
    }

    /// Saves a round after a transition: `people` as they are now take the place of those in `row`.
    pub async fn update_captura(
        &mut self,
        row: &CapturaRow,
        next: &Captura,
        people: &[CapturaPerson],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let until = next
            .state()
            .leases()
            .into_iter()
            .map(|(_, lease)| lease.until)
            .max();
        let statement = query(sql!("capturas/update_captura"))
            .bind(row.row_id.0)
            .bind(stage_text(next.state()))
            .bind(CapturaWork::of(next).map(CapturaWork::as_str))
            .bind(author(next.state()).to_owned())
            .bind(until.map(Timestamp::micros))
            .bind(to_json(next))
            .bind(now.micros());
        self.execute_one(statement).await?;
        self.replace_people(row.row_id, &row.people, people).await
    }

    /// How many rounds are at each stage, by the machine's names; one that none has is not there.
    pub async fn count_capturas_by_stage(
        &mut self,
        ejercicio: EjercicioRowId,
    ) -> Result<Vec<(String, u64)>, StoreError> {
        let statement = query(sql!("capturas/count_capturas_by_stage")).bind(ejercicio.0);
        let rows = self.fetch_all(statement).await?;
        rows.iter()
            .map(|row| Ok((row.raw(TABLE, "stage")?, row.count(TABLE, "capturas")?)))
            .collect()
    }

    /// How many rounds `person` may take for this work, counted up to `limit`, and since when the
    /// oldest waits.
    pub async fn count_queue(
        &mut self,
        ejercicio: EjercicioRowId,
        person: &PersonId,
        (work, given): (CapturaWork, &BTreeSet<Modalidad>),
        now: Timestamp,
        limit: u32,
    ) -> Result<(u64, Option<Timestamp>), StoreError> {
        let statement = query(sql!("capturas/count_queue"))
            .bind(ejercicio.0)
            .bind(work.as_str())
            .bind(person.to_string())
            .bind(now.micros())
            .bind(i64::from(limit))
            .bind(bits(given));
        let row = self.fetch_one(statement).await?;
        Ok((
            row.count(TABLE, "waiting")?,
            row.moment_opt(TABLE, "oldest")?,
        ))
    }

    async fn captura_named_by(
        &mut self,
        statement: Query<'_, Any, AnyArguments>,
    ) -> Result<Option<CapturaRow>, StoreError> {
        match self.fetch_optional(statement).await? {
            Some(row) => {
                self.find_captura(CapturaRowId(row.raw(TABLE, "captura_id")?))
                    .await
            }
            None => Ok(None),
        }
    }

    async fn one_captura(
        &mut self,
        statement: Query<'_, Any, AnyArguments>,
    ) -> Result<Option<CapturaRow>, StoreError> {
        let Some(row) = self.fetch_optional(statement).await? else {
            return Ok(None);
        };
        let row_id = CapturaRowId(row.raw(TABLE, "captura_id")?);
        Ok(Some(CapturaRow {
            row_id,
            acta: row.parsed(TABLE, "acta")?,
            queued_at: row.moment(TABLE, "queued_at")?,
            queued: Queued::of_row(&row)?,
            machine: row.json(TABLE, "state")?,
            people: self.list_people(row_id).await?,
        }))
    }
}
