/// What a cell of a numeric column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishedValue<'a> {
    /// A number.
    Number(u32),
    /// `ILEGIBLE`.
    Ilegible,
    /// `SIN DATO`.
    SinDato,
    /// `SIN ACTA`.
    SinActa,
    /// `N/A`.
    NoAplica,
    /// Nothing, or dashes.
    Empty,
    /// Anything else.
    Other(&'a str),
}

impl<'a> PublishedValue<'a> {
    /// Reads a text; spaces around and case do not matter, nor a comma between thousands.
    pub fn of(text: &'a str) -> Self {
        let text = text.trim();
        if let Ok(number) = text.parse::<u32>()
            && !text.starts_with('+')
        {
            return Self::Number(number);
        }
        let is = |word: &str| text.eq_ignore_ascii_case(word);
        if text.chars().all(|c| c == '-') {
            Self::Empty
        } else if is("ILEGIBLE") {
            Self::Ilegible
        } else if is("SIN DATO") || is("SIN_DATO") {
            Self::SinDato
        } else if is("SIN ACTA") || is("SIN_ACTA") {
            Self::SinActa
        } else if is("N/A") || is("NA") || is("NO APLICA") {
            Self::NoAplica
        } else {
            grouped(text).map_or(Self::Other(text), Self::Number)
        }
    }

    /// The number, if it is one.
    pub fn number(self) -> Option<u32> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }
}

/// `38,707`: groups of three after the first.
fn grouped(text: &str) -> Option<u32> {
    let mut groups = text.split(',');
    let first = groups.next()?;
    let well_formed = (1..=3).contains(&first.len())
        && groups.all(|group| group.len() == 3)
        && text.bytes().all(|b| b.is_ascii_digit() || b == b',');
    let digits: String = text.chars().filter(|c| *c != ',').collect();
    well_formed.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_words() {
        assert_eq!(PublishedValue::of("007"), PublishedValue::Number(7));
        assert_eq!(PublishedValue::of("38,707"), PublishedValue::Number(38707));
        assert_eq!(PublishedValue::of("ILEGIBLE "), PublishedValue::Ilegible);
        assert_eq!(PublishedValue::of("Sin dato"), PublishedValue::SinDato);
        assert_eq!(PublishedValue::of("N/A"), PublishedValue::NoAplica);
        assert_eq!(PublishedValue::of("--"), PublishedValue::Empty);
        assert_eq!(PublishedValue::of(""), PublishedValue::Empty);
        assert_eq!(PublishedValue::of("+5"), PublishedValue::Other("+5"));
        assert_eq!(PublishedValue::of("3,8"), PublishedValue::Other("3,8"));
        assert_eq!(PublishedValue::of("1.5"), PublishedValue::Other("1.5"));
    }
}
