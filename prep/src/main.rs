//! The one binary: administration commands, and in time the servers.
//!
//! A command returns an [`outcome::Outcome`]: what it says and how it ends. Only `main` writes.

mod commands;
mod event_text;
mod hour;
mod installation;
mod outcome;
mod qr;
mod settings;
mod text;

use std::process::ExitCode;

fn main() -> ExitCode {
    commands::run(std::env::args_os()).report()
}
