//! How wide printed text is. The advances are those of Helvetica, which every reader of PDF has, in
//! thousandths of the em.

/// From the space to `~`.
const REGULAR: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// The same of the heavy face.
const BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667,
    611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556,
    278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];

/// A letter without its accent, and the accent; what has none comes back as it is.
pub fn parts(letter: char) -> (char, Option<char>) {
    let (base, accent) = match letter {
        'á' => ('a', '´'),
        'é' => ('e', '´'),
        'í' => ('i', '´'),
        'ó' => ('o', '´'),
        'ú' => ('u', '´'),
        'Á' => ('A', '´'),
        'É' => ('E', '´'),
        'Í' => ('I', '´'),
        'Ó' => ('O', '´'),
        'Ú' => ('U', '´'),
        'ñ' => ('n', '~'),
        'Ñ' => ('N', '~'),
        'ü' => ('u', '¨'),
        'Ü' => ('U', '¨'),
        other => return (other, None),
    };
    (base, Some(accent))
}

/// The advance of a character in ems.
pub fn advance(letter: char, bold: bool) -> f32 {
    let (base, _) = parts(letter);
    let base = match base {
        '¿' => '?',
        '¡' => '!',
        other => other,
    };
    let table = if bold { &BOLD } else { &REGULAR };
    let at = u32::from(base).checked_sub(0x20);
    let known = at.and_then(|at| table.get(usize::try_from(at).ok()?));
    f32::from(known.copied().unwrap_or(556)) / 1000.0
}

/// The length of a line in ems.
pub fn width(text: &str, bold: bool) -> f32 {
    text.chars().map(|letter| advance(letter, bold)).sum()
}

/// Breaks a text between words into lines of at most `room` ems; a word that is longer has a line
/// of its own.
pub(super) fn lines(text: &str, bold: bool, room: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let longer = if line.is_empty() {
            word.to_owned()
        } else {
            format!("{line} {word}")
        };
        if !line.is_empty() && width(&longer, bold) > room {
            lines.push(std::mem::replace(&mut line, word.to_owned()));
        } else {
            line = longer;
        }
    }
    lines.push(line);
    lines
}
