use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use mobile_core::outbox::Recovery;
use prep_model::machines::outbox::OutboxState;

use crate::HELP;
use crate::failure::Failure;
use crate::tablet::{Tablet, tablet_dir};
use crate::transport::Transport;

/// Dice qué tiene una tableta en su bandeja de salida.
#[derive(Debug, Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    next_help_heading = "Opciones",
    override_usage = "prep-sim status [--dir <CARPETA>] [--journal]",
    after_help = "\
Ejemplo:
  prep-sim status --journal"
)]
pub(crate) struct Status {
    /// Carpeta de la tableta. Sin decirla, la de PREP_SIM_DIR o var/demo/tablet.
    #[arg(long, value_name = "CARPETA")]
    dir: Option<PathBuf>,
    /// Muestra también el diario de la tableta, un evento JSON por renglón.
    #[arg(long)]
    journal: bool,
}

impl Status {
    pub(crate) fn run(self, out: &mut impl Write) -> Result<(), Failure> {
        let mut tablet = Tablet::open(&tablet_dir(self.dir), None, Transport::new())?;
        tell_recovery(out, &tablet.found)?;
        let device = tablet.uploader.device();
        let outbox = tablet.uploader.outbox();
        let summary = outbox.summary();
        let origin = &device.origin;
        writeln!(
            out,
            "Tableta {} de {}/{}",
            device.id, origin.proceso, origin.ejercicio
        )?;
        writeln!(out, "  servidor    {}", device.server)?;
        writeln!(out, "  entregadas  {}", summary.delivered)?;
        match summary.oldest {
            Some(oldest) => {
                writeln!(
                    out,
                    "  en espera   {} (la más antigua: {})",
                    summary.waiting, oldest.0
                )?;
            }
            None => writeln!(out, "  en espera   0")?,
        }
        writeln!(out, "  rechazadas  {}", summary.rejected)?;
        for entry in outbox.entries() {
            let acta = entry
                .acta
                .as_ref()
                .map_or_else(|| "sin acta".to_owned(), ToString::to_string);
            let state = match entry.state() {
                OutboxState::Captured | OutboxState::Queued { .. } => "en espera".to_owned(),
                OutboxState::Sending { .. } => "enviándose".to_owned(),
                OutboxState::Delivered { at, .. } => format!("entregada {at}"),
                OutboxState::Rejected { reason, .. } => format!("rechazada: {reason}"),
            };
            writeln!(out, "{} {acta} {state}", entry.id())?;
        }
        if self.journal {
            for event in tablet
                .uploader
                .outbox_mut()
                .journal()
                .map_err(Failure::refused)?
            {
                out.write_all(&event.to_bytes())?;
                writeln!(out)?;
            }
        }
        Ok(())
    }
}

/// Says what a crash or damage left, if it left anything.
pub(super) fn tell_recovery(out: &mut impl Write, found: &Recovery) -> Result<(), Failure> {
    if found.rebuilt {
        writeln!(
            out,
            "La base de datos estaba dañada: se apartó y se reconstruyó de los archivos."
        )?;
    }
    for id in &found.adopted {
        writeln!(out, "Se recuperó la foto {id}, que quedó a medio guardar.")?;
    }
    for aside in &found.set_aside {
        writeln!(out, "Se apartó {}: {}", aside.name, aside.reason)?;
    }
    for id in &found.lost {
        writeln!(out, "Faltan archivos de la foto {id}.")?;
    }
    Ok(())
}
