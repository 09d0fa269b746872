//! What decides the order and the reach of the queue besides what each round allows.

use std::collections::BTreeSet;

use prep_model::bitacora::CapturaTask;
use prep_model::claves::{ActaKey, EleccionId};
use prep_model::elecciones::{AmbitoId, Modalidad};
use prep_model::machines::captura::Fila;
use prep_model::people::PersonId;
use prep_model::proceso::Proceso;
use prep_model::time::Timestamp;
use sqlx::any::AnyRow;
use sqlx::query;

use super::captura_people::task_of;
use super::{CapturaRow, CapturaRowId, CapturaWork, EjercicioRowId, RowExt, StoreError, Tx, sql};

/// How far an acta is placed behind the one before it of the same elección and distrito.
const SPREAD_MICROS: i64 = 60_000_000;

/// How far an acta is placed behind its own arrival at most: how much later something else may arrive
/// and still come before it.
const MOST_YIELDED_MICROS: i64 = 15 * 60_000_000;

/// Where an acta belongs in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Queued {
    /// How its votes were cast.
    pub modalidad: Modalidad,
    /// The distrito local of its casilla, if it belongs to one.
    pub distrito: Option<AmbitoId>,
}

/// A turn that somebody holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldTurn {
    /// The round.
    pub captura: CapturaRowId,
    /// Whose.
    pub person: PersonId,
    /// What for.
    pub task: CapturaTask,
    /// Which acta.
    pub acta: ActaKey,
    /// Since when.
    pub since: Timestamp,
    /// When it lapses or lapsed.
    pub until: Timestamp,
}

/// What waits of one work and modalidad.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// The work.
    pub work: CapturaWork,
    /// The modalidad.
    pub modalidad: Modalidad,
    /// How many actas.
    pub actas: u64,
    /// Since when the oldest waits.
    pub oldest: Option<Timestamp>,
}

const TABLE: &str = "capturas";

/// The modalidad as columns hold it: a bit.
fn bit(modalidad: Modalidad) -> i64 {
    match modalidad {
        Modalidad::Ordinaria => 1,
        Modalidad::Especial => 2,
        Modalidad::UrnaElectronica => 4,
        Modalidad::Extranjero => 8,
        Modalidad::Anticipado => 16,
        Modalidad::Prision => 32,
    }
}

/// Several as one number.
pub(super) fn bits(modalidades: &BTreeSet<Modalidad>) -> i64 {
    modalidades.iter().copied().map(bit).sum()
}

fn modalidad(row: &AnyRow) -> Result<Modalidad, StoreError> {
    let number: i64 = row.raw(TABLE, "modalidad")?;
    let mut all = Modalidad::ALL.into_iter();
    all.find(|modalidad| bit(*modalidad) == number)
        .ok_or_else(|| row.inconsistent(TABLE, "modalidad", &"not a modalidad"))
}

impl Queued {
    /// Where the proceso says that it belongs.
    pub fn of(proceso: &Proceso, acta: &ActaKey) -> Self {
        let eleccion = proceso.eleccion(&acta.eleccion);
        let def = eleccion.and_then(|eleccion| eleccion.tipo_acta(&acta.tipo_acta));
        let casilla = proceso.casilla(acta.casilla);
        Self {
            modalidad: def.map_or_else(
                || Modalidad::of_casilla(acta.casilla.tipo()),
                |def| def.modalidad,
            ),
            distrito: casilla.and_then(|casilla| casilla.distrito),
        }
    }

    pub(super) fn of_row(row: &AnyRow) -> Result<Self, StoreError> {
        let number = row.count(TABLE, "distrito")?;
        let number =
            u16::try_from(number).map_err(|error| row.inconsistent(TABLE, "distrito", &error))?;
        let distrito = match number {
            0 => None,
            number => Some(
                AmbitoId::new(number)
                    .map_err(|error| row.inconsistent(TABLE, "distrito", &error))?,
            ),
        };
        Ok(Self {
            modalidad: modalidad(row)?,
            distrito,
        })
    }

    /// The two columns.
    pub(super) fn columns(self) -> (i64, i64) {
        let distrito = self
            .distrito
            .map_or(0, |distrito| i64::from(distrito.number()));
        (bit(self.modalidad), distrito)
    }
}

impl Tx {
    /// The next place among the actas of this elección and distrito.
    pub(crate) async fn take_place(
        &mut self,
        ejercicio: EjercicioRowId,
        eleccion: &EleccionId,
        queued: Queued,
        now: Timestamp,
    ) -> Result<i64, StoreError> {
        let (_, distrito) = queued.columns();
        let statement = query(sql!("capturas/take_place"))
            .bind(ejercicio.0)
            .bind(eleccion.to_string())
            .bind(distrito)
            .bind(now.micros())
            .bind(SPREAD_MICROS)
            .bind(MOST_YIELDED_MICROS);
        let row = self.fetch_one(statement).await?;
        row.raw("captura_places", "place")
    }

    /// How supervisors govern the queue; `None` while nobody has touched it.
    pub async fn find_fila(
        &mut self,
        ejercicio: EjercicioRowId,
    ) -> Result<Option<Fila>, StoreError> {
        let statement = query(sql!("capturas/find_fila")).bind(ejercicio.0);
        let row = self.fetch_optional(statement).await?;
        row.map(|row| row.json("captura_filas", "state"))
            .transpose()
    }

    /// Saves how they govern it.
    pub async fn save_fila(
        &mut self,
        ejercicio: EjercicioRowId,
        fila: &Fila,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let json = serde_json::to_string(fila).expect("a fila has only text keys");
        let statement = query(sql!("capturas/save_fila"))
            .bind(ejercicio.0)
            .bind(json)
            .bind(now.micros());
        self.execute_one(statement).await
    }

    /// At most `limit` turns that people hold, the one that lapses first at the head.
    pub async fn list_turns(
        &mut self,
        ejercicio: EjercicioRowId,
        limit: u32,
    ) -> Result<Vec<HeldTurn>, StoreError> {
        let statement = query(sql!("capturas/list_turns"))
            .bind(ejercicio.0)
            .bind(i64::from(limit));
        let turn = |row: &AnyRow| {
            Ok(HeldTurn {
                captura: CapturaRowId(row.raw(TABLE, "captura_id")?),
                person: row.parsed("captura_people", "person")?,
                task: task_of(row)?,
                acta: row.parsed(TABLE, "acta")?,
                since: row.moment("captura_people", "leased_at")?,
                until: row.moment("captura_people", "lease_until")?,
            })
        };
        self.fetch_all(statement).await?.iter().map(turn).collect()
    }

    /// Every round on which `person` holds a lease.
    pub async fn list_held_by(
        &mut self,
        ejercicio: EjercicioRowId,
        person: &PersonId,
    ) -> Result<Vec<CapturaRow>, StoreError> {
        let statement = query(sql!("capturas/list_held_by"))
            .bind(ejercicio.0)
            .bind(person.to_string());
        let mut held = Vec::new();
        for row in self.fetch_all(statement).await? {
            let id = CapturaRowId(row.raw(TABLE, "captura_id")?);
            held.extend(self.find_captura(id).await?);
        }
        Ok(held)
    }

    /// What waits at `now`, by work and modalidad; what none waits of is not there.
    pub async fn count_by_modalidad(
        &mut self,
        ejercicio: EjercicioRowId,
        now: Timestamp,
    ) -> Result<Vec<Waiting>, StoreError> {
        let statement = query(sql!("capturas/count_by_modalidad"))
            .bind(ejercicio.0)
            .bind(now.micros());
        let waiting = |row: &AnyRow| {
            let work: String = row.raw(TABLE, "work")?;
            let work = CapturaWork::named(&work)
                .ok_or_else(|| row.inconsistent(TABLE, "work", &"not a work"))?;
            Ok(Waiting {
                work,
                modalidad: modalidad(row)?,
                actas: row.count(TABLE, "waiting")?,
                oldest: row.moment_opt(TABLE, "oldest")?,
            })
        };
        self.fetch_all(statement)
            .await?
            .iter()
            .map(waiting)
            .collect()
    }
}
