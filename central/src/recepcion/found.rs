use prep_model::proceso::Ventana;

use crate::store::{DigitalizacionRow, EjercicioRow, StoreError, Tx};
use crate::{Central, procesos};

/// An upload with what it belongs to, read at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) row: DigitalizacionRow,
    pub(super) ejercicio: EjercicioRow,
    /// When the run operates.
    pub(super) ventana: Ventana,
}

impl Found {
    /// The upload with this URL; `None` if there is none.
    pub(super) async fn by_capability(
        central: &Central,
        capability: &str,
    ) -> Result<Option<Self>, StoreError> {
        let mut tx = central.store.read("find_upload").await?;
        match tx.find_by_capability(capability).await? {
            Some(row) => Self::of(&mut tx, row).await.map(Some),
            None => Ok(None),
        }
    }

    async fn of(tx: &mut Tx, row: DigitalizacionRow) -> Result<Self, StoreError> {
        let ejercicio = tx.get_ejercicio(row.ejercicio).await?;
        let proceso = procesos::load_of(tx, &ejercicio).await?;
        let head = proceso.head();
        let ventana = head.ventana(ejercicio.ejercicio(), ejercicio.created_at);
        Ok(Self {
            row,
            ejercicio,
            ventana,
        })
    }
}
