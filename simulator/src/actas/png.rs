//! Images without loss (PNG, ISO 15948): eight bits, red, green, blue, one block of data.

use std::io::Write as _;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};

use super::raster::Raster;

/// The bytes of a file that says how many dots an inch has.
pub fn png(raster: &Raster, dpi: u16) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut head = Vec::new();
    head.extend(raster.width.to_be_bytes());
    head.extend(raster.height.to_be_bytes());
    // Depth, colour type, compression, filter method, interlace.
    head.extend([8, 2, 0, 0, 0]);
    chunk(&mut file, *b"IHDR", &head);
    let per_metre = (u32::from(dpi) * 10_000 + 127) / 254;
    let mut density = Vec::new();
    density.extend(per_metre.to_be_bytes());
    density.extend(per_metre.to_be_bytes());
    density.push(1);
    chunk(&mut file, *b"pHYs", &density);
    chunk(&mut file, *b"IDAT", &rows(raster));
    chunk(&mut file, *b"IEND", &[]);
    file
}

/// Each row after the number of its filter: 2, the difference to the row above, which on paper is
/// mostly nothing.
fn rows(raster: &Raster) -> Vec<u8> {
    let width = usize::try_from(raster.width)
        .unwrap_or(usize::MAX)
        .saturating_mul(3);
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    let mut above = vec![0_u8; width];
    let mut line = Vec::with_capacity(width + 1);
    for row in raster.rgb.chunks_exact(width.max(1)) {
        line.clear();
        line.push(2);
        line.extend(
            row.iter()
                .zip(&above)
                .map(|(own, up)| own.wrapping_sub(*up)),
        );
        encoder.write_all(&line).expect("memory can be written to");
        above.copy_from_slice(row);
    }
    encoder.finish().expect("memory can be written to")
}

fn chunk(file: &mut Vec<u8>, name: [u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).expect("an image has less than 4 GB");
    let mut crc = Crc::new();
    crc.update(&name);
    crc.update(data);
    file.extend(length.to_be_bytes());
    file.extend(name);
    file.extend(data);
    file.extend(crc.sum().to_be_bytes());
}
