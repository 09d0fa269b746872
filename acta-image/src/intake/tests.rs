use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use proptest::prelude::*;

use super::*;

fn gradient(width: u16, height: u16, channels: u16) -> Vec<u8> {
    let pixel = |i: u32| u8::try_from(i % 251).unwrap();
    (0..u32::from(width) * u32::from(height) * u32::from(channels))
        .map(pixel)
        .collect()
}

fn jpeg(width: u16, height: u16, color: ColorType, progressive: bool) -> Vec<u8> {
    let channels = match color {
        ColorType::Luma => 1,
        ColorType::Cmyk => 4,
        _ => 3,
    };
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 80);
    encoder.set_progressive(progressive);
    encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
    let pixels = gradient(width, height, channels);
    encoder.encode(&pixels, width, height, color).unwrap();
    bytes
}

fn with_exif(jpeg: &[u8], block: &[u8]) -> Vec<u8> {
    let length = u16::try_from(block.len() + 8).unwrap().to_be_bytes();
    [
        &jpeg[..2],
        &[0xff, 0xe1],
        &length,
        b"Exif\0\0",
        block,
        &jpeg[2..],
    ]
    .concat()
}

/// A TIFF block with one entry: the orientation.
fn orientation(value: u16) -> Vec<u8> {
    let [a, b] = value.to_be_bytes();
    let mut block = b"MM\0\x2a\0\0\0\x08\0\x01".to_vec();
    block.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, a, b, 0, 0, 0, 0, 0, 0]);
    block
}

fn opened(bytes: &[u8]) -> Result<Photo, Refusal> {
    open(bytes, &Limits::default())
}

#[test]
fn grey_colour_cmyk_and_progressive_are_opened() {
    for color in [
        ColorType::Luma,
        ColorType::Rgb,
        ColorType::Ycbcr,
        ColorType::Cmyk,
    ] {
        for progressive in [false, color != ColorType::Cmyk] {
            let photo = opened(&jpeg(50, 30, color, progressive));
            let photo = photo.unwrap_or_else(|error| panic!("{color:?} {progressive}: {error}"));
            assert_eq!(
                (photo.width(), photo.height()),
                (50, 30),
                "{color:?} {progressive}"
            );
        }
    }
}

#[test]
fn white_is_white_whatever_the_colours() {
    for (color, white) in [
        (ColorType::Luma, 255),
        (ColorType::Rgb, 255),
        (ColorType::Cmyk, 0),
    ] {
        let channels = if color == ColorType::Cmyk { 4 } else { 3 };
        let channels = if color == ColorType::Luma {
            1
        } else {
            channels
        };
        let mut bytes = Vec::new();
        let encoder = Encoder::new(&mut bytes, 90);
        encoder
            .encode(&vec![white; 64 * 64 * channels], 64, 64, color)
            .unwrap();
        let photo = opened(&bytes).unwrap();
        assert!(
            photo.stored().pixels().iter().all(|&p| p > 250),
            "{color:?}"
        );
    }
}

#[test]
fn exif_orientation_turns_what_is_seen() {
    let plain = jpeg(50, 30, ColorType::Rgb, false);
    for (value, size) in [
        (1, (50, 30)),
        (3, (50, 30)),
        (6, (30, 50)),
        (8, (30, 50)),
        (99, (50, 30)),
    ] {
        let photo = opened(&with_exif(&plain, &orientation(value))).unwrap();
        assert_eq!((photo.width(), photo.height()), size, "{value}");
        let (view, _) = photo.overview(1_000);
        let seen = photo
            .to_stored()
            .apply(crate::geometry::Point::new(0.5, 0.5));
        let (x, y) = (seen.x.floor(), seen.y.floor());
        let at = photo
            .stored()
            .crop(
                format!("{x}").parse().unwrap(),
                format!("{y}").parse().unwrap(),
                1,
                1,
            )
            .unwrap();
        assert_eq!(view.pixels()[0], at.pixels()[0], "{value}");
    }
}

#[test]
fn other_files_are_refused_with_their_reason() {
    assert_eq!(opened(b""), Err(Refusal::Empty));
    assert_eq!(opened(b"\x89PNG\r\n\x1a\n"), Err(Refusal::NotJpeg));
    assert_eq!(opened(b"\xff\xd8\xff\xd9"), Err(Refusal::Damaged));
    assert_eq!(opened(&vec![0xff; 33 << 20]), Err(Refusal::TooManyBytes));
    let whole = jpeg(64, 64, ColorType::Rgb, false);
    for end in 4..whole.len() {
        assert!(opened(&whole[..end]).is_err(), "{end}");
    }
}

#[test]
fn hostile_sizes_and_scans_are_refused_before_decoding() {
    let resized = |width: u16, height: u16| {
        let mut bytes = jpeg(64, 64, ColorType::Rgb, false);
        let at = bytes
            .windows(2)
            .position(|pair| pair == [0xff, 0xc0])
            .unwrap();
        bytes[at + 5..at + 7].copy_from_slice(&height.to_be_bytes());
        bytes[at + 7..at + 9].copy_from_slice(&width.to_be_bytes());
        bytes
    };
    assert_eq!(
        opened(&resized(60_000, 60_000)),
        Err(Refusal::Sides {
            width: 60_000,
            height: 60_000
        })
    );
    assert_eq!(
        opened(&resized(0, 64)),
        Err(Refusal::Sides {
            width: 0,
            height: 64
        })
    );
    assert_eq!(opened(&resized(7_000, 7_000)), Err(Refusal::Bomb));

    let mut scans = jpeg(64, 64, ColorType::Luma, true);
    scans.truncate(scans.len() - 2);
    for _ in 0..200 {
        scans.extend([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 3]);
    }
    scans.extend([0xff, 0xd9]);
    assert_eq!(opened(&scans), Err(Refusal::EndlessScans));
}

#[test]
fn what_would_take_too_much_memory_is_refused_by_its_header() {
    let bytes = jpeg(600, 400, ColorType::Rgb, true);
    let limits = Limits::default();
    let needs = Header::read(&bytes, &limits).unwrap().decoded_bytes;
    // Brightness, and the coefficients of 4:2:0: one and a half per pixel, two bytes each.
    assert!(
        (600 * 400 * 4..600 * 400 * 9 / 2).contains(&needs),
        "{needs}"
    );
    let tight = Limits {
        max_memory: needs - 1,
        ..limits
    };
    assert_eq!(open(&bytes, &tight), Err(Refusal::TooMuchMemory));
    // Fifty megapixels as cameras write them fit.
    let baseline = jpeg(600, 400, ColorType::Rgb, false);
    let baseline = Header::read(&baseline, &limits).unwrap();
    assert_eq!(baseline.decoded_bytes, 600 * 400);
}

#[test]
fn the_real_photo_is_opened() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/data/cdmx2024/acta_muestra_A02.jpg"
    );
    let Ok(bytes) = std::fs::read(path) else {
        println!("SKIPPED: {path} is not there");
        return;
    };
    let photo = opened(&bytes).unwrap();
    assert_eq!((photo.width(), photo.height()), (1243, 1600));
}

/// Cases of the mutating tests; a full run takes many more.
fn cases() -> u32 {
    if std::env::var_os("PREP_TEST_FULL").is_some() {
        20_000
    } else {
        200
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn any_bytes_are_a_photo_or_a_reason(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = opened(&bytes);
        let _ = opened(&[&[0xff, 0xd8, 0xff], bytes.as_slice()].concat());
        let _ = Metadata::read(&bytes);
        let _ = Metadata::read(&[b"MM\0\x2a\0\0\0\x08", bytes.as_slice()].concat());
        let _ = Metadata::read(&[b"II\x2a\0\x08\0\0\0", bytes.as_slice()].concat());
    }

    #[test]
    fn any_damage_is_a_photo_or_a_reason(
        kind in 0_usize..6,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let colors = [ColorType::Luma, ColorType::Rgb, ColorType::Cmyk];
        let whole = jpeg(48, 40, colors[kind % 3], kind >= 3);
        let mut bytes = with_exif(&whole, &orientation(6));
        for (at, to) in changes {
            let at = at.index(bytes.len());
            bytes[at] = to;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(photo) = opened(&bytes) {
            prop_assert!(photo.width() > 0 && photo.height() > 0);
        }
    }

    #[test]
    fn malformed_exif_never_costs_the_photo(block in prop::collection::vec(any::<u8>(), 0..200)) {
        let plain = jpeg(32, 24, ColorType::Rgb, false);
        let photo = opened(&with_exif(&plain, &block)).unwrap();
        prop_assert_eq!(photo.stored().width(), 32);
    }
}
