use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use prep_model::claves::{ActaKey, EjercicioId, EleccionId};
use prep_model::elecciones::AmbitoId;
use prep_model::proceso::Proceso;
use proceso_files::folder;
use proceso_files::published::NamedBytes;
use simulator::actas::pdf::{Document, Paper, cover};
use simulator::actas::{Maker, Order, Rasterizer, Sheet, SheetTruth, png, published};

use crate::HELP;
use crate::failure::Failure;

/// Imprime actas de un proceso, en blanco o llenadas a mano por el simulador.
///
/// Junto a cada archivo queda otro en JSON con lo que dice el acta: votos, letra, descuidos, texto de
/// la etiqueta y lugar de cada recuadro. La misma semilla da los mismos bytes. Los votos son de
/// simulacro, salvo con --from.
#[derive(Debug, Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    next_help_heading = "Opciones",
    override_usage = "prep-sim actas --proceso <CARPETA> --out <CARPETA> [OPCIONES]",
    after_help = "\
Ejemplo, cien actas para imprimir y ensayar:
  prep-sim actas --proceso var/demo/proceso --sample 100 --out var/actas
Ejemplo, los formatos en blanco del CATD del distrito 5:
  prep-sim actas --proceso var/demo/proceso --catd 5 --blank --out var/blanco"
)]
pub(crate) struct Actas {
    /// Carpeta del proceso.
    #[arg(long, value_name = "CARPETA")]
    proceso: PathBuf,
    /// Carpeta en que se escriben; nueva o vacía.
    #[arg(long, value_name = "CARPETA")]
    out: PathBuf,
    /// Sólo esta elección. Se puede repetir.
    #[arg(long, value_name = "ELECCION")]
    eleccion: Vec<EleccionId>,
    /// Sólo las actas que van al CATD de este distrito. Se puede repetir.
    #[arg(long, value_name = "DISTRITO")]
    catd: Vec<u16>,
    /// Cuántas, escogidas por la semilla. Sin decirlo, todas.
    #[arg(long, value_name = "NUMERO")]
    sample: Option<usize>,
    /// Semilla de lo que decide el azar. Sin decirla, 1.
    #[arg(
        long,
        value_name = "NUMERO",
        default_value_t = 1,
        hide_default_value = true
    )]
    seed: u64,
    /// Formatos en blanco, sin letra ni etiqueta.
    #[arg(long, conflicts_with_all = ["filled", "from"])]
    blank: bool,
    /// Actas llenadas a mano; es lo que se hace sin decir nada.
    #[arg(long)]
    filled: bool,
    /// Base de resultados publicada de la que se toman los votos. Se puede repetir, una por elección;
    /// con una sola --eleccion basta el archivo.
    #[arg(long, value_name = "[ELECCION=]ARCHIVO")]
    from: Vec<String>,
    /// pdf (un archivo por CATD, con su relación), png o jpeg (uno por acta). Sin decirlo, pdf.
    #[arg(long, value_name = "FORMATO", value_enum, default_value_t = Format::Pdf, hide_default_value = true, hide_possible_values = true)]
    format: Format,
    /// Papel de los PDF: carta o a4. Sin decirlo, carta.
    #[arg(long, value_name = "PAPEL", value_enum, default_value_t = Papel::Carta, hide_default_value = true, hide_possible_values = true)]
    papel: Papel,
    /// Puntos por pulgada de las imágenes, de 50 a 600. Sin decirlo, 150.
    #[arg(long, value_name = "NUMERO", default_value_t = 150, hide_default_value = true, value_parser = clap::value_parser!(u16).range(50..=600))]
    dpi: u16,
    /// Ejercicio de las etiquetas. Sin decirlo, simulacro-1.
    #[arg(
        long,
        value_name = "EJERCICIO",
        default_value = "simulacro-1",
        hide_default_value = true
    )]
    ejercicio: EjercicioId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Pdf,
    Png,
    Jpeg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Papel {
    Carta,
    A4,
}

/// Quality of JPEG files: no artefact is seen beside those of a photograph.
const JPEG_QUALITY: u8 = 92;
/// Millimetres in an inch.
const INCH: f32 = 25.4;

impl Actas {
    pub(crate) fn run(self, out: &mut impl Write) -> Result<(), Failure> {
        let reading = folder::read(&self.proceso).map_err(|error| self.unread(&error))?;
        let order = self.order(&reading.proceso, out)?;
        let actas = order.actas(&reading.proceso);
        if actas.is_empty() {
            return Err(Failure::Refused(
                "ninguna acta del proceso corresponde a lo que se pidió; revise --eleccion, --catd \
                 y --from"
                    .to_owned(),
            ));
        }
        empty_folder(&self.out)?;
        let mut maker = Maker::new(&reading.proceso, &order);
        let files = match self.format {
            Format::Pdf => self.batches(&reading.proceso, &order, &actas, &mut maker)?,
            Format::Png | Format::Jpeg => self.images(&actas, &mut maker)?,
        };
        writeln!(
            out,
            "{} actas en {files} archivos de {}",
            actas.len(),
            self.out.display()
        )?;
        Ok(())
    }

    fn unread(&self, error: &folder::ReadError) -> Failure {
        Failure::Refused(format!(
            "no se pudo leer el proceso de «{}»: {error}; revíselo con: prep proceso check {}",
            self.proceso.display(),
            self.proceso.display()
        ))
    }

    fn order(&self, proceso: &Proceso, out: &mut impl Write) -> Result<Order, Failure> {
        for eleccion in &self.eleccion {
            known(proceso, eleccion)?;
        }
        let mut values = BTreeMap::new();
        for from in &self.from {
            let (eleccion, path) = self.source(proceso, from)?;
            let bytes = fs::read(&path).map_err(Failure::file(&path))?;
            let file = NamedBytes::new(path.display().to_string(), bytes);
            let found = published::votes(proceso, &eleccion, &file).map_err(Failure::refused)?;
            writeln!(
                out,
                "{}: {} actas con votos, {} renglones sin acta en el proceso, {} actas que no llegaron",
                path.display(),
                found.actas.len(),
                found.unmatched.len(),
                found.sin_acta.len()
            )?;
            values.extend(found.actas);
        }
        Ok(Order {
            elecciones: self.eleccion.iter().cloned().collect(),
            distritos: self.catd.iter().copied().collect(),
            sample: self.sample,
            seed: self.seed,
            ejercicio: self.ejercicio.clone(),
            blank: self.blank,
            values: (!self.from.is_empty()).then_some(values),
        })
    }

    /// `GUB=archivo.csv`, or a file alone where only one elección is meant.
    fn source(&self, proceso: &Proceso, from: &str) -> Result<(EleccionId, PathBuf), Failure> {
        if let Some((eleccion, path)) = from.split_once('=') {
            let eleccion = EleccionId::new(eleccion).map_err(Failure::refused)?;
            known(proceso, &eleccion)?;
            return Ok((eleccion, PathBuf::from(path)));
        }
        match self.eleccion.as_slice() {
            [only] => Ok((only.clone(), PathBuf::from(from))),
            _ => Err(Failure::Refused(format!(
                "no se sabe de qué elección es «{from}»; escriba --from ELECCION={from}"
            ))),
        }
    }

    /// One PDF for each CATD: its list, then its sheets, and beside it what they say.
    fn batches(
        &self,
        proceso: &Proceso,
        order: &Order,
        actas: &[ActaKey],
        maker: &mut Maker<'_>,
    ) -> Result<usize, Failure> {
        let mut batches: BTreeMap<u16, Vec<&ActaKey>> = BTreeMap::new();
        for acta in actas {
            let distrito = proceso.casilla(acta.casilla).and_then(|own| own.distrito);
            let distrito = distrito.map_or(0, AmbitoId::number);
            batches.entry(distrito).or_default().push(acta);
        }
        let paper = match self.papel {
            Papel::Carta => Paper::Carta,
            Papel::A4 => Paper::A4,
        };
        let count = batches.len();
        for (distrito, actas) in batches {
            let title = format!("CATD del distrito {distrito:03}: {} actas", actas.len());
            let mut document = Document::new(paper, &title);
            let lines = (1..).zip(&actas);
            let lines: Vec<String> = lines
                .map(|(at, acta)| format!("{at:>4}.  {acta}"))
                .collect();
            for page in cover(&title, order.word(), &lines) {
                document.drawing(&page);
            }
            let mut truths = Vec::with_capacity(actas.len());
            for acta in actas {
                let sheet = made(maker, acta)?;
                document.sheet(&sheet);
                truths.push(serde_json::json!({ "page": document.len(), "truth": sheet.truth }));
            }
            let path = self.out.join(format!("catd-{distrito:03}.pdf"));
            fs::write(&path, document.finish()).map_err(Failure::file(&path))?;
            write_json(&path.with_extension("json"), &truths)?;
        }
        Ok(count)
    }

    /// One image for each acta, and beside it what it says.
    fn images(&self, actas: &[ActaKey], maker: &mut Maker<'_>) -> Result<usize, Failure> {
        let scale = f32::from(self.dpi) / INCH;
        let mut last: Option<Rasterizer> = None;
        for acta in actas {
            let sheet = made(maker, acta)?;
            let rasterizer = match last.take() {
                Some(own) if own.is_of(&sheet) => own,
                _ => Rasterizer::new(&sheet.blank, scale),
            };
            let raster = last.insert(rasterizer).raster(&sheet);
            let stem = self.out.join(SheetTruth::file_stem(acta));
            let (extension, bytes) = if self.format == Format::Png {
                ("png", png(&raster, self.dpi))
            } else {
                let bytes = raster.jpeg(JPEG_QUALITY).map_err(Failure::refused)?;
                ("jpg", bytes)
            };
            let path = stem.with_extension(extension);
            fs::write(&path, bytes).map_err(Failure::file(&path))?;
            write_json(&stem.with_extension("json"), &sheet.truth)?;
        }
        Ok(actas.len())
    }
}

fn known(proceso: &Proceso, eleccion: &EleccionId) -> Result<(), Failure> {
    if proceso.eleccion(eleccion).is_some() {
        return Ok(());
    }
    let own = proceso.elecciones().iter().map(|own| own.id.as_str());
    Err(Failure::Refused(format!(
        "el proceso no tiene la elección {eleccion}; tiene {}",
        own.collect::<Vec<_>>().join(", ")
    )))
}

fn made(maker: &mut Maker<'_>, acta: &ActaKey) -> Result<Sheet, Failure> {
    match maker.sheet(acta) {
        Some(Ok(sheet)) => Ok(sheet),
        Some(Err(error)) => Err(Failure::Refused(format!("el acta {acta}: {error}"))),
        None => Err(Failure::Refused(format!(
            "el proceso no espera el acta {acta}"
        ))),
    }
}

/// Nothing of somebody else's is ever written over.
fn empty_folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(Failure::file(path))?;
    let mut entries = fs::read_dir(path).map_err(Failure::file(path))?;
    if entries.next().is_some() {
        return Err(Failure::Refused(format!(
            "la carpeta «{}» no está vacía; use otra con --out",
            path.display()
        )));
    }
    Ok(())
}

fn write_json(path: &Path, value: &impl serde::Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value).map_err(Failure::refused)?;
    fs::write(path, text + "\n").map_err(Failure::file(path))
}
