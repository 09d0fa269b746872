//! A made-up acta as a picture: printed names, figures and words as if written by hand, PRÁCTICA all
//! over it. SVG, so that it is sharp at any size and weighs a few kilobytes.

use std::fmt::Write;

use central::capturas::Problem;
use prep_model::letra::con_letra;

use super::dice::Dice;
use super::made_up::{MadeUp, Written, name};

// Rows and columns stand where the lens of `visor.js` looks for them before anybody has shown it where:
// the middle half of the sheet, from a fifth of its height to seven tenths.
const WIDTH: u16 = 1_400;
const HEIGHT: u16 = 1_000;
const FIRST_ROW: f32 = 225.0;
const ROW: f32 = 45.45;
const NAMES_LEFT: u16 = 370;
const WORDS_LEFT: f32 = 640.0;
const WORDS_WIDTH: f32 = 220.0;
const BOX: f32 = 46.0;
const BOXES_LEFT: f32 = 890.0;
/// A digit within its box.
const DIGIT: (f32, f32) = (21.0, 29.0);

/// Strokes of a digit in a square of one by one, and whether they are drawn round.
type Glyph = &'static [(&'static [(f32, f32)], bool)];

const DIGITS: [Glyph; 10] = [
    &[(
        &[
            (0.5, 0.05),
            (0.15, 0.2),
            (0.15, 0.8),
            (0.5, 0.95),
            (0.85, 0.8),
            (0.85, 0.2),
            (0.5, 0.05),
        ],
        true,
    )],
    &[(&[(0.3, 0.28), (0.55, 0.05), (0.52, 0.95)], false)],
    &[
        (
            &[
                (0.15, 0.28),
                (0.3, 0.02),
                (0.85, 0.1),
                (0.75, 0.5),
                (0.13, 0.94),
            ],
            true,
        ),
        (&[(0.13, 0.94), (0.88, 0.92)], false),
    ],
    &[(
        &[
            (0.15, 0.12),
            (0.75, 0.0),
            (0.8, 0.4),
            (0.4, 0.47),
            (0.95, 0.55),
            (0.75, 0.98),
            (0.12, 0.88),
        ],
        true,
    )],
    &[
        (&[(0.55, 0.05), (0.12, 0.62), (0.9, 0.6)], false),
        (&[(0.66, 0.35), (0.63, 0.97)], false),
    ],
    &[
        (&[(0.82, 0.06), (0.28, 0.07), (0.24, 0.45)], false),
        (
            &[
                (0.24, 0.45),
                (0.8, 0.35),
                (0.95, 0.7),
                (0.6, 1.0),
                (0.15, 0.88),
            ],
            true,
        ),
    ],
    &[(
        &[
            (0.7, 0.05),
            (0.2, 0.35),
            (0.12, 0.85),
            (0.5, 1.0),
            (0.88, 0.85),
            (0.8, 0.5),
            (0.4, 0.48),
            (0.18, 0.7),
        ],
        true,
    )],
    &[(&[(0.12, 0.1), (0.86, 0.08), (0.42, 0.95)], false)],
    &[(
        &[
            (0.55, 0.05),
            (0.12, 0.1),
            (0.25, 0.42),
            (0.8, 0.6),
            (0.85, 0.92),
            (0.5, 1.0),
            (0.12, 0.9),
            (0.2, 0.6),
            (0.82, 0.4),
            (0.85, 0.1),
            (0.55, 0.05),
        ],
        true,
    )],
    &[(
        &[
            (0.82, 0.25),
            (0.6, 0.02),
            (0.15, 0.12),
            (0.2, 0.5),
            (0.7, 0.52),
            (0.84, 0.25),
            (0.8, 0.65),
            (0.55, 0.97),
        ],
        true,
    )],
];

/// The whole sheet.
pub(super) fn sheet(acta: &MadeUp) -> String {
    let mut dice = acta.series.dice();
    let cut = acta.problem == Some(Problem::CutOrDoublePage);
    let height = if cut { 420 } else { HEIGHT };
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" \
         viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\">\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#f4f1e8\"/>"
    );
    put(&mut svg, watermark());
    if acta.problem == Some(Problem::OtherDocumento) {
        put(&mut svg, other_document());
    } else {
        put(&mut svg, heading(acta));
        for (n, (campo, written)) in (0_u16..).zip(&acta.fields) {
            let top = FIRST_ROW + f32::from(n) * ROW;
            put(&mut svg, row(&mut dice, top, &name(campo), *written));
        }
    }
    if acta.problem == Some(Problem::ImageIllegible) {
        put(&mut svg, blots(&mut dice));
    }
    svg.push_str("</svg>");
    svg
}

/// `write!` into a text takes everything.
fn put(svg: &mut String, part: impl std::fmt::Display) {
    write!(svg, "{part}").expect("a String takes everything");
}

fn watermark() -> String {
    let line = |n: u16| {
        let (x, y) = (250 + n % 2 * 800, 170 + n / 2 * 270);
        format!(
            "<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\" font-size=\"90\" font-weight=\"700\" \
             letter-spacing=\"12\" fill=\"#e6e0d1\" transform=\"rotate(-20 {x} {y})\">PRÁCTICA</text>"
        )
    };
    (0..8).map(line).collect()
}

fn heading(acta: &MadeUp) -> String {
    let number = acta.series.name();
    format!(
        "<g fill=\"#2b2833\" text-anchor=\"middle\">\
         <text x=\"700\" y=\"60\" font-size=\"30\" font-weight=\"700\">ACTA DE ESCRUTINIO Y CÓMPUTO</text>\
         <text x=\"700\" y=\"98\" font-size=\"21\">Elección inventada · sólo para practicar</text>\
         <text x=\"700\" y=\"134\" font-size=\"21\">Acta de práctica {number}</text></g>\
         <g fill=\"#2b2833\" font-size=\"16\" font-weight=\"700\"><text x=\"{NAMES_LEFT}\" y=\"200\">RESULTADO</text>\
         <text x=\"{WORDS_LEFT}\" y=\"200\">CON LETRA</text><text x=\"{BOXES_LEFT}\" y=\"200\">CON NÚMERO</text></g>"
    )
}

fn other_document() -> String {
    "<g fill=\"#2b2833\" text-anchor=\"middle\">\
     <text x=\"700\" y=\"260\" font-size=\"34\" font-weight=\"700\">HOJA DE INCIDENTES</text>\
     <text x=\"700\" y=\"330\" font-size=\"24\">Se instaló la casilla a las 8:05 h</text>\
     <text x=\"700\" y=\"380\" font-size=\"24\">Se acabaron los lápices</text></g>"
        .to_owned()
}

/// One line of the table: name, words, boxes with figures.
fn row(dice: &mut Dice, top: f32, name: &str, written: Written) -> String {
    let base = top + 28.0;
    let mut svg = format!(
        "<text x=\"{NAMES_LEFT}\" y=\"{base}\" font-size=\"17\" fill=\"#2b2833\">{name}</text>\
         <path d=\"M{WORDS_LEFT} {y}h{WORDS_WIDTH}\" stroke=\"#b5ad9c\" fill=\"none\"/>",
        y = top + 36.0
    );
    for at in 0_u8..3 {
        let x = BOXES_LEFT + f32::from(at) * BOX;
        put(
            &mut svg,
            format_args!(
                "<rect x=\"{x}\" y=\"{top}\" width=\"{BOX}\" height=\"40\" fill=\"#fff\" stroke=\"#6d6779\"/>"
            ),
        );
    }
    let (words, figures) = match written {
        Written::Number(number) => (Some(number), Some(number)),
        Written::Differs(words, figures) => (Some(words), Some(figures)),
        Written::Blank => (None, None),
        Written::Illegible => {
            put(&mut svg, scribble(dice, (WORDS_LEFT, top), WORDS_WIDTH));
            put(&mut svg, scribble(dice, (BOXES_LEFT, top), 3.0 * BOX));
            (None, None)
        }
    };
    if let Some(number) = words {
        let tilt = dice.swing() * 1.5;
        put(
            &mut svg,
            format_args!(
                "<text x=\"{WORDS_LEFT}\" y=\"{base}\" font-family=\"cursive\" font-style=\"italic\" \
                 font-size=\"21\" fill=\"#26336b\" transform=\"rotate({tilt:.1} {WORDS_LEFT} {base})\">{}</text>",
                con_letra(number)
            ),
        );
    }
    if let Some(number) = figures {
        put(&mut svg, by_hand(dice, top, number));
    }
    svg
}

/// A number in its boxes, right-aligned as people write it.
fn by_hand(dice: &mut Dice, top: f32, number: u32) -> String {
    let text = number.to_string();
    let empty = 3 - text.len().min(3);
    let mut svg = String::new();
    let digits = text.chars().filter_map(|digit| digit.to_digit(10));
    for (place, digit) in (0_u8..).zip(digits) {
        let at = u8::try_from(empty).unwrap_or_default() + place;
        let x = BOXES_LEFT + f32::from(at) * BOX + 11.0;
        let glyph = usize::try_from(digit)
            .ok()
            .and_then(|digit| DIGITS.get(digit));
        for (points, is_round) in glyph.into_iter().flat_map(|glyph| glyph.iter()) {
            put(&mut svg, stroke(dice, (x, top + 5.0), points, *is_round));
        }
    }
    svg
}

/// A stroke from `(left, top)`, no two alike.
fn stroke(
    dice: &mut Dice,
    (left, top): (f32, f32),
    points: &[(f32, f32)],
    is_round: bool,
) -> String {
    let mut shaken = Vec::with_capacity(points.len());
    for (x, y) in points {
        let (dx, dy) = (dice.swing() * 1.3, dice.swing() * 1.3);
        let slant = (1.0 - y) * 4.0;
        shaken.push((left + x * DIGIT.0 + slant + dx, top + y * DIGIT.1 + dy));
    }
    let mut path = String::new();
    for (n, (x, y)) in shaken.iter().enumerate() {
        let previous = n.checked_sub(1).and_then(|n| shaken.get(n));
        match (previous, shaken.get(n + 1)) {
            (None, _) => put(&mut path, format_args!("M{x:.1} {y:.1}")),
            (Some(_), Some((nx, ny))) if is_round => {
                let (mx, my) = (f32::midpoint(*x, *nx), f32::midpoint(*y, *ny));
                put(&mut path, format_args!("Q{x:.1} {y:.1} {mx:.1} {my:.1}"));
            }
            (Some(_), _) => put(&mut path, format_args!("L{x:.1} {y:.1}")),
        }
    }
    format!(
        "<path d=\"{path}\" fill=\"none\" stroke=\"#26336b\" stroke-width=\"2.6\" \
         stroke-linecap=\"round\" stroke-linejoin=\"round\"/>"
    )
}

/// What nobody can read.
fn scribble(dice: &mut Dice, (left, top): (f32, f32), width: f32) -> String {
    let middle = top + 19.0;
    let mut path = format!("M{left} {middle}");
    for n in 1_u8..=26 {
        let x = left + width * f32::from(n) / 26.0;
        let y = middle + dice.swing() * 16.0;
        put(&mut path, format_args!("L{x:.1} {y:.1}"));
    }
    format!("<path d=\"{path}\" fill=\"none\" stroke=\"#26336b\" stroke-width=\"4\"/>")
}

/// A blurred, overexposed photograph, more or less.
fn blots(dice: &mut Dice) -> String {
    let mut svg = String::from(
        "<filter id=\"b\"><feGaussianBlur stdDeviation=\"26\"/></filter><g filter=\"url(#b)\">",
    );
    for n in 0_u16..42 {
        let x = 60.0 + f32::from(n % 7) * 215.0 + dice.swing() * 60.0;
        let y = 60.0 + f32::from(n / 7) * 175.0 + dice.swing() * 60.0;
        let shade = if n % 3 == 0 { "#8d8778" } else { "#efece2" };
        put(
            &mut svg,
            format_args!("<circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"150\" fill=\"{shade}\"/>"),
        );
    }
    svg.push_str("</g>");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::practica::dice::Series;

    #[test]
    fn every_sheet_is_well_formed_says_practice_and_repeats() {
        for number in 0..300 {
            let acta = MadeUp::of(Series::new(number));
            let svg = sheet(&acta);
            let parsed = roxmltree::Document::parse(&svg);
            assert!(parsed.is_ok(), "{number}: {parsed:?}");
            assert!(svg.contains("PRÁCTICA") && svg.len() < 40_000);
            assert_eq!(svg, sheet(&acta));
        }
    }

    #[test]
    fn words_and_figures_are_both_on_it() {
        let acta = MadeUp {
            problem: None,
            ..MadeUp::of(Series::new(1))
        };
        let svg = sheet(&acta);
        let words = acta.fields.iter().find_map(|(_, written)| match written {
            Written::Number(number) => Some(con_letra(*number)),
            _ => None,
        });
        assert!(svg.contains(&words.unwrap()));
    }
}
