//! `prep acta`: one acta and what happened to it.

mod life;
mod show;

use clap::Subcommand;

use crate::outcome::Outcome;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Show(show::Args),
}

impl Command {
    pub(crate) fn run(self) -> Outcome {
        match self {
            Self::Show(args) => args.run(),
        }
    }
}
