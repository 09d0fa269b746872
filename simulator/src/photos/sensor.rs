use std::sync::LazyLock;

use super::dice::{Dice, mix};
use super::pixels::{Frame, LEVELS};
use super::recipe::Noise;

/// Deviation of the table's entries, in sixteenths.
const UNIT: f64 = 16.0;

/// Normal numbers, neighbours slightly alike as cameras' own smoothing leaves them.
static NORMALS: LazyLock<Vec<i16>> = LazyLock::new(|| {
    const COUNT: usize = 1 << 15;
    let mut dice = Dice::new(0x006e_6f69_7365, &[]);
    let plain: Vec<f64> = (0..=COUNT).map(|_| dice.normal()).collect();
    let mixed = |pair: &[f64]| ((pair[0] + 0.5 * pair[1]) / 1.25_f64.sqrt() * UNIT).round() as i16;
    plain.windows(2).map(mixed).collect()
});

/// How much of the noise there is at a level: shadows are lifted, and their noise with them.
pub(crate) fn noise_at(level: f64) -> f64 {
    1.3 - 0.6 * level / 255.0
}

/// From light to levels: the sensor's curve, then its noise. One seed, one noise.
pub(crate) fn develop(frame: &Frame, noise: Noise, seed: u64) -> Vec<u8> {
    let levels = &*LEVELS;
    let normals = &*NORMALS;
    let factors: Vec<[i32; 2]> = (0..256)
        .map(|level| {
            let here = noise_at(f64::from(level)) / UNIT * 65_536.0;
            [noise.luma_levels, noise.colour_levels].map(|sigma| (sigma * here) as i32)
        })
        .collect();
    let mask = normals.len() - 1;
    let mut out = vec![0_u8; frame.data.len()];
    for (y, row) in out.chunks_exact_mut(frame.width * 3).enumerate() {
        let start = mix(seed ^ y as u64);
        let part = |shift: u32| (start >> shift) as usize & mask;
        let (luma, red, blue) = (part(0), part(16), part(32));
        let pixels = row.chunks_exact_mut(3).zip(frame.row(y).chunks_exact(3));
        for (x, (out, light)) in pixels.enumerate() {
            let level = [0, 1, 2].map(|c| levels[usize::from(light[c])]);
            let [of_luma, of_colour] = factors[usize::from(level[1])];
            let at = |start: usize| i32::from(normals[(start + x) & mask]);
            let grey = at(luma) * of_luma;
            let (red, blue) = (at(red) * of_colour, at(blue) * of_colour);
            let added = [grey + red, grey - ((red + blue) >> 2), grey + blue];
            for c in 0..3 {
                let value = i32::from(level[c]) + ((added[c] + 32_768) >> 16);
                out[c] = value.clamp(0, 255) as u8;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deviation(luma_levels: f64) -> f64 {
        let mut frame = Frame::new(256, 64);
        frame.data.fill(4_000);
        let noise = Noise {
            luma_levels,
            colour_levels: 0.0,
        };
        let levels = develop(&frame, noise, 3);
        let greens: Vec<f64> = levels.chunks(3).map(|p| f64::from(p[1])).collect();
        let mean = greens.iter().sum::<f64>() / greens.len() as f64;
        let square = greens.iter().map(|g| (g - mean).powi(2)).sum::<f64>();
        (square / greens.len() as f64).sqrt()
    }

    #[test]
    fn noise_is_as_strong_as_it_says() {
        let level = f64::from(LEVELS[4_000]);
        for sigma in [2.0, 6.0, 15.0] {
            let ratio = deviation(sigma) / (sigma * noise_at(level));
            assert!((0.9..1.1).contains(&ratio), "{sigma}: {ratio}");
        }
        assert!(deviation(0.0) < 0.01);
    }
}
