use prep_model::contract::DigitalizacionId;
use prep_model::time::Timestamp;

use super::{IdentificacionError, IdentificacionRefused};
use crate::store::{DigitalizacionRow, EjercicioRow, Identification};
use crate::{Central, Failure};

/// Most images that a page lists of each kind.
pub const MAX_LISTED: u32 = 100;

/// What waits for somebody to say which acta it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingBoard {
    /// When.
    pub at: Timestamp,
    /// How many images there are of each [`Identification`], in its order.
    pub counts: [u64; 3],
    /// The images asked for, the one that waits longest first, at most [`MAX_LISTED`].
    pub images: Vec<DigitalizacionRow>,
}

/// The images of which `which` is to be found out.
#[tracing::instrument(skip_all)]
pub async fn pending_board(
    central: &Central,
    ejercicio: &EjercicioRow,
    which: Identification,
) -> Result<PendingBoard, Failure> {
    let at = central.now();
    let mut tx = central.store.read("pending_board").await?;
    let id = ejercicio.row_id;
    Ok(PendingBoard {
        at,
        counts: tx.count_by_identification(id).await?,
        images: tx.list_by_identification(id, which, MAX_LISTED).await?,
    })
}

/// One of those images; refused if it is not of this ejercicio or nothing is to be found out of it.
#[tracing::instrument(skip_all, fields(digitalizacion.id = %id))]
pub async fn find_pending(
    central: &Central,
    ejercicio: &EjercicioRow,
    id: DigitalizacionId,
) -> Result<DigitalizacionRow, IdentificacionError> {
    let mut tx = central.store.read("find_pending").await?;
    let row = tx.find_digitalizacion(id).await?;
    let row = row.filter(|row| row.ejercicio == ejercicio.row_id);
    let row = row.filter(|row| Identification::of(&row.machine).is_some());
    row.ok_or_else(|| IdentificacionRefused::Unknown.into())
}
