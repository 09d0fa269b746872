//! `prep-sim`: tablets without a tablet. They run the tablet's own code (mobile-core) with a key in a
//! file, the machine's clock and plain HTTP to this very machine; with one of them a person tries
//! what a CAEL does, with many of them a test loads a server.

mod commands;
mod failure;
mod people;
mod platform;
mod replay;
mod tablet;
mod transport;
mod usage;

use std::io::Write as _;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Help in the order in which it is read, with headings in Spanish.
const HELP: &str = "{about-with-newline}\nUso: {usage}\n\n{all-args}{after-help}";

/// Tabletas simuladas de PREP Casilla.
///
/// Hacen lo mismo que una tableta, con su mismo programa: firman cada foto, la guardan, la envían y
/// comprueban el acuse. Sólo hablan con un servidor de este equipo.
#[derive(Debug, Parser)]
#[command(
    name = "prep-sim",
    version,
    help_template = HELP,
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true,
    subcommand_help_heading = "Órdenes",
    subcommand_value_name = "ORDEN",
    after_help = "\
Termina con 0 si hizo lo que se pidió, con 1 si no se pudo, con 2 si los argumentos no tienen
sentido, con 3 si quedan fotos en espera y con 4 si el servidor no admitió una foto.

Ejemplo, con el código que da «prep device enroll \"Tableta de prueba\"»:
  prep-sim enroll --server http://127.0.0.1:8080 --code CÓDIGO
  prep-sim capture --image acta.jpg --acta GUB/090001B0100/A02"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    _help: Help,
    /// Muestra la versión.
    #[arg(short = 'V', long, action = clap::ArgAction::Version, help_heading = "Opciones")]
    version: (),
}

/// `--help`, said in Spanish; the same in every command.
#[derive(Debug, clap::Args)]
struct Help {
    /// Muestra esta ayuda.
    #[arg(
        short = 'h',
        long,
        global = true,
        display_order = 1_000,
        action = clap::ArgAction::Help,
        help_heading = "Opciones"
    )]
    help: (),
}

#[derive(Debug, Subcommand)]
enum Command {
    Enroll(commands::Enroll),
    Capture(commands::Capture),
    Send(commands::Send),
    Status(commands::Status),
    Tablets(commands::Tablets),
    Judge(commands::Judge),
    Photos(commands::Photos),
    Exam(commands::Exam),
    Actas(commands::Actas),
    People(commands::People),
    Replay(commands::Replay),
    Compare(commands::Compare),
}

fn main() -> ExitCode {
    let command = match Arguments::try_parse() {
        Ok(arguments) => arguments.command,
        Err(error) => return usage::tell(&error),
    };
    let mut out = std::io::stdout();
    let done = match command {
        Command::Enroll(command) => command.run(&mut out),
        Command::Capture(command) => command.run(&mut out),
        Command::Send(command) => command.run(&mut out),
        Command::Status(command) => command.run(&mut out),
        Command::Tablets(command) => command.run(&mut out),
        Command::Judge(command) => command.run(&mut out),
        Command::Photos(command) => command.run(&mut out),
        Command::Exam(command) => command.run(&mut out),
        Command::Actas(command) => command.run(&mut out),
        Command::People(command) => command.run(&mut out),
        Command::Replay(command) => command.run(&mut out),
        Command::Compare(command) => command.run(&mut out),
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

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_commands_are_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn help_is_in_spanish() {
        let mut command = Arguments::command();
        command.build();
        for command in std::iter::once(&command).chain(command.get_subcommands()) {
            let help = command.clone().render_long_help().to_string();
            assert!(
                help.contains("Uso: prep-sim") && help.contains("Ejemplo"),
                "{help}"
            );
            for english in [
                "Usage",
                "Options",
                "Arguments",
                "Commands",
                "default",
                "Print",
            ] {
                assert!(!help.contains(english), "{english}: {help}");
            }
        }
    }
}
