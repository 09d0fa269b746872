use prep_model::contract::Sha256Digest;
use prep_model::people::Person;

use super::step::find_held;
use super::{CapturaRefused, CapturaUseCaseError, LeaseKey};
use crate::Central;
use crate::store::EjercicioRow;

/// The image from which an acta is captured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CapturaImage {
    /// Its bytes, as the device signed them.
    pub bytes: Vec<u8>,
    /// Their digest.
    pub sha256: Sha256Digest,
}

/// The image of the acta on which `by` holds the lease `key`; `None` if it is captured from paper.
/// Whoever does not hold the lease is refused.
#[tracing::instrument(skip_all, fields(person.id = %by.id))]
pub async fn find_image(
    central: &Central,
    ejercicio: &EjercicioRow,
    by: &Person,
    key: &LeaseKey,
) -> Result<Option<CapturaImage>, CapturaUseCaseError> {
    let mut tx = central.store.read("find_image").await?;
    let (row, _) = find_held(&mut tx, ejercicio.row_id, by, key).await?;
    let stored = tx.find_acta(ejercicio.row_id, &row.acta).await?;
    let stored = stored.ok_or_else(|| CapturaRefused::NotEsperada(row.acta.clone()))?;
    let Some(image) = stored.acta.image_of_record() else {
        return Ok(None);
    };
    let Some(digitalizacion) = tx.find_digitalizacion(image).await? else {
        return Ok(None);
    };
    drop(tx);
    let sha256 = digitalizacion.image_sha256;
    let bytes = central.objects.get(&ejercicio.scope, sha256).await?;
    Ok(bytes.map(|bytes| CapturaImage { bytes, sha256 }))
}
