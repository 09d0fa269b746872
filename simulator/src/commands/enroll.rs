use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use mobile_core::platform::Clock as _;

use crate::HELP;
use crate::failure::Failure;
use crate::platform::SystemClock;
use crate::tablet::{enroll, tablet_dir};

/// Da de alta una tableta simulada con un código de un solo uso.
#[derive(Debug, Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    next_help_heading = "Opciones",
    override_usage = "prep-sim enroll --server <DIRECCION> --code <CODIGO> [--dir <CARPETA>]",
    after_help = "\
Ejemplo:
  prep-sim enroll --server http://127.0.0.1:8080 --code CÓDIGO"
)]
pub(crate) struct Enroll {
    /// Dirección del servidor, como http://127.0.0.1:8080.
    #[arg(long, value_name = "DIRECCION")]
    server: String,
    /// El código de alta, o el texto completo de su código QR.
    #[arg(long, value_name = "CODIGO")]
    code: String,
    /// Carpeta de la tableta. Sin decirla, la de PREP_SIM_DIR o var/demo/tablet.
    #[arg(long, value_name = "CARPETA")]
    dir: Option<PathBuf>,
}

impl Enroll {
    pub(crate) fn run(self, out: &mut impl Write) -> Result<(), Failure> {
        let dir = tablet_dir(self.dir);
        let device = enroll(&dir, &self.server, &self.code, SystemClock.now())?;
        writeln!(out, "Tableta dada de alta en {}", device.server)?;
        writeln!(out, "  dispositivo {}", device.id)?;
        writeln!(
            out,
            "  proceso     {}/{}",
            device.origin.proceso, device.origin.ejercicio
        )?;
        writeln!(out, "  carpeta     {}", dir.display())?;
        Ok(())
    }
}
