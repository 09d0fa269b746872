//! `prep corte publish`: the databases of this moment.

use std::fmt::Write as _;
use std::path::PathBuf;

use central::Central;
use central::procesos::load_proceso_of;
use difusion::publish::{PublishError, Published, publish_corte};
use prep_model::porcentajes::Porcentaje;
use serde_json::json;

use crate::commands::HELP;
use crate::commands::which::{self, EjercicioName};
use crate::installation;
use crate::outcome::{End, Outcome};
use crate::text::{counted, grouped};

/// Publica un corte: la base de datos de cada elección, con lo verificado hasta este momento.
///
/// Escribe una carpeta nueva con el número del corte, la fecha y la hora, completa o nada, y nunca
/// sobrescribe otra. Todo sale de un mismo instante de la bitácora; el manifiesto firmado nombra cada
/// archivo. Las actas que no pueden publicarse se dicen, con su motivo.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep corte publish --out <CARPETA> [--ejercicio <PROCESO/EJERCICIO>] [--json]",
    after_help = "\
Termina con 0 si publicó, con 1 si aún no puede publicarse o lo registrado no cuadra y con 2 si
algo no se pudo leer o escribir.

Ejemplo:
  prep corte publish --out var/cortes"
)]
pub(crate) struct Args {
    /// Carpeta en que se escribe la del corte.
    #[arg(long, value_name = "CARPETA", help_heading = "Opciones")]
    out: PathBuf,
    /// El ejercicio. Sin decirlo, el que está abierto.
    #[arg(long, value_name = "PROCESO/EJERCICIO", help_heading = "Opciones")]
    ejercicio: Option<EjercicioName>,
    /// Escribe el resultado como JSON, para programas.
    #[arg(long, help_heading = "Opciones")]
    json: bool,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        installation::run(|central| async move {
            match self.publish(&central).await {
                Ok(published) if self.json => as_json(&published),
                Ok(published) => as_text(&published),
                Err(outcome) => outcome,
            }
        })
    }

    async fn publish(&self, central: &Central) -> Result<Published, Outcome> {
        let ejercicio = which::one(central, self.ejercicio.as_ref()).await?;
        let proceso = load_proceso_of(central, &ejercicio).await;
        let proceso = proceso.map_err(|error| Outcome::broken(&error))?;
        let published = publish_corte(central, &ejercicio, &proceso, &self.out).await;
        published.map_err(|error| refusal(&error))
    }
}

fn refusal(error: &PublishError) -> Outcome {
    let message = error.to_string();
    match error {
        PublishError::Rule(_) => Outcome::refused(&message, "no se publicó nada"),
        PublishError::Snapshot(_) => Outcome::refused(
            &message,
            "revise la bitácora con «prep bitacora verify» y el acta con «prep acta show»",
        ),
        PublishError::Base(_) | PublishError::Sign(_) | PublishError::Folder(_) => Outcome::failed(
            &message,
            "no se publicó nada; corrija y vuelva a intentarlo",
        ),
        PublishError::Failed(failure) => Outcome::broken(failure),
    }
}

fn as_text(published: &Published) -> Outcome {
    let manifest = &published.manifest;
    let mut stdout = format!(
        "Corte {} publicado en {}\n  bitácora hasta el evento {}, cabeza {}\n",
        manifest.number,
        published.folder.display(),
        grouped(manifest.bitacora.length),
        manifest.bitacora.head
    );
    for (file, resumen) in manifest.files.iter().zip(&published.resumenes) {
        let capturadas = Porcentaje::of(resumen.capturadas(), resumen.esperadas);
        let percent = capturadas
            .map(|percent| format!(" ({percent} %)"))
            .unwrap_or_default();
        let _ = writeln!(
            stdout,
            "  {}: {} de {} actas capturadas{percent}, {} contabilizadas\n    {}  SHA-256 {}",
            file.eleccion,
            grouped(resumen.capturadas()),
            grouped(resumen.esperadas),
            grouped(resumen.contabilizadas),
            file.name,
            file.sha256
        );
    }
    if !manifest.withheld.is_empty() {
        let withheld = counted(manifest.withheld.len(), "acta", "actas");
        let _ = writeln!(stdout, "No se publicaron {withheld}:");
        for reason in &manifest.withheld {
            let _ = writeln!(stdout, "  - {reason}");
        }
    }
    Outcome::done(stdout)
}

fn as_json(published: &Published) -> Outcome {
    let value = json!({ "folder": published.folder, "manifest": published.manifest });
    Outcome::json(&value, End::Done)
}
