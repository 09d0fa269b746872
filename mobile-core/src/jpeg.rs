//! Whether bytes are an image that can be sent, by its markers alone: what the server will look at
//! when it arrives ([`prep_model::jpeg`] is the one walk of both).

use thiserror::Error;

use prep_model::jpeg::{Header, Limits, Refusal};

/// Width and height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dimensions {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

/// Why bytes are not an image that can be sent. The text is for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum JpegError {
    /// Its structure.
    #[error(transparent)]
    Structure(#[from] Refusal),
    /// Colours of print, which browsers show differently; the server refuses them too.
    #[error("la imagen JPEG usa colores de imprenta, que no se admiten; tome la foto de nuevo")]
    PrintColours,
}

/// Measures a whole JPEG of one or three components.
pub fn measure(image: &[u8]) -> Result<Dimensions, JpegError> {
    let header = Header::read(image, &Limits::TABLET)?;
    if header.components == 4 {
        return Err(JpegError::PrintColours);
    }
    Ok(Dimensions {
        width: header.width,
        height: header.height,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::jpeg;

    #[test]
    fn a_baseline_image_is_measured() {
        assert_eq!(
            measure(&jpeg(1, 640, 480)),
            Ok(Dimensions {
                width: 640,
                height: 480
            })
        );
    }

    #[test]
    fn a_progressive_frame_is_measured_and_a_lossless_or_arithmetic_one_refused() {
        let with_sof = |sof: u8| {
            let mut image = jpeg(1, 32, 16);
            let at = image
                .windows(2)
                .position(|pair| pair == [0xff, 0xc0])
                .unwrap();
            image[at + 1] = sof;
            measure(&image)
        };
        assert_eq!(
            with_sof(0xc2),
            Ok(Dimensions {
                width: 32,
                height: 16
            })
        );
        for sof in [0xc3, 0xc5, 0xc9, 0xcb, 0xcf] {
            assert_eq!(with_sof(sof), Err(Refusal::Unsupported.into()), "{sof:x}");
        }
    }

    #[test]
    fn the_real_photo_of_an_acta_is_measured() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../shared/data/cdmx2024/acta_muestra_A02.jpg"
        );
        let Ok(image) = std::fs::read(path) else {
            println!("SKIPPED: {path} is not there");
            return;
        };
        assert_eq!(
            measure(&image),
            Ok(Dimensions {
                width: 1243,
                height: 1600
            })
        );
    }

    #[test]
    fn other_files_are_refused_with_their_reason() {
        assert_eq!(measure(b""), Err(Refusal::Empty.into()));
        assert_eq!(measure(b"\x89PNG\r\n\x1a\n"), Err(Refusal::NotJpeg.into()));
        assert_eq!(measure(b"\xff\xd8\xff\xd9"), Err(Refusal::Damaged.into()));
        assert_eq!(
            measure(&vec![0xff; 33 * 1024 * 1024]),
            Err(Refusal::TooManyBytes.into())
        );
    }

    proptest! {
        #[test]
        fn any_cut_is_noticed_and_no_bytes_panic(
            cut in any::<prop::sample::Index>(),
            at in any::<prop::sample::Index>(),
            to in any::<u8>(),
            noise in proptest::collection::vec(any::<u8>(), 0..200),
        ) {
            let image = jpeg(3, 64, 64);
            prop_assert!(measure(&image[..cut.index(image.len())]).is_err());
            let mut changed = image.clone();
            let at = at.index(changed.len());
            changed[at] = to;
            let _ = measure(&changed);
            let _ = measure(&[&[0xff, 0xd8, 0xff], noise.as_slice()].concat());
        }
    }
}
