//! `prep demo`: a made-up proceso to try the system with.

use std::fmt::Write as _;
use std::path::PathBuf;

use proceso_files::{demo, folder};

use super::HELP;
use super::proceso::{Summary, unwritten};
use crate::outcome::Outcome;

/// Inventa un proceso completo para probar el sistema.
///
/// Escribe una carpeta de proceso del tamaño de la Ciudad de México en 2024, con partidos, personas
/// y lugares que no existen. La misma semilla da siempre los mismos archivos.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep demo --out <CARPETA> [--seed <NUMERO>]",
    after_help = "\
Termina con 0 si escribió la carpeta y con 2 si no pudo.

Ejemplo:
  prep demo --out procesos/demo --seed 7"
)]
pub(crate) struct Args {
    /// Carpeta nueva en que se escribe el proceso.
    #[arg(long, value_name = "CARPETA", help_heading = "Opciones")]
    out: PathBuf,
    /// Semilla. Sin decirla, 1.
    #[arg(
        long,
        value_name = "NUMERO",
        default_value_t = 1,
        hide_default_value = true,
        help_heading = "Opciones"
    )]
    seed: u64,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        let proceso = demo::proceso(self.seed);
        let notes = [format!(
            "Proceso inventado con prep demo --seed {}; nada de lo que dice existe.",
            self.seed
        )];
        if let Err(error) = folder::write(&proceso, &notes, &self.out) {
            return unwritten(&error);
        }
        let mut stdout = Summary::of(&proceso).text();
        let _ = writeln!(stdout, "\nSe escribió {}.", self.out.display());
        Outcome {
            stdout,
            ..Outcome::default()
        }
    }
}
