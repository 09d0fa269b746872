//! `prep device`: tablets and stations.

mod enroll;
mod list;
mod quarantine;
mod revoke;

use clap::Subcommand;

use super::Group;
use crate::outcome::Outcome;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Enroll(enroll::Args),
    List(list::Args),
    Revoke(revoke::Args),
    /// Lo que envió un dispositivo dado de baja: verlo, admitirlo o rechazarlo.
    Quarantine(Group<quarantine::Command>),
}

impl Command {
    pub(crate) fn run(self) -> Outcome {
        match self {
            Self::Enroll(args) => args.run(),
            Self::List(args) => args.run(),
            Self::Revoke(args) => args.run(),
            Self::Quarantine(group) => group.command.run(),
        }
    }
}
