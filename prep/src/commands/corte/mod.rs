//! `prep corte`: what is published.

mod publish;

use clap::Subcommand;

use crate::outcome::Outcome;

/// What can be asked of cortes.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Publish(publish::Args),
}

impl Command {
    /// Does it.
    pub(crate) fn run(self) -> Outcome {
        match self {
            Self::Publish(args) => args.run(),
        }
    }
}
