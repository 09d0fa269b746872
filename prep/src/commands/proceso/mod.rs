//! `prep proceso`: the files of a proceso electoral, and the procesos of the installation.

mod check;
mod from_results;
mod import;
mod summary;

use clap::Subcommand;

use crate::outcome::Outcome;

pub(super) use from_results::unwritten;
pub(super) use summary::Summary;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check(check::Args),
    FromResults(Box<from_results::Args>),
    Import(import::Args),
}

impl Command {
    pub(crate) fn run(self) -> Outcome {
        match self {
            Self::Check(args) => args.run(),
            Self::FromResults(args) => args.run(),
            Self::Import(args) => args.run(),
        }
    }
}
