use super::entropy::splitmix;

/// Coefficients of noise in each block; with them a photo of 1200 by 1600 takes about 180 kB.
const NOISE: usize = 8;

/// A valid baseline JPEG in greys that no other seed gives: noise, so that it does not compress.
pub fn jpeg(seed: u64, width: u16, height: u16) -> Vec<u8> {
    let mut out = vec![0xff, 0xd8];
    segment(&mut out, 0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    segment(&mut out, 0xdb, &[&[0], [8; 64].as_slice()].concat());
    let [[h1, h0], [w1, w0]] = [height.to_be_bytes(), width.to_be_bytes()];
    segment(&mut out, 0xc0, &[8, h1, h0, w1, w0, 1, 1, 0x11, 0]);
    // DC: four categories of differences, two bits each except the last two.
    segment(
        &mut out,
        0xc4,
        &[&[0x00], counts(&[0, 3, 1]).as_slice(), &[0, 3, 4, 5]].concat(),
    );
    // AC: `0` ends the block, `10` brings a coefficient of three bits.
    segment(
        &mut out,
        0xc4,
        &[&[0x10], counts(&[1, 1]).as_slice(), &[0x00, 0x03]].concat(),
    );
    segment(&mut out, 0xda, &[1, 1, 0x00, 0, 63, 0]);
    scan(
        &mut out,
        seed,
        u64::from(width.div_ceil(8)) * u64::from(height.div_ceil(8)),
    );
    out.extend([0xff, 0xd9]);
    out
}

fn segment(out: &mut Vec<u8>, marker: u8, body: &[u8]) {
    let length = u16::try_from(body.len() + 2).expect("segments here are short");
    out.extend([0xff, marker]);
    out.extend(length.to_be_bytes());
    out.extend(body);
}

/// How many codes there are of each length, 1 to 16 bits.
fn counts(first: &[u8]) -> [u8; 16] {
    let mut all = [0; 16];
    all.iter_mut().zip(first).for_each(|(to, from)| *to = *from);
    all
}

fn scan(out: &mut Vec<u8>, seed: u64, blocks: u64) {
    let mut bits = Bits {
        out,
        held: 0,
        count: 0,
    };
    let mut state = seed ^ 0x5ee0;
    let mut grey = 0;
    for block in 0..blocks {
        let noise = splitmix(&mut state);
        // The grey goes up and back by turns, so that it stays in range.
        bits.put(0b01, 2);
        if block % 2 == 0 {
            grey = noise & 3;
            bits.put(4 + grey, 3);
        } else {
            bits.put(3 - grey, 3);
        }
        for at in 0..NOISE {
            bits.put(0b10, 2);
            bits.put(noise >> (8 + 3 * at) & 7, 3);
        }
        bits.put(0, 1);
    }
    bits.put(0x7f, 7);
}

/// Writes bits, the first one highest, and a zero after each 0xff.
struct Bits<'a> {
    out: &'a mut Vec<u8>,
    held: u64,
    count: u32,
}

impl Bits<'_> {
    fn put(&mut self, value: u64, count: u32) {
        self.held = self.held << count | value;
        self.count += count;
        while self.count >= 8 {
            self.count -= 8;
            let byte = (self.held >> self.count) & 0xff;
            let byte = u8::try_from(byte).expect("masked to a byte");
            self.out.push(byte);
            if byte == 0xff {
                self.out.push(0);
            }
        }
        self.held &= (1 << self.count) - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_seed_has_its_own_image() {
        assert_ne!(jpeg(1, 64, 64), jpeg(2, 64, 64));
        assert_eq!(jpeg(1, 64, 64), jpeg(1, 64, 64));
    }
}
