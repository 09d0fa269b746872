use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use prep_model::claves::EleccionId;
use prep_model::proceso::Proceso;
use serde_json::json;

use super::replay::read_proceso;
use crate::HELP;
use crate::failure::Failure;
use crate::replay::compare::Comparison;
use crate::replay::corte::{self, Rows};
use crate::replay::report;
use crate::replay::source::{Source, SourceFile, parse_file};

/// Compara un corte renglón por renglón con la fuente de sus votos.
///
/// La fuente es la base publicada que repitió «prep-sim replay», o la carpeta de «prep-sim actas» cuyas
/// imágenes se enviaron. Compara los votos de cada columna, los totales y los demás datos del acta, y
/// explica cada diferencia que se debe a lo que el acta es; las que no tienen explicación se listan.
#[derive(Debug, Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    next_help_heading = "Opciones",
    override_usage = "prep-sim compare --proceso <CARPETA> --corte <CARPETA> [--sample <NUMERO>] [--truth <CARPETA>] [--json] [ELECCION=ARCHIVO]...",
    after_help = "\
Termina con 0 si no hay diferencias sin explicar y con 1 si las hay.

Ejemplo:
  prep-sim compare --proceso procesos/cdmx-2024 --corte var/prep/cortes GUB=computos_gobierno.csv"
)]
pub(crate) struct Compare {
    /// Una base de resultados por elección.
    #[arg(value_name = "ELECCION=ARCHIVO", required_unless_present = "truth", conflicts_with = "truth", value_parser = parse_file, help_heading = "Argumentos")]
    files: Vec<SourceFile>,
    /// Carpeta del proceso.
    #[arg(long, value_name = "CARPETA")]
    proceso: PathBuf,
    /// Carpeta de un corte, la de todos (se toma el más reciente) o el archivo de la base.
    #[arg(long, value_name = "CARPETA")]
    corte: PathBuf,
    /// Cuántas actas se enviaron, si fue una muestra: el número que se dio a «prep-sim replay».
    #[arg(long, value_name = "NUMERO", conflicts_with = "truth")]
    sample: Option<usize>,
    /// Carpeta de «prep-sim actas», en lugar de bases publicadas.
    #[arg(long, value_name = "CARPETA")]
    truth: Option<PathBuf>,
    /// Escribe el resultado como JSON, para programas.
    #[arg(long)]
    json: bool,
}

impl Compare {
    pub(crate) fn run(self, out: &mut impl Write) -> Result<(), Failure> {
        let proceso = read_proceso(&self.proceso)?;
        let sources = self.sources(&proceso)?;
        let mut all = serde_json::Map::new();
        let mut unexplained = 0;
        for (eleccion, source) in sources {
            let path = corte::find(&self.corte, &eleccion)?;
            let ours = Rows::read(&proceso, &eleccion, &path)?;
            let found = Comparison::of(&proceso, &source, &ours);
            unexplained += found.unexplained();
            if self.json {
                all.insert(eleccion.to_string(), json!(found));
            } else {
                writeln!(out, "{}", report::text(eleccion.as_str(), &found))?;
            }
        }
        if self.json {
            writeln!(out, "{}", serde_json::Value::Object(all))?;
        }
        if unexplained == 0 {
            return Ok(());
        }
        Err(Failure::Refused(format!(
            "el corte y la fuente tienen {unexplained} diferencias sin explicar"
        )))
    }

    /// The rows to hold the corte against, for each elección.
    fn sources(&self, proceso: &Proceso) -> Result<Vec<(EleccionId, Rows)>, Failure> {
        if let Some(truth) = &self.truth {
            let source = Source::of_truths(truth)?;
            let elecciones: BTreeSet<_> = source.actas.keys().map(|acta| &acta.eleccion).collect();
            let rows = elecciones.into_iter().map(|eleccion| {
                let rows = Rows::of_source(&source, eleccion);
                (eleccion.clone(), rows)
            });
            return Ok(rows.collect());
        }
        let mut source = Source::read(proceso, &self.files)?;
        source.sample(self.sample.unwrap_or(0));
        let mut all = Vec::new();
        for file in &self.files {
            let mut rows = Rows::read(proceso, &file.eleccion, &file.path)?;
            rows.actas.retain(|acta, _| source.actas.contains_key(acta));
            if self.sample.is_some() {
                rows.declared = None;
            }
            all.push((file.eleccion.clone(), rows));
        }
        Ok(all)
    }
}
