use prep_model::claves::ActaKey;
use prep_model::time::Timestamp;

use crate::store::{ActaRow, EjercicioRow, StoreError, Tx};
use crate::{Central, Failure};

/// Most actas that a list of missing ones holds.
pub const MAX_MISSING: u32 = 200;

/// What is missing and somebody must do something about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingBoard {
    /// When.
    pub at: Timestamp,
    /// Proposed as SIN ACTA, to be approved; at most [`MAX_MISSING`].
    pub proposed: Vec<ActaRow>,
    /// Their image was set aside and another is wanted; at most [`MAX_MISSING`].
    pub wanted: Vec<ActaRow>,
}

/// What is missing in `ejercicio` now.
#[tracing::instrument(skip_all)]
pub async fn missing_board(
    central: &Central,
    ejercicio: &EjercicioRow,
) -> Result<MissingBoard, Failure> {
    let at = central.now();
    let mut tx = central.store.read("missing_board").await?;
    let id = ejercicio.row_id;
    let proposed = tx.list_sin_acta_proposed(id, MAX_MISSING).await?;
    let wanted = tx.list_image_wanted(id, MAX_MISSING).await?;
    Ok(MissingBoard {
        at,
        proposed: load(&mut tx, ejercicio, &proposed).await?,
        wanted: load(&mut tx, ejercicio, &wanted).await?,
    })
}

/// How these actas stand; what is not expected is left out.
#[tracing::instrument(skip_all)]
pub async fn find_actas(
    central: &Central,
    ejercicio: &EjercicioRow,
    actas: &[ActaKey],
) -> Result<Vec<ActaRow>, Failure> {
    let mut tx = central.store.read("find_actas").await?;
    Ok(load(&mut tx, ejercicio, actas).await?)
}

async fn load(
    tx: &mut Tx,
    ejercicio: &EjercicioRow,
    actas: &[ActaKey],
) -> Result<Vec<ActaRow>, StoreError> {
    let mut rows = Vec::new();
    for acta in actas {
        rows.extend(tx.find_acta(ejercicio.row_id, acta).await?);
    }
    Ok(rows)
}
