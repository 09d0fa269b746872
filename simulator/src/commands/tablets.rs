use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use clap::Args;
use mobile_core::capture::{ActaSource, Photo};
use mobile_core::platform::{Clock as _, Entropy};
use mobile_core::testing::jpeg;
use mobile_core::uploader::{Report, Uploader};
use prep_model::claves::ActaKey;
use prep_model::contract::{DigitalizacionId, PersonId};
use prep_model::time::{DeviceTime, Timestamp};
use serde_json::json;

use crate::HELP;
use crate::failure::Failure;
use crate::platform::{SystemClock, SystemEntropy};
use crate::tablet::{Patience, Tablet, enroll};
use crate::transport::{Transport, require_loopback};

/// Carga un servidor con muchas tabletas a la vez; cada acuse verificado se anota en el informe.
#[derive(Debug, Args)]
#[command(
    help_template = HELP,
    disable_help_flag = true,
    next_help_heading = "Opciones",
    override_usage = "prep-sim tablets --count <NUMERO> --server <DIRECCION> --codes <ARCHIVO> [OPCIONES]",
    after_help = "\
Al terminar dice en un renglón JSON cuántas fotos se entregaron, esperan o no se admitieron.

Ejemplo:
  prep-sim tablets --count 16 --server http://127.0.0.1:8080 --codes códigos.txt --report acuses.txt"
)]
pub(crate) struct Tablets {
    /// Cuántas tabletas trabajan a la vez.
    #[arg(long, value_name = "NUMERO")]
    count: u32,
    /// Cuántas fotos toma cada una. Sin decirlo, 10.
    #[arg(
        long,
        value_name = "NUMERO",
        default_value_t = 10,
        hide_default_value = true
    )]
    photos: u32,
    /// Carpeta con imágenes JPEG. Sin decirla, o con generated, se generan, todas distintas.
    #[arg(
        long,
        value_name = "CARPETA",
        default_value = "generated",
        hide_default_value = true
    )]
    images: String,
    /// Tamaño de las imágenes generadas. Sin decirlo, 1200x1600, que son unos 180 kB.
    #[arg(
        long,
        value_name = "ANCHOxALTO",
        default_value = "1200x1600",
        hide_default_value = true,
        value_parser = parse_pixels
    )]
    pixels: (u16, u16),
    /// Dirección del servidor.
    #[arg(long, value_name = "DIRECCION")]
    server: String,
    /// Archivo con un código de alta por renglón, para las tabletas que aún no están dadas de alta.
    #[arg(long, value_name = "ARCHIVO")]
    codes: Option<PathBuf>,
    /// Archivo con un acta por renglón; sin él se usan casillas básicas inventadas.
    #[arg(long, value_name = "ARCHIVO")]
    actas: Option<PathBuf>,
    /// Carpeta donde cada tableta tiene la suya. Sin decirla, var/sim/tablets.
    #[arg(
        long,
        value_name = "CARPETA",
        default_value = "var/sim/tablets",
        hide_default_value = true
    )]
    dir: PathBuf,
    /// Archivo al que se añade un renglón JSON por acuse verificado.
    #[arg(long, value_name = "ARCHIVO")]
    report: Option<PathBuf>,
    /// Segundos tras los que se deja de intentar. Sin decirlos, 600.
    #[arg(
        long,
        value_name = "SEGUNDOS",
        default_value_t = 600,
        hide_default_value = true
    )]
    wait: u32,
    /// Lo más que se espera entre intentos, en milisegundos. Sin decirlo, 1000.
    #[arg(
        long,
        value_name = "MILISEGUNDOS",
        default_value_t = 1000,
        hide_default_value = true
    )]
    longest_wait_ms: u64,
}

/// What all tablets share.
struct Load {
    arguments: Tablets,
    actas: Vec<ActaKey>,
    images: Vec<Vec<u8>>,
    codes: Vec<String>,
    report: Option<Mutex<File>>,
    until: Timestamp,
}

#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    delivered: usize,
    waiting: usize,
    rejected: usize,
}

impl Tablets {
    pub(crate) fn run(self, out: &mut impl Write) -> Result<(), Failure> {
        require_loopback(&self.server)?;
        let count = self.count;
        let dir = self.dir.clone();
        let load = Load::new(self)?;
        let started = SystemClock.now();
        let tallies: Vec<Result<Tally, Failure>> = std::thread::scope(|scope| {
            let load = &load;
            let threads: Vec<_> = (0..count)
                .map(|number| scope.spawn(move || load.work(number)))
                .collect();
            let join = |thread: std::thread::ScopedJoinHandle<'_, _>| {
                thread
                    .join()
                    .unwrap_or_else(|_| Err(Failure::Refused("una tableta falló".into())))
            };
            threads.into_iter().map(join).collect()
        });
        let mut all = Tally::default();
        for tally in tallies {
            let tally = tally?;
            all.delivered += tally.delivered;
            all.waiting += tally.waiting;
            all.rejected += tally.rejected;
        }
        let millis = SystemClock.now().micros_since(started) / 1000;
        let summary = json!({
            "tablets": count, "delivered": all.delivered, "waiting": all.waiting,
            "rejected": all.rejected, "elapsed_ms": millis,
        });
        writeln!(out, "{summary}")?;
        match (all.rejected, all.waiting) {
            (0, 0) => Ok(()),
            (0, waiting) => Err(Failure::Waiting {
                waiting,
                reason: "se acabó el tiempo".into(),
                dir,
            }),
            (rejected, _) => Err(Failure::Rejected(format!("{rejected} fotos"))),
        }
    }
}

impl Load {
    fn new(arguments: Tablets) -> Result<Self, Failure> {
        let lines = |path: &Option<PathBuf>| path.as_deref().map_or(Ok(Vec::new()), read_lines);
        let actas: Result<Vec<ActaKey>, _> = lines(&arguments.actas)?
            .iter()
            .map(|line| line.parse())
            .collect();
        let mut actas = actas.map_err(Failure::refused)?;
        if actas.is_empty() {
            actas = (1..=9999)
                .map(|seccion| format!("GUB/09{seccion:04}B0100/A02").parse())
                .collect::<Result<_, _>>()
                .map_err(Failure::refused)?;
        }
        let report = arguments
            .report
            .as_deref()
            .map(open_report)
            .transpose()?
            .map(Mutex::new);
        Ok(Self {
            codes: lines(&arguments.codes)?,
            images: read_images(&arguments.images)?,
            until: SystemClock.now().plus_seconds(i64::from(arguments.wait)),
            actas,
            report,
            arguments,
        })
    }

    /// One tablet's night: enrol if need be, send what is left of another run, then its photos.
    fn work(&self, number: u32) -> Result<Tally, Failure> {
        let dir = self.arguments.dir.join(format!("tablet-{number:04}"));
        if !dir.join("device.json").exists() {
            let code = usize::try_from(number)
                .ok()
                .and_then(|number| self.codes.get(number));
            let code = code.ok_or_else(|| Failure::NotEnrolled {
                dir: dir.clone(),
                server: Some(self.arguments.server.clone()),
            })?;
            enroll(&dir, &self.arguments.server, code, self.until)?;
        }
        let mut tablet = Tablet::open(&dir, Some(&self.arguments.server), Transport::new())?;
        let patience = Patience {
            until: self.until,
            longest_wait: Some(Duration::from_millis(self.arguments.longest_wait_ms.max(1))),
        };
        let mut delivered = 0;
        for photo in 0..=self.arguments.photos {
            if photo > 0 && SystemClock.now() < self.until {
                self.capture(&mut tablet, number, photo)?;
            }
            tablet.send(patience, |uploader, report| {
                if let Report::Delivered(id) = report {
                    delivered += 1;
                    self.tell(uploader, number, *id)?;
                }
                Ok(())
            })?;
        }
        let summary = tablet.uploader.outbox().summary();
        Ok(Tally {
            delivered,
            waiting: summary.waiting,
            rejected: summary.rejected,
        })
    }

    fn capture(&self, tablet: &mut Tablet, number: u32, photo: u32) -> Result<(), Failure> {
        let nth = u64::from(number) * u64::from(self.arguments.photos) + u64::from(photo) - 1;
        let nth = usize::try_from(nth).unwrap_or(usize::MAX);
        let acta = self.actas.get(nth % self.actas.len().max(1)).cloned();
        let generated;
        let image = if let Some(image) = self.images.get(nth % self.images.len().max(1)) {
            image
        } else {
            let entropy: &dyn Entropy = &SystemEntropy;
            let (width, height) = self.arguments.pixels;
            generated = jpeg(u64::from_le_bytes(entropy.bytes()), width, height);
            &generated
        };
        let source = match acta {
            Some(acta) => ActaSource::Manual { acta, qr: None },
            None => ActaSource::Unknown { qr: None },
        };
        let person = PersonId::new(&format!("cael-{number:04}")).map_err(Failure::refused)?;
        let photo = Photo::new(image, source, person, DeviceTime(SystemClock.now()));
        tablet.uploader.capture(&photo).map_err(Failure::refused)?;
        Ok(())
    }

    /// One line of the report, flushed before anything else happens on this tablet.
    fn tell(&self, uploader: &Uploader, number: u32, id: DigitalizacionId) -> Result<(), Failure> {
        let Some(report) = &self.report else {
            return Ok(());
        };
        let receipt = uploader.outbox().receipt(id).map_err(Failure::refused)?;
        let says = receipt.receipt();
        let line = json!({
            "id": id, "sha256": says.sha256, "acta": says.acta, "received_at": says.received_at,
            "event_sha256": says.event_sha256, "tablet": number,
        });
        let mut file = report
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        file.write_all(format!("{line}\n").as_bytes())?;
        file.flush()?;
        Ok(())
    }
}

fn parse_pixels(text: &str) -> Result<(u16, u16), String> {
    let wrong = || format!("«{text}» no es un tamaño como 1200x1600, de 1 a 20000 por lado");
    let (width, height) = text.split_once('x').ok_or_else(wrong)?;
    let side = |text: &str| {
        text.parse()
            .ok()
            .filter(|side| (1..=20_000).contains(side))
            .ok_or_else(wrong)
    };
    Ok((side(width)?, side(height)?))
}

pub(super) fn read_lines(path: &Path) -> Result<Vec<String>, Failure> {
    let file = File::open(path).map_err(Failure::file(path))?;
    let lines = BufReader::new(file).lines().collect::<Result<Vec<_>, _>>();
    let lines = lines.map_err(Failure::file(path))?;
    Ok(lines
        .iter()
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect())
}

/// The JPEG files of a folder by name; none for `generated`.
fn read_images(images: &str) -> Result<Vec<Vec<u8>>, Failure> {
    if images == "generated" {
        return Ok(Vec::new());
    }
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(images).map_err(Failure::file(images))? {
        let path = entry.map_err(Failure::file(images))?.path();
        let ending = path
            .extension()
            .and_then(|ending| ending.to_str())
            .unwrap_or_default();
        if ["jpg", "jpeg"].contains(&ending.to_ascii_lowercase().as_str()) {
            paths.push(path);
        }
    }
    if paths.is_empty() {
        return Err(Failure::Refused(format!(
            "«{images}» no tiene imágenes JPEG"
        )));
    }
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read(path).map_err(Failure::file(path)))
        .collect()
}

fn open_report(path: &Path) -> Result<File, Failure> {
    OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .map_err(Failure::file(path))
}
