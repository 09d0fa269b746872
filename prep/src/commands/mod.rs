//! One file for each command: its arguments, its help, what it does.

mod acta;
mod backup;
mod bitacora;
mod by;
mod config;
mod corte;
mod db;
mod demo;
mod demo_setup;
mod device;
mod ejercicio;
mod environment;
mod objects;
mod proceso;
mod serve;
mod usage;
mod user;
mod which;

use std::ffi::OsString;

use clap::{Parser, Subcommand};

use crate::outcome::Outcome;

/// Help in the order in which it is read, with headings in Spanish.
const HELP: &str = "{about-with-newline}\nUso: {usage}\n\n{all-args}{after-help}";

/// Does what the arguments ask.
pub(crate) fn run(arguments: impl IntoIterator<Item = OsString>) -> Outcome {
    match Cli::try_parse_from(arguments) {
        Ok(cli) => match cli.command {
            Command::Proceso(group) => group.command.run(),
            Command::User(group) => group.command.run(),
            Command::Device(group) => group.command.run(),
            Command::Ejercicio(group) => group.command.run(),
            Command::Acta(group) => group.command.run(),
            Command::Bitacora(group) => group.command.run(),
            Command::Corte(group) => group.command.run(),
            Command::Db(group) => group.command.run(),
            Command::Objects(group) => group.command.run(),
            Command::Backup(group) => group.command.run(),
            Command::Demo(args) => args.run(),
            Command::Config(args) => args.run(),
            Command::Serve(args) => args.run(),
        },
        Err(error) => usage::outcome(&error),
    }
}

/// PREP Casilla: resultados electorales preliminares.
#[derive(Debug, Parser)]
#[command(
    name = "prep",
    version,
    help_template = HELP,
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true,
    subcommand_help_heading = "Órdenes",
    subcommand_value_name = "ORDEN",
    propagate_version = true
)]
struct Cli {
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

/// Commands about one thing.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    subcommand_help_heading = "Órdenes",
    subcommand_value_name = "ORDEN"
)]
pub(crate) struct Group<C: Subcommand> {
    #[command(subcommand)]
    pub(crate) command: C,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Los archivos de un proceso electoral: revisarlos, reconstruirlos, importarlos.
    Proceso(Group<proceso::Command>),
    /// Las cuentas de las personas: darlas de alta, deshabilitarlas, reponer contraseñas.
    User(Group<user::Command>),
    /// Las tabletas y estaciones: darlas de alta o de baja, decidir sobre su cuarentena.
    Device(Group<device::Command>),
    /// Los ejercicios de un proceso (simulacros y oficial): comenzarlos, abrirlos, cerrarlos.
    Ejercicio(Group<ejercicio::Command>),
    /// Un acta y lo que le ha pasado.
    Acta(Group<acta::Command>),
    /// La bitácora: comprobar que nadie la cambió.
    Bitacora(Group<bitacora::Command>),
    /// Lo que se publica.
    Corte(Group<corte::Command>),
    /// La base de datos: actualizarla, copiarla a otra.
    Db(Group<db::Command>),
    /// Las imágenes: comprobar que están todas y son las que se recibieron.
    Objects(Group<objects::Command>),
    /// Respaldos: hacerlos, comprobarlos, restaurarlos.
    Backup(Group<backup::Command>),
    Demo(demo::Args),
    Config(config::Args),
    Serve(serve::Args),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_commands_are_sound() {
        Cli::command().debug_assert();
    }
}
