//! `prep corte diff`: what changed between two published cortes.

use std::fmt::Write as _;
use std::path::PathBuf;

use central::Central;
use difusion::diff::{Change, CorteDiff, diff_cortes};
use difusion::folder::{FolderError, Places};
use serde_json::json;

use super::ejercicio;
use crate::commands::HELP;
use crate::commands::which::EjercicioName;
use crate::installation;
use crate::outcome::{End, Outcome};
use crate::text::{counted, grouped};

/// Compara dos cortes publicados: qué renglones entraron, salieron o cambiaron, y en qué columnas.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep corte diff <NÚMERO> <NÚMERO> [--ejercicio <PROCESO/EJERCICIO>] [--json]",
    after_help = "\
Termina con 0 si son iguales, con 1 si algo cambió y con 2 si alguno no se pudo leer.

Ejemplo:
  prep corte diff 11 12"
)]
pub(crate) struct Args {
    /// El corte anterior.
    #[arg(value_name = "NÚMERO", help_heading = "Argumentos")]
    before: u32,
    /// El corte posterior.
    #[arg(value_name = "NÚMERO", help_heading = "Argumentos")]
    after: u32,
    /// El ejercicio. Sin decirlo, el que está abierto.
    #[arg(long, value_name = "PROCESO/EJERCICIO", help_heading = "Opciones")]
    ejercicio: Option<EjercicioName>,
    /// Escribe el resultado como JSON, para programas.
    #[arg(long, help_heading = "Opciones")]
    json: bool,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        installation::run_with(|central, settings| async move {
            let compared = self.compare(&central, &settings.cortes).await;
            compared.unwrap_or_else(|outcome| outcome)
        })
    }

    async fn compare(&self, central: &Central, places: &Places) -> Result<Outcome, Outcome> {
        let (ejercicio, proceso) = ejercicio(central, self.ejercicio.as_ref()).await?;
        let folder = places.first(ejercicio.proceso(), ejercicio.ejercicio());
        let all = folder.public_cortes().map_err(|error| unreadable(&error))?;
        let find = |number: u32| -> Result<&PathBuf, Outcome> {
            let begins = format!("{number:04}_");
            let is_it = |path: &&PathBuf| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                name.starts_with(&begins)
            };
            all.iter().find(is_it).ok_or_else(|| {
                let message = format!(
                    "el corte {number} no está publicado en {}",
                    folder.public().display()
                );
                Outcome::failed(&message, "con «prep corte list» se ven los publicados")
            })
        };
        let diff = diff_cortes(find(self.before)?, find(self.after)?, proceso.perfil());
        let diff = diff.map_err(|error| unreadable(&error))?;
        let end = if diff.is_empty() {
            End::Done
        } else {
            End::Refused
        };
        if self.json {
            return Ok(Outcome::json(&json!({ "changes": diff.changes }), end));
        }
        Ok(Outcome {
            end,
            ..Outcome::done(self.text(&diff))
        })
    }

    fn text(&self, diff: &CorteDiff) -> String {
        let mut text = format!(
            "Del corte {} al {}: {}, {}, {}.\n",
            self.before,
            self.after,
            counted(diff.added(), "renglón nuevo", "renglones nuevos"),
            counted(
                diff.removed(),
                "renglón que ya no está",
                "renglones que ya no están"
            ),
            counted(diff.changed(), "renglón cambiado", "renglones cambiados"),
        );
        for change in &diff.changes {
            let _ = match change {
                Change::Added { file, acta } => writeln!(text, "  + {file}  {acta}"),
                Change::Removed { file, acta } => writeln!(text, "  - {file}  {acta}"),
                Change::Changed { file, acta, values } => {
                    let values = values
                        .iter()
                        .map(|value| {
                            format!("{}: «{}» → «{}»", value.column, value.before, value.after)
                        })
                        .collect::<Vec<_>>();
                    writeln!(text, "  ~ {file}  {acta}  {}", values.join("; "))
                }
            };
        }
        if diff.unread > 0 {
            let _ = writeln!(
                text,
                "  ({} renglones sin clave no se compararon)",
                grouped(diff.unread)
            );
        }
        text
    }
}

fn unreadable(error: &FolderError) -> Outcome {
    Outcome::failed(
        &error.to_string(),
        "revise PREP_CORTES_DIR con «prep config»",
    )
}
