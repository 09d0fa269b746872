use prep_model::claves::ActaKey;
use prep_model::machines::acta::Acta;

use super::{CapturaRefused, CapturaUseCaseError};
use crate::Central;
use crate::store::{EjercicioRow, SettledRow};

/// An acta with every version that ever stood of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActaVersions {
    /// The acta.
    pub acta: Acta,
    /// What its rounds settled, the first one first.
    pub versions: Vec<SettledRow>,
}

/// What has stood of an acta: a correction is a new version beside the old ones.
#[tracing::instrument(skip_all)]
pub async fn acta_versions(
    central: &Central,
    ejercicio: &EjercicioRow,
    key: &ActaKey,
) -> Result<ActaVersions, CapturaUseCaseError> {
    let mut tx = central.store.read("acta_versions").await?;
    let row = tx.find_acta(ejercicio.row_id, key).await?;
    let acta = row
        .ok_or_else(|| CapturaRefused::NotEsperada(key.clone()))?
        .acta;
    let mut versions = Vec::new();
    for round in 1..=acta.rounds() {
        versions.extend(tx.find_settled(ejercicio.row_id, key, round).await?);
    }
    Ok(ActaVersions { acta, versions })
}
