use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::failure::Failure;
use crate::tablet::{enroll, tablet_dir};

/// Da de alta una tableta simulada con un código de un solo uso.
#[derive(Args)]
pub(crate) struct Enroll {
    /// Dirección del servidor, como `http://127.0.0.1:8080`.
    #[arg(long)]
    server: String,
    /// El código de alta, o el texto completo de su código QR.
    #[arg(long)]
    code: String,
    /// Carpeta de la tableta.
    #[arg(long)]
    dir: Option<PathBuf>,
}

impl Enroll {
    pub(crate) fn run(self, out: &mut impl Write) -> Result<(), Failure> {
        let dir = tablet_dir(self.dir);
        let device = enroll(&dir, &self.server, &self.code)?;
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
