//! `prep demo`: a made-up election to try the system with.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use prep_model::proceso::Proceso;
use proceso_files::demo::{self, Options, Scale};
use proceso_files::folder;

use super::proceso::{Summary, unwritten};
use super::{HELP, demo_setup};
use crate::installation;
use crate::outcome::Outcome;

/// Prepara una elección inventada para probar el sistema.
///
/// Importa un proceso del tamaño de la Ciudad de México en 2024, con partidos, personas y lugares que
/// no existen, abre su primer simulacro y da de alta una cuenta por rol, con su contraseña. Con --out
/// sólo escribe la carpeta del proceso. La misma semilla da siempre el mismo proceso.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep demo [--out <CARPETA>] [--seed <NUMERO>] [--distritos <NUMERO> --casillas <NUMERO>]",
    after_help = "\
Termina con 0 si quedó listo, con 1 si en PREP_DATA_DIR ya hay un proceso y con 2 si no pudo.

Ejemplo:
  prep demo
  prep demo --out procesos/demo --seed 7"
)]
pub(crate) struct Args {
    /// Carpeta nueva en que sólo se escribe el proceso.
    #[arg(long, value_name = "CARPETA", help_heading = "Opciones")]
    out: Option<PathBuf>,
    /// Semilla. Sin decirla, 1.
    #[arg(
        long,
        value_name = "NUMERO",
        default_value_t = 1,
        hide_default_value = true,
        help_heading = "Opciones"
    )]
    seed: u64,
    /// Una elección pequeña, de tantos distritos: de 1 a 33.
    #[arg(
        long,
        value_name = "NUMERO",
        value_parser = clap::value_parser!(u16).range(1..=33),
        requires = "casillas",
        help_heading = "Opciones"
    )]
    distritos: Option<u16>,
    /// Casillas de cada distrito de una elección pequeña: de 12 a 500.
    #[arg(
        long,
        value_name = "NUMERO",
        value_parser = clap::value_parser!(u32).range(12..=500),
        requires = "distritos",
        help_heading = "Opciones"
    )]
    casillas: Option<u32>,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        let scale = match (self.distritos, self.casillas) {
            (Some(distritos), Some(casillas)) => Scale::Small {
                distritos,
                casillas,
            },
            _ => Scale::Full,
        };
        let proceso = demo::proceso_with(Options {
            seed: self.seed,
            scale,
        });
        let notes = [format!(
            "Proceso inventado con prep demo --seed {}{}; nada de lo que dice existe.",
            self.seed,
            size_text(scale)
        )];
        match self.out {
            Some(out) => write(&proceso, &notes, &out),
            None => set_up(&proceso, &notes),
        }
    }
}

/// The arguments that ask for this size.
fn size_text(scale: Scale) -> String {
    match scale {
        Scale::Full => String::new(),
        Scale::Small {
            distritos,
            casillas,
        } => format!(" --distritos {distritos} --casillas {casillas}"),
    }
}

fn write(proceso: &Proceso, notes: &[String], out: &Path) -> Outcome {
    if let Err(error) = folder::write(proceso, notes, out) {
        return unwritten(&error);
    }
    let mut stdout = Summary::of(proceso).text();
    let _ = writeln!(stdout, "\nSe escribió {}.", out.display());
    Outcome {
        stdout,
        ..Outcome::default()
    }
}

fn set_up(proceso: &Proceso, notes: &[String]) -> Outcome {
    installation::run_with(|central, settings| async move {
        match demo_setup::is_taken(&central).await {
            Ok(false) => {}
            Ok(true) => {
                let message = format!("en {} ya hay un proceso", settings.data_dir.display());
                return Outcome::refused(&message, "use otra carpeta en PREP_DATA_DIR");
            }
            Err(message) => {
                return Outcome::failed(&message, "revise los ajustes con «prep config»");
            }
        }
        match demo_setup::set_up(&central, &settings, proceso, notes).await {
            Ok(accounts) => {
                let mut stdout = Summary::of(proceso).text();
                let _ = write!(stdout, "\n{}", demo_setup::credentials_text(&accounts));
                Outcome {
                    stdout,
                    ..Outcome::default()
                }
            }
            Err(message) => Outcome::failed(&message, "borre la carpeta e inténtelo de nuevo"),
        }
    })
}
