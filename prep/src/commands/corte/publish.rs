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
/// Escribe una carpeta nueva con la fecha y la hora, completa o nada, y nunca sobrescribe otra. Todo
/// sale de un mismo instante de la bitácora. Las actas que no pueden publicarse se dicen, con su
/// motivo.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep corte publish --out <CARPETA> [--ejercicio <PROCESO/EJERCICIO>] [--json]",
    after_help = "\
Termina con 0 si publicó, con 1 si no hay qué publicar o ya hay un corte de este minuto y con 2 si
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
        PublishError::AlreadyThere(_) => {
            Outcome::refused(&message, "vuelva a intentarlo en un minuto")
        }
        PublishError::Snapshot(_) => Outcome::refused(
            &message,
            "revise la bitácora con «prep bitacora verify» y el acta con «prep acta show»",
        ),
        PublishError::Base(_) | PublishError::Write { .. } => Outcome::failed(
            &message,
            "no se publicó nada; corrija y vuelva a intentarlo",
        ),
        PublishError::Failed(failure) => Outcome::broken(failure),
    }
}

fn as_text(published: &Published) -> Outcome {
    let (events, head) = published.bitacora;
    let mut stdout = format!(
        "Corte publicado en {}\n  bitácora hasta el evento {}, cabeza {head}\n",
        published.folder.display(),
        grouped(events)
    );
    for base in &published.bases {
        let resumen = &base.resumen;
        let capturadas = Porcentaje::of(resumen.capturadas(), resumen.esperadas);
        let percent = capturadas
            .map(|percent| format!(" ({percent} %)"))
            .unwrap_or_default();
        let _ = writeln!(
            stdout,
            "  {}: {} de {} actas capturadas{percent}, {} contabilizadas\n    {}  SHA-256 {}",
            base.eleccion,
            grouped(resumen.capturadas()),
            grouped(resumen.esperadas),
            grouped(resumen.contabilizadas),
            base.archivo,
            base.sha256
        );
    }
    if !published.withheld.is_empty() {
        let withheld = published.withheld.len();
        let _ = writeln!(
            stdout,
            "No se publicaron {}:",
            counted(withheld, "acta", "actas")
        );
        for reason in &published.withheld {
            let _ = writeln!(stdout, "  - {reason}");
        }
    }
    Outcome {
        stdout,
        ..Outcome::default()
    }
}

fn as_json(published: &Published) -> Outcome {
    let bases = published.bases.iter().map(|base| {
        json!({
            "eleccion": base.eleccion,
            "archivo": base.archivo,
            "sha256": base.sha256,
            "filas": base.filas,
            "esperadas": base.resumen.esperadas,
            "capturadas": base.resumen.capturadas(),
            "contabilizadas": base.resumen.contabilizadas,
        })
    });
    let value = json!({
        "folder": published.folder,
        "bases": bases.collect::<Vec<_>>(),
        "withheld": published.withheld,
        "bitacora": { "events": published.bitacora.0, "head": published.bitacora.1 },
    });
    Outcome::json(&value, End::Done)
}
