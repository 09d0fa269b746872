use prep_model::contract::ProblemType;
use prep_model::jpeg::{Header, Limits, Refusal};
use thiserror::Error;

use super::MAX_IMAGE_PIXELS;

/// What an image that was signed may be; structure and worth as a tablet's intake has them.
const LIMITS: Limits = Limits {
    max_pixels: MAX_IMAGE_PIXELS,
    // Nothing is decoded here.
    max_memory: u64::MAX,
    ..Limits::TABLET
};

/// Why bytes are not an image that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ImageFault {
    /// Not a JPEG that browsers show.
    #[error("el archivo no es una imagen JPEG; tome de nuevo la fotografía")]
    NotJpeg,
    /// It ends in the middle.
    #[error("la imagen está incompleta; tome de nuevo la fotografía")]
    Truncated,
    /// It unfolds to far more than it is.
    #[error("la imagen ocupa demasiado al descomprimirse")]
    Bomb,
    /// Its size in pixels is not what was signed.
    #[error("las medidas de la imagen no son las que se firmaron")]
    Size,
}

impl ImageFault {
    const ALL: [Self; 4] = [Self::NotJpeg, Self::Truncated, Self::Bomb, Self::Size];

    /// The problem a device is told.
    pub fn problem(self) -> ProblemType {
        match self {
            Self::NotJpeg => ProblemType::ImageNotJpeg,
            Self::Truncated => ProblemType::ImageTruncated,
            Self::Bomb => ProblemType::ImageBomb,
            Self::Size => ProblemType::ImageSizeMismatch,
        }
    }

    fn of_refusal(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Truncated => Self::Truncated,
            Refusal::Sides { width, height } if width == 0 || height == 0 => Self::NotJpeg,
            Refusal::TooManyBytes
            | Refusal::Sides { .. }
            | Refusal::Bomb
            | Refusal::EndlessScans
            | Refusal::TooMuchMemory => Self::Bomb,
            Refusal::Empty | Refusal::NotJpeg | Refusal::Damaged | Refusal::Unsupported => {
                Self::NotJpeg
            }
        }
    }

    /// The fault a device was told as `problem`.
    pub fn of_problem(problem: ProblemType) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|fault| fault.problem() == problem)
    }
}

/// Looks whether `bytes` are a whole JPEG image of the size that was signed, by walking its
/// segments and scans; nothing is decoded, so nothing can unfold.
pub fn check_jpeg(bytes: &[u8], signed: (u32, u32)) -> Result<(), ImageFault> {
    let header = Header::read(bytes, &LIMITS).map_err(ImageFault::of_refusal)?;
    // Four components are print colours: what browsers make of them differs.
    if header.components == 4 {
        return Err(ImageFault::NotJpeg);
    }
    if (header.width, header.height) == signed {
        Ok(())
    } else {
        Err(ImageFault::Size)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{jpeg, jpeg_of_size};

    const SIGNED: (u32, u32) = (64, 64);

    #[test]
    fn a_whole_image_of_the_size_signed_passes() {
        assert_eq!(check_jpeg(&jpeg(1), SIGNED), Ok(()));
        assert_eq!(check_jpeg(&jpeg(1), (64, 65)), Err(ImageFault::Size));
    }

    #[test]
    fn every_beginning_of_an_image_is_truncated_or_no_jpeg() {
        let whole = jpeg_of_size(64, 64, 300, 1);
        for end in 0..whole.len() {
            let found = check_jpeg(&whole[..end], SIGNED);
            let expected = if end < 2 {
                ImageFault::NotJpeg
            } else {
                ImageFault::Truncated
            };
            assert_eq!(found, Err(expected), "{end}");
        }
    }

    #[test]
    fn vast_sizes_and_endless_scans_are_bombs() {
        let vast = jpeg_of_size(60_000, 60_000, 4_000_000, 1);
        assert_eq!(check_jpeg(&vast, SIGNED), Err(ImageFault::Bomb));
        let thin = jpeg_of_size(2_000, 2_000, 100, 1);
        assert_eq!(check_jpeg(&thin, SIGNED), Err(ImageFault::Bomb));
        let mut scans = jpeg(1);
        scans.truncate(scans.len() - 2);
        let scan = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 3];
        for _ in 0..200 {
            scans.extend(scan);
        }
        scans.extend([0xFF, 0xD9]);
        assert_eq!(check_jpeg(&scans, SIGNED), Err(ImageFault::Bomb));
    }

    #[test]
    fn other_formats_and_forms_that_browsers_do_not_show_are_no_jpeg() {
        for other in [
            b"".as_slice(),
            b"GIF89a",
            b"\x89PNG\r\n\x1a\n",
            b"\xFF\xD8\xFF\xD9",
        ] {
            let found = check_jpeg(other, SIGNED);
            assert!(found.is_err(), "{other:?}");
        }
        let mut print = jpeg_of_size(64, 64, 300, 1);
        let frame = print
            .windows(2)
            .position(|two| two == [0xFF, 0xC0])
            .unwrap();
        print[frame + 3] += 9;
        print[frame + 9] = 4;
        print.splice(frame + 10..frame + 10, [1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
        assert_eq!(check_jpeg(&print, SIGNED), Err(ImageFault::NotJpeg));
        let mut lossless = jpeg(1);
        let frame = lossless.iter().position(|&byte| byte == 0xC0).unwrap();
        lossless[frame] = 0xC3;
        assert_eq!(check_jpeg(&lossless, SIGNED), Err(ImageFault::NotJpeg));
    }

    proptest! {
        #[test]
        fn any_bytes_are_an_image_or_a_reason(mut bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = check_jpeg(&bytes, SIGNED);
            bytes.splice(0..0, [0xFF, 0xD8, 0xFF]);
            let _ = check_jpeg(&bytes, SIGNED);
        }

        #[test]
        fn one_changed_byte_never_panics(at in any::<prop::sample::Index>(), to in any::<u8>()) {
            let mut bytes = jpeg_of_size(64, 64, 300, 1);
            let at = at.index(bytes.len());
            bytes[at] = to;
            let _ = check_jpeg(&bytes, SIGNED);
        }
    }
}
