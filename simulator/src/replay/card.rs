//! The image of an acta in a replay. Drawing a hand's writing takes longer than the whole rest of an
//! acta's way, so that the picture is the blank form, drawn once for each form, and what makes it the
//! image of one acta is a comment in the file: its bytes, and so its digest, are nobody else's.

use std::collections::HashMap;
use std::sync::Arc;

use prep_model::claves::{ActaKey, EjercicioId};
use prep_model::proceso::Proceso;
use simulator::actas::{Blank, Maker, Order, Rasterizer};

use crate::failure::Failure;

/// About 100 kB for each image, as DESIGN has them.
const PIXELS_PER_MM: f32 = 2.2;
const QUALITY: u8 = 85;

/// Makes the images of one run.
pub(crate) struct Cards<'a> {
    maker: Maker<'a>,
    forms: HashMap<*const Blank, Arc<Vec<u8>>>,
    /// Keeps the forms alive, so that an address names one form only.
    kept: Vec<Arc<Blank>>,
}

/// What the maker is asked for: blank forms that say what they are.
pub(crate) fn order(ejercicio: EjercicioId) -> Order {
    Order {
        elecciones: std::collections::BTreeSet::new(),
        distritos: std::collections::BTreeSet::new(),
        sample: None,
        seed: 1,
        ejercicio,
        blank: true,
        values: None,
    }
}

impl<'a> Cards<'a> {
    pub(crate) fn new(proceso: &'a Proceso, order: &'a Order) -> Self {
        Self {
            maker: Maker::new(proceso, order),
            forms: HashMap::new(),
            kept: Vec::new(),
        }
    }

    /// The JPEG of an acta: the same bytes for the same acta.
    pub(crate) fn image(&mut self, acta: &ActaKey) -> Result<Vec<u8>, Failure> {
        let sheet = match self.maker.sheet(acta) {
            Some(Ok(sheet)) => sheet,
            Some(Err(error)) => return Err(Failure::Refused(format!("el acta {acta}: {error}"))),
            None => {
                return Err(Failure::Refused(format!(
                    "el proceso no espera el acta {acta}"
                )));
            }
        };
        let key = Arc::as_ptr(&sheet.blank);
        let form = if let Some(form) = self.forms.get(&key) {
            Arc::clone(form)
        } else {
            let drawn = Rasterizer::new(&sheet.blank, PIXELS_PER_MM).raster(&sheet);
            let form = Arc::new(drawn.jpeg(QUALITY).map_err(Failure::refused)?);
            self.kept.push(Arc::clone(&sheet.blank));
            self.forms.insert(key, Arc::clone(&form));
            form
        };
        Ok(with_comment(&form, &format!("prep-sim replay {acta}")))
    }
}

/// A JPEG with a comment after its first marker.
fn with_comment(jpeg: &[u8], text: &str) -> Vec<u8> {
    let length = u16::try_from(text.len() + 2).unwrap_or(u16::MAX);
    let (start, rest) = jpeg.split_at(2.min(jpeg.len()));
    let comment = [&[0xff, 0xfe], &length.to_be_bytes()[..], text.as_bytes()].concat();
    [start, &comment, rest].concat()
}

#[cfg(test)]
mod tests {
    use proceso_files::demo::{self, Scale};
    use zune_jpeg::JpegDecoder;
    use zune_jpeg::zune_core::bytestream::ZCursor;

    use super::*;

    #[test]
    fn every_acta_has_an_image_of_its_own_that_shows_the_form() {
        let proceso = demo::proceso_with(demo::Options {
            seed: 3,
            scale: Scale::Small {
                distritos: 2,
                casillas: 12,
            },
        });
        let order = order("simulacro-1".parse().unwrap());
        let mut cards = Cards::new(&proceso, &order);
        let actas: Vec<ActaKey> = proceso
            .elecciones()
            .iter()
            .flat_map(|eleccion| proceso.actas_esperadas(&eleccion.id))
            .collect();
        let mut images = std::collections::BTreeSet::new();
        for acta in &actas {
            let image = cards.image(acta).unwrap();
            assert_eq!(image, cards.image(acta).unwrap(), "{acta}");
            let mut decoder = JpegDecoder::new(ZCursor::new(&image));
            decoder.decode().unwrap();
            images.insert(image);
        }
        assert_eq!(images.len(), actas.len());
        assert!(cards.forms.len() < actas.len());
    }
}
