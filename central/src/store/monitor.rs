use prep_model::claves::{ActaKey, EleccionId};
use prep_model::machines::acta::ActaStatus;
use prep_model::people::PersonId;
use prep_model::time::Timestamp;
use sqlx::any::AnyRow;
use sqlx::query;

use super::{EjercicioRowId, RowExt, StoreError, Tx, sql};

/// How far a round that has not ended is, as monitors tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Waits for its first captura.
    ToCapture,
    /// Somebody captures.
    Capturing,
    /// Captured once; waits for the second captura, or for its verificación in a perfil of one.
    ToPair,
    /// Two capturas differ and wait for a verificador.
    ToVerify,
    /// A verificador is at it.
    Verifying,
    /// Waits for a second verificador.
    ToVerifyAgain,
}

/// The open rounds of one stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StageCount {
    /// Which.
    pub stage: Stage,
    /// How many.
    pub rounds: u64,
    /// When the oldest of them was queued.
    pub oldest: Option<Timestamp>,
    /// How many were queued so long ago that they are stuck.
    pub stuck: u64,
}

/// How many actas of one elección and distrito have one status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActaCount {
    /// The elección.
    pub eleccion: EleccionId,
    /// Number of the distrito local; 0 for none.
    pub distrito: u16,
    /// The status.
    pub status: ActaStatus,
    /// How many.
    pub actas: u64,
}

/// What somebody finished lately.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonPace {
    /// Who.
    pub person: PersonId,
    /// Capturas.
    pub capturas: u64,
    /// Verificaciones.
    pub verificaciones: u64,
    /// When the last.
    pub last_at: Timestamp,
}

/// Which actas a list holds; what is `None` leaves nothing out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ActaFilter {
    /// Of one elección.
    pub eleccion: Option<EleccionId>,
    /// Of one distrito local; 0 for those that belong to none.
    pub distrito: Option<u16>,
}

/// A round that waits for long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StuckRound {
    /// Its acta.
    pub acta: ActaKey,
    /// How far it is.
    pub stage: Stage,
    /// Since when.
    pub queued_at: Timestamp,
}

/// The length of the stretches in which a night is told, in microseconds; `sql/monitor` has it too.
pub(crate) const BUCKET_MICROS: i64 = 300_000_000;

const ACTAS: &str = "actas";
const CAPTURAS: &str = "capturas";
const CONTENTS: &str = "captura_contents";

fn stage(row: &AnyRow) -> Result<Stage, StoreError> {
    let name: String = row.raw(CAPTURAS, "stage")?;
    match name.as_str() {
        "pending" => Ok(Stage::ToCapture),
        "first_in_progress" | "first_recalled" | "second_in_progress" | "both_in_progress" => {
            Ok(Stage::Capturing)
        }
        "first_done" => Ok(Stage::ToPair),
        "different" => Ok(Stage::ToVerify),
        "verificacion_in_progress" | "second_verificacion_in_progress" => Ok(Stage::Verifying),
        "needs_second_verificacion" => Ok(Stage::ToVerifyAgain),
        _ => Err(row.inconsistent(CAPTURAS, "stage", &"not a stage of an open round")),
    }
}

impl ActaFilter {
    /// The two parameters of a statement.
    fn columns(&self) -> (String, i64) {
        let eleccion = self.eleccion.as_ref().map(ToString::to_string);
        (
            eleccion.unwrap_or_default(),
            self.distrito.map_or(-1, i64::from),
        )
    }
}

impl Tx {
    /// How many actas of each elección and distrito have each status; what none has is not there.
    pub(crate) async fn count_actas_by_distrito(
        &mut self,
        ejercicio: EjercicioRowId,
    ) -> Result<Vec<ActaCount>, StoreError> {
        let statement = query(sql!("monitor/count_actas_by_distrito")).bind(ejercicio.0);
        let rows = self.fetch_all(statement).await?;
        let count = |row: &AnyRow| {
            let status = serde_json::Value::String(row.raw(ACTAS, "status")?);
            let status = serde_json::from_value(status)
                .map_err(|error| row.inconsistent(ACTAS, "status", &error))?;
            let distrito = u16::try_from(row.count(ACTAS, "distrito")?)
                .map_err(|error| row.inconsistent(ACTAS, "distrito", &error))?;
            Ok(ActaCount {
                eleccion: row.parsed(ACTAS, "eleccion")?,
                distrito,
                status,
                actas: row.count(ACTAS, "actas")?,
            })
        };
        rows.iter().map(count).collect()
    }

    /// The rounds that have not ended, by the machine's stages; `stuck_since` says what is stuck.
    pub(crate) async fn count_open_rounds(
        &mut self,
        ejercicio: EjercicioRowId,
        stuck_since: Timestamp,
    ) -> Result<Vec<StageCount>, StoreError> {
        let statement = query(sql!("monitor/count_open_rounds"))
            .bind(ejercicio.0)
            .bind(stuck_since.micros());
        let rows = self.fetch_all(statement).await?;
        let count = |row: &AnyRow| {
            Ok(StageCount {
                stage: stage(row)?,
                rounds: row.count(CAPTURAS, "rounds")?,
                oldest: row.moment_opt(CAPTURAS, "oldest")?,
                stuck: row.count(CAPTURAS, "stuck")?,
            })
        };
        rows.iter().map(count).collect()
    }

    /// Actas by the stretch in which they first came, from `since` on: number of the stretch, actas.
    pub(crate) async fn count_arrivals(
        &mut self,
        ejercicio: EjercicioRowId,
        since: Timestamp,
    ) -> Result<Vec<(i64, u64)>, StoreError> {
        let text = sql!("monitor/count_arrivals");
        self.count_by_bucket(text, ejercicio, since).await
    }

    /// The same by the stretch in which their values came to stand.
    pub(crate) async fn count_settled(
        &mut self,
        ejercicio: EjercicioRowId,
        since: Timestamp,
    ) -> Result<Vec<(i64, u64)>, StoreError> {
        let text = sql!("monitor/count_settled");
        self.count_by_bucket(text, ejercicio, since).await
    }

    async fn count_by_bucket(
        &mut self,
        text: &'static str,
        ejercicio: EjercicioRowId,
        since: Timestamp,
    ) -> Result<Vec<(i64, u64)>, StoreError> {
        let statement = query(text).bind(ejercicio.0).bind(since.micros());
        let rows = self.fetch_all(statement).await?;
        let count =
            |row: &AnyRow| Ok((row.raw(CAPTURAS, "bucket")?, row.count(CAPTURAS, "actas")?));
        rows.iter().map(count).collect()
    }

    /// Who finished how much from `since` on, by person.
    pub(crate) async fn list_people_finishing(
        &mut self,
        ejercicio: EjercicioRowId,
        since: Timestamp,
    ) -> Result<Vec<PersonPace>, StoreError> {
        let statement = query(sql!("monitor/list_people_finishing"))
            .bind(ejercicio.0)
            .bind(since.micros());
        let rows = self.fetch_all(statement).await?;
        let pace = |row: &AnyRow| {
            Ok(PersonPace {
                person: row.parsed(CONTENTS, "person")?,
                capturas: row.count(CONTENTS, "capturas")?,
                verificaciones: row.count(CONTENTS, "verificaciones")?,
                last_at: row.moment(CONTENTS, "last_at")?,
            })
        };
        rows.iter().map(pace).collect()
    }

    /// Who has an acta on the screen at `now`.
    pub(crate) async fn list_people_holding(
        &mut self,
        ejercicio: EjercicioRowId,
        now: Timestamp,
    ) -> Result<Vec<PersonId>, StoreError> {
        let statement = query(sql!("monitor/list_people_holding"))
            .bind(ejercicio.0)
            .bind(now.micros());
        let rows = self.fetch_all(statement).await?;
        let person = |row: &AnyRow| row.parsed("captura_people", "person");
        rows.iter().map(person).collect()
    }

    /// How many second capturas were finished from `since` on, and how many of them settled their acta
    /// at once.
    pub(crate) async fn count_pairs(
        &mut self,
        ejercicio: EjercicioRowId,
        since: Timestamp,
    ) -> Result<(u64, u64), StoreError> {
        let statement = query(sql!("monitor/count_pairs"))
            .bind(ejercicio.0)
            .bind(since.micros());
        let row = self.fetch_one(statement).await?;
        Ok((row.count(CONTENTS, "pairs")?, row.count(CONTENTS, "equal")?))
    }

    /// At most `limit` actas of which nothing has come, by casilla.
    pub(crate) async fn list_missing(
        &mut self,
        ejercicio: EjercicioRowId,
        filter: &ActaFilter,
        limit: u32,
    ) -> Result<Vec<ActaKey>, StoreError> {
        let (eleccion, distrito) = filter.columns();
        let statement = query(sql!("monitor/list_missing"))
            .bind(ejercicio.0)
            .bind(eleccion)
            .bind(distrito)
            .bind(i64::from(limit));
        let rows = self.fetch_all(statement).await?;
        rows.iter().map(|row| row.parsed(ACTAS, "acta")).collect()
    }

    /// At most `limit` of them of which another acta of the same casilla came by `since`.
    pub(crate) async fn list_late(
        &mut self,
        ejercicio: EjercicioRowId,
        filter: &ActaFilter,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<ActaKey>, StoreError> {
        let (eleccion, distrito) = filter.columns();
        let statement = query(sql!("monitor/list_late"))
            .bind(ejercicio.0)
            .bind(eleccion)
            .bind(distrito)
            .bind(i64::from(limit))
            .bind(since.micros());
        let rows = self.fetch_all(statement).await?;
        rows.iter().map(|row| row.parsed(ACTAS, "acta")).collect()
    }

    /// At most `limit` rounds that were queued by `since` and have not ended, the oldest first.
    pub(crate) async fn list_stuck(
        &mut self,
        ejercicio: EjercicioRowId,
        filter: &ActaFilter,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<StuckRound>, StoreError> {
        let (eleccion, distrito) = filter.columns();
        let statement = query(sql!("monitor/list_stuck"))
            .bind(ejercicio.0)
            .bind(eleccion)
            .bind(distrito)
            .bind(i64::from(limit))
            .bind(since.micros());
        let round = |row: &AnyRow| {
            Ok(StuckRound {
                acta: row.parsed(CAPTURAS, "acta")?,
                stage: stage(row)?,
                queued_at: row.moment(CAPTURAS, "queued_at")?,
            })
        };
        self.fetch_all(statement).await?.iter().map(round).collect()
    }
}
