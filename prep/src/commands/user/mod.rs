//! `prep user`: the accounts of the people who work on the night.

mod add;
mod disable;
mod import;
mod list;
mod reset;

use central::UseCaseError;
use central::accounts::{AccountError, OneTimePassword};
use clap::Subcommand;

use super::by::REMEDY;
use crate::outcome::Outcome;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Add(add::Args),
    Import(import::Args),
    List(list::Args),
    Disable(disable::Args),
    Reset(reset::Args),
}

impl Command {
    pub(crate) fn run(self) -> Outcome {
        match self {
            Self::Add(args) => args.run(),
            Self::Import(args) => args.run(),
            Self::List(args) => args.run(),
            Self::Disable(args) => args.run(),
            Self::Reset(args) => args.run(),
        }
    }
}

/// The password and what to know about it.
fn password_text(password: &OneTimePassword) -> String {
    format!(
        "  contraseña     {}\n\nEntréguela en persona: no vuelve a mostrarse y sólo vale para entrar \
         y poner otra.\n",
        password.reveal()
    )
}

fn untouched(error: &AccountError) -> Outcome {
    match error {
        UseCaseError::Refused(refusal) => Outcome::refused(&refusal.to_string(), REMEDY),
        UseCaseError::Failed(failure) => Outcome::broken(failure),
    }
}
