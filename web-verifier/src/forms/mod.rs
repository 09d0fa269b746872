//! What a form says when it is shown again: each fault at its field and in a summary on top.
//!
//! Templates import `forms/forms.html`: `summary(faults)` above the form, `field(..)` for a labelled
//! control with its help and fault tied by `aria-describedby`, `token(frame)` inside every form.

use std::borrow::Cow;
use std::error::Error;

use central::{Failure, UseCaseError};

use crate::error_page::PageError;

/// What is wrong with a form, in the order of its fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Faults(Vec<Fault>);

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Id of the control; empty if it is the form as a whole.
    pub field: Cow<'static, str>,
    /// What, and what to do.
    pub text: String,
}

impl Faults {
    /// One fault of the control with this id.
    pub(crate) fn at(field: impl Into<Cow<'static, str>>, text: impl ToString) -> Self {
        let mut faults = Self::default();
        faults.add(field, text);
        faults
    }

    /// One fault of the form as a whole.
    pub(crate) fn whole(text: impl ToString) -> Self {
        Self::at("", text)
    }

    /// Adds a fault.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "refusals and literals are handed over as they come"
    )]
    pub(crate) fn add(&mut self, field: impl Into<Cow<'static, str>>, text: impl ToString) {
        let text = sentence(&text.to_string());
        self.0.push(Fault {
            field: field.into(),
            text,
        });
    }

    /// True if nothing is wrong.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every fault.
    pub(crate) fn all(&self) -> &[Fault] {
        &self.0
    }

    /// What is wrong with the control with this id; empty if nothing.
    pub(crate) fn of(&self, field: &str) -> &str {
        let found = self.0.iter().find(|fault| fault.field == field);
        found.map_or("", |fault| fault.text.as_str())
    }
}

/// Why what a form asks for was not done.
pub(crate) enum Undone {
    /// The form is shown again with these.
    Faults(Faults),
    /// Another page is shown.
    Page(PageError),
}

impl Undone {
    /// What the form says when it is shown again; an error if another page is shown.
    pub(crate) fn faults(self) -> Result<Faults, PageError> {
        match self {
            Self::Faults(faults) => Ok(faults),
            Self::Page(error) => Err(error),
        }
    }
}

impl From<Faults> for Undone {
    fn from(faults: Faults) -> Self {
        Self::Faults(faults)
    }
}

impl From<PageError> for Undone {
    fn from(error: PageError) -> Self {
        Self::Page(error)
    }
}

impl From<Failure> for Undone {
    fn from(failure: Failure) -> Self {
        Self::Page(failure.into())
    }
}

impl<R: Error + 'static> From<UseCaseError<R>> for Undone {
    fn from(error: UseCaseError<R>) -> Self {
        match error {
            UseCaseError::Refused(refused) => Self::Faults(Faults::whole(refused)),
            UseCaseError::Failed(failure) => failure.into(),
        }
    }
}

/// Refusals are phrases to be built upon; on a page they are sentences.
fn sentence(phrase: &str) -> String {
    let mut letters = phrase.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    let rest = letters.as_str().trim_end_matches('.');
    format!("{first}{rest}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_becomes_a_sentence() {
        assert_eq!(sentence("el usuario no existe"), "El usuario no existe.");
        assert_eq!(sentence("última."), "Última.");
    }
}
