use prep_model::contract::{DigitalizacionId, Sha256Digest};
use prep_model::people::Person;

use super::claim_captura::first_waiting;
use super::step::find_held;
use super::{CapturaRefused, CapturaUseCaseError, LeaseKey};
use crate::store::{CapturaWork, EjercicioRow, Look, Tx};
use crate::{Central, Failure};

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
    match stored.acta.image_of_record() {
        Some(image) => Ok(read(central, ejercicio, tx, image).await?),
        None => Ok(None),
    }
}

/// The image that `by` would be given to capture (or verify) next if they finished now what they hold
/// under `key`: to have it at hand by then. It is nobody's turn for that, and nothing is kept of it;
/// if somebody else takes the acta meanwhile it was fetched in vain. Like a claim it tells nothing of
/// other captures; that it was not kept for them, a person could learn only by decoding what their
/// browser had fetched and never showed.
#[tracing::instrument(skip_all, fields(person.id = %by.id))]
pub async fn peek_next_image(
    central: &Central,
    ejercicio: &EjercicioRow,
    (by, key): (&Person, &LeaseKey),
) -> Result<Option<DigitalizacionId>, CapturaUseCaseError> {
    let mut tx = central.store.read("peek_next_image").await?;
    peek(central, &mut tx, ejercicio, (by, key)).await
}

/// The bytes of what [`peek_next_image`] tells, if it is still `image`.
#[tracing::instrument(skip_all, fields(person.id = %by.id))]
pub async fn find_next_image(
    central: &Central,
    ejercicio: &EjercicioRow,
    (by, key): (&Person, &LeaseKey),
    is_wanted: impl FnOnce(DigitalizacionId) -> bool,
) -> Result<Option<CapturaImage>, CapturaUseCaseError> {
    let mut tx = central.store.read("find_next_image").await?;
    let found = peek(central, &mut tx, ejercicio, (by, key)).await?;
    match found.filter(|image| is_wanted(*image)) {
        Some(image) => Ok(read(central, ejercicio, tx, image).await?),
        None => Ok(None),
    }
}

async fn peek(
    central: &Central,
    tx: &mut Tx,
    ejercicio: &EjercicioRow,
    (by, key): (&Person, &LeaseKey),
) -> Result<Option<DigitalizacionId>, CapturaUseCaseError> {
    find_held(tx, ejercicio.row_id, by, key).await?;
    let work = (by, CapturaWork::of_person(by));
    let row = first_waiting(tx, ejercicio, work, Look::Only, central.now()).await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let stored = tx.find_acta(ejercicio.row_id, &row.acta).await?;
    Ok(stored.and_then(|stored| stored.acta.image_of_record()))
}

/// The bytes of an image, read when the transaction that found it is over.
async fn read(
    central: &Central,
    ejercicio: &EjercicioRow,
    mut tx: Tx,
    image: DigitalizacionId,
) -> Result<Option<CapturaImage>, Failure> {
    let Some(digitalizacion) = tx.find_digitalizacion(image).await? else {
        return Ok(None);
    };
    drop(tx);
    let sha256 = digitalizacion.image_sha256;
    let bytes = central.objects.get(&ejercicio.scope, sha256).await?;
    Ok(bytes.map(|bytes| CapturaImage { bytes, sha256 }))
}
