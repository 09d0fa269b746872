use super::geometry::Point;
use super::pixels::Texture;

/// What is photographed: a filled sheet, flat, with what its maker knows about it. Places are
/// millimetres from the top left corner of the sheet as printed.
pub(crate) struct Paper {
    pub(crate) size: Point,
    pub(crate) digits: Vec<DigitBox>,
    /// The corners of the stuck QR code (its modules, without the quiet zone).
    pub(crate) qr: Option<QrOnPaper>,
    /// What the sheet's maker says about it, as it goes into the truth.
    pub(crate) facts: serde_json::Value,
}

/// A box for one digit of one field.
#[derive(Debug, Clone)]
pub(crate) struct DigitBox {
    pub(crate) name: String,
    pub(crate) at: Point,
    pub(crate) size: Point,
    /// True if a digit is drawn in it that can be read on paper: not empty, not scribbled over.
    pub(crate) drawn: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct QrOnPaper {
    pub(crate) text: String,
    pub(crate) corners: [Point; 4],
    pub(crate) modules: u32,
}

impl DigitBox {
    pub(crate) fn middle(&self) -> Point {
        self.at.plus(self.size.times(0.5))
    }
}

/// The ink in a box as it was drawn, before any photograph.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ink {
    /// Luminance of the paper around it and of the ink, 1.0 being white paper.
    pub(crate) paper: f64,
    pub(crate) dark: f64,
    /// Height of the digit.
    pub(crate) height_mm: f64,
    /// Mean width of its strokes: inked surface by length of the skeleton, as near as rows tell.
    pub(crate) stroke_mm: f64,
    /// False where the box is empty and this is the ink of other boxes.
    pub(crate) own: bool,
}

/// Below this share of the paper's luminance a pixel counts as inked.
const INKED: f64 = 0.6;

/// The border of a box is not looked at: its own line is printed there.
const INSET: f64 = 0.14;

impl Ink {
    /// What the drawing of the sheet has in a box; `None` for an empty one.
    pub(crate) fn measure(texture: &Texture, digit: &DigitBox) -> Option<Self> {
        let pixels = |mm: f64| (mm * texture.density) as usize;
        let low = digit.at.plus(digit.size.times(INSET));
        let high = digit.at.plus(digit.size.times(1.0 - INSET));
        let columns = pixels(low.x)..pixels(high.x).min(texture.width);
        let rows = pixels(low.y)..pixels(high.y).min(texture.height);
        let mut lights: Vec<f64> = rows
            .clone()
            .flat_map(|y| columns.clone().map(move |x| (x, y)))
            .map(|(x, y)| texture.luminance(x, y))
            .collect();
        let width = columns.len();
        let unsorted = lights.clone();
        lights.sort_by(f64::total_cmp);
        let paper = *lights.get(lights.len() * 9 / 10)?;
        let limit = paper * INKED;
        let inked = lights.iter().filter(|light| **light < limit).count();
        let rows: Vec<(usize, usize)> = unsorted
            .chunks(width)
            .enumerate()
            .map(|(y, row)| (y, runs(row, limit)))
            .filter(|(_, runs)| *runs > 0)
            .collect();
        let height = rows.last()?.0 - rows.first()?.0 + 1;
        // Every run of a row crosses a stroke, most of them slanted by the square root of two.
        let crossings: usize = rows.iter().map(|(_, runs)| runs).sum();
        let height_mm = height as f64 / texture.density;
        if height_mm < digit.size.y * 0.2 {
            return None;
        }
        Some(Self {
            paper,
            dark: lights[inked / 3],
            height_mm,
            stroke_mm: inked as f64 / crossings as f64 / texture.density * 0.7,
            own: true,
        })
    }

    /// The usual ink of the sheet stands for what might be written in an empty box.
    pub(crate) fn of_boxes(texture: &Texture, digits: &[DigitBox]) -> Vec<Self> {
        let measure = |digit: &DigitBox| digit.drawn.then(|| Self::measure(texture, digit))?;
        let measured: Vec<_> = digits.iter().map(measure).collect();
        let mut known: Vec<Self> = measured.iter().flatten().copied().collect();
        known.sort_by(|a, b| (a.dark / a.paper).total_cmp(&(b.dark / b.paper)));
        let usual = known.get(known.len() / 2).copied();
        digits
            .iter()
            .zip(measured)
            .map(|(digit, ink)| {
                ink.unwrap_or(Self {
                    paper: usual.map_or(0.95, |usual| usual.paper),
                    dark: usual.map_or(0.15, |usual| usual.dark),
                    height_mm: digit.size.y * 0.6,
                    stroke_mm: usual.map_or(0.5, |usual| usual.stroke_mm),
                    own: false,
                })
            })
            .collect()
    }
}

fn runs(row: &[f64], limit: f64) -> usize {
    let inked = |i: usize| row[i] < limit;
    (0..row.len())
        .filter(|i| inked(*i) && (*i == 0 || !inked(i - 1)))
        .count()
}
