//! `prep ejercicio`: the runs of a proceso.

mod archive;
mod begin;
mod close;
mod list;
mod open;

use clap::Subcommand;

use crate::outcome::Outcome;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Begin(begin::Args),
    Open(open::Args),
    Close(close::Args),
    Archive(archive::Args),
    List(list::Args),
}

impl Command {
    pub(crate) fn run(self) -> Outcome {
        match self {
            Self::Begin(args) => args.run(),
            Self::Open(args) => args.run(),
            Self::Close(args) => args.run(),
            Self::Archive(args) => args.run(),
            Self::List(args) => args.run(),
        }
    }
}
