use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use acta_image::judge::Form;
use clap::Args;
use prep_model::claves::EjercicioId;
use simulator::exam::{
    FIRST_EXAM_SEED, Folder, Outcome, Score, TARGETS, look, measures, reads_with_zbar,
};
use simulator::photos::{ActaSheets, Photo, Plan};

use super::photos::parse_megapixels;
use crate::HELP;
use crate::failure::Failure;

/// Examina al juez de fotos con fotos de las que se sabe todo y con las que nadie lo ajustó.
///
/// Dice cuántas legibles acepta, cuántas ilegibles rechaza, cuántas hojas encuentra donde están y
/// hacia arriba, y cuántas etiquetas lee.
#[derive(Debug, Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    next_help_heading = "Opciones",
    override_usage = "prep-sim exam --proceso <CARPETA> [OPCIONES]",
    after_help = "\
Termina con 0 si alcanza todas las metas y con 1 si no. Las etiquetas que no lee se dan también a
zbarimg, si está instalado.

Ejemplo:
  prep-sim exam --proceso var/demo/proceso --count 2000 --worst peores"
)]
pub(crate) struct Exam {
    /// Carpeta del proceso.
    #[arg(long, value_name = "CARPETA")]
    proceso: PathBuf,
    /// Ejercicio que dicen las etiquetas. Sin decirlo, simulacro-1.
    #[arg(
        long,
        value_name = "EJERCICIO",
        default_value = "simulacro-1",
        hide_default_value = true
    )]
    ejercicio: EjercicioId,
    /// Cuántas fotos. Sin decirlo, 2000.
    #[arg(
        long,
        value_name = "NUMERO",
        default_value_t = 2000,
        hide_default_value = true
    )]
    count: u32,
    /// Semilla, de 900000 en adelante: las menores son para ajustar. Sin decirla, 900000.
    #[arg(
        long,
        value_name = "NUMERO",
        default_value_t = FIRST_EXAM_SEED,
        hide_default_value = true
    )]
    seed: u64,
    /// Megapíxeles de las fotos de tableta, de 0.1 a 50, uno o varios separados por comas. Sin
    /// decirlos, de 0.5 a 50, las más de 2.
    #[arg(long, value_name = "LISTA", value_delimiter = ',', value_parser = parse_megapixels)]
    megapixels: Vec<f64>,
    /// Cuántos hilos trabajan. Sin decirlo, tantos como procesadores.
    #[arg(long, value_name = "NUMERO", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    /// Carpeta donde se guardan las fotos en que se equivocó, con su verdad.
    #[arg(long, value_name = "CARPETA")]
    worst: Option<PathBuf>,
    /// Carpeta con fotos de prep-sim photos, que se miran en lugar de tomar otras.
    #[arg(long, value_name = "CARPETA", conflicts_with_all = ["count", "seed", "megapixels"])]
    photos: Option<PathBuf>,
    /// Archivo donde se escribe, por cada foto, un renglón JSON con lo que se midió en cada casilla
    /// y la verdad: para saber de dónde viene un error. No lee etiquetas.
    #[arg(long, value_name = "ARCHIVO", conflicts_with = "worst")]
    measures: Option<PathBuf>,
    /// Responde en JSON.
    #[arg(long)]
    json: bool,
}

/// Where the photographs come from.
enum Source<'a> {
    Plan(Plan<'a>),
    Folder(Folder),
}

impl Source<'_> {
    fn each(
        &self,
        jobs: usize,
        keep: impl Fn(Photo) -> Result<(), Failure> + Sync,
    ) -> Result<(), Failure> {
        match self {
            Self::Plan(plan) => plan.each(jobs, keep),
            Self::Folder(folder) => folder.each(jobs, keep),
        }
    }
}

impl Exam {
    pub(crate) fn run(self, out: &mut impl Write) -> Result<(), Failure> {
        let reading = proceso_files::folder::read(&self.proceso).map_err(|error| {
            Failure::Refused(format!(
                "no se pudo leer el proceso de «{}»: {error}; prep proceso check dice qué corregir",
                self.proceso.display()
            ))
        })?;
        let sheets = ActaSheets::new(reading.proceso, self.ejercicio.clone());
        let sheets = sheets.map_err(Failure::refused)?;
        let forms = sheets.forms();
        let source = self.source(&sheets)?;
        if let Some(path) = &self.measures {
            return self.write_measures(path, &source, &forms);
        }
        let score = self.sit(&source, &forms)?;
        if self.json {
            writeln!(out, "{}", score.to_json())?;
        } else {
            tell(&score, out)?;
        }
        if score.passes(0) {
            Ok(())
        } else {
            Err(Failure::Refused("no se alcanzaron todas las metas".into()))
        }
    }

    fn source<'a>(&self, sheets: &'a ActaSheets) -> Result<Source<'a>, Failure> {
        if let Some(dir) = &self.photos {
            return Ok(Source::Folder(
                Folder::open(dir).map_err(Failure::file(dir))?,
            ));
        }
        let mut plan = Plan::new(sheets, self.seed, u64::from(self.count));
        if !self.megapixels.is_empty() {
            plan.choices.megapixels = self.megapixels.iter().map(|size| (*size, 1.0)).collect();
        }
        Ok(Source::Plan(plan))
    }

    fn jobs(&self) -> usize {
        self.jobs.map_or_else(
            || std::thread::available_parallelism().map_or(1, usize::from),
            usize::from,
        )
    }

    fn sit(&self, source: &Source<'_>, forms: &[Form]) -> Result<Score, Failure> {
        if let Some(dir) = &self.worst {
            std::fs::create_dir_all(dir).map_err(Failure::file(dir))?;
        }
        let score = Mutex::new(Score::default());
        source.each(self.jobs(), |photo| {
            let outcome = look(&photo, forms);
            let only_zbar = is_left_to_zbar(&photo, &outcome);
            if let Some(dir) = self.worst.as_deref()
                && (outcome.is_wrong() || outcome.is_misplaced() || only_zbar)
            {
                keep(dir, &photo, &outcome)?;
            }
            let mut score = score.lock().expect("nobody panics while counting");
            score.add(&outcome);
            score.only_zbar += u64::from(only_zbar);
            Ok(())
        })?;
        Ok(score.into_inner().expect("nobody panics while counting"))
    }

    fn write_measures(
        &self,
        path: &Path,
        source: &Source<'_>,
        forms: &[Form],
    ) -> Result<(), Failure> {
        let file = std::fs::File::create(path).map_err(Failure::file(path))?;
        let file = Mutex::new(std::io::BufWriter::new(file));
        source.each(self.jobs(), |photo| {
            let line = measures(&photo, forms);
            let mut file = file.lock().expect("nobody panics while writing");
            Ok(writeln!(file, "{line}")?)
        })?;
        let mut file = file.into_inner().expect("nobody panics while writing");
        file.flush().map_err(Failure::file(path))
    }
}

/// True if a label can be seen, the eye does not read it and another reader does.
fn is_left_to_zbar(photo: &Photo, outcome: &Outcome) -> bool {
    let missed = photo.truth.qr.as_ref().filter(|_| outcome.label_missed);
    missed.is_some_and(|code| reads_with_zbar(&photo.jpeg, &code.text) == Some(true))
}

/// Keeps a photograph the eye was wrong about: what it is stands in the name.
fn keep(dir: &Path, photo: &Photo, outcome: &Outcome) -> Result<(), Failure> {
    let name = match (outcome.readable, outcome.accepted) {
        (Some(true), false) => "legible-rechazada",
        (Some(false), true) => "ilegible-aceptada",
        (Some(true), true) if outcome.is_misplaced() => "esquinas",
        _ => "etiqueta",
    };
    let image = dir.join(format!("{name}-{:06}.jpg", outcome.number));
    std::fs::write(&image, &photo.jpeg).map_err(Failure::file(&image))?;
    let truth = image.with_extension("json");
    let text = serde_json::to_vec_pretty(&photo.truth).map_err(Failure::refused)?;
    std::fs::write(&truth, text).map_err(Failure::file(&truth))
}

fn tell(score: &Score, out: &mut impl Write) -> Result<(), Failure> {
    let verdict = if score.passes(0) {
        "APROBADO"
    } else {
        "NO APROBADO"
    };
    writeln!(
        out,
        "{verdict}: {} fotos, {} en que las personas difieren.",
        score.photos, score.doubtful
    )?;
    for (share, target) in score.shares.iter().zip(TARGETS) {
        let mark = if share.reaches(target.least_permille) {
            '●'
        } else {
            '▲'
        };
        writeln!(
            out,
            "  {mark} {:>5} de {:>5}  {} (meta {}.{} %)",
            share.right,
            share.of,
            target.text,
            target.least_permille / 10,
            target.least_permille % 10
        )?;
    }
    let whole = score.corners_of_whole;
    writeln!(
        out,
        "  De todas las hojas completas, legibles o no: {} de {} con sus esquinas en su lugar.",
        whole.right, whole.of
    )?;
    writeln!(out, "  Etiquetas que sólo zbar lee: {}.", score.only_zbar)?;
    Ok(())
}
