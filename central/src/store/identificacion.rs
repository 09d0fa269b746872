use prep_model::contract::DigitalizacionId;
use prep_model::machines::digitalizacion::{Digitalizacion, DigitalizacionState, LeidaFuera};
use prep_model::time::Timestamp;
use sqlx::query;

use super::digitalizaciones::digitalizacion_row;
use super::{DigitalizacionRow, EjercicioRowId, RowExt, StoreError, Tx, sql};

/// What a person must find out, or has found out, about an image that no acta has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Identification {
    /// Which acta it is of.
    Pending,
    /// Whether it is fuera de catálogo, as somebody says.
    FueraProposed,
    /// Nothing more: it is fuera de catálogo.
    Fuera,
}

const TABLE: &str = "digitalizaciones";

impl Identification {
    /// All of them, in the order in which an image goes through them.
    pub const ALL: [Self; 3] = [Self::Pending, Self::FueraProposed, Self::Fuera];

    /// What is to be found out about an image in this state; `None` if nothing is.
    pub fn of(machine: &Digitalizacion) -> Option<Self> {
        match machine.state() {
            DigitalizacionState::PendingIdentification { .. } => Some(Self::Pending),
            DigitalizacionState::FueraProposed { .. } => Some(Self::FueraProposed),
            DigitalizacionState::FueraDeCatalogo { .. } => Some(Self::Fuera),
            DigitalizacionState::Registered
            | DigitalizacionState::Receiving
            | DigitalizacionState::Stored
            | DigitalizacionState::Quarantined { .. }
            | DigitalizacionState::Admitted { .. }
            | DigitalizacionState::Duplicate { .. }
            | DigitalizacionState::Rejected { .. } => None,
        }
    }

    /// The word in the database.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::FueraProposed => "fuera_proposed",
            Self::Fuera => "fuera",
        }
    }
}

impl Tx {
    /// The images of which this is to be found out, the one that waits longest first.
    pub async fn list_by_identification(
        &mut self,
        ejercicio: EjercicioRowId,
        which: Identification,
        limit: u32,
    ) -> Result<Vec<DigitalizacionRow>, StoreError> {
        let statement = query(sql!("digitalizaciones/list_by_identification"))
            .bind(ejercicio.0)
            .bind(which.as_str())
            .bind(i64::from(limit));
        let rows = self.fetch_all(statement).await?;
        rows.iter().map(digitalizacion_row).collect()
    }

    /// How many images each is to be found out of.
    pub async fn count_by_identification(
        &mut self,
        ejercicio: EjercicioRowId,
    ) -> Result<[u64; 3], StoreError> {
        let statement = query(sql!("digitalizaciones/count_by_identification")).bind(ejercicio.0);
        let mut counts = [0; 3];
        for row in self.fetch_all(statement).await? {
            let name: String = row.raw(TABLE, "identification")?;
            let mut all = Identification::ALL.iter();
            let place = all.position(|which| which.as_str() == name);
            let place = place
                .ok_or_else(|| row.inconsistent(TABLE, "identification", &"not one of them"))?;
            counts[place] = row.count(TABLE, "images")?;
        }
        Ok(counts)
    }

    /// Somebody said what an image is whose bytes came for two actas: nothing more is to be looked at.
    pub async fn settle_same_bytes(
        &mut self,
        id: DigitalizacionId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = query(sql!("digitalizaciones/settle_same_bytes"))
            .bind(id.to_string())
            .bind(now.micros());
        self.execute(statement).await.map(drop)
    }

    /// What two people said to be fuera de catálogo, in order of arrival, with what can be read of
    /// each.
    pub async fn list_fuera(
        &mut self,
        ejercicio: EjercicioRowId,
    ) -> Result<Vec<(DigitalizacionId, LeidaFuera)>, StoreError> {
        let statement = query(sql!("digitalizaciones/list_fuera")).bind(ejercicio.0);
        let rows = self.fetch_all(statement).await?;
        let fuera = rows.iter().map(|row| {
            let machine: Digitalizacion = row.json(TABLE, "state")?;
            let DigitalizacionState::FueraDeCatalogo { leida, .. } = machine.state() else {
                return Err(row.inconsistent(TABLE, "identification", &"it is not fuera"));
            };
            Ok((row.parsed(TABLE, "digitalizacion")?, leida.clone()))
        });
        fuera.collect()
    }
}
