use std::sync::Arc;
use std::time::Duration;

use prep_model::people::Person;
use prep_model::time::Timestamp;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::MAX_AVISOS;
use crate::accounts::Scope;
use crate::store::{AvisoRow, EjercicioRow, EjercicioRowId};
use crate::{Central, Failure};

/// For how long a process may believe that nothing new stands.
const FRESH: Duration = Duration::from_secs(2);

/// An aviso as its reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedAviso {
    /// The aviso.
    pub row: AvisoRow,
    /// When its reader said that they know.
    pub acknowledged_at: Option<Timestamp>,
}

/// What stands for one person, the newest first, acknowledged or not; for nobody in particular, what
/// is for everybody.
#[tracing::instrument(skip_all)]
pub async fn avisos_for(
    central: &Central,
    ejercicio: &EjercicioRow,
    reader: Option<(&Person, &Scope)>,
) -> Result<Vec<ReceivedAviso>, Failure> {
    let mut tx = central.store.read("avisos_for").await?;
    let mut rows = tx.list_avisos(ejercicio.row_id, true, MAX_AVISOS).await?;
    let Some((person, scope)) = reader else {
        rows.retain(|row| row.aviso.audience() == &prep_model::bitacora::Audience::default());
        let unread = |row| ReceivedAviso {
            row,
            acknowledged_at: None,
        };
        return Ok(rows.into_iter().map(unread).collect());
    };
    let scope = scope.to_string();
    rows.retain(|row| row.aviso.audience().includes(person.role, &scope));
    let acuses = tx.list_acuses_of(ejercicio.row_id, &person.id).await?;
    let received = |row: AvisoRow| {
        let known = acuses
            .iter()
            .find(|(number, _)| *number == row.aviso.number());
        ReceivedAviso {
            acknowledged_at: known.map(|(_, at)| *at),
            row,
        }
    };
    Ok(rows.into_iter().map(received).collect())
}

/// What stands in the open ejercicio, remembered by one process for two seconds, so that a page of the
/// desk costs one statement more only while something stands for who opens it.
#[derive(Debug, Clone, Default)]
pub struct StandingAvisos(Arc<Mutex<Option<Known>>>);

#[derive(Debug)]
struct Known {
    since: Instant,
    ejercicio: Option<EjercicioRowId>,
    rows: Arc<[AvisoRow]>,
}

impl StandingAvisos {
    /// What stands for this person and they have not acknowledged, the oldest first.
    pub async fn pending(
        &self,
        central: &Central,
        person: &Person,
        scope: &Scope,
    ) -> Result<Vec<AvisoRow>, Failure> {
        let (ejercicio, rows) = self.known(central).await?;
        let scope = scope.to_string();
        let mut mine: Vec<_> = rows
            .iter()
            .rev()
            .filter(|row| row.aviso.audience().includes(person.role, &scope))
            .cloned()
            .collect();
        let Some(ejercicio) = ejercicio.filter(|_| !mine.is_empty()) else {
            return Ok(Vec::new());
        };
        let mut tx = central.store.read("pending_avisos").await?;
        let acuses = tx.list_acuses_of(ejercicio, &person.id).await?;
        mine.retain(|row| {
            !acuses
                .iter()
                .any(|(number, _)| *number == row.aviso.number())
        });
        Ok(mine)
    }

    /// Something changed in this process: the next page looks.
    pub async fn forget(&self) {
        *self.0.lock().await = None;
    }

    async fn known(
        &self,
        central: &Central,
    ) -> Result<(Option<EjercicioRowId>, Arc<[AvisoRow]>), Failure> {
        let mut known = self.0.lock().await;
        if let Some(known) = known.as_ref().filter(|known| known.since.elapsed() < FRESH) {
            return Ok((known.ejercicio, Arc::clone(&known.rows)));
        }
        let mut tx = central.store.read("standing_avisos").await?;
        let ejercicio = tx.find_open_ejercicio().await?.map(|row| row.row_id);
        let rows: Arc<[AvisoRow]> = match ejercicio {
            Some(id) => tx.list_avisos(id, true, MAX_AVISOS).await?.into(),
            None => Arc::default(),
        };
        *known = Some(Known {
            since: Instant::now(),
            ejercicio,
            rows: Arc::clone(&rows),
        });
        Ok((ejercicio, rows))
    }
}
