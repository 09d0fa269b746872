//! `prep proceso import`: a proceso into the installation.

use std::fmt::Write as _;
use std::path::PathBuf;

use central::procesos::{ImportRefusal, Imported, import_proceso, list_procesos, load_proceso};
use central::store::ProcesoRow;
use central::{Central, UseCaseError};
use proceso_files::folder::{FileFault, Files};
use serde_json::json;

use super::check::{faulty, push_warnings, unreadable};
use super::summary::Summary;
use crate::commands::HELP;
use crate::installation;
use crate::outcome::{End, Outcome};
use crate::text::counted;

/// Importa un proceso a la instalación, completo o nada.
///
/// Revisa los archivos como «prep proceso check» y los guarda como están; su huella es la que se
/// certifica en la puesta en ceros. Importar otra vez los mismos no cambia nada. Otros archivos del
/// mismo proceso toman su lugar mientras no tenga ejercicios; después, se niega.
#[derive(Debug, clap::Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    override_usage = "prep proceso import [--json] <CARPETA>",
    after_help = "\
Termina con 0 si el proceso quedó importado, con 1 si tiene faltas o ya no puede cambiar y con 2 si
algo no se pudo leer o escribir.

Ejemplo:
  prep proceso import procesos/cdmx-2024"
)]
pub(crate) struct Args {
    /// Carpeta del proceso.
    #[arg(value_name = "CARPETA", help_heading = "Argumentos")]
    dir: PathBuf,
    /// Escribe el resultado como JSON, para programas.
    #[arg(long, help_heading = "Opciones")]
    json: bool,
}

/// What there was of the proceso before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    TheSame,
    OtherFiles,
}

impl Args {
    pub(crate) fn run(self) -> Outcome {
        let files = match Files::load(&self.dir) {
            Ok(files) => files,
            Err(error) => return unreadable(&error),
        };
        installation::run(|central| async move {
            let imported = import(&central, &files, self.json).await;
            imported.unwrap_or_else(|outcome| outcome)
        })
    }
}

async fn import(central: &Central, files: &Files, as_json: bool) -> Result<Outcome, Outcome> {
    let known = list_procesos(central).await;
    let known = known.map_err(|failure| Outcome::broken(&failure))?;
    let imported = import_proceso(central, files).await;
    let imported = imported.map_err(|error| match error {
        UseCaseError::Refused(ImportRefusal::Files(refusal)) => {
            let faults = counted(refusal.faults.len(), "falta", "faltas");
            faulty(&refusal, &format!("No se importó nada: {faults}.\n"))
        }
        UseCaseError::Refused(refusal @ ImportRefusal::InUse(_)) => Outcome::refused(
            &refusal.to_string(),
            "cambie id en proceso.toml, por ejemplo agregando -2, y vuelva a importar",
        ),
        UseCaseError::Failed(failure) => Outcome::broken(&failure),
    })?;
    let before = before(&known, &imported);
    if as_json {
        return Ok(report(&imported, before));
    }
    let proceso = load_proceso(central, &imported.id).await;
    let proceso = proceso.map_err(|failure| Outcome::broken(&failure))?;
    let summary = proceso.map(|proceso| Summary::of(&proceso).text());
    let mut text = summary.unwrap_or_default();
    let _ = writeln!(text, "\n  huella {}\n", imported.catalogue_sha256);
    push_warnings(&mut text, &imported.warnings);
    let (id, actas) = (&imported.id, counted(imported.actas, "acta", "actas"));
    let _ = match before {
        Before::Nothing => writeln!(text, "Se importó {id}, con {actas} en su catálogo."),
        Before::TheSame => writeln!(text, "{id} ya estaba importado igual; no se cambió nada."),
        Before::OtherFiles => writeln!(
            text,
            "Se importó {id}, con {actas} en su catálogo, en lugar del que había."
        ),
    };
    Ok(Outcome::done(text))
}

fn before(known: &[ProcesoRow], imported: &Imported) -> Before {
    match known.iter().find(|row| row.id == imported.id) {
        None => Before::Nothing,
        Some(row) if row.catalogue_sha256 == imported.catalogue_sha256 => Before::TheSame,
        Some(_) => Before::OtherFiles,
    }
}

fn report(imported: &Imported, before: Before) -> Outcome {
    let warnings: &[FileFault] = &imported.warnings;
    let report = json!({
        "proceso": imported.id,
        "catalogue_sha256": imported.catalogue_sha256,
        "casillas": imported.casillas,
        "actas": imported.actas,
        "changed": before != Before::TheSame,
        "warnings": warnings,
    });
    Outcome::json(&report, End::Done)
}
