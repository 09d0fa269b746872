//! Codes in a live frame, for screens that scan instead of photographing.

use acta_image::gray::Gray;
use acta_image::qr::{Code, read_image};

/// The texts of the QR codes in a frame: a plane of brightness whose rows begin `stride` bytes apart.
/// Empty if there are none, or if the plane is shorter than that. Some milliseconds of one core; any
/// thread.
#[uniffi::export]
pub(crate) fn read_codes(luma: &[u8], width: u32, height: u32, stride: u32) -> Vec<String> {
    let frame = Gray::from_plane(luma, width, height, stride as usize);
    let codes = frame.map_or_else(Vec::new, |frame| read_image(&frame));
    codes.into_iter().map(|code: Code| code.text).collect()
}
