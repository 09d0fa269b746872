use serde::{Deserialize, Serialize};

use super::dice::{Dice, mix};
use super::pixels::{Texture, WHITE, light_of};

/// What lies below the sheet.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Table {
    pub surface: Surface,
    pub seed: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Surface {
    Wood,
    DarkWood,
    /// The white plastic of folding tables: paper hardly stands out.
    White,
    Grey,
    /// A chequered cloth, with edges and corners of its own.
    Cloth,
    Cardboard,
    /// The lid of a scanner, nearly white.
    Lid,
    /// A scanner with its lid open.
    Open,
}

pub(crate) const FOR_TABLETS: [(Surface, f64); 6] = [
    (Surface::Wood, 0.28),
    (Surface::DarkWood, 0.2),
    (Surface::White, 0.16),
    (Surface::Grey, 0.16),
    (Surface::Cloth, 0.1),
    (Surface::Cardboard, 0.1),
];

/// Side of the square that is repeated, in pixels (a power of two) and pixels per millimetre.
const SIDE: usize = 256;
const DENSITY: f64 = 1.2;

impl Table {
    pub(crate) fn throw(dice: &mut Dice, surfaces: &[(Surface, f64)]) -> Self {
        Self {
            surface: dice.weighted(surfaces),
            seed: dice.bits(),
        }
    }

    /// One square of it, which repeats without a seam.
    pub(crate) fn texture(self) -> Texture {
        let (base, depth) = match self.surface {
            Surface::Wood => ([176, 132, 88], 0.28),
            Surface::DarkWood => ([86, 58, 40], 0.35),
            Surface::White => ([226, 226, 222], 0.03),
            Surface::Grey => ([128, 130, 134], 0.1),
            Surface::Cloth => ([178, 60, 56], 0.1),
            Surface::Cardboard => ([168, 140, 106], 0.08),
            Surface::Lid => ([236, 236, 236], 0.01),
            Surface::Open => ([14, 14, 16], 0.05),
        };
        let base = base.map(|level| light_of(f64::from(level)) * f64::from(WHITE));
        let mut pixels = Vec::with_capacity(SIDE * SIDE);
        for y in 0..SIDE {
            for x in 0..SIDE {
                let factor = (1.0 + depth * self.relief(x, y)).max(0.0);
                let chequered = self.surface == Surface::Cloth && (x / 16 + y / 16) % 2 == 0;
                let base = if chequered {
                    [0.75 * f64::from(WHITE); 3]
                } else {
                    base
                };
                let [red, green, blue] = base.map(|light| (light * factor) as u16);
                pixels.push([red, green, blue, 0]);
            }
        }
        Texture {
            width: SIDE,
            height: SIDE,
            density: DENSITY,
            pixels,
        }
    }

    /// Between -1.0 and 1.0 or so.
    fn relief(self, x: usize, y: usize) -> f64 {
        let grain = self.noise(x, y, 1) - 0.5;
        match self.surface {
            // Fibres run along x; rings are wide.
            Surface::Wood | Surface::DarkWood => {
                let ring = self.noise(x, y * 4, 64) * 9.0;
                0.6 * (ring * std::f64::consts::TAU).sin() * 0.5
                    + 0.8 * (self.noise(x, y * 16, 64) - 0.5)
                    + 0.3 * grain
            }
            _ => (self.noise(x, y, 64) - 0.5) + 0.6 * (self.noise(x, y, 8) - 0.5) + 0.5 * grain,
        }
    }

    /// Smooth noise with a knot every `step` pixels, in 0.0 to 1.0; wraps around at [`SIDE`].
    fn noise(self, x: usize, y: usize, step: usize) -> f64 {
        let knots = SIDE / step;
        let knot = |i: usize, j: usize| {
            let place = ((i % knots) * 65_536 + j % SIDE * 256 + step) as u64;
            (mix(self.seed ^ place.wrapping_mul(0x9e37_79b9)) >> 40) as f64 / (1_u64 << 24) as f64
        };
        let smooth = |i: usize| {
            let part = (i % step) as f64 / step as f64;
            part * part * (3.0 - 2.0 * part)
        };
        let (i, j) = (x / step, y / step);
        let wrap = (j + 1) % (SIDE * 16 / step);
        let upper = knot(i, j) + (knot(i + 1, j) - knot(i, j)) * smooth(x);
        let lower = knot(i, wrap) + (knot(i + 1, wrap) - knot(i, wrap)) * smooth(x);
        upper + (lower - upper) * smooth(y)
    }
}

/// The repeated square as the composer reads it: nearest pixel, wrapped around.
pub(crate) fn wrapped(texture: &Texture, x_mm: f32, y_mm: f32) -> [u16; 4] {
    let place = |mm: f32| (mm * DENSITY as f32).floor() as i64 as usize & (SIDE - 1);
    texture.pixels[place(y_mm) * SIDE + place(x_mm)]
}
