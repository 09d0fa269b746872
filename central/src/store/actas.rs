use prep_model::claves::ActaKey;
use prep_model::elecciones::AmbitoId;
use prep_model::machines::acta::{Acta, ActaStatus};
use prep_model::time::Timestamp;
use sqlx::any::AnyRow;
use sqlx::query;

use super::{EjercicioRowId, RowExt, StoreError, Tx, sql, sql_held, sql_of};

/// An acta esperada as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActaRow {
    /// The ámbito in which its votes are added.
    pub ambito: AmbitoId,
    /// Short name of its state, to select and count by.
    pub status: ActaStatus,
    /// Its machine.
    pub acta: Acta,
    /// When it changed last.
    pub updated_at: Timestamp,
}

/// The status as the column holds it.
fn status_text(status: ActaStatus) -> &'static str {
    match status {
        ActaStatus::Esperada => "esperada",
        ActaStatus::Acopiada => "acopiada",
        ActaStatus::Digitalizada => "digitalizada",
        ActaStatus::Capturada => "capturada",
        ActaStatus::Verificada => "verificada",
        ActaStatus::Cotejada => "cotejada",
        ActaStatus::SinActa => "sin_acta",
        ActaStatus::FueraDeCatalogo => "fuera_de_catalogo",
    }
}

const STATUSES: [ActaStatus; 8] = [
    ActaStatus::Esperada,
    ActaStatus::Acopiada,
    ActaStatus::Digitalizada,
    ActaStatus::Capturada,
    ActaStatus::Verificada,
    ActaStatus::Cotejada,
    ActaStatus::SinActa,
    ActaStatus::FueraDeCatalogo,
];

const TABLE: &str = "actas";

fn read_status(row: &AnyRow) -> Result<ActaStatus, StoreError> {
    let text: String = row.raw(TABLE, "status")?;
    let found = STATUSES
        .into_iter()
        .find(|status| status_text(*status) == text);
    found.ok_or_else(|| row.inconsistent(TABLE, "status", &"not a status of an acta"))
}

fn to_json(acta: &Acta) -> String {
    serde_json::to_string(acta).expect("an acta has only text keys and no failing serializer")
}

impl Tx {
    /// Adds actas esperadas, each with its ámbito and the distrito local of its casilla, all as of one
    /// moment and no more than a few thousand at once.
    pub async fn insert_actas(
        &mut self,
        ejercicio: EjercicioRowId,
        rows: &[(Acta, AmbitoId, Option<AmbitoId>)],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let values = |(acta, ambito, distrito): &(Acta, AmbitoId, Option<AmbitoId>)| {
            let key = acta.key();
            serde_json::json!([
                key.to_string(),
                key.eleccion.to_string(),
                key.casilla.to_string(),
                key.tipo_acta.to_string(),
                ambito.number(),
                status_text(ActaStatus::Esperada),
                to_json(acta),
                distrito.map_or(0, AmbitoId::number),
            ])
        };
        let values: serde_json::Value = rows.iter().map(values).collect();
        let text = sql_of!(self, "actas/insert_actas");
        let statement = query(text)
            .bind(ejercicio.0)
            .bind(values.to_string())
            .bind(now.micros());
        self.execute_many(statement, rows.len()).await
    }

    /// Adds an acta in whatever state, of no distrito.
    pub async fn insert_acta(
        &mut self,
        ejercicio: EjercicioRowId,
        row: &ActaRow,
    ) -> Result<(), StoreError> {
        let key = row.acta.key();
        let statement = query(sql!("actas/insert_acta"))
            .bind(ejercicio.0)
            .bind(key.to_string())
            .bind(key.eleccion.to_string())
            .bind(key.casilla.to_string())
            .bind(key.tipo_acta.to_string())
            .bind(i64::from(row.ambito.number()))
            .bind(status_text(row.status))
            .bind(to_json(&row.acta))
            .bind(row.updated_at.micros());
        self.execute_one(statement).await
    }

    /// An acta of the catalogue; `None` if it is not esperada.
    pub async fn find_acta(
        &mut self,
        ejercicio: EjercicioRowId,
        acta: &ActaKey,
    ) -> Result<Option<ActaRow>, StoreError> {
        let statement = query(self.held(sql_held!("actas/find_acta")))
            .bind(ejercicio.0)
            .bind(acta.to_string());
        let row = self.fetch_optional(statement).await?;
        let acta = |row: AnyRow| {
            let ambito = row.count(TABLE, "ambito")?;
            let ambito = u16::try_from(ambito)
                .map_err(|error| error.to_string())
                .and_then(AmbitoId::new)
                .map_err(|error| row.inconsistent(TABLE, "ambito", &error))?;
            Ok(ActaRow {
                ambito,
                status: read_status(&row)?,
                acta: row.json(TABLE, "state")?,
                updated_at: row.moment(TABLE, "updated_at")?,
            })
        };
        row.map(acta).transpose()
    }

    /// Saves an acta after a transition.
    pub async fn update_acta(
        &mut self,
        ejercicio: EjercicioRowId,
        acta: &Acta,
        status: ActaStatus,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = query(sql!("actas/update_acta"))
            .bind(ejercicio.0)
            .bind(acta.key().to_string())
            .bind(status_text(status))
            .bind(to_json(acta))
            .bind(now.micros());
        self.execute_one(statement).await
    }

    /// How many actas have each status; one that none has is not in the list.
    pub async fn count_actas_by_status(
        &mut self,
        ejercicio: EjercicioRowId,
    ) -> Result<Vec<(ActaStatus, u64)>, StoreError> {
        let statement = query(sql!("actas/count_actas_by_status")).bind(ejercicio.0);
        let rows = self.fetch_all(statement).await?;
        rows.iter()
            .map(|row| Ok((read_status(row)?, row.count(TABLE, "actas")?)))
            .collect()
    }
}
