use prep_model::contract::DigitalizacionId;

use super::{IdentificacionError, find_pending};
use crate::Central;
use crate::capturas::CapturaImage;
use crate::store::EjercicioRow;

/// The bytes of an image of which something is to be found out; of no other.
#[tracing::instrument(skip_all, fields(digitalizacion.id = %id))]
pub async fn find_pending_image(
    central: &Central,
    ejercicio: &EjercicioRow,
    id: DigitalizacionId,
) -> Result<Option<CapturaImage>, IdentificacionError> {
    let sha256 = find_pending(central, ejercicio, id).await?.image_sha256;
    let bytes = central.objects.get(&ejercicio.scope, sha256).await?;
    Ok(bytes.map(|bytes| CapturaImage { bytes, sha256 }))
}
