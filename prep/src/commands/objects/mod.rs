//! `prep objects`: the images where they are kept.

mod verify;

use clap::Subcommand;

use crate::outcome::Outcome;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Verify(verify::Args),
}

impl Command {
    pub(crate) fn run(self) -> Outcome {
        match self {
            Self::Verify(args) => args.run(),
        }
    }
}
