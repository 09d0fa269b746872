use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use acta_image::encode::{self, Sendable};
use acta_image::find::{Found, find_sheet};
use acta_image::geometry::Point;
use acta_image::intake::{self, Limits};
use acta_image::judge::{self, Form, Verdict, advice, reason_name};
use acta_image::qr::{self, Codes};
use clap::Args;
use prep_model::contract::Sha256Digest;
use serde_json::{Value, json};

use crate::HELP;
use crate::failure::Failure;

/// Juzga una foto como lo hace la tableta: si se lee, qué le falta y de qué acta es.
#[derive(Debug, Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    next_help_heading = "Opciones",
    override_usage = "prep-sim judge <IMAGEN> [--proceso <CARPETA>] [--json] [--rectified <ARCHIVO>] \
                      [--budget <BYTES>]",
    after_help = "\
Termina con 0 si la foto se acepta o hay que repetirla, y con 2 si no es una imagen que se pueda abrir.

Ejemplo:
  prep-sim judge acta.jpg --rectified derecha.jpg"
)]
pub(crate) struct Judge {
    /// Foto en JPEG.
    #[arg(value_name = "IMAGEN")]
    image: PathBuf,
    /// Carpeta del proceso, para buscar cada cifra donde sus actas la tienen. Sin decirla se supone
    /// una tabla de tres cifras por renglón.
    #[arg(long, value_name = "CARPETA")]
    proceso: Option<PathBuf>,
    /// Responde en JSON.
    #[arg(long)]
    json: bool,
    /// Escribe en este archivo lo que se enviaría.
    #[arg(long, value_name = "ARCHIVO")]
    rectified: Option<PathBuf>,
    /// Bytes que puede medir lo que se envía. Sin decirlo, 350000.
    #[arg(
        long,
        value_name = "BYTES",
        default_value_t = encode::DEFAULT_BUDGET,
        hide_default_value = true
    )]
    budget: usize,
}

/// What was found out, and how long each stage took.
struct Judged {
    size: (u32, u32),
    found: Option<Found>,
    verdict: Verdict,
    codes: Codes,
    sendable: Sendable,
    sha256: Sha256Digest,
    stages: Vec<(&'static str, Duration)>,
}

/// Times one stage after another.
struct Watch {
    since: Instant,
    stages: Vec<(&'static str, Duration)>,
}

impl Watch {
    #[expect(
        clippy::disallowed_methods,
        reason = "a duration for the person who asked, in no record"
    )]
    fn now() -> Instant {
        Instant::now()
    }

    fn done(&mut self, stage: &'static str) {
        let now = Self::now();
        self.stages.push((stage, now - self.since));
        self.since = now;
    }
}

impl Judge {
    pub(crate) fn run(self, out: &mut impl Write) -> Result<(), Failure> {
        let bytes =
            std::fs::read(&self.image).map_err(|error| Failure::unreadable(&self.image, error))?;
        let forms = self
            .proceso
            .as_deref()
            .map_or_else(|| Ok(Vec::new()), forms)?;
        let judged = look(&bytes, &forms, self.budget)
            .map_err(|refusal| Failure::unreadable(&self.image, refusal))?;
        if let Some(path) = &self.rectified {
            std::fs::write(path, &judged.sendable.jpeg).map_err(Failure::file(path))?;
        }
        if self.json {
            writeln!(out, "{}", judged.json())?;
        } else {
            judged.tell(out)?;
        }
        Ok(())
    }
}

/// The forms of every elección of the proceso in a folder.
fn forms(dir: &Path) -> Result<Vec<Form>, Failure> {
    let reading = proceso_files::folder::read(dir).map_err(|error| {
        Failure::Refused(format!(
            "no se pudo leer el proceso de «{}»: {error}; prep proceso check dice qué corregir",
            dir.display()
        ))
    })?;
    Ok(Form::of_proceso(&reading.proceso))
}

fn look(bytes: &[u8], forms: &[Form], budget: usize) -> Result<Judged, intake::Refusal> {
    let mut watch = Watch {
        since: Watch::now(),
        stages: Vec::new(),
    };
    let photo = intake::open(bytes, &Limits::default())?;
    watch.done("open");
    let found = find_sheet(&photo);
    watch.done("find");
    let sheet = acta_image::straighten(&photo, found.as_ref());
    watch.done("rectify");
    let codes = qr::read(&photo, found.as_ref(), true);
    watch.done("qr");
    let verdict = found.as_ref().map_or_else(Verdict::no_sheet, |found| {
        judge::judge(&photo, found, &sheet, forms, codes.said())
    });
    watch.done("judge");
    let sendable = encode::encode(&sheet, budget);
    watch.done("encode");
    let sha256 = Sha256Digest::of(&sendable.jpeg);
    watch.done("hash");
    Ok(Judged {
        size: (photo.width(), photo.height()),
        found,
        verdict,
        codes,
        sendable,
        sha256,
        stages: watch.stages,
    })
}

impl Judged {
    fn word(&self) -> &'static str {
        if self.verdict.is_accepted() {
            "accept"
        } else {
            "retake"
        }
    }

    fn json(&self) -> Value {
        let reasons: Vec<_> = self
            .verdict
            .reasons
            .iter()
            .copied()
            .map(reason_name)
            .collect();
        let corners = self.found.map(|found| found.corners.0.map(rounded));
        let label = self.codes.label.as_ref().map(|code| code.text.as_str());
        let others: Vec<_> = self
            .codes
            .others
            .iter()
            .map(|code| code.text.as_str())
            .collect();
        let ms: serde_json::Map<_, _> = self
            .stages
            .iter()
            .map(|(stage, time)| ((*stage).to_owned(), json!(milliseconds(*time))))
            .collect();
        json!({
            "verdict": self.word(),
            "reasons": reasons,
            "corners": corners,
            "method": self.found.map(|found| found.method.name()),
            "confidence": self.found.map(|found| found.confidence),
            "width": self.size.0,
            "height": self.size.1,
            "qr": label,
            "other_qr": others,
            "figures": self.verdict.figures.to_quality_figures(),
            "measured": self.measured(),
            "sent": {
                "bytes": self.sendable.jpeg.len(),
                "width": self.sendable.width,
                "height": self.sendable.height,
                "quality": self.sendable.quality,
                "sha256": self.sha256.to_string(),
            },
            "ms": ms,
        })
    }

    fn measured(&self) -> Value {
        let figures = &self.verdict.figures;
        json!({
            "blur_mm": figures.blur_mm,
            "contrast_levels": figures.contrast,
            "noise_levels": figures.noise,
            "paper_level": figures.paper,
            "pixels_per_mm": figures.per_mm,
            "margin": figures.margin,
        })
    }

    fn tell(&self, out: &mut impl Write) -> Result<(), Failure> {
        if self.verdict.is_accepted() {
            writeln!(out, "Se acepta: se lee todo el acta.")?;
        } else {
            writeln!(out, "Hay que repetir la foto.")?;
            for &reason in &self.verdict.reasons {
                writeln!(out, "  {}", advice(reason))?;
            }
        }
        match &self.codes.label {
            Some(code) => writeln!(out, "Etiqueta: {}", code.text)?,
            None => writeln!(out, "Sin etiqueta QR del PREP en el acta.")?,
        }
        for code in &self.codes.others {
            writeln!(out, "Otro código a la vista: {}", code.text.escape_debug())?;
        }
        let sent = &self.sendable;
        writeln!(
            out,
            "Se enviaría una imagen de {} × {} píxeles y {} bytes.",
            sent.width,
            sent.height,
            sent.jpeg.len()
        )?;
        let took: Duration = self.stages.iter().map(|(_, time)| *time).sum();
        writeln!(out, "Tiempo: {} ms.", took.as_millis())?;
        Ok(())
    }
}

/// Corners in tenths of a pixel.
fn rounded(point: Point) -> [f64; 2] {
    [point.x, point.y].map(|value| (value * 10.0).round() / 10.0)
}

/// In hundredths of a millisecond.
fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 100_000.0).round() / 100.0
}

/// Every reason has advice and a name; the names are those of the envelope.
#[cfg(test)]
mod tests {
    use prep_model::contract::QualityReason;

    use super::*;

    #[test]
    fn reasons_are_called_as_in_the_envelope() {
        use QualityReason::{Blurred, Cut, Dark, Glare, NotASheet, TooSmall};
        for reason in [Blurred, Dark, Glare, Cut, TooSmall, NotASheet] {
            assert_eq!(json!(reason), json!(reason_name(reason)));
            assert!(advice(reason).ends_with('.'));
        }
    }
}
