use std::io::Write;
use std::path::PathBuf;

use acta_image::judge::advice;
use clap::Args;
use mobile_core::capture::{ActaSource, Photo};
use mobile_core::eye::Judged;
use mobile_core::outbox::Entry;
use mobile_core::platform::Clock as _;
use mobile_core::uploader::{Report, Uploader};
use prep_model::claves::ActaKey;
use prep_model::contract::{DigitalizacionId, PersonId};
use prep_model::machines::outbox::OutboxState;
use prep_model::time::DeviceTime;

use super::status::tell_recovery;
use crate::HELP;
use crate::failure::Failure;
use crate::platform::SystemClock;
use crate::tablet::{Patience, Tablet, tablet_dir};
use crate::transport::Transport;

/// Toma una foto con la tableta simulada: la firma, la guarda, la envía y comprueba el acuse.
#[derive(Debug, Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    next_help_heading = "Opciones",
    override_usage = "prep-sim capture --image <ARCHIVO> [--acta <ACTA> | --qr <TEXTO>] [OPCIONES]",
    after_help = "\
Ejemplo:
  prep-sim capture --image acta.jpg --acta GUB/090001C0100/A02"
)]
pub(crate) struct Capture {
    /// Fotografía JPEG del acta, como sale de la cámara. Se juzga y se envía la hoja enderezada.
    #[arg(long, value_name = "ARCHIVO")]
    image: PathBuf,
    /// Acta de la foto, como GUB/090001C0100/A02.
    #[arg(long, value_name = "ACTA", conflicts_with = "qr")]
    acta: Option<ActaKey>,
    /// Texto de la etiqueta QR, en lugar del acta. Sin acta ni texto, se lee de la foto.
    #[arg(long, value_name = "TEXTO")]
    qr: Option<String>,
    /// Firma y envía el archivo sin cambiar un byte, sin juzgarlo.
    #[arg(long, conflicts_with = "insist")]
    as_is: bool,
    /// Envía la foto aunque no se lea bien, y lo deja dicho en el sobre.
    #[arg(long)]
    insist: bool,
    /// Carpeta de la tableta. Sin decirla, la de PREP_SIM_DIR o var/demo/tablet.
    #[arg(long, value_name = "CARPETA")]
    dir: Option<PathBuf>,
    /// Servidor, para las instrucciones de alta si la tableta no está dada de alta.
    #[arg(long, value_name = "DIRECCION")]
    server: Option<String>,
    /// Identificador de la persona que toma la foto. Sin decirlo, cael-demo.
    #[arg(
        long,
        value_name = "PERSONA",
        default_value = "cael-demo",
        hide_default_value = true
    )]
    person: PersonId,
    /// Corta la red después de tantos bytes del primer envío.
    #[arg(long, value_name = "BYTES")]
    drop_after: Option<u64>,
    /// Segundos que se intenta enviar antes de dejar la foto en espera. Sin decirlos, 120.
    #[arg(
        long,
        value_name = "SEGUNDOS",
        default_value_t = 120,
        hide_default_value = true
    )]
    wait: u32,
}

/// Envía lo que una tableta tiene en espera.
#[derive(Debug, Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    next_help_heading = "Opciones",
    override_usage = "prep-sim send [--dir <CARPETA>] [--wait <SEGUNDOS>]",
    after_help = "\
Ejemplo:
  prep-sim send --wait 600"
)]
pub(crate) struct Send {
    /// Carpeta de la tableta. Sin decirla, la de PREP_SIM_DIR o var/demo/tablet.
    #[arg(long, value_name = "CARPETA")]
    dir: Option<PathBuf>,
    /// Segundos que se intenta antes de dejarlo en espera. Sin decirlos, 120.
    #[arg(
        long,
        value_name = "SEGUNDOS",
        default_value_t = 120,
        hide_default_value = true
    )]
    wait: u32,
}

impl Capture {
    pub(crate) fn run(self, out: &mut impl Write) -> Result<(), Failure> {
        let dir = tablet_dir(self.dir);
        let transport = Transport::with_cut(self.drop_after);
        let mut tablet = Tablet::open(&dir, self.server.as_deref(), transport)?;
        tell_recovery(out, &tablet.found)?;
        let pending = tablet.uploader.outbox().summary().waiting;
        if pending > 0 {
            writeln!(
                out,
                "Quedaban {pending} fotos en espera; se envían también."
            )?;
        }
        let file = std::fs::read(&self.image).map_err(Failure::file(&self.image))?;
        let seen = if self.as_is {
            None
        } else {
            let seen = Judged::look(file.clone())
                .map_err(|refusal| Failure::unreadable(&self.image, refusal))?;
            tell_verdict(out, &seen)?;
            Some(seen)
        };
        if seen.as_ref().is_some_and(|seen| !seen.is_accepted()) && !self.insist {
            return Err(Failure::NotReadable);
        }
        let read = seen.as_ref().and_then(|seen| seen.label.clone());
        let source = match (self.acta, self.qr.or(read)) {
            (Some(acta), qr) => ActaSource::Manual { acta, qr },
            (None, Some(text)) => ActaSource::Qr(text),
            (None, None) => return Err(Failure::NoLabel),
        };
        let now = DeviceTime(SystemClock.now());
        let image = seen.as_ref().map_or(&file, |seen| &seen.image);
        let mut photo = Photo::new(image, source, self.person, now);
        if let Some(seen) = &seen {
            photo.quality = seen.quality.clone();
            photo.frame = Some(&file);
        }
        let entry = tablet.uploader.capture(&photo).map_err(Failure::refused)?;
        writeln!(out, "Foto firmada y guardada en la tableta")?;
        writeln!(out, "  id       {}", entry.id())?;
        if let Some(acta) = &entry.acta {
            writeln!(out, "  acta     {acta}")?;
        }
        writeln!(out, "  SHA-256  {}", entry.sha256)?;
        writeln!(out, "  tamaño   {} bytes", entry.bytes)?;
        send(out, &mut tablet, self.wait, Some(entry.id()), dir)
    }
}

/// What the eye says: whether it reads, what to do if not, and what the label says.
fn tell_verdict(out: &mut impl Write, seen: &Judged) -> Result<(), Failure> {
    if seen.is_accepted() {
        writeln!(out, "Se lee toda el acta")?;
    }
    for reason in seen.reasons() {
        writeln!(out, "{}", advice(*reason))?;
    }
    match &seen.label {
        Some(text) => writeln!(out, "  etiqueta {text}")?,
        None => writeln!(out, "  etiqueta no se leyó")?,
    }
    Ok(())
}

impl Send {
    pub(crate) fn run(self, out: &mut impl Write) -> Result<(), Failure> {
        let dir = tablet_dir(self.dir);
        let mut tablet = Tablet::open(&dir, None, Transport::new())?;
        tell_recovery(out, &tablet.found)?;
        if tablet.uploader.outbox().summary().waiting == 0 {
            writeln!(out, "No hay fotos en espera.")?;
        }
        send(out, &mut tablet, self.wait, None, dir)
    }
}

/// Sends what waits; `wanted` is the image whose fate is the command's.
fn send(
    out: &mut impl Write,
    tablet: &mut Tablet,
    seconds: u32,
    wanted: Option<DigitalizacionId>,
    dir: PathBuf,
) -> Result<(), Failure> {
    tablet.send(Patience::seconds(seconds), |uploader, report| {
        tell(out, uploader, report)
    })?;
    let outbox = tablet.uploader.outbox();
    let wanted = wanted.and_then(|id| outbox.find(id));
    if let Some(OutboxState::Rejected { reason, .. }) = wanted.map(Entry::state) {
        return Err(Failure::Rejected(reason.to_string()));
    }
    match outbox.summary().waiting {
        0 => Ok(()),
        waiting => {
            let reason = tablet
                .uploader
                .trouble()
                .unwrap_or("se acabó el tiempo")
                .to_owned();
            Err(Failure::Waiting {
                waiting,
                reason,
                dir,
            })
        }
    }
}

fn tell(out: &mut impl Write, uploader: &Uploader, report: &Report) -> Result<(), Failure> {
    match report {
        Report::Quiet | Report::CatalogoCurrent => {}
        Report::Progress { id, offset } => {
            let bytes = uploader.outbox().find(*id).map_or(0, |entry| entry.bytes);
            writeln!(out, "El servidor tiene {offset} de {bytes} bytes de {id}")?;
        }
        Report::RetryLater { reason } => writeln!(out, "Se reintentará: {reason}")?,
        Report::Rejected(id, reason) => writeln!(out, "Rechazada {id}: {reason}")?,
        Report::Delivered(id) => {
            let receipt = uploader.outbox().receipt(*id).map_err(Failure::refused)?;
            let says = receipt.receipt();
            writeln!(out, "Entregada {id}: el acuse del servidor verifica")?;
            writeln!(out, "  recibida {}", says.received_at)?;
            writeln!(out, "  SHA-256  {}", says.sha256)?;
            writeln!(out, "  evento   {}", says.event_sha256)?;
        }
    }
    out.flush()?;
    Ok(())
}
