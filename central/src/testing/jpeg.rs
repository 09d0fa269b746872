/// A small JPEG of 64 by 64 pixels, different for each `seed`.
pub fn jpeg(seed: u8) -> Vec<u8> {
    jpeg_of_size(64, 64, 2_000, seed)
}

/// Bytes with the structure of a JPEG of the size given, `coded` bytes of coded data in them.
pub fn jpeg_of_size(width: u16, height: u16, coded: usize, seed: u8) -> Vec<u8> {
    let mut bytes = vec![0xFF, 0xD8];
    // Application data: JFIF.
    bytes.extend([0xFF, 0xE0, 0, 16]);
    bytes.extend(*b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    let ([h1, h0], [w1, w0]) = (height.to_be_bytes(), width.to_be_bytes());
    bytes.extend([0xFF, 0xC0, 0, 11, 8, h1, h0, w1, w0, 1, 1, 0x11, 0]);
    bytes.extend([0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0]);
    let mut state = u32::from(seed) + 1;
    for _ in 0..coded {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [byte, ..] = state.to_be_bytes();
        bytes.push(byte);
        if byte == 0xFF {
            bytes.push(0);
        }
    }
    bytes.extend([0xFF, 0xD9]);
    bytes
}
