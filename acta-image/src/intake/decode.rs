//! From coded data to brightness.

use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use super::{Header, Limits, Refusal};
use crate::gray::Gray;

/// Decodes the brightness of a JPEG whose structure `header` has found sound.
pub(super) fn luma(bytes: &[u8], header: &Header<'_>, limits: &Limits) -> Result<Gray, Refusal> {
    let side = limits.max_side as usize;
    let options = DecoderOptions::default()
        .set_max_width(side)
        .set_max_height(side)
        .jpeg_set_max_scans(limits.max_scans as usize)
        // Half an acta with the rest in grey is no acta: damage is said, not papered over.
        .set_strict_mode(true)
        .jpeg_set_out_colorspace(ColorSpace::Luma);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|_| Refusal::Damaged)?;
    let direct = matches!(
        decoder.input_colorspace(),
        Some(ColorSpace::YCbCr | ColorSpace::Luma)
    );
    if !direct {
        decoder.set_options(options.jpeg_set_out_colorspace(ColorSpace::RGB));
    }
    let pixels = u64::from(header.width) * u64::from(header.height);
    let size = decoder.output_buffer_size().ok_or(Refusal::Damaged)?;
    let planes = if direct { 1 } else { 3 };
    // The decoder must have read the same frame as we; a difference would be somebody's trick.
    if size as u64 != planes * pixels {
        return Err(Refusal::Damaged);
    }
    if !direct && header.decoded_bytes + 2 * pixels > limits.max_memory {
        return Err(Refusal::TooMuchMemory);
    }
    let mut decoded = vec![0; size];
    decoder
        .decode_into(&mut decoded)
        .map_err(|_| Refusal::Damaged)?;
    if !direct {
        darken_in_place(&mut decoded);
    }
    Gray::new(header.width, header.height, decoded).ok_or(Refusal::Damaged)
}

/// Brightness of ITU-R BT.601, as JPEG's own Y, in the first third of the buffer; the rest goes.
fn darken_in_place(rgb: &mut Vec<u8>) {
    let count = rgb.len() / 3;
    for i in 0..count {
        let [r, g, b] = [rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]].map(u32::from);
        let y = (19_595 * r + 38_470 * g + 7_471 * b + 32_768) >> 16;
        rgb[i] = u8::try_from(y).unwrap_or(u8::MAX);
    }
    rgb.truncate(count);
    rgb.shrink_to_fit();
}
