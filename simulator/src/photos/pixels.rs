use std::borrow::Cow;
use std::sync::LazyLock;

/// What paper printed at full white and lit fully reflects, in the 16-bit linear scale of textures
/// and frames; the rest is room for reflections before the sensor is full.
pub(crate) const WHITE: f32 = 16_384.0;

/// The standard curve from light to the levels of an image (IEC 61966-2-1), for light 0.0 to 1.0.
pub(crate) fn level_of(light: f64) -> f64 {
    let light = light.clamp(0.0, 1.0);
    let curve = if light <= 0.003_130_8 {
        12.92 * light
    } else {
        1.055 * light.powf(1.0 / 2.4) - 0.055
    };
    curve * 255.0
}

/// The other way: light 0.0 to 1.0 from a level 0 to 255.
pub(crate) fn light_of(level: f64) -> f64 {
    let curve = level / 255.0;
    if curve <= 0.040_45 {
        curve / 12.92
    } else {
        ((curve + 0.055) / 1.055).powf(2.4)
    }
}

/// Levels of every linear 16-bit value.
pub(crate) static LEVELS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let level = |value| level_of(f64::from(value) / f64::from(WHITE)).round() as u8;
    (0..=u16::MAX).map(level).collect()
});

/// Linear 16-bit values of every level.
static LIGHTS: LazyLock<[u16; 256]> = LazyLock::new(|| {
    std::array::from_fn(|level| (light_of(level as f64) * f64::from(WHITE)).round() as u16)
});

/// A flat thing to be photographed, two pixels wide and high at least: linear red, green and blue (and nothing in the fourth).
#[derive(Debug, Clone)]
pub(crate) struct Texture {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Pixels per millimetre.
    pub(crate) density: f64,
    pub(crate) pixels: Vec<[u16; 4]>,
}

impl Texture {
    /// From rows of red, green and blue levels.
    pub(crate) fn from_levels(rgb: &[u8], width: usize, density: f64) -> Self {
        let lights = &*LIGHTS;
        let light = |level: u8| lights[usize::from(level)];
        let pixels: Vec<_> = rgb
            .chunks_exact(3)
            .map(|p| [light(p[0]), light(p[1]), light(p[2]), 0])
            .collect();
        Self {
            width,
            height: pixels.len() / width,
            density,
            pixels,
        }
    }

    /// Interpolated between the four pixels around a place in pixels (the first one's centre at
    /// 0.0, 0.0). The caller keeps it inside; at the border the last pixel stands for the next.
    #[inline]
    pub(crate) fn sample(&self, x: f32, y: f32) -> [f32; 4] {
        let (x, y) = (x.max(0.0), y.max(0.0));
        let left = (x as u32).min(self.width as u32 - 2);
        let top = (y as u32).min(self.height as u32 - 2);
        let (fx, fy) = ((x - left as f32).min(1.0), (y - top as f32).min(1.0));
        let at = top as usize * self.width + left as usize;
        let upper = between(&self.pixels[at..at + 2], fx);
        let lower = between(&self.pixels[at + self.width..at + self.width + 2], fx);
        std::array::from_fn(|i| upper[i] + (lower[i] - upper[i]) * fy)
    }

    /// Itself, or halved until it has at most `density` pixels per millimetre: what is seen smaller
    /// than it was drawn must be averaged first, or thin lines come and go.
    pub(crate) fn no_finer_than(&self, density: f64) -> Cow<'_, Self> {
        let mut texture = Cow::Borrowed(self);
        while texture.density > density && texture.width > 8 && texture.height > 8 {
            texture = Cow::Owned(texture.halved());
        }
        texture
    }

    fn halved(&self) -> Self {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut pixels = Vec::with_capacity(width * height);
        for y in 0..height {
            let upper = &self.pixels[2 * y * self.width..][..2 * width];
            let lower = &self.pixels[(2 * y + 1) * self.width..][..2 * width];
            for (upper, lower) in upper.chunks_exact(2).zip(lower.chunks_exact(2)) {
                pixels.push(std::array::from_fn(|c| {
                    let sum = [upper[0][c], upper[1][c], lower[0][c], lower[1][c]];
                    (sum.into_iter().map(u32::from).sum::<u32>() / 4) as u16
                }));
            }
        }
        Self {
            width,
            height,
            density: self.density / 2.0,
            pixels,
        }
    }

    /// Luminance of one pixel, 1.0 being white paper.
    pub(crate) fn luminance(&self, x: usize, y: usize) -> f64 {
        let [red, green, blue, _] = self.pixels[y * self.width + x].map(f64::from);
        (0.2126 * red + 0.7152 * green + 0.0722 * blue) / f64::from(WHITE)
    }
}

/// Between two neighbours of a row.
#[inline]
fn between(pair: &[[u16; 4]], part: f32) -> [f32; 4] {
    let (left, right) = (pair[0].map(f32::from), pair[1].map(f32::from));
    std::array::from_fn(|i| left[i] + (right[i] - left[i]) * part)
}

/// What falls on the sensor: linear red, green and blue, row by row.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) data: Vec<u16>,
}

impl Frame {
    pub(crate) fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            data: vec![0; width * height * 3],
        }
    }

    pub(crate) fn row(&self, y: usize) -> &[u16] {
        &self.data[y * self.width * 3..][..self.width * 3]
    }

    pub(crate) fn row_mut(&mut self, y: usize) -> &mut [u16] {
        let width = self.width * 3;
        &mut self.data[y * width..][..width]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_survive_the_way_to_light_and_back() {
        for level in 0..=255_u8 {
            assert_eq!(LEVELS[usize::from(LIGHTS[usize::from(level)])], level);
        }
    }

    #[test]
    fn a_sample_between_pixels_is_their_mean() {
        let row = [0, 0, 0, 255, 255, 255];
        let texture = Texture::from_levels(&[row, row].concat(), 2, 1.0);
        let middle = texture.sample(0.5, 0.0);
        assert!((middle[0] - WHITE / 2.0).abs() < 1.0, "{middle:?}");
    }
}
