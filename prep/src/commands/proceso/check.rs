//! `prep proceso check`: everything that is wrong with the files of a proceso.

use std::fmt::Write as _;
use std::path::PathBuf;

use proceso_files::folder::{self, FileFault, Files, Refusal, Unreadable};
use serde::Serialize;

use super::summary::Summary;
use crate::commands::HELP;
use crate::outcome::{End, Outcome};
use crate::text::{counted, push_faults};

/// Warnings printed for a person; `--json` has all of them.
const MAX_WARNINGS_SHOWN: usize = 100;

/// Revisa los archivos de un proceso y dice todo lo que está mal.
///
/// Lee la carpeta completa (proceso.toml, perfil.toml, casillas.csv y la carpeta elecciones) y
/// escribe cada falta con su archivo, línea, columna y qué hacer. Las advertencias son cosas
/// permitidas que conviene mirar dos veces. No cambia nada.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep proceso check [--json] <CARPETA>",
    after_help = "\
Termina con 0 si el proceso es correcto, con 1 si tiene faltas y con 2 si no se pudo leer.

Ejemplo:
  prep proceso check procesos/cdmx-2024

La huella es una sola para toda la carpeta y cualquiera puede calcularla, dentro de ella, con
  sha256sum *.csv *.toml elecciones/*.csv elecciones/*.toml | LC_ALL=C sort -k2 | sha256sum"
)]
pub(crate) struct Args {
    /// Carpeta del proceso.
    #[arg(value_name = "CARPETA", help_heading = "Argumentos")]
    dir: PathBuf,
    /// Escribe el resultado como JSON, para programas.
    #[arg(long, help_heading = "Opciones")]
    json: bool,
}

/// What `--json` writes.
#[derive(Debug, Serialize)]
struct Report<'a> {
    folder: String,
    valid: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    unreadable: Option<UnreadableReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<Summary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
    notes: &'a [String],
    faults: &'a [FileFault],
    warnings: &'a [FileFault],
}

#[derive(Debug, Serialize)]
struct UnreadableReport {
    path: String,
    message: String,
    remedy: String,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        let files = match Files::load(&self.dir) {
            Ok(files) => files,
            Err(error) => return self.unreadable(&error),
        };
        let digest = files.digest();
        match folder::parse(&files) {
            Ok(reading) => {
                let summary = Summary::of(&reading.proceso);
                if self.json {
                    return json(&Report {
                        valid: true,
                        summary: Some(summary),
                        digest: Some(digest),
                        notes: &reading.notes,
                        warnings: &reading.warnings,
                        ..self.report()
                    });
                }
                let mut stdout = summary.text();
                let _ = writeln!(stdout, "\n  huella {digest}\n");
                push_warnings(&mut stdout, &reading.warnings);
                stdout.push_str(&verdict(0, reading.warnings.len()));
                Outcome {
                    stdout,
                    ..Outcome::default()
                }
            }
            Err(refusal) if self.json => json(&Report {
                digest: Some(digest),
                faults: &refusal.faults,
                warnings: &refusal.warnings,
                ..self.report()
            }),
            Err(refusal) => {
                let verdict = verdict(refusal.faults.len(), refusal.warnings.len());
                faulty(&refusal, &verdict)
            }
        }
    }

    fn report<'a>(&self) -> Report<'a> {
        Report {
            folder: self.dir.display().to_string(),
            valid: false,
            unreadable: None,
            summary: None,
            digest: None,
            notes: &[],
            faults: &[],
            warnings: &[],
        }
    }

    fn unreadable(&self, error: &Unreadable) -> Outcome {
        if self.json {
            return json(&Report {
                unreadable: Some(UnreadableReport {
                    path: error.path.display().to_string(),
                    message: error.message.clone(),
                    remedy: error.remedy.clone(),
                }),
                ..self.report()
            });
        }
        unreadable(error)
    }
}

/// A folder that cannot be read, whatever command was to read it.
pub(super) fn unreadable(error: &Unreadable) -> Outcome {
    let cause = error.source.as_ref();
    let cause = cause.map(|cause| format!(" ({cause})")).unwrap_or_default();
    Outcome::failed(&format!("{error}{cause}"), &error.remedy)
}

/// Files that are no proceso: every fault, every warning, and what follows from it.
pub(super) fn faulty(refusal: &Refusal, verdict: &str) -> Outcome {
    let mut stdout = String::new();
    push_faults(&mut stdout, &refusal.faults);
    stdout.push('\n');
    push_warnings(&mut stdout, &refusal.warnings);
    stdout.push_str(verdict);
    Outcome {
        stdout,
        end: End::Refused,
        ..Outcome::default()
    }
}

fn json(report: &Report<'_>) -> Outcome {
    let json = serde_json::to_string_pretty(report).expect("a report is texts and numbers");
    let end = match (report.valid, &report.unreadable) {
        (true, _) => End::Done,
        (false, None) => End::Refused,
        (false, Some(_)) => End::Failed,
    };
    Outcome {
        stdout: json + "\n",
        end,
        ..Outcome::default()
    }
}

pub(super) fn push_warnings(text: &mut String, warnings: &[FileFault]) {
    if warnings.is_empty() {
        return;
    }
    text.push_str("Advertencias:\n");
    push_faults(text, warnings.iter().take(MAX_WARNINGS_SHOWN));
    let more = warnings.len().saturating_sub(MAX_WARNINGS_SHOWN);
    if more > 0 {
        let more = counted(more, "advertencia", "advertencias");
        let _ = writeln!(text, "… y {more} más; --json las escribe todas");
    }
    text.push('\n');
}

fn verdict(faults: usize, warnings: usize) -> String {
    let warnings = match warnings {
        0 => String::new(),
        count => format!(" y {}", counted(count, "advertencia", "advertencias")),
    };
    match faults {
        0 => format!("El proceso es correcto: ninguna falta{warnings}.\n"),
        count => {
            let faults = counted(count, "falta", "faltas");
            format!("El proceso no puede usarse: {faults}{warnings}.\n")
        }
    }
}
