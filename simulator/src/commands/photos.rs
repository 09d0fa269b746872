use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use clap::{Args, ValueEnum};
use prep_model::claves::EjercicioId;
use serde_json::json;
use simulator::photos::{ActaSheets, Choices, ContactSheet, Photo, PhotoKind, Plan};

use crate::HELP;
use crate::failure::Failure;

/// Toma fotos de actas llenadas, buenas y malas, de las que se sabe todo.
///
/// Junto a cada imagen escribe un archivo JSON con su verdad: votos, esquinas de la hoja, etiqueta
/// QR, todo lo que se le hizo y si una persona puede leer cada cifra.
#[derive(Debug, Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    next_help_heading = "Opciones",
    override_usage = "prep-sim photos --proceso <CARPETA> --out <CARPETA> [OPCIONES]",
    after_help = "\
La misma semilla da siempre las mismas imágenes, byte por byte, con cualquier número de hilos. Al
terminar dice en un renglón JSON cuántas se leen, cuántas no y cuántas están en duda.

Ejemplo:
  prep-sim photos --proceso var/demo/proceso --count 100 --seed 7 --megapixels 2 --out fotos"
)]
pub(crate) struct Photos {
    /// Carpeta del proceso.
    #[arg(long, value_name = "CARPETA")]
    proceso: PathBuf,
    /// Ejercicio que dicen las etiquetas. Sin decirlo, simulacro-1; en un simulacro la hoja lo dice.
    #[arg(
        long,
        value_name = "EJERCICIO",
        default_value = "simulacro-1",
        hide_default_value = true
    )]
    ejercicio: EjercicioId,
    /// Cuántas fotos. Sin decirlo, 100.
    #[arg(
        long,
        value_name = "NUMERO",
        default_value_t = 100,
        hide_default_value = true
    )]
    count: u32,
    /// Semilla. Sin decirla, 1.
    #[arg(
        long,
        value_name = "NUMERO",
        default_value_t = 1,
        hide_default_value = true
    )]
    seed: u64,
    /// Número de la primera foto, para seguir donde otra vez se terminó. Sin decirlo, 0.
    #[arg(
        long,
        value_name = "NUMERO",
        default_value_t = 0,
        hide_default_value = true
    )]
    first: u32,
    /// Megapíxeles de las fotos de tableta, de 0.1 a 50, uno o varios separados por comas. Sin
    /// decirlos, de 0.5 a 50, las más de 2. Las de escáner tienen los de su resolución.
    #[arg(
        long,
        value_name = "LISTA",
        value_delimiter = ',',
        value_parser = parse_megapixels
    )]
    megapixels: Vec<f64>,
    /// Sólo fotos de tableta o sólo imágenes de escáner. Sin decirlo, 15 de cada 100 son de escáner.
    #[arg(long, value_name = "TIPO", value_enum, hide_possible_values = true)]
    kind: Option<Kind>,
    /// Cuántos hilos trabajan. Sin decirlo, tantos como procesadores.
    #[arg(long, value_name = "NUMERO", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    /// Escribe en la verdad también las cifras de cada casilla de dígito.
    #[arg(long)]
    digits: bool,
    /// Escribe en este archivo una hoja de contacto de cifras al borde de lo legible, en lugar de
    /// fotos.
    #[arg(long, value_name = "ARCHIVO", conflicts_with = "out")]
    contact: Option<PathBuf>,
    /// Carpeta donde se escriben las fotos; se crea si no existe.
    #[arg(long, value_name = "CARPETA", required_unless_present = "contact")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Movil,
    Escaner,
}

/// What the photographs were, for the line at the end.
#[derive(Debug, Default)]
struct Tally {
    readable: AtomicU64,
    unreadable: AtomicU64,
    doubtful: AtomicU64,
    bytes: AtomicU64,
}

impl Photos {
    pub(crate) fn run(self, out: &mut impl Write) -> Result<(), Failure> {
        let reading = proceso_files::folder::read(&self.proceso).map_err(|error| {
            Failure::Refused(format!(
                "no se pudo leer el proceso de «{}»: {error}; prep proceso check dice qué corregir",
                self.proceso.display()
            ))
        })?;
        let sheets = ActaSheets::new(reading.proceso, self.ejercicio.clone());
        let sheets = sheets.map_err(Failure::refused)?;
        let mut plan = Plan::new(&sheets, self.seed, u64::from(self.count));
        plan.first = u64::from(self.first);
        plan.choices = self.choices();
        if let Some(path) = &self.contact {
            let mut contact = ContactSheet::default();
            plan.fill(&mut contact);
            return std::fs::write(path, contact.jpeg()).map_err(Failure::file(path));
        }
        let dir = self.out.as_deref().unwrap_or(Path::new("."));
        std::fs::create_dir_all(dir).map_err(Failure::file(dir))?;
        let tally = Tally::default();
        plan.each(self.jobs(), |mut photo| {
            if !self.digits {
                photo.truth.digits.clear();
            }
            tally.keep(dir, &photo)
        })?;
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let summary = json!({
            "photos": self.count, "readable": count(&tally.readable),
            "unreadable": count(&tally.unreadable), "doubtful": count(&tally.doubtful),
            "bytes": count(&tally.bytes),
        });
        writeln!(out, "{summary}")?;
        Ok(())
    }

    fn choices(&self) -> Choices {
        let mut choices = Choices {
            kind: self.kind.map(|kind| match kind {
                Kind::Movil => PhotoKind::Movil,
                Kind::Escaner => PhotoKind::Escaner,
            }),
            ..Choices::default()
        };
        if !self.megapixels.is_empty() {
            choices.megapixels = self.megapixels.iter().map(|size| (*size, 1.0)).collect();
        }
        choices
    }

    fn jobs(&self) -> usize {
        self.jobs.map_or_else(
            || std::thread::available_parallelism().map_or(1, usize::from),
            usize::from,
        )
    }
}

impl Tally {
    /// Writes a photograph and its truth.
    fn keep(&self, dir: &Path, photo: &Photo) -> Result<(), Failure> {
        let counter = match photo.truth.readable {
            Some(true) => &self.readable,
            Some(false) => &self.unreadable,
            None => &self.doubtful,
        };
        counter.fetch_add(1, Ordering::Relaxed);
        let bytes = u64::try_from(photo.jpeg.len()).unwrap_or(u64::MAX);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        let name = format!("{:06}", photo.truth.number);
        let image = dir.join(format!("{name}.jpg"));
        std::fs::write(&image, &photo.jpeg).map_err(Failure::file(&image))?;
        let truth = dir.join(format!("{name}.json"));
        let text = serde_json::to_vec(&photo.truth).map_err(Failure::refused)?;
        std::fs::write(&truth, text).map_err(Failure::file(&truth))
    }
}

pub(super) fn parse_megapixels(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|size| (0.1..=50.0).contains(size))
        .ok_or_else(|| format!("«{text}» no es un número de 0.1 a 50"))
}
