use prep_model::contract::SealedEnvelope;

use super::Tablet;
use crate::Central;
use crate::recepcion::{
    Sender, append_upload, complete_upload, find_upload, register_digitalizacion,
};

/// Sends a photo as a tablet does, to its acuse.
pub async fn deliver(
    central: &Central,
    tablet: &mut Tablet,
    image: &[u8],
    of: &str,
) -> SealedEnvelope {
    let sealed = tablet.photograph(image, of);
    let reception = register_digitalizacion(central, Sender::Holder, sealed.text()).await;
    let upload = reception.expect("a good envelope").upload.expect("a URL");
    let open = find_upload(central, &upload.capability).await;
    let (open, _) = open.expect("an upload that is open");
    let appended = append_upload(central, &open, 0, image).await;
    appended.expect("room");
    let completed = complete_upload(central, &upload.capability).await;
    completed.expect("the signed bytes");
    sealed
}
