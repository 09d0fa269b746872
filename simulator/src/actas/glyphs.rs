//! Letters and digits as strokes of a pen, drawn for this project. They serve printed text, at an
//! even width, and hands, which bend them.
//!
//! A glyph is written as strokes apart by spaces: `~` goes smoothly through its points, `-` straight
//! from one to the next. A point is two hexadecimal digits, x and y. The baseline is at y 4, small
//! letters reach 10, capitals and digits 13, tails 1.

/// One stroke of a glyph.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stroke {
    /// Goes smoothly through its points.
    pub(crate) smooth: bool,
    /// Units to the right and units above the baseline.
    pub(crate) points: Vec<(f32, f32)>,
}

/// Height of a capital or a digit in units.
pub(crate) const CAPITAL: f32 = 9.0;

/// The strokes of a character; those of `_` for one that is not known.
pub(crate) fn strokes(letter: char) -> Vec<Stroke> {
    let found = GLYPHS.iter().find(|(own, _)| *own == letter);
    parse(found.map_or("-0464", |(_, text)| text))
}

/// How far to the right the strokes reach, at least 1 unit.
pub(crate) fn extent(strokes: &[Stroke]) -> f32 {
    let points = strokes.iter().flat_map(|stroke| &stroke.points);
    points.map(|(x, _)| *x).fold(1.0, f32::max)
}

fn parse(text: &str) -> Vec<Stroke> {
    let strokes = text.split(' ').map(|stroke| Stroke {
        smooth: stroke.starts_with('~'),
        points: stroke.as_bytes()[1..].chunks(2).map(point).collect(),
    });
    strokes.collect()
}

fn point(pair: &[u8]) -> (f32, f32) {
    let digit = |at: usize| {
        let digit = pair.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        f32::from(u8::try_from(digit.unwrap_or_default()).unwrap_or_default())
    };
    (digit(0), digit(1) - 4.0)
}

/// Points along a stroke close enough to look smooth.
pub(crate) fn along(stroke: &Stroke) -> Vec<(f32, f32)> {
    const STEPS: u8 = 6;
    let points = &stroke.points;
    if !stroke.smooth || points.len() < 3 {
        return points.clone();
    }
    let last = points.len() - 1;
    let closed = points[0] == points[last];
    let at = |index: usize, before: bool| match (index, before) {
        (0, true) if closed => points[last - 1],
        (0, true) => points[0],
        (index, true) => points[index - 1],
        (index, false) if index + 1 > last => points[if closed { 1 } else { last }],
        (index, false) => points[index + 1],
    };
    let mut path = vec![points[0]];
    for index in 0..last {
        let (p0, p1) = (at(index, true), points[index]);
        let (p2, p3) = (points[index + 1], at(index + 1, false));
        for step in 1..=STEPS {
            let t = f32::from(step) / f32::from(STEPS);
            path.push((
                curve([p0.0, p1.0, p2.0, p3.0], t),
                curve([p0.1, p1.1, p2.1, p3.1], t),
            ));
        }
    }
    path
}

/// Catmull-Rom between the second and the third value.
fn curve([before, from, to, after]: [f32; 4], t: f32) -> f32 {
    let linear = (to - before) * t;
    let square = (2.0 * before - 5.0 * from + 4.0 * to - after) * t * t;
    let cubic = (3.0 * (from - to) + after - before) * t * t * t;
    0.5 * (2.0 * from + linear + square + cubic)
}

const GLYPHS: [(char, &str); 84] = [
    (' ', "-00"),
    ('0', "~3d1c08153455695c3d"),
    ('1', "-1b3d34"),
    ('2', "~0b2d5c5a3704 -0464"),
    ('3', "~0c2d5c5a29 ~295866442405"),
    ('4', "-4d0767 -4a44"),
    ('5', "-5d1d09 ~093a67442405"),
    ('6', "~5d19063466481806"),
    ('7', "-0d6d24"),
    ('8', "~391b3d5b3906346639"),
    ('9', "~6b3d0b28596b -6b54"),
    ('a', "~593a072456 -5a54"),
    ('b', "-0d04 ~083a673406"),
    ('c', "~593a072455"),
    ('d', "-5d54 ~583a072456"),
    ('e', "-0757 ~57593a072455"),
    ('f', "~5c3d2b24 -0949"),
    ('g', "~593a072456 ~5a533102"),
    ('h', "-0d04 ~073a5854"),
    ('i', "-1a14 -1c1d"),
    ('j', "~3a331102 -3c3d"),
    ('k', "-0d04 -5a06 -2854"),
    ('l', "-1d14"),
    ('m', "-0a04 ~082a4844 ~486a8884"),
    ('n', "-0a04 ~083a5854"),
    ('o', "~3a190715345567593a"),
    ('p', "-0a01 ~083a673406"),
    ('q', "~593a072456 -5a51"),
    ('r', "-0a04 ~072a49"),
    ('s', "~593a0937553405"),
    ('t', "~2d2544 -0949"),
    ('u', "~0a062456 -5a54"),
    ('v', "-0a346a"),
    ('w', "-0a2449648a"),
    ('x', "-0a54 -5a04"),
    ('y', "-0a34 -6a11"),
    ('z', "-0a5a0454"),
    ('A', "-043d64 -1858"),
    ('B', "-0d04 ~0d3d5b3909 ~0939663404"),
    ('C', "~6c3d083465"),
    ('D', "-0d04 ~0d3d683404"),
    ('E', "-5d0d0454 -0949"),
    ('F', "-5d0d04 -0949"),
    ('G', "~6c3d083465 -656848"),
    ('H', "-0d04 -6d64 -0969"),
    ('I', "-1d14"),
    ('J', "~4d462406"),
    ('K', "-0d04 -6d07 -2964"),
    ('L', "-0d0454"),
    ('M', "-040d478d84"),
    ('N', "-040d646d"),
    ('O', "~4d1b08164476887b4d"),
    ('P', "-0d04 ~0d3d6b3808"),
    ('Q', "~4d1b08164476887b4d -5783"),
    ('R', "-0d04 ~0d3d6b3808 -3864"),
    ('S', "~6c3d0b39663405"),
    ('T', "-0d6d -3d34"),
    ('U', "~0d0634666d"),
    ('V', "-0d346d"),
    ('W', "-0d244b648d"),
    ('X', "-0d64 -6d04"),
    ('Y', "-0d386d -3834"),
    ('Z', "-0d6d0464"),
    ('.', "-0405"),
    (',', "-1503"),
    (':', "-0405 -090a"),
    (';', "-1503 -191a"),
    ('(', "~2e0823"),
    (')', "~0e2803"),
    ('/', "-034e"),
    ('-', "-0848"),
    ('?', "~0b2d5b2827 -2425"),
    ('¿', "~563406292a -2c2d"),
    ('!', "-0d07 -0405"),
    ('¡', "-0a04 -0c0d"),
    ('+', "-0767 -3a34"),
    ('=', "-0666 -0969"),
    ('"', "-0d0b -2d2b"),
    ('·', "-0809"),
    ('_', "-0464"),
    ('%', "-046d -1d1b -5654"),
    ('´', "-0c2e"),
    ('~', "~0c1d2c3d"),
    ('¨', "-0c0d -3c3d"),
];
