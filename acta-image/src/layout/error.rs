use thiserror::Error;

/// A form that does not fit on the sheet with boxes that a person can write in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LayoutError {
    /// More rows than [`super::FormLayout::MAX_ROWS`].
    #[error("el acta tendría {0} renglones de votación y en la hoja caben {max}", max = super::FormLayout::MAX_ROWS)]
    TooManyRows(usize),
    /// A field wider than [`super::FormLayout::MAX_DIGITS`].
    #[error("un campo tendría {0} casillas para dígitos y en la hoja caben {max}", max = super::FormLayout::MAX_DIGITS)]
    TooManyDigits(u8),
    /// A form without rows of votes.
    #[error("el acta no tiene renglones de votación")]
    NoRows,
}
