//! `prep-sim`: tablets without a tablet. They run the tablet's own code (mobile-core) with a key in a
//! file, the machine's clock and plain HTTP to this very machine; with one of them a person tries
//! what a CAEL does, with many of them a test loads a server.

mod commands;
mod failure;
mod platform;
mod tablet;
mod transport;

use std::io::Write as _;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Tabletas simuladas de PREP Casilla.
#[derive(Parser)]
#[command(name = "prep-sim", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Enroll(commands::Enroll),
    Capture(commands::Capture),
    Send(commands::Send),
    Status(commands::Status),
    Tablets(commands::Tablets),
}

fn main() -> ExitCode {
    let mut out = std::io::stdout();
    let done = match Arguments::parse().command {
        Command::Enroll(command) => command.run(&mut out),
        Command::Capture(command) => command.run(&mut out),
        Command::Send(command) => command.run(&mut out),
        Command::Status(command) => command.run(&mut out),
        Command::Tablets(command) => command.run(&mut out),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let _ = out.flush();
            let _ = writeln!(std::io::stderr(), "prep-sim: {failure}");
            ExitCode::from(failure.exit_code())
        }
    }
}
