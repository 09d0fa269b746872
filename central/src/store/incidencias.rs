use prep_model::bitacora::About;
use prep_model::machines::incidencia::{Incidencia, IncidenciaState};
use prep_model::people::PersonId;
use prep_model::time::Timestamp;
use sqlx::any::AnyRow;
use sqlx::query;

use super::avisos::number;
use super::{EjercicioRowId, RowExt, StoreError, Tx, sql, sql_held};

/// An incidencia as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidenciaRow {
    /// Its machine.
    pub incidencia: Incidencia,
    /// When it was told.
    pub logged_at: Timestamp,
    /// When something happened to it last.
    pub updated_at: Timestamp,
    /// Who telephoned, as they said.
    pub caller: String,
}

/// Which incidencias a list holds; what is `None` leaves nothing out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IncidenciaFilter {
    /// By how far they are.
    pub status: Option<IncidenciaStatus>,
    /// Those that somebody is to see to.
    pub assigned_to: Option<PersonId>,
    /// Those about something.
    pub about: Option<About>,
}

/// How far an incidencia is, to select by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IncidenciaStatus {
    /// Not closed.
    Pending,
    /// Nobody has it.
    Open,
    /// Somebody has it.
    Assigned,
    /// Seen to.
    Closed,
}

impl IncidenciaStatus {
    fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Open => "open",
            Self::Assigned => "assigned",
            Self::Closed => "closed",
        }
    }
}

const TABLE: &str = "incidencias";

/// The columns that follow from the state: status, who has it, and the state itself.
fn columns(incidencia: &Incidencia) -> (&'static str, Option<String>, String) {
    let (status, to) = match incidencia.state() {
        IncidenciaState::Open => (IncidenciaStatus::Open, None),
        IncidenciaState::Assigned { to } => (IncidenciaStatus::Assigned, Some(to.to_string())),
        IncidenciaState::Closed => (IncidenciaStatus::Closed, None),
    };
    let json = serde_json::to_string(incidencia).expect("an incidencia has only text keys");
    (status.as_str(), to, json)
}

fn incidencia_row(row: &AnyRow) -> Result<IncidenciaRow, StoreError> {
    Ok(IncidenciaRow {
        incidencia: row.json(TABLE, "state")?,
        logged_at: row.moment(TABLE, "logged_at")?,
        updated_at: row.moment(TABLE, "updated_at")?,
        caller: row.raw(TABLE, "caller")?,
    })
}

impl Tx {
    /// The number of the last incidencia; 0 before the first.
    pub async fn find_last_incidencia(
        &mut self,
        ejercicio: EjercicioRowId,
    ) -> Result<u32, StoreError> {
        let statement = query(sql!("incidencias/find_last_incidencia")).bind(ejercicio.0);
        number(&self.fetch_one(statement).await?, TABLE)
    }

    /// Adds an incidencia that `caller` just told.
    pub async fn insert_incidencia(
        &mut self,
        ejercicio: EjercicioRowId,
        incidencia: &Incidencia,
        caller: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (status, to, json) = columns(incidencia);
        let statement = query(sql!("incidencias/insert_incidencia"))
            .bind(ejercicio.0)
            .bind(i64::from(incidencia.number()))
            .bind(now.micros())
            .bind(status)
            .bind(to)
            .bind(incidencia.about().to_string())
            .bind(caller.to_owned())
            .bind(json);
        self.execute_one(statement).await
    }

    /// Saves an incidencia after a transition.
    pub async fn update_incidencia(
        &mut self,
        ejercicio: EjercicioRowId,
        incidencia: &Incidencia,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (status, to, json) = columns(incidencia);
        let statement = query(sql!("incidencias/update_incidencia"))
            .bind(ejercicio.0)
            .bind(i64::from(incidencia.number()))
            .bind(now.micros())
            .bind(status)
            .bind(to)
            .bind(json);
        self.execute_one(statement).await
    }

    /// The incidencia of that number.
    pub async fn find_incidencia(
        &mut self,
        ejercicio: EjercicioRowId,
        number: u32,
    ) -> Result<Option<IncidenciaRow>, StoreError> {
        let statement = query(self.held(sql_held!("incidencias/find_incidencia")))
            .bind(ejercicio.0)
            .bind(i64::from(number));
        let row = self.fetch_optional(statement).await?;
        row.as_ref().map(incidencia_row).transpose()
    }

    /// At most `limit` incidencias that `filter` leaves, the newest first.
    pub async fn list_incidencias(
        &mut self,
        ejercicio: EjercicioRowId,
        filter: &IncidenciaFilter,
        limit: u32,
    ) -> Result<Vec<IncidenciaRow>, StoreError> {
        let text = |found: Option<String>| found.unwrap_or_default();
        let status = filter.status.map_or("", IncidenciaStatus::as_str);
        let statement = query(sql!("incidencias/list_incidencias"))
            .bind(ejercicio.0)
            .bind(status)
            .bind(text(filter.assigned_to.as_ref().map(ToString::to_string)))
            .bind(text(filter.about.as_ref().map(ToString::to_string)))
            .bind(i64::from(limit));
        let rows = self.fetch_all(statement).await?;
        rows.iter().map(incidencia_row).collect()
    }

    /// How many are open, assigned and closed.
    pub async fn count_incidencias(
        &mut self,
        ejercicio: EjercicioRowId,
    ) -> Result<[u64; 3], StoreError> {
        let statement = query(sql!("incidencias/count_incidencias")).bind(ejercicio.0);
        let mut counts = [0; 3];
        let names = [
            IncidenciaStatus::Open,
            IncidenciaStatus::Assigned,
            IncidenciaStatus::Closed,
        ];
        for row in self.fetch_all(statement).await? {
            let name: String = row.raw(TABLE, "status")?;
            let place = names.iter().position(|known| known.as_str() == name);
            let place =
                place.ok_or_else(|| row.inconsistent(TABLE, "status", &"not one of them"))?;
            counts[place] = row.count(TABLE, "incidencias")?;
        }
        Ok(counts)
    }
}
