use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::blur::{defocus, motion};
use super::compose::{Things, compose};
use super::dice::Dice;
use super::exif::{ExifKind, Shot, tiff};
use super::geometry::Point;
use super::pixels::{Frame, Texture};
use super::recipe::Jpeg;
use super::scene::Scene;
use super::sensor::develop;

/// Takes the photograph: light through the lens, onto the sensor, into a JPEG.
pub(crate) fn shoot(
    scene: &Scene<'_>,
    sheet: &Texture,
    second: Option<&Texture>,
    dice: &mut Dice,
) -> Vec<u8> {
    let recipe = scene.recipe;
    let table = recipe.table.texture();
    let things = Things {
        sheet,
        second,
        table: &table,
    };
    let mut frame = compose(scene, &things);
    through_the_lens(scene, &mut frame);
    let rgb = develop(&frame, recipe.noise, dice.bits());
    let (width, height) = (frame.width, frame.height);
    drop(frame);
    let thumbnail = match recipe.exif {
        ExifKind::TabletWithThumbnail => thumbnail(&rgb, width, height),
        _ => Vec::new(),
    };
    let shot = Shot {
        kind: recipe.exif,
        orientation: recipe.orientation.0,
        stored_size: (width as u32, height as u32),
        thumbnail,
    };
    let exif = tiff(&shot, dice);
    encode(&rgb, width, height, recipe.jpeg, exif.as_deref())
}

pub(crate) fn through_the_lens(scene: &Scene<'_>, frame: &mut Frame) {
    let recipe = scene.recipe;
    let focus = recipe.focus;
    let place = |x: usize, y: usize| scene.displayed(Point::new(x as f64 + 4.0, y as f64 + 0.5));
    defocus(frame, focus.near_sigma_px, focus.far_sigma_px, |x, y| {
        scene.far_part(place(x, y))
    });
    if recipe.motion.length_px >= 2.0 {
        let origin = scene.stored(Point::new(0.0, 0.0));
        let ahead = Point::new(1.0, 0.0).turned(recipe.motion.angle_radians);
        let along = scene.stored(ahead).minus(origin);
        *frame = motion(frame, recipe.motion.length_px, along.y.atan2(along.x));
    }
}

pub(crate) fn encode(
    rgb: &[u8],
    width: usize,
    height: usize,
    jpeg: Jpeg,
    exif: Option<&[u8]>,
) -> Vec<u8> {
    let mut out = Vec::with_capacity(rgb.len() / 8);
    let mut encoder = Encoder::new(&mut out, jpeg.quality);
    encoder.set_progressive(jpeg.progressive);
    encoder.set_sampling_factor(if jpeg.halved_colour {
        SamplingFactor::R_4_2_0
    } else {
        SamplingFactor::R_4_4_4
    });
    if let Some(exif) = exif {
        let segment = [b"Exif\0\0", exif].concat();
        encoder
            .add_app_segment(1, segment)
            .expect("EXIF is smaller than a segment");
    }
    let (width, height) = (width as u16, height as u16);
    let written = if jpeg.grey {
        let grey: Vec<u8> = rgb.chunks_exact(3).map(luma).collect();
        encoder.encode(&grey, width, height, ColorType::Luma)
    } else {
        encoder.encode(rgb, width, height, ColorType::Rgb)
    };
    written.expect("the sizes fit and memory takes every byte");
    out
}

fn luma(rgb: &[u8]) -> u8 {
    let [red, green, blue] = [rgb[0], rgb[1], rgb[2]].map(u32::from);
    ((red * 77 + green * 150 + blue * 29 + 128) >> 8) as u8
}

/// 160 pixels on the longer side.
fn thumbnail(rgb: &[u8], width: usize, height: usize) -> Vec<u8> {
    let factor = width.max(height).div_ceil(160);
    let (w, h) = ((width / factor).max(1), (height / factor).max(1));
    let mut small = Vec::with_capacity(w * h * 3);
    for y in 0..h {
        for x in 0..w {
            let at = (y * factor * width + x * factor) * 3;
            small.extend_from_slice(&rgb[at..at + 3]);
        }
    }
    let jpeg = Jpeg {
        quality: 60,
        progressive: false,
        grey: false,
        halved_colour: true,
    };
    encode(&small, w, h, jpeg, None)
}
