use std::collections::BTreeSet;

use prep_model::claves::ActaKey;
use prep_model::contract::DigitalizacionId;
use prep_model::elecciones::CampoId;
use prep_model::people::Person;
use prep_model::time::Timestamp;

use super::claim_captura::claim_row;
use super::shown::{is_single, sides};
use super::{CapturaUseCaseError, LeaseKey, ShownSide};
use crate::Central;
use crate::repeat::repeat;
use crate::store::{CapturaRow, CapturaWork, EjercicioRow, EjercicioRowId, StoreError, Turn, Tx};

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
    /// The image to compare with; `None` if there is only the paper.
    pub image: Option<DigitalizacionId>,
}

impl ClaimedVerificacion {
    pub(super) async fn of(
        tx: &mut Tx,
        ejercicio: EjercicioRowId,
        row: CapturaRow,
        by: &Person,
    ) -> Result<Option<Self>, StoreError> {
        let Some(lease) = row.lease_of(&by.id) else {
            return Ok(None);
        };
        let stored = tx.find_acta(ejercicio, &row.acta).await?;
        let state = row.machine.state();
        let sides = sides(state, lease.shuffle);
        Ok(Some(Self {
            image: stored.and_then(|stored| stored.acta.image_of_record()),
            key: lease.key.clone(),
            until: lease.until,
            sides: sides.into_iter().map(|(_, shown)| shown).collect(),
            differing: row.machine.differing(),
            is_single: is_single(state),
            acta: row.acta,
        }))
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
    let now = central.now();
    let mut tx = central.store.begin_beside("claim_verificacion").await?;
    tx.take_turn(Turn::Claimant(&by.id)).await?;
    let work = CapturaWork::Verificacion;
    let Some(row) = claim_row(central, &mut tx, ejercicio, (by, work), now).await? else {
        return Ok(None);
    };
    let claimed = ClaimedVerificacion::of(&mut tx, ejercicio.row_id, row, by).await?;
    tx.commit().await?;
    Ok(claimed)
}
