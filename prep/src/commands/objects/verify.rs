//! `prep objects verify`: every image read and hashed again.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use central::Central;
use central::scrub::{Finding, FindingKind, ScrubProgress, verify_objects};
use serde_json::json;
use tokio::time::Instant;

use crate::commands::HELP;
use crate::installation;
use crate::outcome::{End, Outcome};
use crate::text::{counted, grouped};

/// Lee todas las imágenes, calcula otra vez su código de integridad y las compara con la base.
///
/// Busca en los dos sentidos: imágenes que la base tiene y no están o están dañadas, y objetos que
/// están y la base no conoce. Estos no hacen daño: son de envíos que nunca se acusaron. No cambia
/// nada y puede ejecutarse con los servidores en marcha.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep objects verify [--rate <MB>] [--progress <ARCHIVO>] [--json]",
    after_help = "\
Termina con 0 si están todas las imágenes como se recibieron, con 1 si alguna falta o está dañada y
con 2 si no se pudo leer.

Ejemplo:
  prep objects verify --rate 50 --progress var/prep/revision.json"
)]
pub(crate) struct Args {
    /// Cuántos megabytes por segundo leer cuando más, para no estorbar. Sin decirlo, los que se pueda.
    #[arg(
        long,
        value_name = "MB",
        value_parser = clap::value_parser!(u32).range(1..=100_000),
        help_heading = "Opciones"
    )]
    rate: Option<u32>,
    /// Anota en este archivo hasta dónde llegó y continúa desde ahí si se interrumpió.
    #[arg(long, value_name = "ARCHIVO", help_heading = "Opciones")]
    progress: Option<PathBuf>,
    /// Escribe el resultado como JSON, para programas.
    #[arg(long, help_heading = "Opciones")]
    json: bool,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        installation::run(|central| async move {
            match self.verify(&central).await {
                Ok(progress) if self.json => as_json(&progress),
                Ok(progress) => as_text(&progress),
                Err(outcome) => outcome,
            }
        })
    }

    async fn verify(&self, central: &Central) -> Result<ScrubProgress, Outcome> {
        let mut progress = match &self.progress {
            Some(path) => read(path)?,
            None => ScrubProgress::default(),
        };
        while !progress.finished {
            let (before, began) = (progress.bytes, Instant::now());
            let step = verify_objects(central, &mut progress).await;
            step.map_err(|error| Outcome::broken(&error))?;
            if let Some(path) = &self.progress {
                write(path, &progress)?;
            }
            if let Some(rate) = self.rate {
                tokio::time::sleep_until(began + least_time(progress.bytes - before, rate)).await;
            }
        }
        if let Some(path) = &self.progress {
            // The next revision begins anew.
            let _ = std::fs::remove_file(path);
        }
        Ok(progress)
    }
}

/// How long `bytes` take at `rate` megabytes a second.
fn least_time(bytes: u64, rate: u32) -> Duration {
    Duration::from_micros(bytes / u64::from(rate))
}

fn read(path: &Path) -> Result<ScrubProgress, Outcome> {
    let remedy = "indique otro archivo con --progress o bórrelo para empezar desde el principio";
    match std::fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| {
            let message = format!(
                "{} no es el avance de una revisión: {error}",
                path.display()
            );
            Outcome::failed(&message, remedy)
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(ScrubProgress::default()),
        Err(error) => {
            let message = format!("no se puede leer {}: {error}", path.display());
            Err(Outcome::failed(&message, remedy))
        }
    }
}

/// Beside and renamed: a kill leaves the one before or this one.
fn write(path: &Path, progress: &ScrubProgress) -> Result<(), Outcome> {
    let text = serde_json::to_vec(progress).expect("it has only text keys");
    let temporary = path.with_extension("tmp");
    let written = std::fs::write(&temporary, text);
    let written = written.and_then(|()| std::fs::rename(&temporary, path));
    written.map_err(|error| {
        let message = format!("no se puede escribir {}: {error}", path.display());
        Outcome::failed(
            &message,
            "indique con --progress un archivo donde se pueda escribir",
        )
    })
}

fn end(progress: &ScrubProgress) -> End {
    match progress.failures() {
        0 => End::Done,
        _ => End::Refused,
    }
}

fn as_text(progress: &ScrubProgress) -> Outcome {
    let mut stdout = format!(
        "{}, {} MB leídos\n",
        counted(progress.images, "imagen", "imágenes"),
        grouped(progress.bytes / 1_000_000)
    );
    for finding in &progress.findings {
        push_finding(&mut stdout, finding);
    }
    let _ = match progress.failures() as u64 {
        0 => writeln!(stdout, "todas están como se recibieron"),
        failures => writeln!(
            stdout,
            "{} o no como se recibieron\n  → recupérelas del último respaldo: «prep backup verify» \
             dice si están en él; la tableta que las envió puede tenerlas también",
            counted(failures, "imagen no está", "imágenes no están")
        ),
    };
    Outcome {
        stdout,
        end: end(progress),
        ..Outcome::default()
    }
}

fn push_finding(text: &mut String, finding: &Finding) {
    let place = format!("{}/{}", finding.proceso, finding.ejercicio);
    let _ = match &finding.kind {
        FindingKind::Missing { sha256 } => writeln!(text, "falta     {place} {sha256}"),
        FindingKind::Damaged {
            sha256,
            found,
            bytes,
        } => writeln!(
            text,
            "dañada    {place} {sha256}: son {} bytes con código {found}",
            grouped(*bytes)
        ),
        FindingKind::Unknown { sha256, bytes } => writeln!(
            text,
            "sin acuse {place} {sha256}, {} bytes",
            grouped(*bytes)
        ),
        FindingKind::Stranger { name } => writeln!(text, "ajeno     {name}"),
    };
}

fn as_json(progress: &ScrubProgress) -> Outcome {
    let end = end(progress);
    let report = json!({
        "valid": end == End::Done,
        "images": progress.images,
        "bytes": progress.bytes,
        "findings": progress.findings,
    });
    Outcome::json(&report, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_in_megabytes_a_second() {
        assert_eq!(least_time(100_000_000, 50), Duration::from_secs(2));
        assert_eq!(least_time(0, 50), Duration::ZERO);
    }
}
