//! A QR code as a drawing inside a page.

use qrcode::{Color, EcLevel, QrCode};

/// Empty modules around the code, which readers ask for.
const QUIET: usize = 4;

/// A code, ready for an `svg` element whose `viewBox` is as large as `side`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Qr {
    /// Modules along a side, with what is empty around.
    pub side: usize,
    /// The dark modules as the data of a path.
    pub path: String,
}

impl Qr {
    /// The code of `text`; `None` if it is longer than any code can hold.
    pub(crate) fn of(text: &str) -> Option<Self> {
        use std::fmt::Write as _;
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let mut path = String::new();
        for y in 0..code.width() {
            for x in 0..code.width() {
                if code[(x, y)] == Color::Dark {
                    let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
                }
            }
        }
        Some(Self {
            side: code.width() + 2 * QUIET,
            path,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dark_module_is_drawn_inside_the_quiet_border() {
        let text = "PREPE1:https://prep.example.mx:0Q7V3M-9C2XKE-5TD1RW";
        let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
        let dark = code
            .to_colors()
            .iter()
            .filter(|c| **c == Color::Dark)
            .count();
        let qr = Qr::of(text).unwrap();
        assert_eq!(qr.side, code.width() + 8);
        assert_eq!(qr.path.matches('M').count(), dark);
        assert!(qr.path.starts_with("M4 4h1v1h-1z"));
        assert_eq!(Qr::of(&"x".repeat(5_000)), None);
    }
}
