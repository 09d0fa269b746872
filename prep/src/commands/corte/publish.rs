//! `prep corte publish`: the databases of this moment.

use std::fmt::Write as _;
use std::path::PathBuf;

use difusion::folder::Places;
use difusion::manifest::Manifest;
use difusion::publish::{Outcome as Corte, Published, Publisher};
use prep_model::porcentajes::Porcentaje;
use serde_json::json;

use super::{ejercicio, not_published};
use crate::commands::HELP;
use crate::commands::which::EjercicioName;
use crate::installation;
use crate::outcome::{End, Outcome};
use crate::text::{counted, grouped};

/// Publica un corte ahora, sin esperar su hora: las bases de datos con lo verificado hasta este momento.
///
/// «prep serve» publica cada corte a su hora; esta orden hace uno más. Escribe una carpeta nueva con el
/// número del corte, la fecha y la hora, completa o nada, y nunca sobrescribe otra. Todo sale de un
/// mismo instante de la bitácora y se revisa antes de publicarse; el manifiesto firmado nombra cada
/// archivo. Las actas que no pueden publicarse se dicen, con su motivo.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep corte publish [--last] [--out <CARPETA>] [--ejercicio <PROCESO/EJERCICIO>] [--json]",
    after_help = "\
Termina con 0 si publicó, con 1 si no puede publicarse o la revisión lo detuvo y con 2 si algo no se
pudo leer o escribir.

Ejemplo:
  prep corte publish"
)]
pub(crate) struct Args {
    /// El último corte, que cierra el ejercicio: entran las casillas especiales a la participación y se
    /// firma la constancia de cierre. El ejercicio debe estar en cierre.
    #[arg(long, help_heading = "Opciones")]
    last: bool,
    /// Carpeta de los cortes, en lugar de la de PREP_CORTES_DIR.
    #[arg(long, value_name = "CARPETA", help_heading = "Opciones")]
    out: Option<PathBuf>,
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
            let places = match &self.out {
                Some(root) => Places {
                    root: root.clone(),
                    copy: None,
                },
                None => settings.cortes,
            };
            let publisher = Publisher::new(central.clone(), places);
            let (ejercicio, proceso) = match ejercicio(&central, self.ejercicio.as_ref()).await {
                Ok(found) => found,
                Err(outcome) => return outcome,
            };
            match publisher.publish_now(&ejercicio, &proceso, self.last).await {
                Ok(Corte::Published(published)) if self.json => as_json(&published),
                Ok(Corte::Published(published)) => as_text(&published),
                Ok(Corte::Held { manifest, .. }) => held(&manifest),
                Err(error) => not_published(&error),
            }
        })
    }
}

fn held(manifest: &Manifest) -> Outcome {
    let mut message = format!("la revisión detuvo el corte {}:", manifest.number);
    for defect in &manifest.defects {
        let _ = write!(
            message,
            "\n  {} {}: {} ({})",
            defect.code, defect.file, defect.message, defect.count
        );
    }
    Outcome::refused(
        &message,
        "no se publicó nada; corrija lo registrado, o publíquelo así con «prep corte override propose»",
    )
}

pub(super) fn as_text(published: &Published) -> Outcome {
    let manifest = &published.manifest;
    let what = if manifest.last {
        "Último corte, el"
    } else {
        "Corte"
    };
    let mut stdout = format!(
        "{what} {} publicado en {}\n  bitácora hasta el evento {}, cabeza {}\n",
        manifest.number,
        published.folder.display(),
        grouped(manifest.bitacora.length),
        manifest.bitacora.head
    );
    for (eleccion, resumen) in &published.resumenes {
        let capturadas = Porcentaje::of(resumen.capturadas(), resumen.esperadas);
        let percent = capturadas
            .map(|percent| format!(" ({percent} %)"))
            .unwrap_or_default();
        let _ = writeln!(
            stdout,
            "  {eleccion}: {} de {} actas capturadas{percent}, {} contabilizadas",
            grouped(resumen.capturadas()),
            grouped(resumen.esperadas),
            grouped(resumen.contabilizadas),
        );
    }
    let _ = writeln!(
        stdout,
        "  {} y {}; manifiesto {}",
        counted(manifest.files.len(), "archivo", "archivos"),
        counted(manifest.images, "imagen", "imágenes"),
        manifest.sha256()
    );
    if let Some(word) = &manifest.overridden {
        let _ = writeln!(
            stdout,
            "Publicado contra la revisión, como propuso {} y aprobó {}: «{}».",
            word.proposed_by, word.approved_by, word.reason
        );
    }
    if !manifest.withheld.is_empty() {
        let withheld = counted(manifest.withheld.len(), "acta", "actas");
        let _ = writeln!(stdout, "No se publicaron {withheld}:");
        for kept in &manifest.withheld {
            let _ = writeln!(stdout, "  - {}: {}", kept.acta, kept.reason);
        }
    }
    Outcome::done(stdout)
}

fn as_json(published: &Published) -> Outcome {
    let value = json!({ "folder": published.folder, "manifest": published.manifest });
    Outcome::json(&value, End::Done)
}
