use prep_model::claves::ClaveCasilla;
use prep_model::people::{Action, PersonId};
use prep_model::time::Timestamp;
use thiserror::Error;

use crate::accounts::Scope;
use crate::procesos;
use crate::store::{CasillaRow, DeviceReportRow};
use crate::{Central, UseCaseError};

/// Most casillas that one answer lists; the totals count all.
pub const MOST_CASILLAS: usize = 600;
/// Most tablets that one answer lists.
pub const MOST_TABLETS: usize = 200;

/// One casilla.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CasillaProgress {
    /// Its actas.
    pub row: CasillaRow,
    /// The acopio of its first bag, if one came.
    pub bolsa_at: Option<Timestamp>,
}

/// The CATD of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatdProgress {
    /// By the server's clock.
    pub at: Timestamp,
    /// Where they work, for people.
    pub scope: String,
    /// Casillas in all.
    pub casillas_total: usize,
    /// Those whose bag came.
    pub bolsas: usize,
    /// Actas that are expected.
    pub esperadas: u64,
    /// Those of which there is an image.
    pub images: u64,
    /// Those that will not come.
    pub sin_acta: u64,
    /// The casillas, those that lack something first; at most [`MOST_CASILLAS`].
    pub casillas: Vec<CasillaProgress>,
    /// Tablets that were held by somebody of the same place, the most silent first; at most
    /// [`MOST_TABLETS`].
    pub tablets: Vec<DeviceReportRow>,
}

/// Why nobody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ProgressRefusal {
    /// Not an account that may be used, or not one that watches over a CATD.
    #[error("el avance es para quien supervisa el CATD o recibe sus bolsas")]
    Forbidden,
    /// No ejercicio is open.
    #[error("ningún ejercicio está abierto")]
    NoEjercicio,
}

impl CasillaProgress {
    /// True if an image of some acta, or the bag, has not come.
    pub fn is_missing(&self) -> bool {
        self.bolsa_at.is_none() || self.row.images + self.row.sin_acta < self.row.esperadas
    }
}

/// What has arrived of the casillas of a person's scope, and what the tablets there last told. One
/// snapshot; no vote is in it.
#[tracing::instrument(skip_all)]
pub async fn catd_progress(
    central: &Central,
    person: &PersonId,
) -> Result<CatdProgress, UseCaseError<ProgressRefusal>> {
    let refused = UseCaseError::Refused;
    let mut tx = central.store.read("catd_progress").await?;
    let account = tx.find_account_of(person).await?;
    let account = account.filter(crate::store::AccountRow::is_enabled);
    let account = account.map(|row| row.account).filter(|account| {
        account.person.role.may(Action::Acopiar) || account.person.role.may(Action::Supervise)
    });
    let account = account.ok_or(refused(ProgressRefusal::Forbidden))?;
    let ejercicio = tx.find_open_ejercicio().await?;
    let ejercicio = ejercicio.ok_or(refused(ProgressRefusal::NoEjercicio))?;
    let proceso = procesos::load_of(&mut tx, &ejercicio).await?;
    let claves: Vec<ClaveCasilla> = match &account.scope {
        Scope::All => proceso.casillas().iter().map(|one| one.clave).collect(),
        scope => scope.casillas(&proceso).map(|one| one.clave).collect(),
    };
    let rows = tx.list_casillas(ejercicio.row_id, &claves).await?;
    let bolsas = tx.list_first_bolsas(ejercicio.row_id, &claves).await?;
    let since = ejercicio.created_at;
    let limit = u32::try_from(MOST_TABLETS * 10).unwrap_or(u32::MAX);
    let mut tablets = tx.list_device_reports(since, limit).await?;
    tablets.retain(|tablet| {
        let theirs = |scope: &Scope| account.scope.covers(scope);
        account.scope == Scope::All || tablet.scope.as_ref().is_some_and(theirs)
    });
    tablets.truncate(MOST_TABLETS);
    let mut casillas: Vec<_> = rows
        .into_iter()
        .map(|row| CasillaProgress {
            row,
            bolsa_at: bolsas.get(&row.casilla).copied(),
        })
        .collect();
    let sum = |of: fn(&CasillaRow) -> u64| casillas.iter().map(|one| of(&one.row)).sum();
    let progress = CatdProgress {
        at: central.now(),
        scope: account.scope.text(),
        casillas_total: casillas.len(),
        bolsas: casillas.iter().filter(|one| one.bolsa_at.is_some()).count(),
        esperadas: sum(|row| row.esperadas),
        images: sum(|row| row.images),
        sin_acta: sum(|row| row.sin_acta),
        casillas: Vec::new(),
        tablets,
    };
    casillas.sort_by_key(|one| (!one.is_missing(), one.row.casilla));
    casillas.truncate(MOST_CASILLAS);
    Ok(CatdProgress {
        casillas,
        ..progress
    })
}
