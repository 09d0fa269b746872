//! `prep db`: the database itself.

mod copy;
mod migrate;
mod status;

use clap::Subcommand;

use crate::outcome::Outcome;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Migrate(migrate::Args),
    Status(status::Args),
    Copy(copy::Args),
}

impl Command {
    pub(crate) fn run(self) -> Outcome {
        match self {
            Self::Migrate(args) => args.run(),
            Self::Status(args) => args.run(),
            Self::Copy(args) => args.run(),
        }
    }
}
