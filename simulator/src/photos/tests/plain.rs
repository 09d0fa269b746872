//! A stand-in for a filled form: marks, boxes and digits of straight strokes in known places.

use serde_json::json;

use crate::photos::geometry::Point;
use crate::photos::paper::{DigitBox, Paper, QrOnPaper};
use crate::photos::pixels::Texture;
use crate::photos::plan::{Sheet, Sheets};

pub(super) struct PlainSheets;

pub(super) struct PlainSheet(u64);

pub(super) const SIZE: Point = Point::new(279.4, 215.9);

impl Sheets for PlainSheets {
    fn sheet(&self, _seed: u64, number: u64) -> Box<dyn Sheet> {
        Box::new(PlainSheet(number))
    }
}

/// Which strokes of a pocket calculator make each digit.
const SEGMENTS: [u8; 10] = [0x77, 0x24, 0x5d, 0x6d, 0x2e, 0x6b, 0x7b, 0x25, 0x7f, 0x6f];

fn digits() -> Vec<DigitBox> {
    let digit = |row: usize, column: usize| DigitBox {
        name: format!("fila {row}, {column}"),
        at: Point::new(150.0 + 6.0 * column as f64, 40.0 + 8.0 * row as f64),
        size: Point::new(5.0, 6.5),
        drawn: true,
    };
    (0..18)
        .flat_map(|row| (0..3).map(move |column| digit(row, column)))
        .collect()
}

impl Sheet for PlainSheet {
    fn paper(&self) -> Paper {
        let (x, y, side) = (20.0, 34.0, 20.0);
        let corner = |dx: f64, dy: f64| Point::new(x + dx * side, y + dy * side);
        Paper {
            size: SIZE,
            digits: digits(),
            qr: Some(QrOnPaper {
                text: "PREP1:prueba".to_owned(),
                corners: [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
                    .map(|(x, y)| corner(x, y)),
                modules: 33,
            }),
            facts: json!({ "acta": self.0 }),
        }
    }

    fn texture(&self, density: f64) -> Texture {
        let (width, height) = ((SIZE.x * density) as usize, (SIZE.y * density) as usize);
        let mut rgb = vec![250_u8; width * height * 3];
        let mut fill = |x: f64, y: f64, w: f64, h: f64, levels: [u8; 3]| {
            let range =
                |at: f64, size: f64| (at * density) as usize..((at + size) * density) as usize;
            for row in range(y, h) {
                for column in range(x, w) {
                    rgb[(row * width + column) * 3..][..3].copy_from_slice(&levels);
                }
            }
        };
        for (x, y) in [(8.2, 22.5), (265.2, 22.5), (8.2, 186.5)] {
            fill(x, y, 6.0, 6.0, [20; 3]);
        }
        for (i, digit) in digits().iter().enumerate() {
            let (x, y) = (digit.at.x, digit.at.y);
            fill(x, y, 5.0, 0.2, [200, 120, 140]);
            fill(x, y + 6.3, 5.0, 0.2, [200, 120, 140]);
            fill(x, y, 0.2, 6.5, [200, 120, 140]);
            fill(x + 4.8, y, 0.2, 6.5, [200, 120, 140]);
            // Strokes as of a pocket calculator.
            let ink = [40, 40, 110];
            let on = |bit: u8| SEGMENTS[(i + self.0 as usize) % 10] >> bit & 1 == 1;
            let strokes = [
                (1.2, 1.1, 2.6, 0.45),
                (1.2, 1.1, 0.45, 2.2),
                (3.4, 1.1, 0.45, 2.2),
                (1.2, 3.0, 2.6, 0.45),
                (1.2, 3.1, 0.45, 2.2),
                (3.4, 3.1, 0.45, 2.2),
                (1.2, 5.0, 2.6, 0.45),
            ];
            for (bit, (dx, dy, w, h)) in strokes.into_iter().enumerate() {
                if on(bit as u8) {
                    fill(x + dx, y + dy, w, h, ink);
                }
            }
        }
        Texture::from_levels(&rgb, width, density)
    }
}
