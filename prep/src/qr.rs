//! A QR code drawn with half blocks, two modules to a character.

use qrcode::{Color, EcLevel, QrCode};

/// Empty modules around the code, which readers ask for.
const QUIET: usize = 4;

/// What a terminal has behind its letters. What is drawn must be light where the code is light.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Background {
    /// Letters are light.
    Dark,
    /// Letters are dark.
    Light,
}

/// The code of `text`; `None` if it is longer than any code can hold.
pub(crate) fn draw(text: &str, background: Background) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let side = code.width() + 2 * QUIET;
    let inside = QUIET..QUIET + code.width();
    let is_dark = |x: usize, y: usize| {
        inside.contains(&x) && inside.contains(&y) && code[(x - QUIET, y - QUIET)] == Color::Dark
    };
    let is_drawn = |x: usize, y: usize| match background {
        Background::Dark => y < side && !is_dark(x, y),
        Background::Light => y < side && is_dark(x, y),
    };
    let mut drawing = String::new();
    for y in (0..side).step_by(2) {
        let line: String = (0..side)
            .map(|x| match (is_drawn(x, y), is_drawn(x, y + 1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            })
            .collect();
        drawing.push_str(&line);
        drawing.push('\n');
    }
    Some(drawing)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The modules of a drawing, true where something is drawn.
    fn modules(drawing: &str) -> Vec<Vec<bool>> {
        let halves = |line: &str| {
            let upper = line.chars().map(|c| c == '█' || c == '▀').collect();
            let lower = line.chars().map(|c| c == '█' || c == '▄').collect();
            [upper, lower]
        };
        drawing.lines().flat_map(halves).collect()
    }

    #[test]
    fn a_code_is_drawn_module_by_module_for_either_background() {
        let text = "PREPE1:https://prep.example.mx:0Q7V3M-9C2XKE-5TD1RW";
        let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
        let light = modules(&draw(text, Background::Light).unwrap());
        let dark = modules(&draw(text, Background::Dark).unwrap());
        for y in 0..code.width() {
            for x in 0..code.width() {
                let is_dark = code[(x, y)] == Color::Dark;
                assert_eq!(light[y + QUIET][x + QUIET], is_dark, "{x},{y}");
                assert_eq!(dark[y + QUIET][x + QUIET], !is_dark, "{x},{y}");
            }
        }
        let side = code.width() + 2 * QUIET;
        assert!(light.iter().all(|row| row.len() == side));
        assert!(light[..QUIET].iter().flatten().all(|drawn| !drawn));
        assert!(dark[..QUIET].iter().flatten().all(|drawn| *drawn));
    }

    #[test]
    fn a_text_that_fits_no_code_is_not_drawn() {
        assert_eq!(draw(&"x".repeat(5_000), Background::Dark), None);
    }
}
