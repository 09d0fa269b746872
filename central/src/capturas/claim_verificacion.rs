use std::collections::BTreeSet;

use prep_model::claves::ActaKey;
use prep_model::elecciones::CampoId;
use prep_model::people::Person;
use prep_model::time::Timestamp;

use super::claim_captura::{next, resume};
use super::shown::{is_single, sides};
use super::step::{NewLease, save, until};
use super::{CapturaUseCaseError, LeaseKey, ShownSide};
use crate::Central;
use crate::repeat::repeat;
use crate::store::{CapturaRow, CapturaWork, EjercicioRow, Turn};

/// What a verificador is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedVerificacion {
    /// Names the turn in everything that follows.
    pub key: LeaseKey,
    /// The acta.
    pub acta: ActaKey,
    /// When the turn lapses unless renewed.
    pub until: Timestamp,
    /// What people made of it, in the order to show.
    pub sides: Vec<ShownSide>,
    /// The fields on which sides that hold values differ.
    pub differing: BTreeSet<CampoId>,
    /// True if there is one captura, to confirm or correct.
    pub is_single: bool,
}

impl ClaimedVerificacion {
    pub(super) fn of(row: CapturaRow, by: &Person) -> Option<Self> {
        let lease = row.lease_of(&by.id)?;
        let state = row.machine.state();
        let sides = sides(state, lease.shuffle);
        Some(Self {
            key: lease.key.clone(),
            until: lease.until,
            sides: sides.into_iter().map(|(_, shown)| shown).collect(),
            differing: row.machine.differing(),
            is_single: is_single(state),
            acta: row.acta,
        })
    }
}

/// Gives `by` the acta they hold or, if they hold none, the oldest one that they may settle; `None`
/// if there is none.
#[tracing::instrument(skip_all, fields(person.id = %by.id))]
pub async fn claim_verificacion(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
) -> Result<Option<ClaimedVerificacion>, CapturaUseCaseError> {
    repeat(|| claim(central, ejercicio, by)).await
}

async fn claim(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
) -> Result<Option<ClaimedVerificacion>, CapturaUseCaseError> {
    const WORK: CapturaWork = CapturaWork::Verificacion;
    let now = central.now();
    let mut tx = central.store.begin_beside("claim_verificacion").await?;
    tx.take_turn(Turn::Claimant(&by.id)).await?;
    let held = tx.find_held_captura(ejercicio.row_id, &by.id, WORK).await?;
    let row = if let Some(row) = held {
        resume(&mut tx, ejercicio.row_id, row, by, now).await?
    } else {
        let Some(row) = next(&mut tx, ejercicio, by, WORK, now).await? else {
            return Ok(None);
        };
        let step = row.machine.claim_verificacion(by, now, until(now))?;
        let lease = NewLease::make(&*central.entropy);
        save(&mut tx, ejercicio.row_id, row, step, Some(lease)).await?
    };
    tx.commit().await?;
    Ok(ClaimedVerificacion::of(row, by))
}
