use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use mobile_core::outbox::Recovery;
use prep_model::machines::outbox::OutboxState;

use crate::failure::Failure;
use crate::tablet::{Tablet, tablet_dir};
use crate::transport::Transport;

/// Dice qué tiene una tableta en su bandeja de salida.
#[derive(Args)]
pub(crate) struct Status {
    /// Carpeta de la tableta.
    #[arg(long)]
    dir: Option<PathBuf>,
}

impl Status {
    pub(crate) fn run(self, out: &mut impl Write) -> Result<(), Failure> {
        let tablet = Tablet::open(&tablet_dir(self.dir), None, Transport::new())?;
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
