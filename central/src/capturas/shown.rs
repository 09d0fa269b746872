//! How a verificador is shown the sides: by letter, in an order that chance decided at the claim.

use std::fmt;

use prep_model::machines::captura::{CapturaContent, CapturaState, Captures, Side};

/// The name of a side on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Letter {
    /// The first shown.
    A,
    /// The second.
    B,
    /// The third, before a second verificador.
    C,
}

impl Letter {
    const ALL: [Self; 3] = [Self::A, Self::B, Self::C];

    /// The letter in forms and keys, lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
            Self::C => "c",
        }
    }

    /// The letter called `name`.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|letter| letter.name() == name)
    }
}

impl fmt::Display for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        })
    }
}

/// What somebody made of the acta, without who.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownSide {
    /// Its name on the page.
    pub letter: Letter,
    /// What they made of it.
    pub content: CapturaContent,
}

/// The sides of a round in the order in which `shuffle` shows them, each with what it really is.
pub(super) fn sides(state: &CapturaState, shuffle: u32) -> Vec<(Side, ShownSide)> {
    let (captures, third) = match state {
        CapturaState::VerificacionInProgress { captures, .. } => (captures, None),
        CapturaState::SecondVerificacionInProgress {
            captures, third, ..
        } => (captures, Some(third)),
        CapturaState::Pending
        | CapturaState::FirstInProgress { .. }
        | CapturaState::FirstDone { .. }
        | CapturaState::FirstRecalled { .. }
        | CapturaState::SecondInProgress { .. }
        | CapturaState::BothInProgress { .. }
        | CapturaState::Different { .. }
        | CapturaState::NeedsSecondVerificacion { .. }
        | CapturaState::Settled { .. }
        | CapturaState::ImageUnusable { .. }
        | CapturaState::SentBack { .. } => return Vec::new(),
    };
    let captured = [Side::First, Side::Second].into_iter().zip(captures.iter());
    let third = third.map(|third| (Side::Third, &third.done));
    let mut sides: Vec<_> = captured.chain(third).collect();
    permute(&mut sides, shuffle);
    let letters = Letter::ALL.into_iter();
    letters
        .zip(sides)
        .map(|(letter, (side, done))| {
            let content = done.content.clone();
            (side, ShownSide { letter, content })
        })
        .collect()
}

/// Fisher and Yates, with one number for all draws: 2^24 of them make 2 and 6 orders even enough.
fn permute<T>(items: &mut [T], shuffle: u32) {
    let mut rest = usize::try_from(shuffle).unwrap_or_default();
    for last in (1..items.len()).rev() {
        items.swap(last, rest % (last + 1));
        rest /= last + 1;
    }
}

/// True if a single captura waits to be confirmed.
pub(super) fn is_single(state: &CapturaState) -> bool {
    matches!(
        state,
        CapturaState::VerificacionInProgress {
            captures: Captures::One { .. },
            ..
        }
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn every_order_comes_up_equally_often() {
        let mut seen: BTreeMap<[u8; 3], u32> = BTreeMap::new();
        for shuffle in 0..6_000 {
            let mut items = [1, 2, 3];
            permute(&mut items, shuffle);
            *seen.entry(items).or_default() += 1;
        }
        assert_eq!(seen.len(), 6);
        assert!(seen.values().all(|count| *count == 1_000), "{seen:?}");
    }

    #[test]
    fn letters_are_read_as_they_are_written() {
        for letter in Letter::ALL {
            assert_eq!(Letter::named(letter.name()), Some(letter));
        }
        assert_eq!(Letter::named("A"), None);
    }
}
