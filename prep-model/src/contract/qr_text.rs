use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::claves::QrLabel;

/// What a QR code said, whoever made it: 1 to 160 bytes of UTF-8.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct QrText(String);

/// The text is empty or longer than a label can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("el texto de un código QR mide de 1 a 160 bytes y este mide {0}")]
pub struct QrTextError(usize);

impl QrText {
    /// Longest text, in bytes: that of a label.
    pub const MAX_LEN: usize = QrLabel::MAX_LEN;

    /// Takes a text of 1 to [`QrText::MAX_LEN`] bytes.
    pub fn new(text: &str) -> Result<Self, QrTextError> {
        if (1..=Self::MAX_LEN).contains(&text.len()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(QrTextError(text.len()))
        }
    }

    /// Keeps as much of a foreign code as fits, whole characters only; `None` if it is empty.
    pub fn cut(text: &str) -> Option<Self> {
        Self::new(text.get(..text.floor_char_boundary(Self::MAX_LEN))?).ok()
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&QrLabel> for QrText {
    fn from(label: &QrLabel) -> Self {
        Self(label.to_string())
    }
}

impl TryFrom<String> for QrText {
    type Error = QrTextError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(&text)
    }
}

impl From<QrText> for String {
    fn from(text: QrText) -> Self {
        text.0
    }
}

impl fmt::Display for QrText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_foreign_codes_are_cut_between_characters() {
        let text = "ñ".repeat(100);
        assert!(QrText::new(&text).is_err());
        assert_eq!(QrText::cut(&text).unwrap().as_str(), "ñ".repeat(80));
        let odd = format!("a{text}");
        assert_eq!(QrText::cut(&odd).unwrap().as_str().len(), 159);
        assert_eq!(QrText::cut(""), None);
    }
}
